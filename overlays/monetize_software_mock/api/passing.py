"""
Turns what a provider answered into the answer that leaves, and settles the account once that has ended.

1. All of a body that is known is the provider's whole answer: it is settled before it leaves.
2. A body in pieces is settled when it ended, before the client can know that it did, in a transaction of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.http.messages import Body, Reply, Response
from monetize_software_mock.http.pieces import Ending, Pieces
from monetize_software_mock.moment import Moment
from monetize_software_mock.providers.upstream import Answered

_log = logging.getLogger("monetize_software_mock")
_OF_THE_CONNECTION = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"})
_BODYLESS = frozenset({204, 304})

Settle = Callable[[Moment, Ending], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed(Reply):
    """
    What a handler passes on, instead of a body of its own.

    Attributes:
        headers: Those that the gateway adds.
        settle: Told once how the answer ended.
    """

    body: Body = field(default_factory=dict[str, Any])
    answer: Answered
    headers: tuple[tuple[str, str], ...]
    settle: Settle


def response(passed: Passed, engine: Engine) -> Response:
    """
    Return the answer that leaves.
    """
    answer, settled = passed.answer, partial(_settle, engine, passed.settle)
    headers = tuple(pair for pair in answer.headers if pair[0] not in _OF_THE_CONNECTION) + passed.headers
    if not isinstance(answer.body, bytes):
        return Response(answer.status, headers, Pieces(answer.body, settled))
    settled("complete")
    if answer.status in _BODYLESS:
        return Response(answer.status, headers, b"")
    return Response(answer.status, (*headers, ("content-length", str(len(answer.body)))), answer.body)


def _settle(engine: Engine, settle: Settle, ending: Ending) -> None:
    """
    Settle, whatever comes of it: the answer is under way and can say nothing any more.
    """
    try:
        engine.act(lambda moment: settle(moment, ending))
    except Exception:
        engine.counters.add("unexpected_errors")
        _log.exception("A gateway call could not be settled")
