"""
Finds fields of an answer that the specification does not declare. Calls none wrong: an answer may say more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .document import follow
from .values import fields, items


def undeclared(root: dict[str, Any], pointer: str, body: Any) -> list[str]:
    """
    Return the places of fields that nobody declared, in objects that lack declared ones: perhaps they were renamed.

    Args:
        root: The specification.
        pointer: Where the body's schema stands.
    """
    return list(dict.fromkeys(_in(root, [{"$ref": f"#{pointer}"}], body, "")))


def _in(root: dict[str, Any], schemas: list[Any], value: Any, place: str) -> Iterator[str]:
    parts = [part for schema in schemas for part in _parts(root, schema)]
    for item in items(value):
        yield from _in(root, [part["items"] for part in parts if "items" in part], item, f"{place}[]")
    declared = _declared(parts)
    others = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
    for name, item in fields(value).items():
        below = f"{place}.{name}".lstrip(".")
        if name in declared or others:
            yield from _in(root, declared.get(name, others), item, below)
        elif declared.keys() - fields(value).keys():
            yield below


def _parts(root: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """
    A schema with all that it refers to and combines.
    """
    node = follow(root, schema["$ref"][1:])[1] if "$ref" in schema else schema
    yield node
    for part in (*node.get("allOf", ()), *node.get("anyOf", ())):
        yield from _parts(root, part)


def _declared(parts: list[dict[str, Any]]) -> dict[str, list[Any]]:
    declared: defaultdict[str, list[Any]] = defaultdict(list)
    for part in parts:
        for name, schema in part.get("properties", {}).items():
            declared[name].append(schema)
    return dict(declared)
