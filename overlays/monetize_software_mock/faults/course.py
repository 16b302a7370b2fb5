"""
Takes one call past the places where a fault may happen. Never breaks a connection; the transports do.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from monetize_software_mock.http.cors import with_origin
from monetize_software_mock.http.messages import Request, Response
from monetize_software_mock.http.pieces import Pieces

from .actions import Action, Cut, Delay, Place, Status
from .middles import Middle, interrupted

_MISSING = 16
"""Bytes that `short_body` promises and never sends."""

_FIRST_PIECE = Middle(1, "pieces")


@dataclass(frozen=True, slots=True)
class Late:
    """
    The call goes on later.
    """

    seconds: float
    go_on: Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Broken:
    """
    The answer does not come as an answer.

    Attributes:
        start: The head and the part of the body that go out first; None when nothing of it does.
        rest: The part that goes out after a delay.
    """

    action: Cut | Delay
    start: Response | None = None
    rest: bytes = b""

    @property
    def whole(self) -> Response | None:
        """
        The answer that has come in the end; None when all of it never does.
        """
        if self.start is None or not self.late:
            return None
        return dataclasses.replace(self.start, body=self.start.whole + self.rest)

    @property
    def late(self) -> float:
        """
        Seconds between the start and the rest.
        """
        return self.action.seconds if isinstance(self.action, Delay) else 0.0


Answer = Response | Late | Broken
"""
What a transport has to make of a request.
"""


@dataclass(frozen=True, slots=True)
class Due:
    """
    What is to happen at a place.

    Attributes:
        after: Where in a body; its middle, or behind the first of several pieces, when left out.
        happens: Told when it does, in a body that came as far.
    """

    action: Action
    after: Middle | None
    happens: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Course:
    """
    The way of one call: before it is handled, after it was committed, while its answer goes out.

    Attributes:
        due: Tells what happens at a place; counts the call there. In the middle of a body it has not happened yet.
        handle: Carries the call out, to the commit.
    """

    request: Request
    due: Callable[[Place], Due | None]
    handle: Callable[[], Response]

    def start(self) -> Answer:
        """
        Begin at the first place.
        """
        return self._past("before", self._handled)

    def _handled(self) -> Answer:
        response = self.handle()
        due = self.due("after_commit")
        if due is not None and not isinstance(due.action, Delay) and isinstance(response.body, Pieces):
            response.body.finish()  # the service has all of it, and the client nothing
        return self._taken(due, lambda: self._underway(response))

    def _underway(self, response: Response) -> Answer:
        due = self.due("during_body")
        return response if due is None else _broken(due, response)

    def _past(self, place: Place, go_on: Callable[[], Answer]) -> Answer:
        return self._taken(self.due(place), go_on)

    def _taken(self, due: Due | None, go_on: Callable[[], Answer]) -> Answer:
        match due.action if due else None:
            case None:
                return go_on()
            case Delay(seconds):
                return Late(seconds, go_on)
            case Status(response):
                return with_origin(self.request, response)
            case action:
                return Broken(action)


def _broken(due: Due, response: Response) -> Answer:
    action = due.action
    assert not isinstance(action, Status), "The status has left; scripting refuses this"
    if isinstance(response.body, Pieces):
        body = interrupted(response.body, due.after or _FIRST_PIECE, action, due.happens)
        return dataclasses.replace(response, body=body)
    place = len(response.body) // 2 if due.after is None else due.after.within(response.body)
    if place is None:
        return response
    due.happens()
    if action == Cut("short_body") and due.after is None:
        return Broken(action, _with_length(response, str(len(response.body) + _MISSING)))
    start = dataclasses.replace(response, body=response.body[:place])
    if action == Cut("garbage"):  # without a length, servers send chunks, and the garbage is one
        return Broken(action, _with_length(start, None))
    return Broken(action, start, response.body[place:])


def _with_length(response: Response, length: str | None) -> Response:
    others = tuple(pair for pair in response.headers if pair[0] != "content-length")
    return dataclasses.replace(response, headers=others if length is None else (*others, ("content-length", length)))
