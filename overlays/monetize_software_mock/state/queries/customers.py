"""
What is asked about users, the paywalls they use, and what they have there.
"""

from __future__ import annotations

from monetize_software_mock.state.rows import Balance, Link, PaywallRow, Ticket, User
from monetize_software_mock.state.store import Transaction


def user_by_email(tx: Transaction, key: str) -> User | None:
    """
    Return the user with an e-mail in the form it is compared in.
    """
    return tx.users.first("email_key = ?", key)


def users_named(tx: Transaction, part: str) -> list[User]:
    """
    Return the users whose e-mail, or else id, has a part in it, in the order in which they came; "" names all.
    """
    return tx.users.where("? = '' OR instr(lower(coalesce(email, id)), ?) > 0 ORDER BY rowid", part, part)


def links_of_user(tx: Transaction, user_id: str) -> list[Link]:
    """
    Return the paywalls a user uses, the first one first.
    """
    return tx.links.where("user_id = ? ORDER BY created, rowid", user_id)


def link_by_meta(tx: Transaction, meta_user_id: str, paywall_id: str | None = None) -> Link | None:
    """
    Return the first user, on one paywall or any, who has an id in the integrator's metadata.
    """
    if paywall_id is None:
        return tx.links.first("meta_user_id = ? ORDER BY created, rowid", meta_user_id)
    return tx.links.first("paywall_id = ? AND meta_user_id = ? ORDER BY created, rowid", paywall_id, meta_user_id)


def balances_of_user(tx: Transaction, user_id: str, paywall_id: str) -> list[Balance]:
    """
    Return a user's balances on a paywall, oldest type first.
    """
    return tx.balances.where("user_id = ? AND paywall_id = ? ORDER BY rowid", user_id, paywall_id)


def balances_by_type(tx: Transaction, user_id: str, paywall_id: str) -> list[Balance]:
    """
    Return a user's balances on a paywall, in the order of their types' names.
    """
    return tx.balances.where("user_id = ? AND paywall_id = ? ORDER BY type", user_id, paywall_id)


def paywalls(tx: Transaction) -> list[PaywallRow]:
    """
    Return every paywall, by id.
    """
    return tx.paywalls.where("true ORDER BY id")


def tickets_since(tx: Transaction, since: int, user_id: str | None, key: str | None, most: int) -> list[Ticket]:
    """
    Return some of the tickets that a user or an e-mail has opened after a moment.
    """
    return tx.tickets.where("created > ? AND (user_id = ? OR email_key = ?) LIMIT ?", since, user_id, key, most)
