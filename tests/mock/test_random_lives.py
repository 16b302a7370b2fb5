"""
Whatever is done in whatever order, the rules that tie state, queue and events together hold.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from operator import itemgetter
from typing import Any

import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock.billing.scenarios import SCENARIOS
from monetize_software_mock.billing.wallets import OUTCOMES
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import agenda
from monetize_software_mock.world.declaration import Processor

WAITING = ("active", "trialing", "past_due", "incomplete", "pending")
"""
What a purchase of which something is planned may be.
"""


def events_in_time(moment: Moment) -> list[dict[str, Any]]:
    """
    Every event so far, in the order in which they say they occurred.
    """
    found = [json.loads(each.body) for each in moment.tx.events.where("true")]
    return sorted(found, key=itemgetter("occurred_at"))


def steps(mock: Mock, chance: random.Random) -> list[Callable[[], object]]:
    """
    What may be done next.
    """
    known = mock._engine.look(lambda moment: [each.id for each in moment.tx.purchases.where("true")])
    purchase, email = chance.choice(known), f"user{chance.randrange(5)}@example.com"
    return [
        lambda: mock.subscribe(
            email,
            chance.choice(["price_123", "9101", "9102"]),
            payments=chance.choices(OUTCOMES, k=chance.randrange(5)),
            trial_days=chance.choice([0, 7]),
            replace=chance.random() < 0.3,
        ),
        lambda: mock.cancel(purchase, at_once=chance.random() < 0.4),
        lambda: mock.reactivate(purchase),
        lambda: mock.scenario(
            chance.choice(list(SCENARIOS)),
            email,
            chance.choice(["price_123", "9102"]),
            payments=chance.choices(OUTCOMES, k=2),
        ),
        lambda: mock.change_plan(purchase, chance.choice(["price_123", "9101"])),
        lambda: mock.refund(
            purchase, chance.choice([None, 100]), payment=chance.choice([None, *mock.invoices(purchase)])
        ),
        lambda: mock.script(email, chance.choices(OUTCOMES, k=3)),
        lambda: mock.deliveries.resend(chance.choice(list(mock.deliveries)).id) if len(mock.deliveries) else None,
        *[lambda: mock.clock.advance(days=chance.choice([0.1, 1, 3, 10, 40]))] * 3,
    ]


def check(moment: Moment) -> None:
    """
    A running subscription has one thing planned, its last event says its status, and what is pending has its turn.
    """
    told = events_in_time(moment)
    last = {each["id"]: each["status"] for each in (one["data"].get("subscription") for one in told) if each}
    for purchase in moment.tx.purchases.where("true"):
        planned = [each for each in moment.tx.due.where("subject = ?", purchase.id) if each.kind in agenda.BILLING]
        assert len(planned) == (1 if purchase.status in WAITING else 0)
        assert purchase.lifetime or last.get(purchase.id, purchase.status) == purchase.status
    check_money(moment)
    check_times(moment)
    check_tokens(moment)
    for delivery in moment.tx.deliveries.where("status = 'pending'"):
        assert 1 == len(moment.tx.due.where("subject = ?", delivery.id))


def check_money(moment: Moment) -> None:
    """
    Of each payment no more was given back than it took, and the refunds add up to that.
    """
    given: Counter[str] = Counter()
    for refund in moment.tx.refunds.where("true"):
        given[refund.purchase_id] += refund.amount
    back: Counter[str] = Counter()
    for invoice in moment.tx.invoices.where("true"):
        assert 0 <= invoice.refunded <= (invoice.amount if invoice.outcome == "ok" else 0)
        back[invoice.purchase_id] += invoice.refunded
    assert +given == +back


def check_times(moment: Moment) -> None:
    """
    No two events of one purchase occurred at the same moment, and each was built later than it occurred.
    """
    latest: dict[str, str] = {}
    for event in events_in_time(moment):
        for subject in {event["data"].get(name, {}).get("id") for name in ("subscription", "payment")} - {None}:
            assert latest.get(subject, "") < event["occurred_at"] < event["created_at"]
            latest[subject] = event["occurred_at"]


def check_tokens(moment: Moment) -> None:
    """
    Nobody spends here, so whoever has paid for the current period has its tokens.
    """
    for purchase in moment.tx.purchases.where("status IN ('active', 'paid') AND paywall_id = '3'"):
        if purchase.id.startswith("sub_seed"):
            continue
        balance = moment.tx.balances.get(purchase.user_id, "3", "standard")
        assert balance is not None
        assert balance.count >= 9


def check_access(mock: Mock) -> None:
    """
    Whoever folds the events as the pages advise knows what the API answers.
    """
    folded: dict[str, Mapping[str, Any]] = {}
    for event in (each.json for each in mock.events):
        about = event["data"].get("subscription") or event["data"].get("payment")
        kind, known = event["type"], folded.get(about["id"])
        if known is None or known["occurred_at"] < event["occurred_at"]:
            is_refund = kind == "refund.created" and known is not None
            folded[about["id"]] = {**known, **_refunded(event, known)} if known and is_refund else event
    for purchase in mock._engine.look(lambda moment: moment.tx.purchases.where("true")):
        if purchase.id in folded:
            assert _opens(folded[purchase.id]) is (purchase.status in ("active", "trialing", "paid")), purchase


def _refunded(event: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """
    What a refund adds to what is known: a lifetime purchase is over once all of it is given back.
    """
    if "subscription" in event["data"]:
        return {"occurred_at": event["occurred_at"]}
    return {"occurred_at": event["occurred_at"], "back": known.get("back", 0) + event["data"]["refund"]["amount"]}


def _opens(event: Mapping[str, Any]) -> bool:
    if "subscription" in event["data"]:
        return event["data"]["subscription"]["status"] in ("active", "trialing")
    paid: bool = event.get("back", 0) < event["data"]["price"]["unit_amount"]
    return paid


@pytest.mark.parametrize("seed", range(9))
def test_rules_hold_in_random_lives(seed: int) -> None:
    """
    Refusals are part of a life; anything else that is raised is a mistake.
    """
    chance = random.Random(seed)
    processor = Processor(["stripe", "paddle", "freemius"][seed % 3])
    world = default_world().with_paywall("3", refills={"standard": 9}, daily_tokens={"gpt-4": 2}, processor=processor)
    mock = Mock(world)
    mock.webhooks.add(lambda body, headers: chance.choice([200, 200, 500, 400]))
    for _ in range(40):
        with suppress(ValueError):
            chance.choice(steps(mock, chance))()
        mock._engine.look(check)
    check_access(mock)
