"""
Writes a call of the gateway as the program of `ApiGatewayClient` that makes it. Never imports the SDK.

What the client sets or refuses is no program of it: another credential than a bearer or a user's id, a second paywall,
an address that may lead out of its provider, a header of the connection.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from monetize_software_mock.engine.request_log import Exchange
from monetize_software_mock.http.messages import JSON_TYPE, Request

from .placeholders import Pieces, Variable, in_python, of_header, of_json, of_query
from .programs import whole, written

CLIENT = "ApiGatewayClient"
_PAYWALL = "paywall_id"
_SET = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "user-agent", "transfer-encoding", "x-sdk-version"}
)
_REFUSED = frozenset(
    {
        "x-api-key",
        "cookie",
        "x-sdk-capabilities",
        "keep-alive",
        "te",
        "trailer",
        "upgrade",
        "expect",
        "proxy-authorization",
    }
)
_PLAIN = re.compile(r"(?:[A-Za-z0-9_~!$'()*+,=:@.-]|%[0-9A-Fa-f]{2}|[&;/?])*")
_STREAM = "text/event-stream"


def program(exchange: Exchange, base_url: str) -> str | None:
    """
    Return a program that makes the call; None when the client would not make one like it.
    """
    request = exchange.request
    paywall, query = _query(request.query)
    path = [*request.path.split("/", 5)[4:], ""][:2]  # behind /api/v1/api-gateway: the provider, and what follows
    user, headers = request.headers.get("x-user-id"), request.headers
    bearer = headers.get("authorization", "")
    if paywall is None or not paywall.isdigit() or headers.get("x-paywall-id", paywall) != paywall:
        return None
    if not _is_safe(path, query) or headers.keys() & _REFUSED or (request.body and request.method == "GET"):
        return None
    if bool(user) == bool(bearer) or not (user or bearer.lower().startswith("bearer ")):
        return None
    client: dict[str, Any] = {_PAYWALL: paywall, "api_origin": base_url}
    client |= {"user_id": user} if user else {"bearer": Variable("MONETIZE_TOKEN")}
    return whole(CLIENT, "gateway", client, _lines(exchange, path, query))


def _lines(exchange: Exchange, path: list[str], query: str) -> list[str]:
    tail: Pieces = [path[1] + "?", *of_query(query)] if query else [path[1]]
    arguments = ", ".join(filter(None, [repr(path[0]), in_python(tail), *_named(exchange)]))
    if _streams(exchange):
        return [
            f"with gateway.stream({arguments}) as answer:",
            "    for event in answer.events():",
            "        print(event.data)",
        ]
    return [f"print(gateway.call({arguments}).text)"]


def _named(exchange: Exchange) -> list[str]:
    request = exchange.request
    named = {"method": request.method} if request.method != "POST" else {}
    body, of_its_own = _body(exchange)
    skipped = {"authorization", "x-user-id", "x-paywall-id", *(("content-type",) if of_its_own else ())}
    told = {
        name: in_python(of_header(name, value))
        for name, value in request.headers.items()
        if name not in _SET | skipped and (name, value) != ("accept", "*/*")
    }
    headers = "{" + ", ".join(f"{name!r}: {value}" for name, value in told.items()) + "}"
    return [written(each) for each in (named, body) if each] + ([f"headers={headers}"] if told else [])


def _body(exchange: Exchange) -> tuple[dict[str, Any], bool]:
    """
    Return the argument of the body, and whether it says its media type by itself.
    """
    request, filled = exchange.request, of_json(exchange.request.body, exchange.secret)
    if not request.body:
        return {}, False
    declared = request.headers.get("content-type") == JSON_TYPE
    if filled is not None:
        return {"json": filled}, declared
    found = _as_json(request)
    return ({"json": found}, True) if declared and found is not None else ({"body": request.body}, False)


def _as_json(request: Request) -> Any:
    """
    Return a body that the client writes like that; None when it is any other.
    """
    try:
        found = json.loads(request.body)
        again = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return None
    return found if again == request.body else None


def _query(query: str) -> tuple[str | None, str]:
    """
    Return the paywall that a query names, once, and the rest of it as it came.
    """
    pairs = query.split("&")
    named = [pair for pair in pairs if pair.partition("=")[0] == _PAYWALL]
    rest = [pair for pair in pairs if pair not in named]
    return (named[0].partition("=")[2] if len(named) == 1 else None), "&".join(rest)


def _is_safe(path: list[str], query: str) -> bool:
    """
    Say whether the client would send an address as it came.
    """
    below = path[1]
    decoded = unquote_to_bytes(below)
    try:
        text = decoded.decode()
    except UnicodeDecodeError:
        return False
    if not _PLAIN.fullmatch(below) or not _PLAIN.fullmatch(query) or "?" in below or not text.isprintable():
        return False
    if re.search(r"[%\\#]|//", text) or "%2f" in below.lower() or below[:1] == "/" or below[-1:] == "/":
        return False
    return not any(each.partition(";")[0].strip() in (".", "..") for each in text.split("/"))


def _streams(exchange: Exchange) -> bool:
    headers = dict(exchange.answer.headers) if exchange.answer else {}
    return headers.get("content-type", "").startswith(_STREAM)
