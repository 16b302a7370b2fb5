"""
Pays or declines checkout sessions, as the processor's page would. Never talks to a processor.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state import agenda, statuses
from monetize_software_mock.state.rows import Checkout, Due, PurchaseRow
from monetize_software_mock.world.processors import profile

from . import purchases, subscriptions, wallets

PaymentOutcome = Literal["succeeds", "ok", "declined", "insufficient_funds", "needs_authentication", "fails_on_renewal"]
OUTCOMES: tuple[PaymentOutcome, ...] = (
    "succeeds",
    "ok",
    "declined",
    "insufficient_funds",
    "needs_authentication",
    "fails_on_renewal",
)
"""
How a payment can come out; `succeeds` is another word for `ok`.
"""

_FAILURES = ("declined", "insufficient_funds", "needs_authentication")
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
class CheckoutPayment:
    """
    What became of a checkout session.

    Attributes:
        status: `paid`, or `failed` when the payment was declined and the session is still open.
        purchase: What was bought; None when it failed.
        return_url: Where the page sends the buyer, with markers in the fragment (A-33); None without such a URL, and
            with a processor that sends nobody back.
        reason: Why it failed; None when it is paid.
    """

    session_id: str
    status: Literal["paid", "failed"]
    purchase: PurchaseRow | None
    return_url: str | None
    reason: str | None = None


def pay(moment: Moment, session_id: str, outcome: str | None = None, card: str | None = None) -> CheckoutPayment:
    """
    Pay a session. One that is already paid answers as it did the first time.

    Args:
        outcome: How it comes out; as the customer's script or card says when left out.
        card: A test card, which also pays later renewals.

    Raises:
        UnknownSession: There is no such session.
        PaymentError: A paid session is to be declined, or the session has expired.
        ValueError: There is no such outcome or test card.
    """
    checkout = moment.tx.checkouts.get(session_id)
    if checkout is None:
        raise UnknownSession(f"No checkout session {session_id}")
    purchase = moment.tx.purchases.get(checkout.purchase_id) if checkout.purchase_id else None
    if purchase is None:
        failure = _failure(moment, checkout, outcome, card)
        if failure is not None:
            return CheckoutPayment(
                session_id, "failed", None, way_back(moment, checkout, checkout.error_url, "failed"), failure
            )
        purchase = _buy(moment, checkout)
    elif outcome in _FAILURES:
        raise PaymentError(f"Checkout session {session_id} is already paid")
    return CheckoutPayment(session_id, "paid", purchase, way_back(moment, checkout, checkout.success_url, "paid"))


def expire(moment: Moment, due: Due) -> Note | None:
    """
    Close a session that nobody paid.
    """
    checkout = moment.tx.checkouts.get(due.subject)
    if checkout is None or checkout.purchase_id is not None:
        return None
    moment.tx.checkouts.put(dataclasses.replace(checkout, expired=True))
    return Note(f"Checkout session {checkout.id} expired", {"user": checkout.user_id, "price": checkout.price_id})


def _failure(moment: Moment, checkout: Checkout, outcome: str | None, card: str | None) -> str | None:
    """
    Take the payment, and say why it failed; None when it did not.
    """
    if checkout.expired:
        raise PaymentError(f"Checkout session {checkout.id} has expired")
    if card is not None:
        wallets.use_card(moment.tx, checkout.user_id, checkout.paywall_id, card)
    if outcome is not None:
        known = wallets.OK if outcome == "succeeds" else wallets.checked(outcome)
        if known == wallets.FAILS_ON_RENEWAL:
            wallets.use_habit(moment.tx, checkout.user_id, checkout.paywall_id, known)
        return known if known in _FAILURES else None
    if checkout.trial_days:  # the card is only noted; the first payment comes when the trial ends
        return None
    came_out = wallets.pay(moment.tx, checkout.user_id, checkout.paywall_id, again=False)
    return None if came_out == wallets.OK else came_out


def _buy(moment: Moment, checkout: Checkout) -> PurchaseRow:
    prefix = "pay" if checkout.interval == "lifetime" else "sub"
    replaced = _running(moment, checkout) if checkout.replaces else []
    made = purchases.from_checkout(moment.ids.prefixed(prefix), checkout, moment.now)
    purchase = subscriptions.begin(moment, made)
    for old in replaced:
        _replace(moment, old)
    agenda.drop(moment.tx, checkout.id, agenda.CHECKOUT_EXPIRY)
    moment.tx.checkouts.put(dataclasses.replace(checkout, purchase_id=purchase.id))
    return purchase


def _replace(moment: Moment, old: PurchaseRow) -> None:
    if moment.switches.upgrade_ends_old == "at_payment":
        subscriptions.cancel_now(moment, old)
    elif not old.cancel_at_period_end:
        subscriptions.cancel(moment, old)


def _running(moment: Moment, checkout: Checkout) -> list[PurchaseRow]:
    found = purchases.of_user(moment.tx, checkout.user_id, checkout.paywall_id)
    return [old for old in found if old.status in statuses.RUNNING]


def way_back(moment: Moment, checkout: Checkout, url: str | None, status: str) -> str | None:
    """
    Return where a page sends the buyer, with markers; None without a URL, and with a processor that sends nobody back.
    """
    name = moment.paywall(checkout.paywall_id).processor.name
    return _return_url(checkout, url, status) if profile(name).redirects else None


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
