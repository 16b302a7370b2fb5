"""
Sends each request to the API, the pages or the control routes. Never answers one itself.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from monetize_software_mock.api.dispatch import Core
from monetize_software_mock.control.routes import BODY_LIMIT, PREFIX, Control
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.faults.faults import Faults
from monetize_software_mock.http.cors import is_preflight, preflight, with_origin
from monetize_software_mock.http.messages import Request, Response, sentence
from monetize_software_mock.pages.routes import Pages

if TYPE_CHECKING:
    from monetize_software_mock.faults.course import Answer, Broken

ASSUMED = "x-mock-assumed"
_log = logging.getLogger("monetize_software_mock")


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

    def body_limit(self, request: Request) -> int:
        """
        Return how many bytes of the body are worth reading, before any of it was read.
        """
        steers = request.path.startswith(PREFIX) or self._pages.serves(request)
        return BODY_LIMIT if steers else self._core.body_limit(request)

    def may_wait(self, request: Request) -> bool:
        """
        Say whether the answer may have to wait for a webhook's receiver.
        """
        return request.path.startswith(PREFIX) or self._engine.may_wait()

    def answer(self, request: Request) -> Answer:
        """
        Answer one request, with the faults that are due. Never raises.
        """
        self._engine.counters.add("requests")
        if self._pages.serves(request):
            return self._guarded(self._pages.dispatch, request)
        if request.path.startswith(PREFIX):
            return self._guarded(self._control.dispatch, request)
        if is_preflight(request):
            return preflight(self._core.methods(request.path))
        if self._faults.rules:
            return self._settled(request, self._faults.answer(request, lambda: self._api(request)))
        answer = self._api(request)
        self._remember(request, answer)
        return answer

    def _settled(self, request: Request, answer: Answer) -> Answer:
        """
        Remember an answer once it is known what becomes of it.
        """
        from monetize_software_mock.faults.course import Late  # here, because most servers never need it

        if isinstance(answer, Late):
            return Late(answer.seconds, lambda: self._settled(request, answer.go_on()))
        self._remember(request, answer)
        return answer

    def _remember(self, request: Request, answer: Response | Broken) -> None:
        operation = self._core.operation_of(request)
        self._engine.request_log.add(self._engine.clock.millis(), operation, request, answer)

    def _api(self, request: Request) -> Response:
        answer = self._core.dispatch(request)
        if self._strict:
            answer = dataclasses.replace(answer, headers=(*answer.headers, (ASSUMED, self._core.assumed(request))))
        return with_origin(request, answer)

    def _guarded(self, dispatch: Callable[[Request], Response], request: Request) -> Response:
        try:
            return dispatch(request)
        except Exception:
            self._engine.counters.add("unexpected_errors")
            _log.exception("%s failed in a way nobody foresaw", request.path)
            return sentence(500, "The mock server failed; its log says how")
