"""
Gives money back. Never more than was paid.
"""

from __future__ import annotations

from . import billing, events, purchases
from .billing import Impossible
from .moment import Moment
from .rows import Purchase, Refund

REASON = "requested_by_customer"


def refund(moment: Moment, bought: Purchase, amount: int | None = None, reason: str = REASON) -> Refund:
    """
    Refund the latest payment of a purchase; a full refund ends it.

    Args:
        amount: Minor units; what is left of the payment when left out.

    Raises:
        Impossible: Nothing was paid, nothing is left, or the amount is not between 1 and what is left.
    """
    left = bought.refundable
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise Impossible(
            f"{bought.id} can be refunded between 1 and {left}, not {wanted}" if left else _nothing(bought)
        )
    given = moment.tx.refunds.insert(Refund(moment.ids.prefixed("re"), bought.id, wanted, reason, moment.now))
    changed = moment.tx.purchases.put(purchases.refunded(bought, wanted))
    _tell(moment, changed, given)
    if wanted == left and bought.ended_at is None:
        billing.end(moment, changed)
    return given


def _nothing(bought: Purchase) -> str:
    return f"{bought.id} has no payment that could be refunded"


def _tell(moment: Moment, bought: Purchase, given: Refund) -> None:
    objects = {
        "refund": {"id": given.id, "reason": given.reason, "amount": given.amount},
        "payment": events.payment(bought),
    }
    if not bought.lifetime:
        objects["subscription"] = events.subscription(bought)
    moment.emit(events.REFUND_CREATED, bought, **objects)
