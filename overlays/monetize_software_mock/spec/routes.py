"""
Finds the operation of a method and a path; once per request, whose match is carried from there on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from .operations import Operation


@dataclass(frozen=True, slots=True)
class Match:
    """
    Where a request leads.

    Attributes:
        operation: What it asks for; None when there is no such path, or none of that method.
        operations: Those of the path, by method; empty when there is no such path.
        values: What the path holds, by the name in the template.
        tail: What follows the path of an operation that allows it, as it came; empty when nothing does.
    """

    operation: Operation | None
    operations: Mapping[str, Operation]
    values: Mapping[str, str]
    tail: str = ""

    @property
    def allow(self) -> str:
        """
        The methods of this path, as the `Allow` header has them.
        """
        return ", ".join(sorted(self.operations))


class Routes:
    """
    The paths of a specification.

    Args:
        operations: Every operation to find.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._routes: dict[tuple[str, ...], dict[str, Operation]] = {}
        self._tailed: dict[tuple[str, ...], dict[str, Operation]] = {}
        for operation in operations:
            routes = self._routes if operation.tail is None else self._tailed
            routes.setdefault(_segments(operation.path), {})[operation.method] = operation

    def find(self, method: str, path: str) -> Match:
        """
        Look up a path as it came, percent-encoded.

        Escapes that are not UTF-8 become U+FFFD, which no id contains, so such a path names nothing.
        """
        segments = _segments(path)
        if "%" in path:
            segments = tuple(unquote(segment, errors="replace") for segment in segments)
        for template, operations in self._routes.items():
            values = _values(template, segments)
            if values is not None:
                return Match(operations.get(method), operations, values)
        return next(self._with_tail(method, path, segments), Match(None, {}, {}))

    def _with_tail(self, method: str, path: str, segments: tuple[str, ...]) -> Iterator[Match]:
        for template, operations in self._tailed.items():
            values = _values(template, segments[: len(template)])
            if values is not None:
                tail = "/".join(_segments(path)[len(template) :])
                yield Match(operations.get(method), operations, values, tail)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path.split("/")[1:])


def _values(template: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    values: dict[str, str] = {}
    for expected, segment in zip(template, segments, strict=True):
        if expected.startswith("{") and segment:
            values[expected[1:-1]] = segment
        elif expected != segment:
            return None
    return values
