"""
Why a user may in or not, in words.
"""

from __future__ import annotations

import json
from typing import Any

from monetize_software import webhooks
from monetize_software.access import Policy, State, as_html, as_text, contribution, merge
from monetize_software.access.why import explained
from monetize_software.storage.facts import Finding
from monetize_software.storage.inbox import EventRow
from tests.support.told import ADA, day, paid, refunded, state

FOUND = Finding(0, ADA, "sub_1", "repaired", "overdue, by event evt_1", "active")


def row(event: webhooks.WebhookEvent, *, body: bytes | None = None) -> EventRow:
    at = int(event.time.timestamp() * 1000)
    kept = json.dumps(event.raw).encode() if body is None else body
    return EventRow("default", event.id, event.name, event.subject, "3", ADA, at, at, "done", 0, 0, at, "", kept)


def known(*events: webhooks.WebhookEvent) -> State:
    found: State = {}
    for event in events:
        found = merge(found, contribution(event))
    return found


def history(*events: webhooks.WebhookEvent, findings: Any = (), rows: Any = None) -> Any:
    kept = [row(event) for event in events] if rows is None else rows
    return explained(known(*events), kept, findings, day(50), Policy())


def test_each_event_says_what_it_changed_in_the_order_of_events() -> None:
    """
    Whatever came first: an older state that came late changes what was known at its own moment and nothing after.
    """
    events = [paid(40), refunded(41, 10000, of="pay_1"), state(38, "canceled", kind="cancelled", ended_at=38), state(0)]
    found = history(*events)

    assert [(True, "active"), (False, "ended"), (True, "lifetime"), (True, "partly refunded")] == [
        (step.decision.allowed, step.decision.because) for step in found.steps
    ]
    assert "subscription sub_1: status canceled, price price_123, ends 2030-02-08 00:00" == found.steps[1].changed
    assert "amount 10000, of payment pay_1" in found.steps[3].changed
    assert (["partly refunded"], "partly refunded") == ([doubt.kind for doubt in found.doubts], found.decision.because)


def test_events_that_add_nothing_say_why() -> None:
    """
    A repeat, a body that was pruned, and one that cannot be read.
    """
    event = state(1)
    rows = [row(event), row(event), row(state(2), body=b""), row(state(3), body=b"{")]

    assert [
        "nothing newer than what was known",
        "its body is not kept any more",
        "it could not be read",
    ] == [step.changed for step in history(event, rows=rows).steps][1:]


def test_text_names_the_decision_the_events_and_the_repairs() -> None:
    """
    The first line answers; findings of other users are left out.
    """
    event = state(1, cancel_at=60)
    text = as_text(history(event, findings=[FOUND, FOUND._replace(user="bob", subject="sub_9")]))

    assert text.startswith(f"May in until 2030-03-02 00:00: ending (sub_1, price price_123), by events {event.id}\n")
    assert "repaired sub_1: overdue, by event evt_1; the service says active" in text
    assert "sub_9" not in text


def test_page_shows_no_address_and_runs_nothing() -> None:
    """
    What the vendor sends is text in the page, whatever it holds.
    """
    event = state(1, sub="<script>alert(1)</script>", price={"id": "<b>"}, email="ada@example.com")
    page = as_html(history(event, findings=[FOUND._replace(ours="<i>")]))

    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "@" not in page.replace("@media", "")
    assert page.startswith("<!doctype html>")
