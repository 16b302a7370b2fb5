"""
Compares two schemas: the value, what is inside it, and what it may be chosen from. Never looks at operations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from . import constraints, members
from .comparison import Comparison, match
from .effect import Effect, Finding
from .shapes import Shape, as_node, beside, has_null, label, options, parents, reference, shape, without_parents

_INSIDE = ("properties", "required", "additionalProperties", "items")
_HANDLED = (*constraints.HANDLED, *_INSIDE, "$ref", "allOf", "anyOf", "oneOf")


def compare(at: Comparison, old_schema: Any, new_schema: Any) -> Iterator[Finding]:
    """
    Compare two schemas at a place. A component is compared once, under its own name.
    """
    old, new = as_node(old_schema), as_node(new_schema)
    before, after = reference(old), reference(new)
    if before and after:
        yield from _around(at, old, new)
        old, new = before, after
    if at.first_visit(old, new):
        yield from _met(at, old, new)


def _around(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    """
    Compare what stands beside two references.
    """
    yield from constraints.nullness(at, has_null(old), has_null(new))
    yield from _one(at, beside(old), beside(new))


def _met(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    if "$ref" in old and "$ref" in new:
        at, old, new = at.inside(old, new), at.old.follow(old), at.new.follow(new)
    before, after = options(old, at.old), options(new, at.new)
    if len(before) == len(after) == 1:
        yield from _one(at.inside(old, new), old, new)
        return
    yield from constraints.nullness(at, has_null(at.old.follow(old)), has_null(at.new.follow(new)))
    if len(before) > 1 and len(after) > 1:
        yield from _one(at, beside(at.old.follow(old)), beside(at.new.follow(new)))
    yield from _choices(at, before, after)


def _choices(at: Comparison, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Finding]:
    before, after = _labelled(old), _labelled(new)
    matched = match(before, after)
    pairs = [(name, name) for name in matched.common]
    for gone, came in (*pairs, *zip_longest(matched.removed, matched.added)):
        if gone is None:
            yield at.finding(f"may also be {came} now", at.direction.widened)
        elif came is None:
            yield at.finding(f"is never {gone} any more", at.direction.narrowed)
        else:
            yield from compare(at, before[gone], after[came])


def _labelled(choices: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    counted: Counter[str] = Counter()
    labelled: dict[str, dict[str, Any]] = {}
    for option in choices:
        name = label(option)
        counted[name] += 1
        labelled[name if counted[name] == 1 else f"{name} {counted[name]}"] = option
    return labelled


def _one(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    if parents(old) == parents(new) != []:
        for parent in parents(old):
            yield from compare(at, parent, parent)
        old, new = without_parents(old), without_parents(new)
    before, after = shape(old, at.old), shape(new, at.new)
    yield from constraints.compare(at, before, after)
    yield from at.other_keys(before.node, after.node, _HANDLED)
    if "object" in before.types & after.types:
        yield from _fields(at, before, after)
        yield from _other_fields(at, before.node, after.node)
    if "array" in before.types & after.types and ("items" in before.node or "items" in after.node):
        yield from compare(at.at(f"{at.place}[]"), before.node.get("items", {}), after.node.get("items", {}))


def _fields(at: Comparison, old: Shape, new: Shape) -> Iterator[Finding]:
    before, after = old.node.get("properties", {}), new.node.get("properties", {})
    required = set(old.node.get("required", ())), set(new.node.get("required", ()))
    matched = match({**before, **dict.fromkeys(required[0])}, {**after, **dict.fromkeys(required[1])})
    for name in matched.removed:
        yield members.removed(at.at(f"{at.place}.{name}"), closed=_closed(new.node))
    for name in matched.added:
        yield members.added(at.at(f"{at.place}.{name}"), required=name in required[1], closed=_closed(old.node))
    for name in matched.common:
        inside = at.at(f"{at.place}.{name}")
        yield from members.requirement(inside, name in required[0], name in required[1])
        yield from compare(inside, before.get(name, {}), after.get(name, {}))
    if matched.reordered:
        yield at.finding("has its fields in another order", Effect.COSMETIC)


def _closed(node: dict[str, Any]) -> bool:
    return node.get("additionalProperties") is False


def _other_fields(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    """
    Compare what fields without a name of their own may hold.
    """
    if _closed(old) and _closed(new):
        return
    if _closed(old):
        yield at.finding("may have unnamed fields now", at.direction.widened)
    elif _closed(new):
        yield at.finding("may not have unnamed fields any more", at.direction.narrowed)
    else:
        before, after = (as_node(side.get("additionalProperties", True)) for side in (old, new))
        if before or after:
            yield from compare(at.at(f"{at.place}.*"), before, after)
