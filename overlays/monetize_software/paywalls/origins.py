"""
Whether a client talks to the domain that its paywall says is its own.
"""

from __future__ import annotations

from monetize_software._profile.custom_domain import check_custom_domain
from monetize_software._profile.origin import Origin
from monetize_software.models import Bootstrap

__all__ = ["verify_origin"]


def verify_origin(bootstrap: Bootstrap, api_origin: str) -> None:
    """
    Refuse an origin that is not the paywall's custom domain. A paywall without one fits any origin.

    Clients do this by themselves with each paywall they read, unless they were built with `verify_origin=False`; this
    is for a paywall that you have from elsewhere.

    Args:
        bootstrap: The paywall, as that origin gave it.
        api_origin: What the client was built with.

    Raises:
        ConfigurationError: They differ (`invalid_config`). On this machine, in a private network and at the vendor's
            own hosts it is a warning, because mocks and tunnels speak for a domain that they are not.

    Example:

        ```python
        from monetize_software.paywalls import verify_origin

        verify_origin(billing.bootstrap(), "https://pay.example.com")
        ```
    """
    check_custom_domain(bootstrap.settings.custom_domain, Origin.read(api_origin, allow_insecure=True))
