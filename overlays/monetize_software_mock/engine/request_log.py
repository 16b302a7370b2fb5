"""
Remembers the latest requests of the API and their answers, for people who look. Never shows a credential.
"""

from __future__ import annotations

import dataclasses
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from monetize_software_mock.http.messages import Request, Response
from monetize_software_mock.state.timestamps import from_millis, to_iso, to_millis

if TYPE_CHECKING:
    from monetize_software_mock.faults.course import Broken

KEPT = 200
_MOST_AT_ONCE = 50
_LONGEST_BODY = 64 * 1024
_SECRET = ("authorization", "x-api-key")


@dataclass(frozen=True, slots=True, repr=False)
class Exchange:
    """
    One request and what came of it.

    Attributes:
        at: Aware virtual time.
        operation: Operation id; None when it reached none.
        answer: None when no answer went out, or only a part of one.
        ending: `answered`, or what a scripted fault made of it.
    """

    number: int
    at: datetime
    operation: str | None
    request: Request
    answer: Response | None
    ending: str

    def __repr__(self) -> str:
        """
        Return what it was about, without what it carried.
        """
        return f"Exchange({self.number}, {self.operation}, {self.status or self.ending})"

    @property
    def status(self) -> int | None:
        """
        The status of the answer.
        """
        return None if self.answer is None else self.answer.status

    @property
    def answer_text(self) -> str | None:
        """
        The body of the answer as text, or how large it is when it is none; None when no answer went out.
        """
        return None if self.answer is None else _text(self.answer.body)


class RequestLog:
    """
    The latest exchanges, oldest first. Safe to use from several threads.

    They are kept by number alone: whoever looks at a test that lived a year asks for its first call too.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._numbers = count(1)

    def add(self, at: int, operation: str | None, request: Request, answer: Response | Broken) -> None:
        """
        Remember one; of a large body only the beginning.
        """
        if len(request.body) > _LONGEST_BODY:
            request = dataclasses.replace(request, body=request.body[:_LONGEST_BODY], oversized=True)
        whole, ending = (answer, "answered") if isinstance(answer, Response) else (None, str(answer.action))
        with self._lock:
            self._kept.append(Exchange(next(self._numbers), from_millis(at), operation, request, whole, ending))

    def copy(self) -> RequestLog:
        """
        Return another memory with the same in it.
        """
        made = RequestLog()
        with self._lock:
            made._kept.extend(self._kept)
        made._numbers = count(made._kept[-1].number + 1 if made._kept else 1)
        return made

    def clear(self) -> None:
        """
        Forget all of them; the numbers go on, so that none is given twice.
        """
        with self._lock:
            self._kept.clear()

    def kept(self) -> list[Exchange]:
        """
        Return them.
        """
        with self._lock:
            return list(self._kept)


def after(kept: list[Exchange], seen: int) -> list[Exchange]:
    """
    Return the oldest 50 at most of those that came after a number; after a reset numbers begin anew.
    """
    newest = kept[-1].number if kept else 0
    return [each for each in kept if each.number > (seen if seen <= newest else 0)][:_MOST_AT_ONCE]


def to_json(exchange: Exchange) -> dict[str, Any]:
    """
    Serialize an exchange for the wire, credentials masked.
    """
    request = exchange.request
    return {
        "number": exchange.number,
        "at": to_iso(to_millis(exchange.at)),
        "operation": exchange.operation,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": {name: "***" if name in _SECRET else value for name, value in request.headers.items()},
        "body": _text(request.body),
        "status": exchange.status,
        "answer": exchange.answer_text,
        "ending": exchange.ending,
    }


def _text(body: bytes) -> str:
    """
    Return a body for people: as text, or how large it is when it is none.
    """
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes that are no text)"
