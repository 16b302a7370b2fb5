"""
Sends each request to the API, the pages or the control routes. Never answers one itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from .control import BODY_LIMIT, PREFIX, Control
from .core import Core
from .cors import is_preflight, preflight, with_origin
from .engine import Engine
from .faults import Faults
from .messages import Request, Response, sentence
from .pages import placeholder

if TYPE_CHECKING:
    from .fault_course import Answer

_log = logging.getLogger("monetize_software_mock")


class Site:
    """
    Everything one address serves.

    Args:
        engine: The world behind it.
        core: The API over that world.
        control: The control routes over it.
        faults: What is scripted to go wrong with the API.
    """

    def __init__(self, engine: Engine, core: Core, control: Control, faults: Faults) -> None:
        self._engine, self._core, self._control, self._faults = engine, core, control, faults

    def body_limit(self, request: Request) -> int:
        """
        Return how many bytes of the body are worth reading, before any of it was read.
        """
        return BODY_LIMIT if request.path.startswith(PREFIX) else self._core.body_limit(request)

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
        if request.path.startswith(PREFIX):
            return self._guarded(self._control.dispatch, request)
        if request.path.startswith(placeholder.PREFIXES):
            return self._guarded(partial(placeholder.dispatch, self._engine), request)
        if is_preflight(request):
            return preflight(self._core.methods(request.path))
        if self._faults.rules:
            return self._faults.answer(request, lambda: self._api(request))
        return self._api(request)

    def _api(self, request: Request) -> Response:
        return with_origin(request, self._core.dispatch(request))

    def _guarded(self, dispatch: Callable[[Request], Response], request: Request) -> Response:
        try:
            return dispatch(request)
        except Exception:
            self._engine.counters.add("unexpected_errors")
            _log.exception("%s failed in a way nobody foresaw", request.path)
            return sentence(500, "The mock server failed; its log says how")
