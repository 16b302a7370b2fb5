"""
Whether calls go to the domain that a paywall says is its own. Judges what an answer said; never asks for one.
"""

from __future__ import annotations

import warnings
from ipaddress import ip_address
from urllib.parse import urlsplit

from monetize_software.errors import ConfigurationError

from .origin import Origin, ascii_host, is_loopback

__all__ = ["check_custom_domain"]

_PORTS = {"https": 443, "http": 80}
_NOBODYS = ("example", "home.arpa", "internal", "invalid", "local", "test")
"""Ends of names that no public domain has: RFC 6761, 6762 and 8375, and what ICANN keeps for private networks."""
_SYSTEM = ("appbox.space", "monetize.software")
"""The vendor's own hosts, which serve paywalls whatever their domain."""
_MIRROR = "edge."
"""Each custom domain also answers at the host with this before it."""
_OURS = frozenset({"monetize_software", "monetize_software_api"})


def check_custom_domain(custom_domain: str | None, origin: Origin) -> None:
    """
    Refuse an origin that is not the paywall's own domain. A paywall without one fits any origin.

    Args:
        custom_domain: `settings.custom_domain`, with or without a scheme.
        origin: Where the paywall was asked for.

    Raises:
        ConfigurationError: They differ (`invalid_config`), and the origin is a public host. Elsewhere it is a warning:
            on this machine, in a private network, and at the vendor's own hosts something else speaks for the domain.
    """
    domain = (custom_domain or "").strip()
    if not domain:
        return
    asked = _place(origin.base)
    wanted = _place(domain)
    if wanted is not None and asked in (wanted, (f"{_MIRROR}{wanted[0]}", wanted[1])):
        return
    sentence = _sentence(wanted, asked)
    if wanted is not None and asked is not None and _is_public(asked[0]):
        raise ConfigurationError(sentence)
    warnings.warn(sentence, stacklevel=_lines_of_ours())


def _sentence(wanted: tuple[str, int | None] | None, asked: tuple[str, int | None] | None) -> str:
    if wanted is None:
        return "The paywall's custom domain is no address; mend it in the dashboard."
    return (
        f"The paywall's custom domain is {_shown(wanted)}, and api_origin is {_shown(asked)}. Use the custom domain, "
        "or pass verify_origin=False where a proxy of yours stands for it."
    )


def _shown(place: tuple[str, int | None] | None) -> str:
    if place is None:
        return "another"
    host, port = place
    return host if port == _PORTS["https"] else f"{host}:{port}"


def _place(address: str) -> tuple[str, int | None] | None:
    """
    Host and port, https where no scheme is said; None for what is no address.
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = ascii_host((parts.hostname or "").rstrip("."))
        return (host, parts.port or _PORTS.get(parts.scheme)) if host else None
    except ValueError:
        return None


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        private = is_loopback(host) or "." not in host or _ends(host, _NOBODYS)
        return not private and not _ends(host, _SYSTEM)


def _ends(host: str, names: tuple[str, ...]) -> bool:
    return any(f".{host}".endswith(f".{name}") for name in names)


def _lines_of_ours() -> int:
    """
    How many frames lie between a warning and the line of the program that asked.
    """
    from inspect import currentframe  # not needed before something is wrong

    count, frame = 0, currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _OURS:
        count, frame = count + 1, frame.f_back
    return count
