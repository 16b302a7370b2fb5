"""
What is asked about checkouts, purchases and their payments.
"""

from __future__ import annotations

from monetize_software_mock.state.rows import Checkout, InvoiceRow, PurchaseRow
from monetize_software_mock.state.store import Transaction


def purchases_of_user(tx: Transaction, user_id: str) -> list[PurchaseRow]:
    """
    Return a user's purchases on every paywall.
    """
    return tx.purchases.where("user_id = ?", user_id)


def purchases_on_paywall(tx: Transaction, user_id: str, paywall_id: str) -> list[PurchaseRow]:
    """
    Return a user's purchases on a paywall, newest first.
    """
    return tx.purchases.where("user_id = ? AND paywall_id = ? ORDER BY created DESC, rowid DESC", user_id, paywall_id)


def has_purchased(tx: Transaction, user_id: str, paywall_id: str) -> bool:
    """
    Say whether a user has ever purchased something on a paywall.
    """
    return tx.purchases.first("user_id = ? AND paywall_id = ?", user_id, paywall_id) is not None


def checkouts_of_user(tx: Transaction, user_id: str) -> list[Checkout]:
    """
    Return every checkout session of a user.
    """
    return tx.checkouts.where("user_id = ?", user_id)


def invoices_of_purchase(tx: Transaction, purchase_id: str) -> list[InvoiceRow]:
    """
    Return what was asked for a purchase, oldest first.
    """
    return tx.invoices.where("purchase_id = ? ORDER BY sequence", purchase_id)


def invoices_with_outcome(tx: Transaction, purchase_id: str, outcome: str) -> list[InvoiceRow]:
    """
    Return what was asked for a purchase and came out in one way, newest first.
    """
    return tx.invoices.where("purchase_id = ? AND outcome = ? ORDER BY sequence DESC", purchase_id, outcome)


def invoices_of_user(tx: Transaction, user_id: str, paywall_id: str) -> list[InvoiceRow]:
    """
    Return what a user was asked to pay on a paywall, newest first.
    """
    theirs = "purchase_id IN (SELECT id FROM purchases WHERE user_id = ? AND paywall_id = ?)"
    return tx.invoices.where(f"{theirs} ORDER BY sequence DESC", user_id, paywall_id)
