"""
The rules for what a value may be: type, values, bounds, pattern, format, default. Never looks inside objects and lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import members
from .comparison import Comparison, match
from .effect import Direction, Effect, Finding
from .shapes import ANYTHING, Shape

UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
EXACT = ("pattern", "format", "multipleOf", "uniqueItems", "contentMediaType", "contentEncoding")
HANDLED = (*UPPER, *LOWER, *EXACT, "type", "enum", "const", "x-open", "default", "x-invalid", "deprecated")

_OWN_PYTHON_TYPE = {"date-time", "date", "uuid", "binary"}


def compare(at: Comparison, old: Shape, new: Shape) -> Iterator[Finding]:
    """
    Compare what two schemas say about the value itself.
    """
    yield from _types(at, old, new)
    if old.types & new.types - {"null"}:
        yield from _values(at, old, new)
        yield from _bounds(at, old.node, new.node)
        yield from _exact(at, old.node, new.node)
    yield from _default(at, old.node, new.node)
    yield from _refusals(at, old.node, new.node)
    yield from members.deprecation(at, old.node, new.node)


def _types(at: Comparison, old: Shape, new: Shape) -> Iterator[Finding]:
    yield from nullness(at, "null" in old.types, "null" in new.types)
    before, after = old.types - {"null"}, new.types - {"null"}
    effect = at.direction.narrowed if before - after else Effect.COSMETIC
    effect |= at.direction.widened if after - before else Effect.COSMETIC
    if before != after:
        yield at.finding(f"is {_named(after)} and was {_named(before)}", effect)


def nullness(at: Comparison, old: bool, new: bool) -> Iterator[Finding]:
    """
    Null became allowed, or is not any more.
    """
    if old != new:
        effect = at.direction.widened if new else at.direction.narrowed
        yield at.finding("may be null now" if new else "is never null now", effect)


def _named(types: frozenset[str]) -> str:
    if types == ANYTHING - {"null"}:
        return "anything"
    return " or ".join(sorted(types - {"integer"} if "number" in types else types)) or "nothing"


def _values(at: Comparison, old: Shape, new: Shape) -> Iterator[Finding]:
    if old.values is None or new.values is None:
        yield from _list_of_values(at, old, new)
        return
    matched = match(old.values, new.values)
    for value in matched.added:
        yield at.finding(f"has the new value {value}", Effect.ADDITIVE if new.open else at.direction.widened)
    for value in matched.removed:
        effect = Effect.COSMETIC if new.open else at.direction.narrowed
        yield at.finding(f"has no value {value} any more", effect | Effect.CALLERS)
    if matched.reordered:
        yield at.finding("has its values in another order", Effect.COSMETIC)
    if old.open != new.open:
        effect = at.direction.widened if new.open else at.direction.narrowed
        yield at.finding("may take other values too now" if new.open else "takes the listed values only now", effect)


def _list_of_values(at: Comparison, old: Shape, new: Shape) -> Iterator[Finding]:
    if new.values is not None:
        effect = Effect.ADDITIVE if new.open else at.direction.narrowed
        yield at.finding(f"has a list of values now: {', '.join(new.values)}", effect)
    elif old.values is not None:
        effect = Effect.COSMETIC if old.open else at.direction.widened
        yield at.finding("has no list of values any more", effect | Effect.CALLERS)


def _bounds(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    for key in (*UPPER, *LOWER):
        before, after = old.get(key), new.get(key)
        if before != after:
            narrower = after is not None and (before is None or (after < before) == (key in UPPER))
            effect = at.direction.narrowed if narrower else at.direction.widened
            yield at.finding(_changed(key, before, after), effect)


def _exact(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    for key in EXACT:
        before, after = old.get(key) or None, new.get(key) or None
        if before != after:
            yield at.finding(_changed(key, before, after), _exact_effect(at, key, before, after))


def _exact_effect(at: Comparison, key: str, before: Any, after: Any) -> Effect:
    if key == "format" and {before, after} & _OWN_PYTHON_TYPE:
        return Effect.BOTH
    if before is None:
        return at.direction.narrowed
    return at.direction.widened if after is None else Effect.BOTH


def _changed(key: str, before: Any, after: Any) -> str:
    if before is None:
        return f"has a {key} now: {after}"
    return f"has no {key} any more" if after is None else f"has another {key}: {after}, not {before}"


def _default(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    if old.get("default") != new.get("default"):
        effect = Effect.BOTH if at.direction is Direction.TO_SERVER else Effect.CALLERS
        yield at.finding(_changed("default", old.get("default"), new.get("default")), effect)


def _refusals(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    if old.get("x-invalid") != new.get("x-invalid"):
        yield at.finding("is refused with another error (x-invalid)", Effect.BOTH)
