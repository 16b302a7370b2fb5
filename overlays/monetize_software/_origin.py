"""
Reads the origin and the key given to a client, and refuses what would expose them. Never opens a connection.
"""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

from ._arguments import digits, plain
from .errors import ConfigurationError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

__all__ = ["Origin", "check_api_key", "check_paywall_id", "is_loopback"]


@frozen
class Origin:
    """
    Where the calls go.

    Attributes:
        base: Scheme, host, port and path prefix, without a trailing slash.
        secure: Whether the scheme is https.
        loopback: Whether the host is this machine.
    """

    base: str
    secure: bool
    loopback: bool

    @classmethod
    def read(cls, address: object, *, allow_insecure: bool = False) -> Origin:
        """
        Read an origin such as `https://pay.example.com`, with an optional path prefix of a reverse proxy.

        Raises:
            ConfigurationError: It is missing, malformed, or would expose the key.
        """
        parts = _split(address)
        loopback = is_loopback(parts.hostname or "")
        if parts.scheme != "https" and not (loopback or allow_insecure):
            raise ConfigurationError(
                "api_origin must be https, or anybody on the way can read your key. Plain http is fine for localhost; "
                "pass allow_insecure_origin=True only inside a network you trust."
            )
        return cls(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", parts.scheme == "https", loopback)


def _split(address: object) -> SplitResult:
    if not isinstance(address, str) or not address.strip():
        raise ConfigurationError("api_origin is missing. Pass your paywall's domain, such as https://pay.example.com.")
    if not address.strip().isprintable() or set(address.strip()) & set(' \\"<>^`{|}'):
        raise ConfigurationError("api_origin holds blanks or characters that no address has.")
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError:
        raise ConfigurationError("api_origin is not an address. Pass something like https://pay.example.com.") from None
    _check_parts(parts)
    return parts


def _check_parts(parts: SplitResult) -> None:
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError("api_origin must be a full address such as https://pay.example.com.")
    if "@" in parts.netloc:
        raise ConfigurationError("api_origin must not hold a user name or password; pass the key as api_key=.")
    if parts.query or parts.fragment:
        raise ConfigurationError("api_origin must not hold a query or a fragment.")
    if any(segment in (".", "..") for segment in parts.path.split("/")):
        raise ConfigurationError("api_origin must not hold dot segments in its path.")


def is_loopback(host: str) -> bool:
    """
    Tell whether a host name means this machine.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def check_paywall_id(value: object) -> str:
    """
    Return the paywall's id as text.

    Raises:
        ConfigurationError: It is missing or could leave its place in the address.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = digits(value)
    if not isinstance(value, str) or not value:
        raise ConfigurationError("paywall_id is missing. It is the number in the dashboard's address, such as '3'.")
    if len(value) > 64 or not value.isascii() or not value.replace("-", "").replace("_", "").isalnum():
        raise ConfigurationError("paywall_id may hold letters, digits, '-' and '_' only, 64 at most.")
    return plain(value)


def check_api_key(value: object) -> str:
    """
    Return the owner's key without surrounding blanks.

    Raises:
        ConfigurationError: It is empty, broken, or given where browsers could read it.
    """
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError("api_key is empty. Leave it out, or pass the key from Settings → API keys.")
    key = value.strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ConfigurationError("api_key holds blanks or control characters. Copy it again, on one line.")
    if in_browser():
        raise ConfigurationError(
            "A server key must never be used inside a browser. Call your own backend instead.", code="apikey_in_browser"
        )
    return key


def in_browser() -> bool:
    """
    Tell whether this interpreter runs inside a web page (Pyodide with a document).
    """
    return sys.platform == "emscripten" and hasattr(sys.modules.get("js"), "document")
