"""
Keeps every payment that was asked for, and what was given back of it. Never takes money.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries
from monetize_software_mock.state.rows import InvoiceRow, PurchaseRow
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import to_iso

from . import wallets


def charge(moment: Moment, purchase: PurchaseRow, *, again: bool) -> InvoiceRow:
    """
    Ask for a payment, and return its invoice, which says what became of it.

    Args:
        again: The customer is not there: a renewal, the end of a trial or another try.
    """
    outcome = wallets.pay(moment.tx, purchase.user_id, purchase.paywall_id, again=again)
    return note(moment, purchase, outcome)


def note(moment: Moment, purchase: PurchaseRow, outcome: str = wallets.OK) -> InvoiceRow:
    """
    Write down a payment for a purchase.
    """
    return moment.tx.invoices.insert(of_now(purchase, outcome, moment.now))


def of_now(purchase: PurchaseRow, outcome: str, now: int) -> InvoiceRow:
    """
    Return the invoice of a payment at a moment.
    """
    return InvoiceRow(None, purchase.id, purchase.charge, purchase.currency, outcome, now)


def give_back(moment: Moment, paid: InvoiceRow, amount: int) -> InvoiceRow:
    """
    Write down that a part of a payment was given back.
    """
    return moment.tx.invoices.put(dataclasses.replace(paid, refunded=paid.refunded + amount))


def paid(tx: Transaction, purchase_id: str) -> list[InvoiceRow]:
    """
    Return the payments for a purchase that succeeded, newest first.
    """
    return queries.invoices_with_outcome(tx, purchase_id, wallets.OK)


def of_purchase(tx: Transaction, purchase_id: str) -> list[InvoiceRow]:
    """
    Return what was asked for a purchase, oldest first.
    """
    return queries.invoices_of_purchase(tx, purchase_id)


def of_user(tx: Transaction, user_id: str, paywall_id: str) -> list[InvoiceRow]:
    """
    Return what a user was asked to pay on a paywall, newest first.
    """
    return queries.invoices_of_user(tx, user_id, paywall_id)


def to_json(invoice: InvoiceRow) -> dict[str, Any]:
    """
    Serialize an invoice for the wire.
    """
    return {
        "id": invoice.id,
        "purchase": invoice.purchase_id,
        "amount": invoice.amount,
        "refunded": invoice.refunded,
        "currency": invoice.currency,
        "status": "paid" if invoice.outcome == wallets.OK else "failed",
        "outcome": invoice.outcome,
        "at": to_iso(invoice.created),
    }
