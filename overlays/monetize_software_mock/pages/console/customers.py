"""
Collects the list of customers, and one customer's page: access and why, what they have, and their story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monetize_software_mock.billing import access, purchases
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import listing, listing_timeline, queries, statuses
from monetize_software_mock.state.rows import PurchaseRow, User
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.webhooks.payloads import TYPES

from .. import views
from ..filters import day, money, words
from ..page import Page, notice
from . import sentences
from .input import ROWS, number
from .timeline import by_day

_STORY = 100


def page(engine: Engine, query: Mapping[str, str]) -> Page:
    """
    Return the customers that a search and a filter leave, a page at a time.
    """
    wanted, allowed = query.get("q", "").strip().lower(), query.get("access", "")
    first = number(query.get("from", ""), 9)

    def collect(moment: Moment) -> dict[str, Any]:
        found = listing.customers(moment.tx, wanted, allowed, first, ROWS)
        rows = [{**views.customer(moment, each), **_summary(moment, each)} for each in found.rows]
        later = first + len(rows) if first + len(rows) < found.total else None
        return {"customers": rows, "total": found.total, "first": first, "next": later}

    return Page("customers.html", {**engine.look(collect), "wanted": wanted, "access": allowed})


def customer(engine: Engine, user_id: str) -> Page:
    """
    Return the page of one customer.
    """

    def collect(moment: Moment) -> dict[str, Any] | None:
        user = moment.tx.users.get(user_id)
        if user is None:
            return None
        shown = views.customer(moment, user)
        for place in shown["paywalls"]:
            owned = purchases.of_user(moment.tx, user_id, place["paywall"])
            place |= {"name": moment.paywall(place["paywall"]).name, "why": list(_reasons(moment, owned))}
            for each, row in zip(place["purchases"], owned, strict=True):
                each |= {"plan": sentences.plan_name(moment, row), "charge": row.charge}
        happened = listing_timeline.story(moment.tx, user_id, _STORY)
        told = [sentences.alone(sentences.happened(moment, each)) for each in happened]
        story = by_day(str(to_iso(moment.now)), told)
        return {**shown, "story": story, "events": views.events_of(moment, user_id, _STORY)}

    found = engine.look(collect)
    if found is None:
        return notice(404, "No such customer", f"There is no customer {user_id}.", "/_mock/console/customers")
    return Page("customer.html", {"customer": found, "event_types": list(TYPES)})


def _summary(moment: Moment, user: User) -> dict[str, Any]:
    """
    Return what the list says of somebody in a row: access, plan, balance, when something happened last.
    """
    links = queries.links_of_user(moment.tx, user.id)
    owned = [each for link in links for each in purchases.of_user(moment.tx, user.id, link.paywall_id)]
    return {
        "access": "trial" if access.running_trial(owned) else "with" if access.is_granted(owned) else "without",
        "past_due": any(each.status == "past_due" for each in owned),
        "plan": _plan(moment, owned),
        "seen": to_iso(listing.last_event_at(moment.tx, user.id) or user.created),
    }


def _plan(moment: Moment, owned: list[PurchaseRow]) -> str:
    if not owned:
        return "Never bought"
    first = next((each for each in owned if each.status in statuses.OPEN or each.lifetime), owned[0])
    name = sentences.plan_name(moment, first)
    if first.ended_at is not None:
        return f"{name}, ended {day(to_iso(first.ended_at))}"
    if first.lifetime:
        return f"{name}, for good"
    if first.cancel_at_period_end:
        return f"{name}, ends {day(to_iso(first.cancel_at))}"
    if first.status == "active":
        return f"{name}, renews {day(to_iso(first.current_period_end))}"
    return f"{name}, {words(first.status)}"


def _reasons(moment: Moment, owned: list[PurchaseRow]) -> Iterator[dict[str, Any]]:
    """
    Yield, for each purchase, whether it gives access and why.
    """
    for each in owned:
        gives = access.is_granted([each])
        yield {"gives": gives, "id": each.id, "text": _reason(moment, each), "tone": "good" if gives else ""}
    if not owned:
        yield {"gives": False, "id": None, "text": "Nothing was bought, and no trial is running", "tone": ""}


def _reason(moment: Moment, owned: PurchaseRow) -> str:
    name, charge = sentences.plan_name(moment, owned), money(owned.charge, owned.currency)
    if owned.ended_at is not None:
        return f"{name} ended on {day(to_iso(owned.ended_at))}"
    if owned.lifetime:
        return f"{name} was bought for good, {charge}"
    if owned.status == "past_due":
        return f"{name} is past due: its last payment failed, and only active ones give access"
    if owned.status == "trialing":
        return f"The trial of {name} runs until {day(to_iso(owned.trial_end))}"
    if owned.cancel_at_period_end:
        return f"{name} is cancelled, and runs until {day(to_iso(owned.cancel_at))}"
    if owned.status == "active":
        return f"{name} is paid until {day(to_iso(owned.current_period_end))}"
    return f"{name} is {words(owned.status)}: it waits for a payment"
