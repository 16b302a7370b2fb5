"""
Dispatches each request to the API, the pages or the control routes; resolves its route once, before its body is read.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monetize_software_mock.api.dispatch import Core
from monetize_software_mock.control.routes import BODY_LIMIT, PREFIX, Control
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.request_log import Timing
from monetize_software_mock.faults.faults import Faults
from monetize_software_mock.http.cors import is_preflight, preflight, with_origin
from monetize_software_mock.http.messages import Request, Response, sentence
from monetize_software_mock.pages.routes import Pages
from monetize_software_mock.spec.routes import Match
from monetize_software_mock.state.clock import Stopwatch

if TYPE_CHECKING:
    from monetize_software_mock.faults.course import Answer, Broken

Handle = Callable[[Request], "Answer"]

ASSUMED = "x-mock-assumed"
_log = logging.getLogger("monetize_software_mock")


@dataclass(frozen=True, slots=True)
class Route:
    """
    Where a request leads, resolved from all of it but its body.

    Attributes:
        handle: Answers it.
        body_limit: How many bytes of its body are worth reading.
    """

    handle: Handle
    body_limit: int


class Site:
    """
    Everything one address serves.

    Args:
        engine: The world behind it.
        core: The API over that world.
        control: The control routes over it.
        faults: What is scripted to go wrong with the API.
        pages: The pages over it.
        strict: Every answer of the API tells in `X-Mock-Assumed` which assumptions its operation rests on.
    """

    def __init__(
        self, engine: Engine, core: Core, control: Control, faults: Faults, pages: Pages, *, strict: bool = False
    ) -> None:
        self._engine, self._core, self._control, self._faults = engine, core, control, faults
        self._pages, self._strict = pages, strict

    def route(self, head: Request) -> Route:
        """
        Return where a request leads, before any of its body was read.
        """
        if self._pages.serves(head):
            return Route(self._guarded(self._pages.dispatch), BODY_LIMIT)
        if head.path.startswith(PREFIX):
            return Route(self._guarded(self._control.dispatch), BODY_LIMIT)
        match = self._core.find(head)
        return Route(lambda request: self._call(request, match), self._core.body_limit(match, head.headers))

    def may_wait(self, request: Request) -> bool:
        """
        Say whether the answer may have to wait for a webhook's receiver.
        """
        return request.path.startswith(PREFIX) or self._engine.may_wait()

    def answer(self, request: Request, route: Route) -> Answer:
        """
        Answer one request, with the faults that are due. Never raises.
        """
        self._engine.counters.add("requests")
        return route.handle(request)

    def _call(self, request: Request, match: Match) -> Answer:
        if is_preflight(request):
            return preflight(match.allow)
        operation, timing = match.operation.id if match.operation else None, Timing(Stopwatch())
        if self._faults.rules:
            answer = self._faults.answer(request, operation, lambda: self._api(request, match))
            return self._settled(request, operation, answer, timing)
        return self._remembered(request, operation, self._api(request, match), timing)

    def _settled(self, request: Request, operation: str | None, answer: Answer, timing: Timing) -> Answer:
        """
        Remember an answer once it is known what becomes of it.
        """
        from monetize_software_mock.faults.course import Late  # here, because most servers never need it

        if isinstance(answer, Late):
            later = dataclasses.replace(timing, delayed=timing.delayed + answer.seconds)
            return Late(answer.seconds, lambda: self._settled(request, operation, answer.go_on(), later))
        if not isinstance(answer, Response):
            timing = dataclasses.replace(timing, delayed=timing.delayed + answer.late)
        return self._remembered(request, operation, answer, timing)

    def _remembered(
        self, request: Request, operation: str | None, answer: Response | Broken, timing: Timing
    ) -> Response | Broken:
        return self._engine.request_log.add(self._engine.clock.millis(), operation, request, answer, timing)

    def _api(self, request: Request, match: Match) -> Response:
        answer = self._core.dispatch(request, match)
        if self._strict:
            answer = dataclasses.replace(answer, headers=(*answer.headers, (ASSUMED, self._core.assumed(match))))
        return with_origin(request, answer)

    def _guarded(self, dispatch: Callable[[Request], Response]) -> Handle:
        def handle(request: Request) -> Response:
            try:
                return dispatch(request)
            except Exception:
                self._engine.counters.add("unexpected_errors")
                _log.exception("%s failed in a way nobody foresaw", request.path)
                return sentence(500, "The mock server failed; its log says how")

        return handle
