"""
Collects the latest requests of the API, and one opened beside them, with copies that make it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qs

from monetize_software_mock.engine import request_log
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.request_log import Exchange
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec

from .. import snippets, views
from ..page import Page, notice
from .input import ROWS, number

STATUSES: Mapping[str, str] = {"ok": "Answered, 2xx", "refused": "Refused, 4xx", "failed": "Failed, 5xx or cut off"}
_EMAILS = ("email", "userEmail", "user_email")


def page(engine: Engine, spec: Spec, query: Mapping[str, str], base_url: str, opened: str | None = None) -> Page:
    """
    Return the requests that a search leaves, latest first, with one of them opened.
    """
    kept = engine.request_log.kept()
    chosen = next((each for each in kept if str(each.number) == opened), None)
    if opened is not None and chosen is None:
        text = f"Request {opened} is not kept; the last {request_log.KEPT} are."
        return notice(404, "No such request", text, "/_mock/console/requests")
    wanted, operation = query.get("q", "").strip().lower(), query.get("operation", "")
    status, first = query.get("status", ""), number(query.get("from", ""), 9)
    found = [each for each in reversed(kept) if _fits(each, wanted, operation, status)]
    shown = found[first : first + ROWS]
    who = engine.look(lambda moment: {each.number: _customer(moment, each) for each in (*shown, *_one(chosen))})
    rows = [{**request_log.to_json(each), "customer": who[each.number]} for each in shown]
    view: dict[str, Any] = {
        "requests": rows,
        "total": len(found),
        "first": first,
        "next": first + ROWS if first + ROWS < len(found) else None,
        "wanted": wanted,
        "operation": operation,
        "status": status,
        "statuses": dict(STATUSES),
        "operations": sorted({each.operation for each in kept if each.operation}),
    }
    return Page("requests.html", view | _opened(spec, chosen, who, base_url))


def _one(chosen: Exchange | None) -> list[Exchange]:
    return [] if chosen is None else [chosen]


def _opened(spec: Spec, chosen: Exchange | None, who: Mapping[int, Any], base_url: str) -> dict[str, Any]:
    if chosen is None:
        return {"request": None, "copy": {}, "assumed": [], "choices": {}}
    operation = spec.operations.get(chosen.operation or "")
    copies = {
        "curl": snippets.as_curl(chosen, base_url),
        "python": snippets.as_python(operation, chosen, base_url),
    }
    assumed = list(spec.assumed(operation)) if operation else []
    choices = {each.choice: each.id for each in spec.sources if each.id in assumed}
    request = {
        **request_log.to_json(chosen),
        "customer": who[chosen.number],
        "reason": _reason(chosen),
        "slow": _slow(chosen),
    }
    return {"request": request, "copy": copies, "assumed": assumed, "choices": choices}


def _fits(exchange: Exchange, wanted: str, operation: str, status: str) -> bool:
    code = exchange.status
    kind = "failed" if code is None or code >= 500 else "refused" if code >= 400 else "ok"
    if (operation and exchange.operation != operation) or (status in STATUSES and kind != status):
        return False
    request = exchange.request
    text = f"{request.path}?{request.query} {exchange.number} {exchange.operation} {_email(exchange)}"
    return wanted in text.lower()


def _customer(moment: Moment, exchange: Exchange) -> dict[str, Any] | None:
    email = _email(exchange)
    if email:
        return views.customer_link(moment, email)
    named = exchange.request.headers.get("x-user-id")  # how the gateway is told of a user
    user = moment.tx.users.get(named) if named else None
    return None if user is None else {"id": user.id, "name": user.email or user.id}


def _email(exchange: Exchange) -> str | None:
    """
    Return the e-mail that a request names, in its query, a header or its body.
    """
    request = exchange.request
    query = parse_qs(request.query)
    named = request.headers.get("x-user-email") or next((query[name][0] for name in _EMAILS if name in query), None)
    return named or next((str(body[name]) for body in [_json(request.body)] for name in _EMAILS if name in body), None)


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _reason(exchange: Exchange) -> str | None:
    """
    Return what a refusal says, in the server's own words.
    """
    if exchange.status is None or exchange.status < 400:
        return None
    body = _json((exchange.answer_text or "").encode())
    if isinstance(body.get("error"), dict):  # as providers behind the gateway answer
        body = {**body, **cast("dict[str, Any]", body["error"])}
    return next((body[name] for name in ("message", "error", "msg", "detail") if isinstance(body.get(name), str)), None)


def _slow(exchange: Exchange) -> str | None:
    """
    Say why a request took long, when a scripted fault is why.
    """
    if not exchange.delayed:
        return None
    told = f"Slow because of a fault: {exchange.delayed:g} s delay"
    waited = exchange.took_ms >= exchange.delayed * 1000
    return told if waited else f"{told}, which is not in this time"  # in process nobody waits, nor for half a body
