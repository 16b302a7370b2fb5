"""
Collects the timeline: what is due by day, with a chart, what happened, and what a preview foresees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.report import Happening
from monetize_software_mock.handles.clock import VirtualClock
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import agenda, listing, listing_timeline, queries
from monetize_software_mock.state.timestamps import DAY_MS, from_iso, to_iso, to_millis

from ..page import Page
from . import chart, sentences
from .input import number

MOST = 100
_SHOWN = 25
_AHEAD, _AHEAD_SMALL = 60, 32
_WIDE, _SMALL = 1100.0, 330.0
SHOWS = ("payments", "webhooks", "housekeeping")


def page(engine: Engine, query: Mapping[str, str], base_url: str) -> Page:
    """
    Return the timeline, or the first steps while nobody has called the API and nothing happened.
    """
    days, start = number(query.get("preview", ""), 4), number(query.get("from", ""), 9)
    show = query.get("show", "") if query.get("show") in SHOWS else ""
    later, before = number(query.get("after", ""), 9), number(query.get("before", ""), 9)
    view = engine.look(lambda moment: _view(moment, show, later, before or None))
    calls = len(engine.request_log.kept())
    first_run = not (calls or view["journal"] or days or query)
    view |= _preview(engine, days, start) | {"show": show, "calls": calls, "origin": base_url}
    if not first_run:
        return Page("timeline.html", view)
    return Page("first_run.html", view | engine.look(_start) | {"first_steps": True})


def by_day(now: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """
    Group sentences by the day they are about.
    """
    return [
        {"at": day, "name": _name(now, day), "rows": list(group)}
        for day, group in groupby(rows, key=lambda each: f"{each['at'][:10]}T00:00:00.000Z")
    ]


def _view(moment: Moment, show: str, later: int, before: int | None) -> dict[str, Any]:
    tx, now = moment.tx, str(to_iso(moment.now))
    kinds = {
        "payments": listing_timeline.PAYMENTS,
        "webhooks": (agenda.WEBHOOK,),
        "housekeeping": listing_timeline.HOUSEKEEPING,
    }.get(show)
    due = listing_timeline.due(tx, kinds, later, _SHOWN)
    entries = listing_timeline.happened(tx, show, before, _SHOWN)
    coming = [sentences.due(moment, each) for each in due.rows]
    past = [sentences.happened(moment, each) for each in entries]
    return {
        "due": coming,
        "due_by_day": by_day(now, coming),
        "due_total": due.total,
        "due_first": due.first,
        "due_next": due.first + len(due.rows) if due.first + len(due.rows) < due.total else None,
        "housekeeping": listing_timeline.housekeeping(tx),
        "journal": past,
        "journal_by_day": by_day(now, past),
        "journal_next": entries[-1].sequence if len(entries) == _SHOWN else None,
        **_charts(moment),
    }


def _charts(moment: Moment) -> dict[str, Any]:
    today = moment.now - moment.now % DAY_MS
    counts = listing_timeline.due_by_day(moment.tx, today, _AHEAD, DAY_MS)
    risks = [0] * _AHEAD
    for day, outcomes, habit, count in listing_timeline.doubtful_payments(moment.tx, today, _AHEAD, DAY_MS):
        risks[day] += count * sentences.is_declined(outcomes, habit)
    small = chart.drawn(today, counts[:_AHEAD_SMALL], risks[:_AHEAD_SMALL], _SMALL)
    return {"chart": chart.drawn(today, counts, risks, _WIDE), "chart_small": small, "ahead": sum(counts)}


def _preview(engine: Engine, days: int, first: int) -> dict[str, Any]:
    """
    Serialize a page of what would happen; links lead to the pages beside it.
    """
    foreseen: Sequence[Happening] = VirtualClock(engine).preview(days=days) if days else ()
    shown = foreseen[first : first + MOST]
    here = f"/_mock/?preview={days}&from="
    return {
        "preview_days": days,
        "preview_total": len(foreseen),
        "preview_from": first,
        "preview": [{"at": to_iso(to_millis(each.at)), "kind": each.kind, "text": each.text} for each in shown],
        "preview_back": f"{here}{max(0, first - MOST)}" if first else None,
        "preview_next": f"{here}{first + MOST}" if first + MOST < len(foreseen) else None,
    }


def _start(moment: Moment) -> dict[str, Any]:
    """
    Return what the first steps need: a key, a paywall, a price and people who may buy.
    """
    tx = moment.tx
    paywall = moment.paywall(queries.paywalls(tx)[0].id)
    key = listing.first_key(tx, paywall.owner)
    people = [each.email for each in listing.customers(tx, "", "", 0, 5).rows if each.email]
    return {
        "paywall": {"id": paywall.id, "name": paywall.name},
        "key": key and key.key,
        "prices": [{"id": each.id, "label": each.label or each.id} for each in paywall.prices],
        "people": people,
    }


def _name(now: str, day: str) -> str:
    days = (from_iso(day).date() - from_iso(now).date()).days
    if days in (-1, 0, 1):
        return ("Yesterday", "Today", "Tomorrow")[days + 1]
    return f"In {days} days" if days > 0 else f"{-days:,} days ago"
