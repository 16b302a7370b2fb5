"""
Answers the routes under `/_mock/`, which steer the world from outside. Never part of the vendor's API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, cast

from . import access, json_bodies
from .engine import Engine
from .inventory import inventory
from .messages import Request, Response, json_response, sentence
from .paying import OUTCOMES, PaymentError, UnknownSession
from .spec import Spec
from .timestamps import from_iso, to_iso

PREFIX = "/_mock/"
BODY_LIMIT = 64 * 1024


class Refused(Exception):
    """
    A control request that cannot be carried out.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Control:
    """
    The control routes over one world.

    Args:
        engine: The world to steer.
        spec: The specification it keeps.
    """

    def __init__(self, engine: Engine, spec: Spec) -> None:
        self._engine, self._spec = engine, spec
        self._routes: dict[tuple[str, ...], tuple[str, Callable[..., Any]]] = {
            ("health",): ("GET", self._health),
            ("world",): ("GET", self._world),
            ("reset",): ("POST", self._reset),
            ("clock",): ("POST", self._clock),
            ("checkouts", "{session}", "pay"): ("POST", self._pay),
        }

    def dispatch(self, request: Request) -> Response:
        """
        Answer one control request.
        """
        segments = tuple(request.path.removeprefix(PREFIX).split("/"))
        template = next((each for each in self._routes if _fits(each, segments)), None)
        if template is None:
            return sentence(404, f"No such control route. There are: {', '.join(self._names())}")
        method, action = self._routes[template]
        if request.method != method:
            return sentence(405, "Method not allowed", [("allow", method)])
        values = [part for name, part in zip(template, segments, strict=True) if name.startswith("{")]
        try:
            return json_response(200, action(*values) if method == "GET" else action(_body(request), *values))
        except Refused as refusal:
            return sentence(refusal.status, str(refusal))

    def _names(self) -> list[str]:
        return [f"{method} {PREFIX}{'/'.join(template)}" for template, (method, _) in self._routes.items()]

    def _health(self) -> dict[str, Any]:
        counters = self._engine.counters
        return {
            "ok": not counters.broken_answers and not counters.unexpected_errors,
            "spec": {"title": self._spec.title, "version": self._spec.version},
            "clock": self._time(),
            "requests": counters.requests,
            "broken_answers": counters.broken_answers,
            "unexpected_errors": counters.unexpected_errors,
        }

    def _world(self) -> dict[str, Any]:
        return {"clock": self._time(), **inventory(self._engine.world)}

    def _reset(self, body: Mapping[str, Any]) -> dict[str, Any]:
        _only(body)
        self._engine.reset()
        return {"ok": True, "clock": self._time()}

    def _clock(self, body: Mapping[str, Any]) -> dict[str, Any]:
        _only(body, "advance_seconds", "set")
        if len(body) != 1:
            _refuse("Send either advance_seconds or set")
        try:
            if "set" in body:
                self._engine.clock.set(from_iso(_typed(body, "set", str)))
            else:
                self._engine.clock.advance(_typed(body, "advance_seconds", int, float))
        except ValueError as error:
            _refuse(str(error))
        return {"clock": self._time()}

    def _pay(self, body: Mapping[str, Any], session: str) -> dict[str, Any]:
        _only(body, "outcome")
        outcome = body.get("outcome", "succeeds")
        if outcome not in OUTCOMES:
            _refuse(f"outcome must be one of: {', '.join(OUTCOMES)}")
        try:
            payment = self._engine.pay(session, outcome)
        except PaymentError as error:
            raise Refused(404 if isinstance(error, UnknownSession) else 409, str(error)) from error
        return {
            "session": payment.session_id,
            "status": payment.status,
            "purchase": payment.purchase and access.detail(payment.purchase),
            "successUrl" if payment.status == "paid" else "errorUrl": payment.return_url,
        }

    def _time(self) -> dict[str, Any]:
        clock = self._engine.clock
        return {"now": to_iso(clock.millis()), "mode": clock.mode}


def _fits(template: tuple[str, ...], segments: tuple[str, ...]) -> bool:
    pairs = zip(template, segments, strict=False)
    return len(template) == len(segments) and all(name.startswith("{") or name == part for name, part in pairs)


def _body(request: Request) -> Mapping[str, Any]:
    if request.oversized:
        raise Refused(413, f"The body is larger than {BODY_LIMIT} bytes")
    try:
        body: Any = json_bodies.parse(request.body) if request.body.strip() else {}
    except json_bodies.NotJson as error:
        _refuse(f"The body is not JSON: {error}")
    if not isinstance(body, dict):
        _refuse("The body must be a JSON object")
    return cast("dict[str, Any]", body)


def _only(body: Mapping[str, Any], *names: str) -> None:
    unknown = sorted(set(body) - set(names))
    if unknown:
        _refuse(f"Unknown field {unknown[0]!r}; there are: {', '.join(names) or 'none'}")


def _typed(body: Mapping[str, Any], name: str, *types: type) -> Any:
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, types):
        _refuse(f"{name} must be {'a number' if int in types else 'ISO 8601 text'}")
    return value


def _refuse(text: str) -> NoReturn:
    raise Refused(400, text)
