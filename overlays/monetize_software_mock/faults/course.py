"""
Takes one call past the places where a fault may happen. Never breaks a connection; the faces do.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from monetize_software_mock.http.cors import with_origin
from monetize_software_mock.http.messages import Request, Response

from .actions import Action, Cut, Delay, Place, Status

_MISSING = 16
"""Bytes that `short_body` promises and never sends."""


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


Answer = Response | Late | Broken
"""
What a face has to make of a request.
"""


@dataclass(frozen=True, slots=True)
class Course:
    """
    The way of one call: before it is handled, after it was committed, while its answer goes out.

    Attributes:
        due: Tells what happens at a place; counts the call there.
        handle: Carries the call out, to the commit.
    """

    request: Request
    due: Callable[[Place], Action | None]
    handle: Callable[[], Response]

    def start(self) -> Answer:
        """
        Begin at the first place.
        """
        return self._past(self.due("before"), self._handled)

    def _handled(self) -> Answer:
        response = self.handle()
        return self._past(self.due("after_commit"), lambda: self._underway(response))

    def _underway(self, response: Response) -> Answer:
        action = self.due("during_body")
        return response if action is None else _broken(action, response)

    def _past(self, action: Action | None, go_on: Callable[[], Answer]) -> Answer:
        match action:
            case None:
                return go_on()
            case Delay():
                return Late(action.seconds, go_on)
            case Status():
                return with_origin(self.request, action.response)
            case _:
                return Broken(action)


def _broken(action: Action, response: Response) -> Broken:
    assert not isinstance(action, Status), "The status has left; scripting refuses this"
    if action == Cut("short_body"):
        return Broken(action, _with_length(response, str(len(response.body) + _MISSING)))
    half = len(response.body) // 2
    start = dataclasses.replace(response, body=response.body[:half])
    if action == Cut("garbage"):  # without a length, servers send chunks, and the garbage is one
        return Broken(action, _with_length(start, None))
    return Broken(action, start, response.body[half:])


def _with_length(response: Response, length: str | None) -> Response:
    others = tuple(pair for pair in response.headers if pair[0] != "content-length")
    return dataclasses.replace(response, headers=others if length is None else (*others, ("content-length", length)))
