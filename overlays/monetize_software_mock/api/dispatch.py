"""
Answers the requests of the specification's operations. Never touches a socket.

The path of a request: route, begin, credential, paywall, shape, handler (which asks the idempotency record first),
check of the answer, commit, answer. A refusal undoes whatever the handler did.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.http.messages import (
    Headers,
    Reply,
    Request,
    Response,
    empty_response,
    json_response,
    sentence,
)
from monetize_software_mock.spec.operations import Operation
from monetize_software_mock.spec.routes import Match, Routes
from monetize_software_mock.spec.specification import Spec, SpecError
from monetize_software_mock.state.store import Transaction

from . import answer_check, credentials, passing, requests
from .answer_check import BrokenAnswer
from .call import Call, Handler, admit
from .passing import Passed
from .problems import Problem, refuse

_log = logging.getLogger("monetize_software_mock")
_PAYWALL = "paywallId"


class Core:
    """
    The operations over one world.

    Args:
        spec: The compiled specification.
        handlers: One handler for each `operationId`.
        engine: The world the operations are about.
        check_answers: Off only for tests that seed bugs on purpose.

    Raises:
        SpecError: An operation has no handler, or a handler no operation.
    """

    def __init__(
        self,
        spec: Spec,
        handlers: Mapping[str, Handler],
        *,
        engine: Engine,
        check_answers: bool = True,
    ) -> None:
        _check_handlers(spec, handlers)
        self._spec = spec
        self._routes = Routes(spec.operations.values())
        self._handlers = handlers
        self._engine = engine
        self._check_answers = check_answers

    def find(self, request: Request) -> Match:
        """
        Return where a request leads, looking at its method and its path only.
        """
        return self._routes.find(request.method, request.path)

    def body_limit(self, match: Match, headers: Headers) -> int:
        """
        Return how many bytes of the body are worth reading.
        """
        return requests.body_limit(match.operation, headers) if match.operation else 0

    def assumed(self, match: Match) -> str:
        """
        Return the numbers of the assumptions that an operation rests on; `none` when there are none.
        """
        return ", ".join(self._spec.assumed(match.operation) if match.operation else ()) or "none"

    def dispatch(self, request: Request, match: Match) -> Response:
        """
        Answer one request. Never raises.
        """
        if not match.operations:
            return sentence(404, "No such path")
        operation = match.operation
        if operation is None:
            return sentence(405, "Method not allowed", [("allow", match.allow)])
        try:
            reply = self._perform(operation, match, request)
            return self._response(operation, reply)
        except BrokenAnswer as error:
            return self._broken(error)
        except Exception:
            return self._unexpected(operation)

    def _perform(self, operation: Operation, match: Match, request: Request) -> Reply:
        self._engine.catch_up()
        try:
            with self._engine.store.transaction() as tx:
                reply = self._checked(operation, self._handle(operation, match, request, tx))
                soon = tx.earliest is not None and tx.earliest <= self._engine.clock.millis()
        except Problem as problem:
            return self._checked(operation, refuse(operation, problem))
        if soon:
            self._engine.catch_up()
        return reply

    def _handle(self, operation: Operation, match: Match, request: Request, tx: Transaction) -> Reply:
        moment = self._engine.moment(tx, self._engine.clock.millis())
        now = moment.now
        caller = credentials.identify(operation, request.headers, tx, now)
        paywall = admit(tx, caller, match.values[_PAYWALL]) if _PAYWALL in match.values else None
        content = requests.read(operation, request)
        return self._handlers[operation.id](Call(operation, request, content, caller, paywall, moment, match))

    def _checked(self, operation: Operation, reply: Reply) -> Reply:
        if isinstance(reply, Passed):
            assert operation.passthrough, f"{operation.id} passes nothing on"
        elif self._check_answers:
            answer_check.check(operation, reply)
        return reply

    def _response(self, operation: Operation, reply: Reply) -> Response:
        if isinstance(reply, Passed):
            return passing.response(reply, self._engine)
        if operation.answers.get(reply.status, ...) is None:
            return empty_response(reply.status)
        return json_response(reply.status, reply.body)

    def _broken(self, error: BrokenAnswer) -> Response:
        self._engine.counters.add("broken_answers")
        _log.error("%s", error)
        return sentence(500, "The mock server's own answer breaks the specification; its log says how")

    def _unexpected(self, operation: Operation) -> Response:
        self._engine.counters.add("unexpected_errors")
        _log.exception("%s failed in a way nobody foresaw", operation.id)
        return sentence(500, "The mock server failed; its log says how")


def _check_handlers(spec: Spec, handlers: Mapping[str, Handler]) -> None:
    missing = sorted(spec.operations.keys() - handlers.keys())
    unknown = sorted(handlers.keys() - spec.operations.keys())
    if missing:
        raise SpecError(f"No handler for operation {', '.join(missing)}")
    if unknown:
        raise SpecError(f"The specification has no operation {', '.join(unknown)}")
