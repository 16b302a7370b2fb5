"""
How this process reaches an origin: TLS, proxy, limits. Opens nothing itself.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from monetize_software._profile.origin import can_exist
from monetize_software.errors import ConfigurationError

if TYPE_CHECKING:
    from ssl import SSLContext
    from types import ModuleType

    from monetize_software._profile.origin import Origin

__all__ = ["Environment", "lock", "tls_context", "unusable_proxy"]

_TLS_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
_tls: dict[str, SSLContext] = {}
_lock = threading.RLock()


def _new_lock() -> None:
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)


def lock() -> threading.RLock:
    """
    The lock under which connections are set up. A forked child gets one of its own, because nobody would free the old.
    """
    return _lock


class Environment:
    """
    How the environment lets an origin be reached.

    Args:
        library: The HTTP library.
        origin: Where the calls go.

    Attributes:
        proxy: The proxy's address, as the library reads it, or None.
        tls: The process's TLS context, or None where neither the origin nor the proxy needs one.

    Raises:
        ConfigurationError: A variable of the environment cannot be used; the message names it.
    """

    def __init__(self, library: ModuleType, origin: Origin) -> None:
        self._library = library
        self.proxy = self._proxy_address(_proxy(origin))
        secure = origin.secure or (self.proxy is not None and self.proxy.scheme == "https")
        self.tls = tls_context(library, secure=True) if secure else None

    def _proxy_address(self, proxy: str | None) -> Any:
        try:
            return None if proxy is None else self._library.URL(proxy)
        except (ValueError, self._library.InvalidURL) as problem:
            raise ConfigurationError(unusable_proxy(f"its address is none ({type(problem).__name__})")) from None

    def transport_options(self) -> dict[str, Any]:
        """
        The arguments of one of the library's own transports that has a single connection.
        """
        proxy = self.proxy
        return {
            "verify": self.tls or tls_context(self._library, secure=False),
            "trust_env": False,
            "limits": self._library.Limits(max_connections=1, keepalive_expiry=5.0),
            "proxy": proxy and self._library.Proxy(proxy),
        }


def unusable_proxy(why: str) -> str:
    """
    What is said about a proxy that cannot be used.
    """
    return (
        f"The proxy that the environment names cannot be used: {why}. Socks needs httpx[socks]; name the host in "
        "NO_PROXY to go without."
    )


def tls_context(library: ModuleType, *, secure: bool) -> SSLContext:
    """
    The one TLS context of this process. Plain http gets one that trusts nobody, which costs nothing to make.

    That one is kept too: making one takes OpenSSL's locks, which a child that is forked meanwhile has and never frees.
    """
    name = library.__name__ if secure else "http"
    with _lock:
        if name not in _tls:
            _tls[name] = _new_tls_context(library) if secure else _trusting_nobody()
        return _tls[name]


def _trusting_nobody() -> SSLContext:
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _new_tls_context(library: ModuleType) -> SSLContext:
    """
    Read the trusted certificates. What the environment says about them is wrong before anything is sent, and stays so.
    """
    try:
        context: SSLContext = library.create_ssl_context()
    except (OSError, ValueError) as problem:
        named = " and ".join(name for name in _TLS_VARIABLES if os.environ.get(name))
        cause = f"{type(problem).__name__}: {getattr(problem, 'strerror', None) or 'unreadable'}"
        raise ConfigurationError(
            f"TLS cannot be set up ({cause}). "
            + (f"Correct {named} in the environment." if named else "Reinstall certifi, which has the certificates.")
        ) from None
    return context


def _proxy(origin: Origin) -> str | None:
    """
    The proxy that the environment names for this origin. Calls to this machine never take one.
    """
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(origin.base)
    if origin.loopback or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy is None:
        return None
    address = proxy if "://" in proxy else f"http://{proxy}"
    if problem := _impossible(address):
        scheme = parts.scheme if proxies.get(parts.scheme) else "all"
        raise ConfigurationError(
            f"The proxy that the environment names in {_variable(scheme)} has {problem}. Correct it, or name the host "
            "in NO_PROXY to go without."
        )
    return address


def _impossible(address: str) -> str:
    """
    What of an address cannot exist; empty when all may.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        if not can_exist(parts.netloc):
            return "a host that cannot exist"
    except ValueError:
        return "a host that cannot exist"
    port = parts.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:9]) < 65536):
        return f"the port {port[:20]!r}, which is none from 1 to 65535"
    return ""


def _variable(scheme: str) -> str:
    """
    The variable that says it, as it is spelled in the environment; the usual spelling where the system says it.
    """
    usual = f"{scheme.upper()}_PROXY"
    return next((name for name in (usual.lower(), usual) if os.environ.get(name)), usual)
