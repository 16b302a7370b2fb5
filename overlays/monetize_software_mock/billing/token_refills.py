"""
Fills token balances by itself: on arrival, every day, and every month while something is paid for. Never lowers one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state import agenda, statuses
from monetize_software_mock.state.rows import Balance, Due, PurchaseRow, User
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import DAY_MS, period_end
from monetize_software_mock.world.declaration import Paywall

from . import balances, customers, purchases

_PORTIONS: Final[Mapping[str, Fraction]] = {"day": Fraction(1, 30), "week": Fraction(1, 4)}
"""
Which part of a month's tokens belongs to a period shorter than that; the vendor shows a quarter for a week.
"""


def link(moment: Moment, user: User, paywall: Paywall, meta: Mapping[str, Any]) -> None:
    """
    Note that a user uses a paywall; a new one gets the tokens new users get.
    """
    has_gifts = bool(paywall.trial_tokens or paywall.daily_tokens)
    is_new = has_gifts and moment.tx.links.get(user.id, paywall.id) is None
    customers.link(moment.tx, user, paywall.id, meta, moment.now)
    if is_new:
        welcome(moment, user.id, paywall)


def welcome(moment: Moment, user_id: str, paywall: Paywall) -> None:
    """
    Give a new user of a paywall the tokens new users get.
    """
    for token_type, count in paywall.trial_tokens.items():
        known = balances.of_type(moment.tx, user_id, paywall.id, token_type)
        balances.change(moment.tx, known or Balance(user_id, paywall.id, token_type, 0), count)
    if paywall.daily_tokens:
        _fill(moment, user_id, paywall, paywall.daily_tokens)
        whose = {"user": user_id, "paywall": paywall.id}
        agenda.plan(moment.tx, moment.now + DAY_MS, agenda.TRIAL_TOP_UP, f"{paywall.id}/{user_id}", whose)


def start_refills(moment: Moment, purchase: PurchaseRow) -> None:
    """
    Fill the balances of who has just paid, and plan the next refills by the day of the month that payments follow.
    """
    paywall = moment.paywall(purchase.paywall_id)
    if paywall.refills and (moment.switches.lifetime_refills or not purchase.lifetime):
        agenda.drop(moment.tx, purchase.id, agenda.TOKEN_REFILL)
        _fill(moment, purchase.user_id, paywall, share(purchase, paywall.refills))
        number = 1
        while _refill_at(purchase, number) <= moment.now:
            number += 1
        plan_refill(moment.tx, purchase, number)


def refill(moment: Moment, due: Due) -> Note | None:
    """
    Fill the balances for the next month; nothing is filled while a payment is missing.
    """
    purchase = moment.tx.purchases.get(due.subject)
    if purchase is None or purchase.status not in (*statuses.RUNNING, "paid"):
        return None
    plan_refill(moment.tx, purchase, due.data["number"] + 1)
    paywall = moment.paywall(purchase.paywall_id)
    if purchase.status not in statuses.PAID_FOR or not paywall.refills:
        return None
    counts = share(purchase, paywall.refills)
    _fill(moment, purchase.user_id, paywall, counts)
    return Note(f"Tokens of {purchase.id} refilled", {"user": purchase.user_id, "tokens": counts})


def share(purchase: PurchaseRow, monthly: Mapping[str, int]) -> dict[str, int]:
    """
    Return what one refill fills up to: a month's tokens, or the part of them that belongs to a shorter period.
    """
    portion = _PORTIONS.get(purchase.interval or "")
    if portion is None:
        return dict(monthly)
    return {kind: math.ceil(count * portion * purchase.interval_count) for kind, count in monthly.items()}


def plan_refill(tx: Transaction, purchase: PurchaseRow, number: int) -> None:
    """
    Plan a refill, the n-th after the anchor of a purchase.
    """
    agenda.plan(tx, _refill_at(purchase, number), agenda.TOKEN_REFILL, purchase.id, {"number": number})


def _refill_at(purchase: PurchaseRow, number: int) -> int:
    if purchase.interval is not None and purchase.interval in _PORTIONS:
        return period_end(purchase.anchor, purchase.interval, purchase.interval_count, number)
    return period_end(purchase.anchor, "month", 1, number)


def top_up(moment: Moment, due: Due) -> Note | None:
    """
    Fill a user's balances for the next day, until they subscribe.
    """
    user_id, paywall = due.data["user"], moment.paywall(due.data["paywall"])
    if any(each.status in statuses.PAID_FOR for each in purchases.of_user(moment.tx, user_id, paywall.id)):
        return None
    agenda.plan(moment.tx, moment.now + DAY_MS, agenda.TRIAL_TOP_UP, due.subject, due.data)
    _fill(moment, user_id, paywall, paywall.daily_tokens)
    return Note(f"Daily tokens of {user_id} topped up", {"user": user_id, "tokens": dict(paywall.daily_tokens)})


def _fill(moment: Moment, user_id: str, paywall: Paywall, counts: Mapping[str, int]) -> None:
    for token_type, count in counts.items():
        known = balances.of_type(moment.tx, user_id, paywall.id, token_type)
        balance = known or Balance(user_id, paywall.id, token_type, 0)
        if count > balance.count:
            balances.change(moment.tx, balance, count - balance.count)
