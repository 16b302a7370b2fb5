"""
Gives money back. Never more than was paid.
"""

from __future__ import annotations

from collections.abc import Sequence

from monetize_software_mock.moment import Moment
from monetize_software_mock.state.rows import InvoiceRow, PurchaseRow, RefundRow
from monetize_software_mock.webhooks import payloads

from . import invoices, subscriptions
from .subscriptions import Impossible

REASON = "requested_by_customer"


def refund(
    moment: Moment,
    purchase: PurchaseRow,
    amount: int | None = None,
    reason: str = REASON,
    payment: str | None = None,
) -> RefundRow:
    """
    Refund a payment of a purchase; a full refund of the latest one ends the purchase at once.

    Args:
        amount: Minor units; what is left of the payment when left out.
        payment: Id of the payment's invoice, such as `inv_3`; the latest one that was paid when left out.

    Raises:
        Impossible: Nothing was paid, nothing is left, there is no such payment, or the amount is not between 1 and
            what is left.
    """
    payments = invoices.paid(moment.tx, purchase.id)
    paid = _chosen(purchase, payments, payment)
    wanted = paid.refundable if amount is None else amount
    if not 0 < wanted <= paid.refundable:
        raise Impossible(_refusal(purchase, paid, wanted))
    given = moment.tx.refunds.insert(RefundRow(moment.ids.prefixed("re"), purchase.id, wanted, reason, moment.now))
    rest = invoices.give_back(moment, paid, wanted)
    told = _tell(moment, purchase, given, rest)
    if not rest.refundable and paid is payments[0] and told.ended_at is None:
        subscriptions.end(moment, told)
    return given


def _chosen(purchase: PurchaseRow, payments: Sequence[InvoiceRow], named: str | None) -> InvoiceRow:
    if not payments:
        raise Impossible(_nothing(purchase))
    found = [each for each in payments if named in (None, each.id)]
    if not found:
        listed = ", ".join(each.id for each in payments)
        raise Impossible(f"{purchase.id} has no payment {named}; there are: {listed}")
    return found[0]


def _refusal(purchase: PurchaseRow, paid: InvoiceRow, wanted: int) -> str:
    left = paid.refundable
    return f"{purchase.id} can be refunded between 1 and {left}, not {wanted}" if left else _nothing(purchase)


def _nothing(purchase: PurchaseRow) -> str:
    return f"{purchase.id} has no payment that could be refunded"


def _tell(moment: Moment, purchase: PurchaseRow, given: RefundRow, paid: InvoiceRow) -> PurchaseRow:
    objects = {
        "refund": {"id": given.id, "reason": given.reason, "amount": given.amount},
        "payment": payloads.payment(purchase, paid),
    }
    if not purchase.lifetime:
        objects["subscription"] = payloads.subscription(purchase)
    return moment.emit(payloads.REFUND_CREATED, purchase, **objects)
