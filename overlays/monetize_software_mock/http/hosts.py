"""
Says which hosts are this machine, and to which ones a mock server answers. Never resolves a name.

A browser that was led to this machine by a name of somebody else's domain (DNS rebinding) sends that name as the host.
So only names are answered to that nobody else can give away, or that were named when the server was started.
"""

from __future__ import annotations

import ipaddress
import re

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


def is_loopback(host: str) -> bool:
    """
    Say whether a host without a port is this machine: `localhost`, a name below it, or a loopback address.
    """
    return _is_ours(normal(host))


def _is_ours(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761: these never leave the machine
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def is_address(host: str) -> bool:
    """
    Say whether a host is an IP address and not a name.
    """
    try:
        ipaddress.ip_address(normal(host))
    except ValueError:
        return False
    return True


def normal(host: str) -> str:
    """
    Return a host as it is compared: lower case, without brackets and without the dot that ends a complete name.
    """
    return host.strip("[]").lower().removesuffix(".")


def named_in(header: str) -> str | None:
    """
    Return the host of a `Host` header, without the port; None when the header is no host.
    """
    found = _HOST.fullmatch(header)
    return found and normal(found[1])


class Hosts:
    """
    The hosts a mock server answers to: this machine, the address a request came to, and whatever was named.

    Args:
        named: Names or addresses, such as `mock` in a network of containers.
    """

    def __init__(self, named: tuple[str, ...] = ()) -> None:
        self._named = frozenset(map(normal, named))

    def answers_to(self, header: str | None, address: str | None) -> bool:
        """
        Say whether a request is answered.

        Args:
            header: Its `Host`; without one it came from no browser.
            address: Where its connection ends, on this side.
        """
        if header is None:
            return True
        host = named_in(header)
        if host is None:
            return False
        return _is_ours(host) or host in self._named or (address is not None and host == normal(address))
