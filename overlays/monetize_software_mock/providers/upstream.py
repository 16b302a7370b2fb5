"""
Holds what reaches a provider and what it answers, as values. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from monetize_software_mock.http.messages import JSON_TYPE, encode_json
from monetize_software_mock.http.pieces import Piece

EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What reached a provider.

    Attributes:
        path: Below the provider, percent-encoded as it came, without a leading slash.
        query: Percent-encoded, without the gateway's own.
        headers: By lower-case name, without the gateway's own.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """
    What a provider answers.

    Attributes:
        body: All of it, or what comes piece by piece.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | Iterable[Piece]

    @property
    def success(self) -> bool:
        """
        Whether the call is charged for.
        """
        return 200 <= self.status < 300


def as_json(value: Any, status: int = 200) -> Answered:
    """
    Answer JSON.
    """
    return Answered(status, (("content-type", JSON_TYPE),), encode_json(value))


def as_events(items: Iterable[Piece]) -> Answered:
    """
    Answer server-sent events.
    """
    headers = (("content-type", f"{EVENT_STREAM}; charset=utf-8"), ("cache-control", "no-cache"))
    return Answered(200, headers, items)
