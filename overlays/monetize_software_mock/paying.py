"""
Pays or declines checkout sessions, as the processor's page would. Never talks to a processor.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from . import purchases
from .ids import Ids
from .rows import Checkout, Purchase
from .store import Transaction

Outcome = Literal["succeeds", "declined"]
OUTCOMES: tuple[Outcome, ...] = ("succeeds", "declined")

_PLACEHOLDER = "__SESSION__"


class PaymentError(ValueError):
    """
    The session cannot be paid; the message says why.
    """


class UnknownSession(PaymentError):
    """
    There is no such session.
    """


@dataclass(frozen=True, slots=True)
class Payment:
    """
    What became of a checkout session.

    Attributes:
        status: `paid`, or `failed` when the payment was declined and the session is still open.
        purchase: What was bought; None when it failed.
        return_url: Where the page sends the buyer, with markers in the fragment (A-33); None without such a URL.
    """

    session_id: str
    status: Literal["paid", "failed"]
    purchase: Purchase | None
    return_url: str | None


def pay(tx: Transaction, ids: Ids, now: int, session_id: str, outcome: Outcome = "succeeds") -> Payment:
    """
    Pay a session. One that is already paid answers as it did the first time.

    Raises:
        UnknownSession: There is no such session.
        PaymentError: A paid session is to be declined.
    """
    checkout = tx.checkouts.get(session_id)
    if checkout is None:
        raise UnknownSession(f"No checkout session {session_id}")
    bought = tx.purchases.get(checkout.purchase_id) if checkout.purchase_id else None
    if outcome == "declined":
        if bought is not None:
            raise PaymentError(f"Checkout session {session_id} is already paid")
        return Payment(session_id, "failed", None, _return_url(checkout, checkout.error_url, "failed"))
    bought = bought or _buy(tx, ids, now, checkout)
    return Payment(session_id, "paid", bought, _return_url(checkout, checkout.success_url, "paid"))


def _buy(tx: Transaction, ids: Ids, now: int, checkout: Checkout) -> Purchase:
    if checkout.replaces:
        _end_running(tx, checkout, now)
    prefix = "pay" if checkout.interval == "lifetime" else "sub"
    bought = tx.purchases.insert(purchases.from_checkout(ids.prefixed(prefix), checkout, now))
    tx.checkouts.put(dataclasses.replace(checkout, purchase_id=bought.id))
    return bought


def _end_running(tx: Transaction, checkout: Checkout, now: int) -> None:
    for old in purchases.of_user(tx, checkout.user_id, checkout.paywall_id):
        if old.status in purchases.RUNNING:
            purchases.end(tx, old, now)


def _return_url(checkout: Checkout, url: str | None, status: str) -> str | None:
    if url is None:
        return None
    filled = url.replace(_PLACEHOLDER, checkout.id)
    markers = {
        "paywall_status": status,
        "paywall_price_id": checkout.price_id,
        "paywall_session_id": checkout.id,
    }
    fragment = "&".join(f"{name}={quote(value, safe='')}" for name, value in markers.items())
    return f"{filled}{'&' if '#' in filled else '#'}{fragment}"
