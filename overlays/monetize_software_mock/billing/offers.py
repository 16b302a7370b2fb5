"""
Decides which offers apply. Never changes one.
"""

from __future__ import annotations

from collections.abc import Iterable

from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state import agenda
from monetize_software_mock.state.rows import Due
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import from_iso, to_millis
from monetize_software_mock.world.declaration import Offer, Paywall, Price, VariantPrice


def plan_expiries(tx: Transaction, paywall: Paywall, now: int) -> None:
    """
    Put the end of each offer with an end date on the timeline.
    """
    for offer in paywall.offers:
        end = None if offer.expires_at is None else to_millis(from_iso(offer.expires_at))
        if end is not None and end > now:
            agenda.plan(tx, end, agenda.OFFER_EXPIRY, f"{paywall.id}/{offer.id}", {"offer": offer.id})


def expire(_moment: Moment, due: Due) -> Note:
    """
    Tell that an offer is over; it ended by its date.
    """
    return Note(f"Offer {due.data['offer']} is over", dict(due.data))


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


def applicable_discount(offers: Iterable[Offer], price: Price, offer_id: str | None, now: str) -> float | None:
    """
    Return the discount in percent that a checkout gets, None for none.

    Only offers with an end date apply by themselves; one that counts minutes must be named. A foreign id is ignored.
    An offer of a price that a variant replaces is one of the variant's too (A-66): clients show it there.
    """
    named = {price.id, price.replaces if isinstance(price, VariantPrice) else None, None}
    fitting = [offer for offer in running(offers, now) if offer.price_id in named]
    fitting.sort(key=lambda offer: offer.price_id is None)
    chosen = [offer for offer in fitting if offer.id == offer_id]
    chosen += [offer for offer in fitting if offer.expires_at is not None]
    return next((offer.discount_percent for offer in chosen), None)
