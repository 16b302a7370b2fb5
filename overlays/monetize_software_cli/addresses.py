"""
Reads hosts out of addresses. Never opens one.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def host_of(address: str) -> str:
    """
    Return the host of an address or of a bare domain, in lower case; empty when there is none.
    """
    text = address.strip()
    try:
        return (urlsplit(text if "://" in text else f"//{text}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def leads_somewhere(host: str, port: int | None) -> bool:
    """
    Tell whether a host can be looked up and a port exists. Libraries raise errors of many kinds when they do not.
    """
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return bool(host) and not set(host) & set("%[]<>\\^`{|} ") and 0 < (80 if port is None else port) <= 65535


def scheme_of(address: str) -> str:
    """
    Return the scheme of an address, in lower case.
    """
    return address.strip().partition("://")[0].lower() if "://" in address else ""


def is_loopback(address: str) -> bool:
    """
    Tell whether an address leads to this machine.
    """
    host = host_of(address)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
