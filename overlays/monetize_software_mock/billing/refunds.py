"""
Gives money back. Never more than was paid.
"""

from __future__ import annotations

from collections.abc import Sequence

from monetize_software_mock.moment import Moment
from monetize_software_mock.state.rows import Invoice, Purchase, Refund
from monetize_software_mock.webhooks import payloads

from . import invoices, subscriptions
from .subscriptions import Impossible

REASON = "requested_by_customer"


def refund(
    moment: Moment,
    bought: Purchase,
    amount: int | None = None,
    reason: str = REASON,
    payment: str | None = None,
) -> Refund:
    """
    Refund a payment of a purchase; a full refund of the latest one ends the purchase at once.

    Args:
        amount: Minor units; what is left of the payment when left out.
        payment: Id of the payment's invoice, such as `inv_3`; the latest one that was paid when left out.

    Raises:
        Impossible: Nothing was paid, nothing is left, there is no such payment, or the amount is not between 1 and
            what is left.
    """
    payments = invoices.paid(moment.tx, bought.id)
    paid = _chosen(bought, payments, payment)
    wanted = paid.refundable if amount is None else amount
    if not 0 < wanted <= paid.refundable:
        raise Impossible(_refusal(bought, paid, wanted))
    given = moment.tx.refunds.insert(Refund(moment.ids.prefixed("re"), bought.id, wanted, reason, moment.now))
    rest = invoices.give_back(moment, paid, wanted)
    told = _tell(moment, bought, given, rest)
    if not rest.refundable and paid is payments[0] and told.ended_at is None:
        subscriptions.end(moment, told)
    return given


def _chosen(bought: Purchase, payments: Sequence[Invoice], named: str | None) -> Invoice:
    if not payments:
        raise Impossible(_nothing(bought))
    found = [each for each in payments if named in (None, each.id)]
    if not found:
        listed = ", ".join(each.id for each in payments)
        raise Impossible(f"{bought.id} has no payment {named}; there are: {listed}")
    return found[0]


def _refusal(bought: Purchase, paid: Invoice, wanted: int) -> str:
    left = paid.refundable
    return f"{bought.id} can be refunded between 1 and {left}, not {wanted}" if left else _nothing(bought)


def _nothing(bought: Purchase) -> str:
    return f"{bought.id} has no payment that could be refunded"


def _tell(moment: Moment, bought: Purchase, given: Refund, paid: Invoice) -> Purchase:
    objects = {
        "refund": {"id": given.id, "reason": given.reason, "amount": given.amount},
        "payment": payloads.payment(bought, paid),
    }
    if not bought.lifetime:
        objects["subscription"] = payloads.subscription(bought)
    return moment.emit(payloads.REFUND_CREATED, bought, **objects)
