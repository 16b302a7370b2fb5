"""
Finds, creates and links users. Never decides which operation may name them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from monetize_software_mock.state import queries
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.ids import Ids
from monetize_software_mock.state.rows import Link, User
from monetize_software_mock.state.store import Transaction


def meta_user_id(meta: Mapping[str, Any]) -> str | None:
    """
    Return the integrator's own id in a user's metadata, as text.
    """
    value = meta.get("userId")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def by_email(tx: Transaction, email: str) -> User | None:
    """
    Find a user by e-mail, whatever its case.
    """
    return queries.user_by_email(tx, email_key(email))


def by_identity(tx: Transaction, paywall_id: str, email: str | None, user_id: str | None) -> User | None:
    """
    Find the user an owner names: by e-mail, then as our own id, then as the id in the metadata here (A-06).

    When the e-mail is known, a user id that does not fit is ignored.
    """
    found = by_email(tx, email) if email else None
    if found is None and user_id:
        found = tx.users.get(user_id) or _by_meta(tx, paywall_id, user_id)
    return found


def _by_meta(tx: Transaction, paywall_id: str, user_id: str) -> User | None:
    link = queries.link_by_meta(tx, user_id, paywall_id)
    return None if link is None else tx.users.get(link.user_id)


def find_or_create(tx: Transaction, ids: Ids, email: str, now: int) -> User:
    """
    Return the user with this e-mail, a new one when there is none.
    """
    user = by_email(tx, email)
    return user or tx.users.insert(User(ids.user(), email.strip(), email_key(email), None, now))


def link(tx: Transaction, user: User, paywall_id: str, meta: Mapping[str, Any], now: int) -> Link:
    """
    Note that a user uses a paywall; metadata is merged over what is there.
    """
    known = tx.links.get(user.id, paywall_id) or Link(user.id, paywall_id, {}, None, now)
    merged = {**known.meta, **meta}
    return tx.links.put(dataclasses.replace(known, meta=merged, meta_user_id=meta_user_id(merged)))


def is_on(tx: Transaction, user: User, paywall_id: str) -> bool:
    """
    Say whether a user has ever used a paywall.
    """
    return queries.has_purchased(tx, user.id, paywall_id) or tx.links.get(user.id, paywall_id) is not None
