"""
Finds the operations of a path. Never looks at anything else of a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from .operations import Operation


@dataclass(frozen=True, slots=True)
class Match:
    """
    The operations of a path by method, and the values its path holds.
    """

    operations: Mapping[str, Operation]
    values: Mapping[str, str]

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
        self.find = lru_cache(maxsize=1024)(self._find)  # each request asks twice: for its limit and for its answer
        self._routes: dict[tuple[str, ...], dict[str, Operation]] = {}
        for operation in operations:
            self._routes.setdefault(_segments(operation.path), {})[operation.method] = operation

    def _find(self, path: str) -> Match | None:
        """
        Look up a path as it came, percent-encoded.

        Escapes that are not UTF-8 become U+FFFD, which no id contains, so such a path names nothing.
        """
        segments = tuple(unquote(segment, errors="replace") for segment in _segments(path))
        for template, operations in self._routes.items():
            values = _values(template, segments)
            if values is not None:
                return Match(operations, values)
        return None


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
