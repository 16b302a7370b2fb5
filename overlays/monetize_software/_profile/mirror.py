"""
Names the mirror of a paywall's domain, for a caller who asked for it. Never asks for one by itself, never sends.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monetize_software.errors import ConfigurationError

from .origin import Origin, can_exist

if TYPE_CHECKING:
    from urllib.parse import SplitResult

__all__ = ["mirror_of"]

_PREFIX = "edge."


def mirror_of(origin: Origin, asked: object) -> Origin | None:
    """
    Return where a call may go that provably never left for its own domain; None where nobody asked for that.

    Args:
        origin: The paywall's own domain.
        asked: False, True for the mirror that each domain has, or the mirror's address.

    Raises:
        ConfigurationError: The domain has no mirror, or the address is none that a credential may be sent to.
    """
    if asked is False:
        return None
    if asked is not True and not isinstance(asked, str):
        raise ConfigurationError(f"mirror must be True, False or an address, not {type(asked).__name__}.")
    mirror = _derived(origin) if asked is True else _given(asked)
    if not (origin.secure and mirror.secure):
        raise ConfigurationError("A mirror is for https alone: both api_origin and mirror must be https.")
    if urlsplit(mirror.base).netloc.lower() == urlsplit(origin.base).netloc.lower():
        raise ConfigurationError("mirror must be another host than api_origin.")
    return mirror


def _derived(origin: Origin) -> Origin:
    parts = urlsplit(origin.base)
    netloc = _PREFIX + parts.netloc
    if problem := _problem(parts, netloc):
        raise ConfigurationError(f"mirror=True: {problem} Leave mirror out, or pass the mirror's address.")
    return Origin.read(parts._replace(netloc=netloc).geturl())


def _given(address: str) -> Origin:
    try:
        return Origin.read(address)
    except ConfigurationError as error:
        problem = error.message.replace("api_origin", "mirror")
    raise ConfigurationError(problem)


def _problem(parts: SplitResult, netloc: str) -> str | None:
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https":
        return "only an https origin has a mirror."
    if _is_number(host) or "." not in host:
        return "only a domain such as pay.example.com has a mirror, and no number or single name has one."
    if host.startswith(_PREFIX):
        return "api_origin is a mirror already."
    return None if can_exist(netloc) else "the domain is too long to have a mirror."


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
