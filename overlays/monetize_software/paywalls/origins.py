"""
Whether a client talks to the domain that its paywall says is its own.
"""

from __future__ import annotations

import warnings
from urllib.parse import urlsplit

from monetize_software._profile.origin import Origin, is_loopback
from monetize_software.errors import ConfigurationError
from monetize_software.models import Bootstrap

__all__ = ["verify_origin"]

_PORTS = {"https": 443, "http": 80}


def verify_origin(bootstrap: Bootstrap, api_origin: str) -> None:
    """
    Refuse an origin that is not the paywall's custom domain, once at start. A paywall without one fits any origin.

    Args:
        bootstrap: The paywall, as that origin gave it.
        api_origin: What the client was built with.

    Raises:
        ConfigurationError: They differ (`invalid_config`). On this machine it is a warning, because mocks and tunnels
            speak for a domain that they are not.

    Example:

        ```python
        from monetize_software.paywalls import verify_origin

        verify_origin(billing.bootstrap(), "https://pay.example.com")
        ```
    """
    domain = (bootstrap.settings.custom_domain or "").strip()
    if not domain or _place(domain) == _place(Origin.read(api_origin, allow_insecure=True).base):
        return
    host, _ = _place(api_origin)
    sentence = f"The paywall's custom domain is {_place(domain)[0]}, and api_origin is {host}. Use the custom domain."
    if not is_loopback(host):
        raise ConfigurationError(sentence)
    warnings.warn(sentence, stacklevel=2)


def _place(address: str) -> tuple[str, int | None]:
    """
    Host and port, https where no scheme is said.
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        return (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        raise ConfigurationError("The paywall's custom domain is no address; mend it in the dashboard.") from None
