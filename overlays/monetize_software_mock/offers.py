"""
Decides which offers apply. Never changes one.
"""

from __future__ import annotations

from collections.abc import Iterable

from .timestamps import from_iso
from .world import Offer


def running(offers: Iterable[Offer], now: str) -> list[Offer]:
    """
    Return the offers that are worth showing: with a discount, and not over.

    Args:
        now: ISO 8601 time.
    """
    moment = from_iso(now)
    return [
        offer
        for offer in offers
        if (offer.discount_percent or 0) > 0 and (offer.expires_at is None or from_iso(offer.expires_at) > moment)
    ]


def applicable_discount(offers: Iterable[Offer], price_id: str, offer_id: str | None, now: str) -> float | None:
    """
    Return the discount in percent that a checkout gets, None for none.

    Only offers with an end date apply by themselves; one that counts minutes must be named. A foreign id is ignored.
    """
    fitting = [offer for offer in running(offers, now) if offer.price_id in (price_id, None)]
    fitting.sort(key=lambda offer: offer.price_id is None)
    chosen = [offer for offer in fitting if offer.id == offer_id]
    chosen += [offer for offer in fitting if offer.expires_at is not None]
    return next((offer.discount_percent for offer in chosen), None)
