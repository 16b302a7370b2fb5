"""
Collects the log of deliveries, one delivery opened, and the endpoints.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import listing, queries
from monetize_software_mock.state.rows import Event
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.webhooks import log, signing
from monetize_software_mock.world.delivery_mode import DELIVERY_MODES, LOG_LASTS_MS, DeliveryMode

from ..page import Page, notice
from .input import ROWS, number

_AROUND = 2
MODES: Mapping[DeliveryMode, str] = {
    "settle": "go out at once, and your app’s answer is awaited",
    "live": "go out on the side, while your app goes on",
    "collect": "are kept, and never sent",
    "manual": "wait until you release them, in order or in reverse",
}


def page(engine: Engine, query: Mapping[str, str], opened: str | None = None) -> Page:
    """
    Return the log, latest first, with one delivery opened beside it.
    """
    wanted, show = query.get("q", "").strip().lower(), query.get("show", "")
    first = number(query.get("from", ""), 9)

    def collect(moment: Moment) -> dict[str, Any] | None:
        found = listing.deliveries(moment.tx, moment.now - LOG_LASTS_MS, wanted, show, first, ROWS)
        rows = [_row(log.delivery_to_json(moment.tx, each)) for each in found.rows]
        chosen = _opened(moment, opened) if opened else None
        if opened and chosen is None:
            return None
        later = first + len(rows) if first + len(rows) < found.total else None
        counts = {"failed": listing.failing(moment.tx), "held_count": listing.held(moment.tx)}
        endpoints = [log.endpoint_to_json(each) for each in listing.endpoints(moment.tx)]
        return {"deliveries": rows, "total": found.total, "first": first, "next": later, "opened": chosen, **counts} | {
            "webhooks": endpoints
        }

    view = engine.look(collect)
    if view is None:
        return notice(404, "No such delivery", f"There is no delivery {opened}.", "/_mock/console/deliveries")
    return Page("deliveries.html", {**view, "wanted": wanted, "show": show, **_settings(engine)})


def endpoints(engine: Engine) -> Page:
    """
    Return where events are sent, and how.
    """

    def collect(moment: Moment) -> list[dict[str, Any]]:
        return [
            {**log.endpoint_to_json(each), "counts": listing.deliveries_to(moment.tx, each.id)}
            for each in listing.endpoints(moment.tx)
        ]

    modes = {name: MODES[name] for name in DELIVERY_MODES}
    return Page("endpoints.html", {"webhooks": engine.look(collect), **_settings(engine), "modes_told": modes})


def _settings(engine: Engine) -> dict[str, Any]:
    settings = engine.settings
    return {"mode": settings.mode, "modes": list(DELIVERY_MODES), "held": sorted(settings.held)}


def _row(delivery: dict[str, Any]) -> dict[str, Any]:
    """
    Add what a row of the log shows: the latest answer as a badge, and how long it took.
    """
    last = delivery["attempts"][-1] if delivery["attempts"] else None
    badge, tone = _badge(delivery["status"], last)
    return {**delivery, "badge": badge, "tone": tone, "took_ms": last and last["took_ms"]}


def _badge(status: str, last: Mapping[str, Any] | None) -> tuple[str, str]:
    if status == "held":
        return "Held", "wait"
    if last is None:
        return "Waits", "wait"
    if last["status"] is None:
        return "No answer", "bad"
    return str(last["status"]), "good" if last["status"] < 300 else "bad"


def _opened(moment: Moment, name: str) -> dict[str, Any] | None:
    delivery = moment.tx.deliveries.get(name)
    event = queries.event_by_id(moment.tx, delivery.event_id) if delivery else None
    if delivery is None or event is None:
        return None
    shown = _row(log.delivery_to_json(moment.tx, delivery))
    endpoint = moment.tx.endpoints.get(delivery.endpoint_id)
    subject = _subject(event.body)
    return {
        **shown,
        "body": event.body,
        "bytes": len(event.body.encode()),
        "subject": subject,
        "change": _change(moment, event, subject),
        "signature": _signature(event.body, endpoint.secret if endpoint else None),
        "reason": _reason(shown),
        "now": to_iso(moment.now),
    }


def _reason(shown: Mapping[str, Any]) -> str:
    """
    Say what became of a delivery, and what comes next.
    """
    last = shown["attempts"][-1] if shown["attempts"] else None
    said = None if last is None else f"Your app answered {last['status']}." if last["status"] else f"{last['error']}."
    match shown["status"]:
        case "delivered":
            return f"{said} It is done."
        case "held":
            return "It is held until you release it."
        case "refused":
            return f"{said} A 4xx answer is final: it is not sent again."
        case "exhausted":
            return f"{said} All tries are used up: it is not sent again."
        case _:
            return said or "It was not sent yet."


def _subject(body: str) -> str | None:
    data = cast("dict[str, dict[str, Any] | None]", json.loads(body).get("data") or {})
    found = (data.get(name) for name in ("subscription", "payment"))
    return next((str(each["id"]) for each in found if each and "id" in each), None)


def _signature(body: str, secret: str | None) -> dict[str, str] | None:
    """
    Return the signature step by step; None for an endpoint without a secret.
    """
    if secret is None:
        return None
    value = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return {"secret": secret, "value": value, "bare": signing.BARE, "prefixed": signing.PREFIXED}


def _change(moment: Moment, event: Event, subject: str | None) -> dict[str, Any] | None:
    """
    Return what differs between an event and the one before it about the same thing.
    """
    before = listing.event_before(moment.tx, event, subject) if subject else None
    if before is None:
        return None
    return {"type": before.type, "at": to_iso(before.created), "lines": list(_lines(before.body, event.body))}


def _lines(before: str, after: str) -> Iterator[dict[str, str]]:
    old, new = (json.dumps(json.loads(each)["data"], indent=2).splitlines() for each in (before, after))
    for line in list(difflib.unified_diff(old, new, n=_AROUND, lineterm=""))[2:]:
        if not line.startswith("@@"):
            kind = {"+": "now", "-": "was"}.get(line[0], "same")
            yield {"kind": kind, "text": line[1:]}
