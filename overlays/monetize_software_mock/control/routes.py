"""
Answers the routes under `/_mock/`, which steer the world from outside. Never part of the vendor's API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from monetize_software_mock.billing import access, checkouts, shortcuts
from monetize_software_mock.billing.checkouts import OUTCOMES, PaymentError, UnknownSession
from monetize_software_mock.billing.plans import NothingPlanned
from monetize_software_mock.billing.subscriptions import Impossible
from monetize_software_mock.engine import request_log
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.timeline import ClockBusy
from monetize_software_mock.faults import as_json
from monetize_software_mock.faults.faults import FaultError, Faults
from monetize_software_mock.http.messages import Request, Response, json_response, sentence
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.state.snapshots import UnknownSnapshot
from monetize_software_mock.webhooks import log
from monetize_software_mock.webhooks.courier import UnknownDelivery
from monetize_software_mock.world.files import WorldError, world_from
from monetize_software_mock.world.summary import inventory

from .accounts import AccountRoutes
from .clock import ClockRoutes
from .customers import CustomerRoutes
from .input import (
    BODY_LIMIT,
    PAGED,
    Refused,
    Routes,
    check_origin,
    count_of,
    only,
    optional,
    place_of,
    read,
    refuse,
    typed,
)
from .snapshots import SnapshotRoutes
from .webhooks import WebhookRoutes

__all__ = ["BODY_LIMIT", "PREFIX", "Control"]

PREFIX = "/_mock/"
_LONGEST = 400
_NOT_FOUND = (UnknownDelivery, log.UnknownEvent, UnknownSnapshot, shortcuts.Unknown)
_CONFLICT = (ClockBusy, Impossible, NothingPlanned, PaymentError)


class Control:
    """
    The control routes over one world.

    Args:
        engine: The world to steer.
        spec: The specification it keeps.
        faults: What is scripted to go wrong.
    """

    def __init__(self, engine: Engine, spec: Spec, faults: Faults) -> None:
        self._engine, self._spec, self._faults = engine, spec, faults
        self._routes: Routes = {
            ("health",): {"GET": self._health},
            ("world",): {"GET": self._world},
            ("reset",): {"POST": self._reset},
            ("seed",): {"POST": self._seed},
            ("requests",): {"GET": self._requests},
            ("requests", "{seen}"): {"GET": self._requests_after},
            ("faults",): {
                "GET": self._listed_faults,
                "POST": self._add_fault,
                "DELETE": self._clear_faults,
            },
            ("faults", "clear"): {"POST": self._clear_faults},
            ("checkouts", "{session}", "pay"): {"POST": self._pay},
        }
        self._clock = ClockRoutes(engine)
        # In this order they are listed to one who asked for a route that is not there.
        for steering in (
            self._clock.routes,
            SnapshotRoutes(engine, self._clock).routes,
            CustomerRoutes(engine).routes,
            AccountRoutes(engine).routes,
            WebhookRoutes(engine).routes,
        ):
            self._routes |= {place: _translated(methods) for place, methods in steering.items()}

    def dispatch(self, request: Request) -> Response:
        """
        Answer one control request.
        """
        segments = tuple(request.path.removeprefix(PREFIX).split("/"))
        template = next((each for each in self._routes if _fits(each, segments)), None)
        if template is None:
            return sentence(404, f"No such control route. There are: {', '.join(self._names())}")
        methods = self._routes[template]
        if request.method not in methods:
            return sentence(405, "Method not allowed", [("allow", ", ".join(methods))])
        action = methods[request.method]
        values = [part for name, part in zip(template, segments, strict=True) if name.startswith("{")]
        try:
            check_origin(request)
            return json_response(200, action(*_asked(request, template), *values))
        except Refused as refusal:
            return sentence(refusal.status, _one_line(str(refusal)))
        except FaultError as error:
            return sentence(400, _one_line(str(error)))

    def _names(self) -> list[str]:
        return [
            f"{method} {PREFIX}{'/'.join(template)}" for template, methods in self._routes.items() for method in methods
        ]

    def _health(self) -> dict[str, Any]:
        counters = self._engine.counters
        return {
            "ok": not counters.broken_answers and not counters.unexpected_errors,
            "spec": {"title": self._spec.title, "version": self._spec.version},
            "clock": self._clock.time(),
            "requests": counters.requests,
            "broken_answers": counters.broken_answers,
            "unexpected_errors": counters.unexpected_errors,
        }

    def _world(self) -> dict[str, Any]:
        return {"clock": self._clock.time(), **inventory(self._engine.world)}

    def _reset(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body)
        self._engine.reset()
        self._faults.clear()
        return {"ok": True, "clock": self._clock.time()}

    def _seed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "world")
        try:
            world = world_from(str(typed(body, "world", str)), self._engine.start)
        except WorldError as error:
            refuse(str(error))
        self._engine.replant(world)
        self._faults.clear()
        return self._world()

    def _pay(self, body: Mapping[str, Any], session: str) -> dict[str, Any]:
        only(body, "outcome", "card")
        outcome, card = body.get("outcome"), optional(body, "card", str)
        if outcome is not None and outcome not in OUTCOMES:
            refuse(f"outcome must be one of: {', '.join(OUTCOMES)}")
        try:
            payment = self._engine.act(lambda moment: checkouts.pay(moment, session, outcome, card))
        except PaymentError as error:
            raise Refused(404 if isinstance(error, UnknownSession) else 409, str(error)) from error
        except ValueError as error:
            raise Refused(400, str(error)) from error
        return {
            "session": payment.session_id,
            "status": payment.status,
            "reason": payment.reason,
            "purchase": payment.purchase and access.detail(payment.purchase),
            "successUrl" if payment.status == "paid" else "errorUrl": payment.return_url,
        }

    def _requests(self) -> dict[str, Any]:
        return {"requests": [request_log.to_json(each) for each in self._engine.request_log.kept()]}

    def _requests_after(self, seen: str) -> dict[str, Any]:
        found = request_log.after(self._engine.request_log.kept(), count_of(seen, "requests"))
        return {
            "requests": [request_log.to_json(each) for each in found],
            "seen": found[-1].number if found else int(seen),
        }

    def _listed_faults(self) -> dict[str, Any]:
        return as_json.listed(self._faults)

    def _add_fault(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return as_json.add(self._faults, body)

    def _clear_faults(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body)
        self._faults.clear()
        return {"ok": True}


def _translated(methods: dict[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    return {method: _refusing(action) for method, action in methods.items()}


def _refusing(action: Callable[..., Any]) -> Callable[..., Any]:
    """
    Let an action refuse as HTTP does.
    """

    def act(*values: Any) -> Any:
        try:
            return action(*values)
        except _NOT_FOUND as error:
            raise Refused(404, str(error)) from error
        except _CONFLICT as error:
            raise Refused(409, str(error)) from error
        except ValueError as error:
            raise Refused(400, str(error)) from error

    return act


def _asked(request: Request, template: tuple[str, ...]) -> list[Any]:
    """
    Return what an action is told beside what stands in the path.
    """
    if request.method != "GET":
        return [read(request)]
    return [place_of(request)] if template in PAGED else []


def _one_line(text: str) -> str:
    """
    Return what may repeat a stranger's text as a line that anybody would read.
    """
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _fits(template: tuple[str, ...], segments: tuple[str, ...]) -> bool:
    pairs = zip(template, segments, strict=False)
    return len(template) == len(segments) and all(name.startswith("{") or name == part for name, part in pairs)
