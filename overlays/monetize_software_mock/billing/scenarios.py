"""
Sells purchases that go through odd but documented sequences of events. Never a part of the vendor's API.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import agenda
from monetize_software_mock.state.rows import PurchaseRow
from monetize_software_mock.state.statuses import PurchaseStatus
from monetize_software_mock.state.timestamps import DAY_MS, HOUR_MS
from monetize_software_mock.webhooks import payloads
from monetize_software_mock.world.declaration import Price

from . import purchases, renewals, shortcuts, subscriptions, wallets
from .subscriptions import Impossible

SCENARIOS: Mapping[str, str] = {
    "incomplete": "the first payment of a subscription needs the customer's bank, and comes or fails after 23 hours",
    "pending": "the payment of a lifetime purchase is on its way, and comes or fails after 3 days",
    renewals.UNPAID: "a renewal fails, and after the last try the subscription is left unpaid instead of ended",
    renewals.TRANSIENT_ACTIVE: "the payment after a trial fails, and an older event that says active is sent after it",
}
"""
What there is to play, by name.
"""

_TRIAL_DAYS = 7


class UnknownScenario(ValueError):
    """
    There is no such scenario; the message lists them.
    """


def play(
    moment: Moment,
    name: str,
    email: str,
    price_id: str,
    *,
    paywall_id: str | None = None,
    payments: Sequence[str] = (),
) -> PurchaseRow:
    """
    Let a customer, known or new, buy a price in a way that goes through a scenario as time passes.

    Args:
        payments: What becomes of the payments that the scenario waits for, in order.

    Raises:
        UnknownScenario: There is no such scenario.
        Unknown: There is no such price.
        Impossible: They have access already, or the scenario needs another price.
        ValueError: There is no such outcome, or the e-mail is none.
    """
    begin = _BEGINNINGS.get(name)
    if begin is None:
        raise UnknownScenario(f"There is no scenario {name!r}; there are: {', '.join(SCENARIOS)}")
    _, price = shortcuts.find_price(moment, price_id, paywall_id)
    if (price.interval == "lifetime") != (name == "pending"):
        needs = "paid once" if name == "pending" else "paid by the period"
        raise Impossible(f"The scenario {name} needs a price {needs}; {price.id} is not")
    return begin(moment, email, price, paywall_id, payments)


def _incomplete(
    moment: Moment, email: str, price: Price, paywall_id: str | None, payments: Sequence[str]
) -> PurchaseRow:
    waiting = _waiting(moment, email, price, paywall_id, payments, "incomplete")
    agenda.plan(moment.tx, moment.now + 23 * HOUR_MS, agenda.AWAITED_PAYMENT, waiting.id)
    return subscriptions.tell(moment, payloads.SUBSCRIPTION_CREATED, waiting)


def _pending(moment: Moment, email: str, price: Price, paywall_id: str | None, payments: Sequence[str]) -> PurchaseRow:
    waiting = _waiting(moment, email, price, paywall_id, payments, "pending")
    agenda.plan(moment.tx, moment.now + 3 * DAY_MS, agenda.AWAITED_PAYMENT, waiting.id)
    return waiting


def _waiting(
    moment: Moment, email: str, price: Price, paywall_id: str | None, payments: Sequence[str], status: PurchaseStatus
) -> PurchaseRow:
    user, paywall, _ = shortcuts.arrive(moment, email, price.id, paywall_id, payments)
    purchase_id = moment.ids.prefixed("pay" if status == "pending" else "sub")
    made = purchases.from_price(purchase_id, paywall.id, user.id, price, moment.now)
    return moment.tx.purchases.insert(dataclasses.replace(made, status=status, periods=0, scenario=status))


def _unpaid(moment: Moment, email: str, price: Price, paywall_id: str | None, payments: Sequence[str]) -> PurchaseRow:
    sold = shortcuts.sell(moment, email, price.id, paywall_id=paywall_id, trial_days=0)
    wallets.use_habit(moment.tx, sold.user_id, sold.paywall_id, wallets.FAILS_ON_RENEWAL)
    if payments:
        wallets.script(moment.tx, sold.user_id, sold.paywall_id, payments)
    return moment.tx.purchases.put(dataclasses.replace(sold, scenario=renewals.UNPAID))


def _transient(
    moment: Moment, email: str, price: Price, paywall_id: str | None, payments: Sequence[str]
) -> PurchaseRow:
    days = price.trial_days or _TRIAL_DAYS
    outcomes = payments or [wallets.DECLINED]
    sold = shortcuts.sell(moment, email, price.id, paywall_id=paywall_id, trial_days=days, payments=outcomes)
    return moment.tx.purchases.put(dataclasses.replace(sold, scenario=renewals.TRANSIENT_ACTIVE))


_Beginning = Callable[[Moment, str, Price, "str | None", Sequence[str]], PurchaseRow]
_BEGINNINGS: Mapping[str, _Beginning] = {
    "incomplete": _incomplete,
    "pending": _pending,
    renewals.UNPAID: _unpaid,
    renewals.TRANSIENT_ACTIVE: _transient,
}
