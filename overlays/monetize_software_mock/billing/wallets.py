"""
Decides what becomes of a customer's payments. Never takes money.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from monetize_software_mock.state.rows import Wallet
from monetize_software_mock.state.store import Transaction

OK = "ok"
DECLINED = "declined"
FAILS_ON_RENEWAL = "fails_on_renewal"
OUTCOMES = (OK, DECLINED, "insufficient_funds", "needs_authentication", FAILS_ON_RENEWAL)

CARDS: Mapping[str, str] = {
    "4242424242424242": OK,
    "4000000000000002": DECLINED,
    "4000000000009995": "insufficient_funds",
    "4000002500003155": "needs_authentication",
    "4000000000000341": FAILS_ON_RENEWAL,
}
"""
Test cards, and what becomes of payments with them.
"""


class UnknownOutcome(ValueError):
    """
    A payment cannot come out that way; the message lists the ways.
    """


class UnknownCard(ValueError):
    """
    There is no such test card; the message lists them.
    """


def script(tx: Transaction, user_id: str, paywall_id: str, outcomes: Iterable[str]) -> Wallet:
    """
    Decide what becomes of a customer's next payments, in order; what was decided before is forgotten.

    Raises:
        UnknownOutcome: One of them is not an outcome.
    """
    listed = tuple(map(checked, outcomes))
    return tx.wallets.put(dataclasses.replace(_wallet(tx, user_id, paywall_id), outcomes=listed))


def use_card(tx: Transaction, user_id: str, paywall_id: str, card: str) -> Wallet:
    """
    Let a customer pay by a test card from now on.

    Raises:
        UnknownCard: It is not a test card.
    """
    number = card.replace(" ", "")
    if number not in CARDS:
        raise UnknownCard(f"No such test card; there are: {', '.join(CARDS)}")
    return use_habit(tx, user_id, paywall_id, CARDS[number])


def use_habit(tx: Transaction, user_id: str, paywall_id: str, outcome: str) -> Wallet:
    """
    Decide what becomes of every payment after those that are scripted.
    """
    return tx.wallets.put(dataclasses.replace(_wallet(tx, user_id, paywall_id), habit=outcome))


def pay(tx: Transaction, user_id: str, paywall_id: str, *, again: bool) -> str:
    """
    Take the next payment and return its outcome.

    Args:
        again: The customer is not there: a renewal, the end of a trial or another try.
    """
    wallet = tx.wallets.get(user_id, paywall_id)
    if wallet is None:
        return OK
    outcome = wallet.habit
    if wallet.outcomes:
        outcome, *rest = wallet.outcomes
        habit = FAILS_ON_RENEWAL if outcome == FAILS_ON_RENEWAL else wallet.habit
        tx.wallets.put(dataclasses.replace(wallet, outcomes=tuple(rest), habit=habit))
    if outcome == FAILS_ON_RENEWAL:
        return DECLINED if again else OK
    return outcome


def checked(outcome: str) -> str:
    """
    Return an outcome.

    Raises:
        UnknownOutcome: It is none.
    """
    if outcome not in OUTCOMES:
        raise UnknownOutcome(f"A payment's outcome must be one of: {', '.join(OUTCOMES)}")
    return outcome


def _wallet(tx: Transaction, user_id: str, paywall_id: str) -> Wallet:
    return tx.wallets.get(user_id, paywall_id) or Wallet(user_id, paywall_id, (), OK)
