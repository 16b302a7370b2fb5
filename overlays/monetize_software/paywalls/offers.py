"""
Which offer applies to a price, for how long, and what the price is with it. Exact, and takes time as an argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import MAX_PREC, Context, Decimal, localcontext

from attrs import frozen

from monetize_software._printing import Value
from monetize_software.errors import InvalidRequestError
from monetize_software.models import Offer

__all__ = ["AppliedOffer", "applicable_offer"]


@frozen(eq=False, repr=False)
class AppliedOffer(Value):
    """
    An offer that applies now.

    Attributes:
        offer: The offer; its `id` goes to `create_checkout(offer_id=…)`.
        discount_percent: Percent off.
        expires_at: When it ends, or None where it does not, as far as is known.
        remaining: Until then, or None.
    """

    offer: Offer
    discount_percent: Decimal
    expires_at: datetime | None
    remaining: timedelta | None

    def apply(self, amount: Decimal) -> Decimal:
        """
        Return an amount with the discount, exactly: nothing is rounded, which the processor does at checkout.

        Args:
            amount: Major units, such as a price's `amount`.
        """
        with localcontext(Context(prec=min(MAX_PREC, 200))):
            return amount * (100 - self.discount_percent) / 100


def applicable_offer(
    offers: Iterable[Offer], price_id: str, *, now: datetime, started_at: datetime | None = None
) -> AppliedOffer | None:
    """
    Choose the offer of a price, as the vendor's SDK does: one for this price before one for all, and none that is over.

    Args:
        offers: From `bootstrap()`.
        price_id: The price.
        now: The present moment, with a time zone.
        started_at: When this user first saw the offer, for one that counts minutes. Without it such an offer has no end
            yet. The service counts for itself, so keep the moment where the user cannot change it.

    Raises:
        InvalidRequestError: A moment has no time zone.

    Example:

        ```python
        from datetime import UTC, datetime

        from monetize_software.paywalls import applicable_offer

        paywall = billing.bootstrap()
        for price in paywall.prices:
            found = applicable_offer(paywall.offers, price.id, now=datetime.now(UTC))
            print(price.id, found.apply(price.amount) if found else price.amount)
        ```
    """
    _aware("now", now)
    giving = [each for each in offers if each.discount_percent is not None and each.discount_percent > 0]
    own = next((each for each in giving if each.price_id == price_id), None)
    chosen = own or next((each for each in giving if each.price_id is None), None)
    if chosen is None or chosen.discount_percent is None:
        return None
    ends = _end(chosen, started_at)
    if ends is not None and ends <= now:
        return None
    return AppliedOffer(chosen, chosen.discount_percent, ends, None if ends is None else ends - now)


def _end(offer: Offer, started_at: datetime | None) -> datetime | None:
    if offer.expires_at is not None:
        return offer.expires_at
    if started_at is None or not offer.duration_minutes:
        return None
    _aware("started_at", started_at)
    return started_at + timedelta(minutes=offer.duration_minutes)


def _aware(name: str, moment: datetime) -> None:
    if moment.tzinfo is None:
        raise InvalidRequestError(f"{name} must have a time zone, such as datetime.now(UTC).")
