"""
Compares an answer with what the specification says about it. Never sees anything that is not masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .asks import OK, Ask
from .codes import code_of
from .contract import Operation
from .exchange import Exchange

_MOST_MISFITS = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One thing that is not as specified.

    Attributes:
        ask: Name of the ask.
        place: `status`, `code`, `header content-type`, or `body` with the place in it.
    """

    ask: str
    place: str
    expected: str
    found: str


def judge(operation: Operation, ask: Ask, exchange: Exchange) -> list[Difference]:
    """
    Return everything in which an answer differs.
    """
    found = [*_outcome(operation, ask, exchange), *_shape(operation, exchange)]
    return [Difference(ask.name, place, expected, seen) for place, expected, seen in found]


def _outcome(operation: Operation, ask: Ask, exchange: Exchange) -> Iterator[tuple[str, str, str]]:
    expected = outcomes(operation, ask)
    if exchange.status not in {status for status, _ in expected}:
        words = " or ".join(dict.fromkeys(_worded(status, code) for status, code in expected))
        yield "status", words, _worded(exchange.status, _code(operation, exchange))
    elif exchange.status >= 400:
        yield from _code_of(operation, [code for status, code in expected if status == exchange.status], exchange)


def _code_of(operation: Operation, expected: list[str], exchange: Exchange) -> Iterator[tuple[str, str, str]]:
    code = _code(operation, exchange)
    if code not in operation.codes:
        yield "code", f"{' or '.join(expected)} (x-errors: {', '.join(operation.codes)})", code
    elif code not in expected:
        yield "code", " or ".join(expected), code


def outcomes(operation: Operation, ask: Ask) -> list[tuple[int, str]]:
    """
    Return the pairs of status and error code that an ask may be answered with; a success has no code.
    """
    successes = [(status, "") for status in operation.answers if status < 300]
    refusals = [operation.refusals[name] for name in ask.expect if name != OK]
    return [*(successes if OK in ask.expect else []), *((each.status, each.code) for each in refusals)]


def _shape(operation: Operation, exchange: Exchange) -> Iterator[tuple[str, str, str]]:
    bodies = operation.answers.get(exchange.status)
    if bodies is None or (operation.passthrough and exchange.status < 300):
        return
    if not bodies:
        if exchange.is_json or exchange.body:
            yield "body", "nothing", "a body"
        return
    media_type = exchange.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in bodies:
        yield "header content-type", " or ".join(bodies), media_type or "no such header"
    if not exchange.is_json:
        yield "body", "JSON", "something else"
        return
    schema = bodies.get(media_type) or next(iter(bodies.values()))
    for misfit in schema.misfits(exchange.body)[:_MOST_MISFITS]:
        yield f"body {misfit.place}".strip(), misfit.expected, misfit.found


def notes(operation: Operation, exchange: Exchange) -> list[str]:
    """
    Return the fields of a success that the specification does not declare.
    """
    bodies = operation.answers.get(exchange.status, {})
    return [place for schema in bodies.values() for place in schema.undeclared(exchange.body) if exchange.status < 300]


def _code(operation: Operation, exchange: Exchange) -> str:
    if exchange.status < 400:
        return ""
    return code_of(exchange.status, exchange.body, operation.refusals.values())


def _worded(status: int, code: str) -> str:
    return f"{status} {code}".strip()
