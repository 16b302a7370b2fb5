"""
Remembers the latest requests of the API and their answers, for people who look. Never shows a credential.
"""

from __future__ import annotations

import codecs
import dataclasses
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from monetize_software_mock.http.masking import MASK, is_secret, masked, masked_query
from monetize_software_mock.http.messages import Request, Response
from monetize_software_mock.http.pieces import Ending, Piece, Pieces
from monetize_software_mock.state.clock import Stopwatch
from monetize_software_mock.state.timestamps import from_millis, to_iso, to_millis

if TYPE_CHECKING:
    from monetize_software_mock.faults.course import Broken

KEPT = 200
_MOST_AT_ONCE = 50
_LONGEST_BODY = 64 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Exchange:
    """
    One request and what came of it.

    Attributes:
        at: Aware virtual time.
        operation: Operation id; None when it reached none.
        answer: None when no answer went out, or only a part of one.
        stream: What went out of a body that came in pieces.
        fate: What a scripted fault made of it, if one did.
        answered_ms: Real milliseconds until the answer was ready, those that a scripted fault waited included.
        delayed: Seconds that scripted faults put before the answer, waited for or not.
        secret: Names of the fields whose values are shown to nobody.
    """

    number: int
    at: datetime
    operation: str | None
    request: Request
    answer: Response | None
    stream: Transcript | None = None
    fate: str = "answered"
    answered_ms: float = 0.0
    delayed: float = 0.0
    secret: frozenset[str] = frozenset()

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
    def ending(self) -> str:
        """
        `answered`, or what a scripted fault made of it; of a body in pieces `streaming`, and in the end `aborted` when
        the client left and `broken` when it broke off.
        """
        return self.fate if self.stream is None else self.stream.ending

    @property
    def took_ms(self) -> float:
        """
        Real milliseconds it took; of a body in pieces, until its last one, or until now while they come.
        """
        return self.answered_ms if self.stream is None else self.stream.took_ms

    @property
    def answer_size(self) -> int:
        """
        How many bytes of the answer's body went out.
        """
        if self.stream is not None:
            return self.stream.size
        return 0 if self.answer is None else len(self.answer.whole)

    @property
    def answer_text(self) -> str | None:
        """
        The body of the answer as text, or how large it is when it is none; None when no answer went out.
        """
        if self.stream is not None:
            return masked(self.stream.text, self.secret)
        return None if self.answer is None else masked(_text(self.answer.whole), self.secret)

    @property
    def request_text(self) -> str:
        """
        The body of the request as text, without passwords, codes and tokens.
        """
        return masked(_text(self.request.body), self.secret)


class Transcript:
    """
    What went out of a body that comes in pieces: its beginning, and how much it was.

    Args:
        pieces: What comes.
        watch: Began with the request.

    Attributes:
        pieces: The same, and noted here.
        size: Bytes that went out.
        ending: `streaming` while it goes on.
    """

    def __init__(self, pieces: Pieces, watch: Stopwatch) -> None:
        self._source, self._watch, self._took = pieces, watch, 0.0
        self._head = bytearray()
        self.pieces = Pieces(self._noted(), self._ended)
        self.size = 0
        self.ending = "streaming"

    def _noted(self) -> Iterator[Piece]:
        for piece in self._source:
            if isinstance(piece, bytes):
                self.size += len(piece)
                self._head += piece[: _LONGEST_BODY - len(self._head)]
            yield piece

    def _ended(self, ending: Ending) -> None:
        self._took = self._watch.exact_millis  # first: whoever sees the ending asks for it
        self.ending = "answered" if ending == "complete" else ending
        self._source.end(ending)

    @property
    def took_ms(self) -> float:
        """
        Real milliseconds until it ended, or until now.
        """
        return self._watch.exact_millis if self.ending == "streaming" else self._took

    @property
    def text(self) -> str:
        """
        The beginning as text, and how much there is.
        """
        head = bytes(self._head)
        if self.size <= len(head):
            return _text(head)
        try:
            shown = codecs.getincrementaldecoder("utf-8")().decode(head)  # which may end within a character
        except UnicodeDecodeError:
            return f"({self.size} bytes that are no text)"
        return f"{shown}… ({self.size} bytes in all)"


@dataclass(frozen=True, slots=True)
class Timing:
    """
    How long a request has been under way, in the process's own time; the world's clock knows nothing of it.

    Attributes:
        delayed: Seconds that scripted faults made of it so far.
    """

    watch: Stopwatch
    delayed: float = 0.0


class RequestLog:
    """
    The latest exchanges, oldest first. Safe to use from several threads.

    They are kept by number alone: whoever looks at a test that lived a year asks for its first call too.

    Args:
        secret: Names of the fields whose values are shown to nobody.
    """

    def __init__(self, secret: frozenset[str] = frozenset()) -> None:
        self._lock, self._secret = threading.Lock(), secret
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._numbers = count(1)

    def add(
        self, at: int, operation: str | None, request: Request, answer: Response | Broken, timing: Timing
    ) -> Response | Broken:
        """
        Remember one, of a large body only the beginning; return the answer to send, which notes what becomes of it.
        """
        if len(request.body) > _LONGEST_BODY:
            request = dataclasses.replace(request, body=request.body[:_LONGEST_BODY], oversized=True)
        whole = answer if isinstance(answer, Response) else answer.whole
        fate = "answered" if isinstance(answer, Response) or whole is not None else str(answer.action)
        stream = Transcript(whole.body, timing.watch) if whole is not None and isinstance(whole.body, Pieces) else None
        with self._lock:
            times = timing.watch.exact_millis, timing.delayed
            made = Exchange(
                next(self._numbers), from_millis(at), operation, request, whole, stream, fate, *times, self._secret
            )
            self._kept.append(made)
        return answer if whole is None or stream is None else dataclasses.replace(whole, body=stream.pieces)

    def copy(self) -> RequestLog:
        """
        Return another memory with the same in it.
        """
        made = RequestLog(self._secret)
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
        "query": masked_query(request.query),
        "headers": {name: MASK if is_secret(name) else value for name, value in request.headers.items()},
        "body": exchange.request_text,
        "status": exchange.status,
        "answer": exchange.answer_text,
        "ending": exchange.ending,
        "took_ms": exchange.took_ms,
        "delayed": exchange.delayed,
    }


def _text(body: bytes) -> str:
    """
    Return a body for people: as text, or how large it is when it is none.
    """
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes that are no text)"
