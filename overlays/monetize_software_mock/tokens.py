"""
Fills token balances by itself: on arrival, every day, and every month of a subscription. Never lowers one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import agenda, balances, purchases, users
from .moment import Moment, Told
from .rows import Balance, Due, Purchase, User
from .timestamps import DAY_MS, period_end
from .world import Paywall


def link(moment: Moment, user: User, paywall: Paywall, meta: Mapping[str, Any]) -> None:
    """
    Note that a user uses a paywall; a new one gets the tokens new users get.
    """
    has_gifts = bool(paywall.trial_tokens or paywall.daily_tokens)
    is_new = has_gifts and moment.tx.links.get(user.id, paywall.id) is None
    users.link(moment.tx, user, paywall.id, meta, moment.now)
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


def start_refills(moment: Moment, bought: Purchase) -> None:
    """
    Fill the balances of a new subscriber, now and every month from now.
    """
    paywall = moment.paywall(bought.paywall_id)
    if paywall.refills:
        agenda.drop(moment.tx, bought.id, agenda.TOKEN_REFILL)
        _fill(moment, bought.user_id, paywall, paywall.refills)
        _plan_refill(moment, bought.id, moment.now, 1)


def refill(moment: Moment, due: Due) -> Told | None:
    """
    Fill a subscriber's balances for the next month; nothing is filled while a payment is missing.
    """
    bought = moment.tx.purchases.get(due.subject)
    if bought is None or bought.status not in purchases.RUNNING:
        return None
    _plan_refill(moment, bought.id, due.data["anchor"], due.data["months"] + 1)
    paywall = moment.paywall(bought.paywall_id)
    if bought.status != "active" or not paywall.refills:
        return None
    _fill(moment, bought.user_id, paywall, paywall.refills)
    return Told(f"Tokens of {bought.id} refilled", {"user": bought.user_id, "tokens": dict(paywall.refills)})


def top_up(moment: Moment, due: Due) -> Told | None:
    """
    Fill a user's balances for the next day, until they subscribe.
    """
    user_id, paywall = due.data["user"], moment.paywall(due.data["paywall"])
    if any(each.status in ("active", "paid") for each in purchases.of_user(moment.tx, user_id, paywall.id)):
        return None
    agenda.plan(moment.tx, moment.now + DAY_MS, agenda.TRIAL_TOP_UP, due.subject, due.data)
    _fill(moment, user_id, paywall, paywall.daily_tokens)
    return Told(f"Daily tokens of {user_id} topped up", {"user": user_id, "tokens": dict(paywall.daily_tokens)})


def _plan_refill(moment: Moment, purchase_id: str, anchor: int, months: int) -> None:
    at = period_end(anchor, "month", 1, months)
    agenda.plan(moment.tx, at, agenda.TOKEN_REFILL, purchase_id, {"anchor": anchor, "months": months})


def _fill(moment: Moment, user_id: str, paywall: Paywall, counts: Mapping[str, int]) -> None:
    for token_type, count in counts.items():
        known = balances.of_type(moment.tx, user_id, paywall.id, token_type)
        balance = known or Balance(user_id, paywall.id, token_type, 0)
        if count > balance.count:
            balances.change(moment.tx, balance, count - balance.count)
