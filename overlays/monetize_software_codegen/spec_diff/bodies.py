"""
Compares bodies, parameters and headers: what must be there, and the schemas of their contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import examples, members, schemas
from .comparison import Comparison, match
from .effect import Effect, Finding

_STYLE = ("name", "in", "$ref")


def parameters(at: Comparison, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Finding]:
    """
    Compare the parameters of an operation.
    """
    yield from _members(at, _keyed(at.old.follow, old), _keyed(at.new.follow, new))


def headers(at: Comparison, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    """
    Compare the headers of an answer.
    """
    named = [{f"header {name.lower()}": node for name, node in side.items()} for side in (old, new)]
    yield from _members(at, *named)


def _keyed(follow: Any, nodes: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """
    Name parameters by place and name; header names ignore case, and a path parameter's name is never sent.
    """
    keyed: dict[str, dict[str, Any]] = {}
    for node in nodes:
        followed = follow(node)
        names = {"header": followed["name"].lower(), "path": str(sum(key.startswith("path ") for key in keyed) + 1)}
        keyed[f"{followed['in']} {names.get(followed['in'], followed['name'])}"] = node
    return keyed


def _members(at: Comparison, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    matched = match(old, new)
    for name in matched.removed:
        yield members.removed(at.at(f"{at.place} {name}"))
    for name in matched.added:
        required = bool(at.new.follow(new[name]).get("required"))
        yield members.added(at.at(f"{at.place} {name}"), required=required)
    for name in matched.common:
        yield from _member(at.at(f"{at.place} {name}").inside(old[name], new[name]), old[name], new[name])
    if matched.reordered:
        yield at.finding("has its parameters in another order", Effect.COSMETIC)


def _member(at: Comparison, old_node: dict[str, Any], new_node: dict[str, Any]) -> Iterator[Finding]:
    old, new = at.old.follow(old_node), at.new.follow(new_node)
    yield from members.requirement(at, bool(old.get("required")), bool(new.get("required")))
    yield from schemas.compare(at, old.get("schema", {}), new.get("schema", {}))
    yield from contents(at, old.get("content", {}), new.get("content", {}))
    yield from members.deprecation(at, old, new)
    if old.get("name") != new.get("name"):
        yield at.finding(f"is spelled {new['name']} now", Effect.COSMETIC)
    yield from at.other_keys(old, new, (*_STYLE, "required", "schema", "content", "deprecated"))


def request_body(at: Comparison, old_node: dict[str, Any] | None, new_node: dict[str, Any] | None) -> Iterator[Finding]:
    """
    Compare the bodies an operation takes.
    """
    if old_node is None or new_node is None:
        yield from _whole_body(at, old_node, new_node)
        return
    old, new = at.old.follow(old_node), at.new.follow(new_node)
    at = at.inside(old_node, new_node)
    yield from members.requirement(at, bool(old.get("required")), bool(new.get("required")))
    yield from contents(at, old["content"], new["content"])
    yield from at.other_keys(old, new, ("$ref", "required", "content"))


def _whole_body(at: Comparison, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[Finding]:
    if new is not None:
        yield members.added(at, required=bool(at.new.follow(new).get("required")))
    elif old is not None:
        yield members.removed(at)


def contents(at: Comparison, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    """
    Compare what a body or a parameter may be, by media type.
    """
    matched = match(old, new)
    for name in matched.removed:
        yield at.finding(f"is never {name} any more", at.direction.narrowed if new else Effect.CALLERS)
    for name in matched.added:
        yield at.finding(f"may be {name} now", at.direction.widened if old else at.direction.narrowed)
    for name in matched.common:
        yield from _content(at if name == "application/json" else at.at(f"{at.place} {name}"), old[name], new[name])


def _content(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    yield from schemas.compare(at, old.get("schema", {}), new.get("schema", {}))
    yield from examples.compare(at, old.get("examples", {}), new.get("examples", {}))
    yield from at.other_keys(old, new, ("schema", "examples"))
