"""
Reads the origin and the key given to a client, and refuses what would expose them. Never opens a connection.
"""

from __future__ import annotations

import re
import sys
import warnings
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

from monetize_software._printing import Value
from monetize_software._secret import Secret
from monetize_software.errors import ConfigurationError

from .arguments import digits, plain

if TYPE_CHECKING:
    from urllib.parse import SplitResult

__all__ = ["Origin", "ascii_host", "can_exist", "check_api_key", "check_key_fits", "check_paywall_id", "is_loopback"]

_LONGEST = 2048
_SHARED = "appbox.space"
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+){3}")


@frozen(eq=False, repr=False)
class Origin(Value):
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
    if address is not None and not isinstance(address, str):
        kind = type(address).__name__
        raise ConfigurationError(f"api_origin must be text, not {kind}. Pass str() of it, if that is the address.")
    if address is None or not address.strip():
        raise ConfigurationError("api_origin is missing. Pass your paywall's domain, such as https://pay.example.com.")
    if len(address) > _LONGEST:
        raise ConfigurationError(f"api_origin has {len(address)} characters; no address of a paywall is that long.")
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
    if parts.path.rstrip("/").endswith("/api/v1") or "/api/v1/paywall" in parts.path:
        raise ConfigurationError("api_origin must not hold the path of the API: leave /api/v1 and what follows away.")
    if not can_exist(parts.netloc):
        raise ConfigurationError(
            "api_origin names a host that cannot exist. Each part between two dots has 1 to 63 letters, digits or '-'."
        )


def can_exist(netloc: str) -> bool:
    """
    Tell whether the host in an address can exist, so that whoever looks it up or sends to it meets no surprise.

    Args:
        netloc: Host and port, such as "pay.example.com:8443" or "[::1]"; a name may have letters of any language.
    """
    address = netloc.rpartition("@")[2]
    try:
        if address.startswith("["):
            number, _, rest = address[1:].partition("]")
            return bool(IPv6Address(number)) and rest[:1] in ("", ":")
        name = ascii_host(address.partition(":")[0]).removesuffix(".")
        if _NUMBERS.fullmatch(name):
            return bool(IPv4Address(name))
    except ValueError:
        return False
    return len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))


def ascii_host(host: str) -> str:
    """
    A name as the network knows it. Python's own codec is of 2003, so the HTTP library's is asked, and only when needed.
    """
    name = host.lower()
    if host.isascii() and "xn--" not in name:
        return name
    import idna

    encoded = name if host.isascii() else idna.encode(name).decode("ascii")
    idna.decode(encoded)
    return encoded


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


def warn_of_shared_host(origin: Origin) -> None:
    """
    Warn of the host that all paywalls once shared: it serves the second version of the vendor's SDK alone.
    """
    host = urlsplit(origin.base).hostname or ""
    if host == _SHARED or host.endswith(f".{_SHARED}"):
        warnings.warn(
            f"api_origin is {_SHARED}, the host that paywalls shared before they had domains. Pass the paywall's own "
            "custom domain.",
            stacklevel=6,  # the line that builds the client
        )


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


def check_api_key(given: Secret) -> Secret:
    """
    Return the owner's key without surrounding blanks.

    Raises:
        ConfigurationError: It is empty, broken, or given where browsers could read it.
    """
    if problem := _problem_of_key(given.reveal()):
        raise ConfigurationError(problem)
    if in_browser():
        raise ConfigurationError(
            "A server key must never be used inside a browser. Call your own backend instead.", code="apikey_in_browser"
        )
    return Secret(given.reveal().strip())


def _problem_of_key(value: object) -> str | None:
    if not isinstance(value, str):
        inside = " Pass what its get_secret_value() returns." if hasattr(value, "get_secret_value") else ""
        return f"api_key must be text, not {type(value).__name__}.{inside}"
    if not value.strip():
        return "api_key is empty. Leave it out, or pass the key from Settings → API keys."
    key = value.strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        return "api_key holds blanks or control characters. Copy it again, on one line."
    return None


def check_key_fits(key: Secret, origin: Origin, *, insist: bool) -> None:
    """
    Refuse to give a live key to a server on this machine, which is a mock far more often than the vendor's.

    Raises:
        ConfigurationError: It is a live key, the origin is a loopback address, and the caller does not insist.
    """
    if origin.loopback and not insist and key.reveal().lower().startswith("sk_live_"):
        raise ConfigurationError(
            "A live key is for the vendor's service and api_origin is this machine. Use a test key with the mock; pass "
            "allow_insecure_origin=True where a proxy of yours listens here."
        )


def in_browser() -> bool:
    """
    Tell whether this interpreter runs inside a web page (Pyodide with a document).
    """
    return sys.platform == "emscripten" and hasattr(sys.modules.get("js"), "document")
