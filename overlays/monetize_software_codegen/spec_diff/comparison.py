"""
Where a comparison stands: both documents, the direction, and the place's name. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from .effect import Direction, Effect, Finding
from .references import References, component

_COSMETIC = frozenset(("title", "summary", "description", "example", "examples", "externalDocs", "$comment"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    One place of two documents.

    Attributes:
        old: References of the old document.
        new: References of the new document.
        place: The name of the place.
        direction: Which way the value at this place goes.
        visited: Pairs of schemas already compared, so that recursion ends.
    """

    old: References
    new: References
    place: str
    direction: Direction = Direction.TO_SERVER
    visited: set[tuple[Direction, str, str]] = field(default_factory=set[tuple[Direction, str, str]])

    def at(self, place: str) -> Comparison:
        """
        Return the comparison of another place.
        """
        return replace(self, place=place)

    def toward(self, direction: Direction) -> Comparison:
        """
        Return the comparison of values that go this way.
        """
        return replace(self, direction=direction)

    def inside(self, old: dict[str, Any], new: dict[str, Any]) -> Comparison:
        """
        Return the comparison inside a component, when either side refers to one.
        """
        return self.at(component(new) or component(old) or self.place)

    def first_visit(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        """
        Say whether two schemas meet for the first time; only pairs with a reference can meet again.
        """
        if "$ref" not in old and "$ref" not in new:
            return True
        pair = (self.direction, str(old.get("$ref", self.place)), str(new.get("$ref", self.place)))
        first = pair not in self.visited
        self.visited.add(pair)
        return first

    def finding(self, what: str, effect: Effect) -> Finding:
        """
        Return a finding at this place.
        """
        return Finding(self.place, what, effect)

    def other_keys(self, old: dict[str, Any], new: dict[str, Any], handled: Iterable[str]) -> Iterator[Finding]:
        """
        Report what no rule looks at: words and extensions are cosmetic, anything else is taken for a break of both.
        """
        for key in dict.fromkeys((*old, *new)):
            if key not in handled and old.get(key) != new.get(key):
                cosmetic = key in _COSMETIC or key.startswith("x-")
                yield self.finding(f"has another {key}", Effect.COSMETIC if cosmetic else Effect.BOTH)


class Matched(NamedTuple):
    """
    The names of two collections.
    """

    removed: list[str]
    added: list[str]
    common: list[str]
    reordered: bool


def match(old: Iterable[str], new: Iterable[str]) -> Matched:
    """
    Tell which names are gone, new and on both sides.
    """
    before, after = list(old), list(new)
    stayed = [name for name in after if name in before]
    return Matched(
        removed=[name for name in before if name not in after],
        added=[name for name in after if name not in before],
        common=stayed,
        reordered=stayed != [name for name in before if name in after],
    )
