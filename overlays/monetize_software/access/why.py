"""
Says why a user may in or not: each event in its order, what it changed, and what is known now. Pure, but for the words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, Final, NamedTuple

from monetize_software.errors import WebhookPayloadError
from monetize_software.storage.facts import Fact, Finding
from monetize_software.storage.inbox import EventRow
from monetize_software.webhooks.parsing import parse

from .decision import Decision, Doubt, Policy, decide, doubts
from .fold import State, contribution, merge

__all__ = ["History", "Step", "as_html", "as_text", "explained"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Step(NamedTuple):
    """
    One event, in the order of events and not of deliveries.

    Attributes:
        event_id: Its id.
        type: Its type.
        at: When it happened.
        received: When it came.
        changed: What is known by it, or why nothing is.
        decision: Who may in after it, at its own moment.
    """

    event_id: str
    type: str
    at: datetime
    received: datetime
    changed: str
    decision: Decision


class History(NamedTuple):
    """
    What is known of a user, and how it came to be.

    Attributes:
        decision: Whether the user may in now, and why.
        steps: The events, oldest first.
        doubts: What events could not decide.
        findings: What was repaired by asking the service.
    """

    decision: Decision
    steps: list[Step]
    doubts: list[Doubt]
    findings: list[Finding]


def explained(
    state: State, events: Iterable[EventRow], findings: Iterable[Finding], at: datetime, policy: Policy
) -> History:
    """
    Put a history together.

    Args:
        state: What is known of the user.
        events: The user's events, in any order.
        findings: Repairs; those of other users are left out.
        at: The moment asked about.
        policy: The shop's choices.
    """
    steps: list[Step] = []
    known: State = {}
    for row in sorted(events, key=lambda each: (each.at, each.id)):
        changed, known = _folded(row, known)
        moment = _moment(row.at)
        steps.append(Step(row.id, row.type, moment, _moment(row.received), changed, decide(known, moment, policy)))
    users = {fact.user for fact in state.values()}
    mine = [found for found in findings if found.user in users]
    return History(decide(state, at, policy), steps, doubts(state, at, policy), mine)


def _folded(row: EventRow, known: State) -> tuple[str, State]:
    if not row.body:
        return "its body is not kept any more", known
    try:
        event = parse(row.body)
    except WebhookPayloadError:
        return "it could not be read", known
    after = merge(known, contribution(event))
    new = [fact for name, fact in after.items() if known.get(name) != fact and fact.kind not in ("email", "app")]
    return "; ".join(map(_fact_told, new)) or "nothing newer than what was known", after


def _fact_told(fact: Fact) -> str:
    facts = {
        "status": fact.status,
        "price": fact.price,
        "period ends": _day(fact.period_end),
        "ends": _day(fact.ended if fact.ended is not None else fact.cancel_at),
        "amount": fact.amount if fact.kind in ("payment", "refund") else None,
        "of payment": fact.payment,
    }
    what = {"live": "subscription", "final": "subscription", "named": "price of subscription"}.get(fact.kind, fact.kind)
    told = ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)
    return f"{what} {fact.subject}: {told}" if told else f"{what} {fact.subject}"


def as_text(history: History) -> str:
    """
    Return a history for a terminal. It shows no e-mail address.

    Args:
        history: What `why()` returned.
    """
    lines = [_decided(history.decision), ""]
    for step in history.steps:
        lines += [f"{_minute(step.at)}  {step.type}  {step.event_id}", f"    {step.changed}", f"    {_short(step)}"]
    lines += [f"in doubt: {doubt.fact.subject}, {doubt.told}" for doubt in history.doubts]
    lines += [_found(each) for each in history.findings]
    return "\n".join(lines).rstrip()


def as_html(history: History) -> str:
    """
    Return a history as a page for support, complete in itself. It shows no e-mail address.

    Args:
        history: What `why()` returned.

    Example:

        ```python
        page = as_html(access.why(email="ada@example.com"))
        ```
    """
    rows = "".join(
        f"<tr><td>{_cell(_minute(step.at))}<td>{_cell(step.type)}<br><small>{_cell(step.event_id)}</small>"
        f"<td>{_cell(step.changed)}<td>{_cell(_short(step))}"
        for step in history.steps
    )
    notes = [f"In doubt: {doubt.fact.subject}, {doubt.told}" for doubt in history.doubts]
    notes += [_found(each) for each in history.findings]
    listed = "".join(f"<li>{_cell(each)}" for each in notes)
    return _PAGE.format(
        decided=_cell(_decided(history.decision)), rows=rows, notes=f"<ul>{listed}</ul>" if notes else ""
    )


_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Why</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;vertical-align:top;padding:.4rem;
border-bottom:1px solid #767676}}</style>
<h1>{decided}</h1>{notes}
<table><caption>Events, oldest first</caption>
<thead><tr><th scope="col">When<th scope="col">Event<th scope="col">What it says<th scope="col">Then</thead>
<tbody>{rows}</tbody></table></html>
"""


def _decided(decision: Decision) -> str:
    answer = "May in" if decision.allowed else "May not in"
    by = f", by {decision.source} {decision.event_id}" if decision.event_id else ""
    what = f" ({decision.purchase_id}, price {decision.price_id})" if decision.purchase_id else ""
    until = f" until {_minute(decision.until)}" if decision.until else ""
    return f"{answer}{until}: {decision.because}{what}{by}"


def _short(step: Step) -> str:
    return f"{'may in' if step.decision.allowed else 'may not in'}: {step.decision.because}"


def _found(finding: Finding) -> str:
    return (
        f"{_minute(_moment(finding.at))}  repaired {finding.subject}: {finding.ours}; the service says {finding.theirs}"
    )


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _day(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else _minute(_moment(milliseconds))


def _cell(text: Any) -> str:
    return escape(str(text))
