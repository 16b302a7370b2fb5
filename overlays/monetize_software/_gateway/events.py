"""
Server-sent events. httpx-sse parses them; this module gives it whole events only, without what it is known to misread.

Rules of this module, each a known fault of that library (github.com/florimondmanca/httpx-sse/issues/35) or a word of
the standard (html.spec.whatwg.org/multipage/server-sent-events.html) that it does not keep:

1. A byte order mark in front is no part of the first event.
2. The text is UTF-8, whatever the headers say.
3. Lines that are no event are left out: comments, and events without data. An `id` among them counts for the next one.
4. A `retry` that is not made of digits alone is ignored.
5. An event has a largest size, and what is longer is refused before it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import loads
from typing import Any, NamedTuple

from .decoding import Lines, Undecodable

__all__ = ["LARGEST_EVENT", "Events", "ServerSentEvent"]

LARGEST_EVENT = 16 << 20
"""Characters. Images come as one event each."""


class ServerSentEvent(NamedTuple):
    """
    One event of a stream.

    Attributes:
        event: Its type; "message" where it has none.
        data: Its text, lines joined by LF.
        id: The last id that the stream has told, or "".
        retry: Milliseconds after which to connect again, where the event says so.
    """

    event: str
    data: str
    id: str
    retry: int | None

    def json(self) -> Any:
        """
        The data, read as JSON.

        Raises:
            ValueError: It is none, such as the `[DONE]` with which some providers end.
        """
        return loads(self.data)


class Events:
    """
    Makes events of pieces of bytes.

    Args:
        largest: Characters that an event may have.
    """

    def __init__(self, largest: int = LARGEST_EVENT) -> None:
        self._lines = Lines("utf-8", largest)
        self._largest, self._block, self._size = largest, list[str](), 0
        self._has_data, self._begun, self._id = False, False, ""

    def feed(self, piece: bytes) -> Iterable[ServerSentEvent]:
        """
        The events that are complete with this piece.
        """
        text: list[str] = []
        for line in self._lines.feed(piece):
            if not self._begun:
                line, self._begun = line.removeprefix("\ufeff"), True
            if line:
                self._take(line)
            else:
                text += self._ended()
        return self._parsed(text) if text else ()

    def end(self) -> Iterable[ServerSentEvent]:
        """
        Nothing: an event that no blank line ends was cut off.
        """
        return ()

    def _ended(self) -> list[str]:
        """
        The lines of the event that a blank line ends, if it is one. Of what is none, the id alone stays.
        """
        block, has_data = self._block, self._has_data
        self._block = [] if has_data else [line for line in block if line.partition(":")[0] == "id"][-1:]
        self._size, self._has_data = 0, False
        return [*block, ""] if has_data else []

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        if name == "data":
            self._has_data = True
        elif name == "retry":
            digits = value.removeprefix(" ")
            if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
                return
        elif name not in ("event", "id"):
            return
        self._size += len(line)
        if self._size > self._largest:
            raise Undecodable(f"has an event of more than {self._largest:,} characters")
        self._block.append(line)

    def _parsed(self, lines: list[str]) -> Iterator[ServerSentEvent]:
        from httpx_sse import EventSource

        if self._id:
            lines.insert(0, f"id: {self._id}")
        for event in EventSource(_Text("\n".join(lines) + "\n")).iter_sse():  # type: ignore[arg-type]
            self._id = event.id
            yield ServerSentEvent(event.event, event.data, event.id, event.retry)


class _Text:
    """
    All that httpx-sse looks at of a response.
    """

    headers = {"content-type": "text/event-stream"}  # noqa: RUF012 -- read only

    def __init__(self, text: str) -> None:
        self._text = text

    def iter_text(self) -> Iterator[str]:
        yield self._text
