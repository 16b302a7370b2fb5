"""
What a backend decides about a paywall it has read: language, offer, variant, origin, the way back from a checkout.

    from monetize_software.paywalls import applicable_offer, apply_variant, pick_variant, resolve_locale
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from .experiments import apply_variant, pick_variant, prices_of
    from .locales import resolve_locale
    from .offers import AppliedOffer, applicable_offer
    from .origins import verify_origin
    from .returns import ReturnMarkers, read_return_markers

__all__ = [
    "AppliedOffer",
    "ReturnMarkers",
    "applicable_offer",
    "apply_variant",
    "pick_variant",
    "prices_of",
    "read_return_markers",
    "resolve_locale",
    "verify_origin",
]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(
        __name__,
        {
            "AppliedOffer": "offers",
            "ReturnMarkers": "returns",
            "applicable_offer": "offers",
            "apply_variant": "experiments",
            "pick_variant": "experiments",
            "prices_of": "experiments",
            "read_return_markers": "returns",
            "resolve_locale": "locales",
            "verify_origin": "origins",
        },
    )


def __dir__() -> list[str]:
    return sorted(__all__)
