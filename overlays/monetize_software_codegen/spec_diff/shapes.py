"""
Brings one schema into one form, however it is written: references followed, allOf merged, null made a type. Never
compares.
"""

from __future__ import annotations

import json
from functools import reduce
from typing import Any, NamedTuple, cast

from monetize_software_codegen.document import Refused

from .references import References, component

ANYTHING = frozenset(("null", "boolean", "object", "array", "number", "integer", "string"))

_NULL = {"type": "null"}
_NAMES = {"bool": "boolean", "int": "integer", "float": "number", "str": "string", "NoneType": "null", "dict": "object"}


class Shape(NamedTuple):
    """
    A schema without `$ref`, `allOf` and a choice of null.

    Attributes:
        types: Every JSON type the value may have.
        values: The listed values as text; None when there is no list.
        open: More values may appear.
        node: The merged keywords.
    """

    types: frozenset[str]
    values: tuple[str, ...] | None
    open: bool
    node: dict[str, Any]


def shape(schema: Any, references: References) -> Shape:
    """
    Return the shape of a schema; of a real choice only what stands beside it.
    """
    node = _flat(schema, references, ())
    listed = [node["const"]] if "const" in node else node.get("enum")
    values = None if listed is None else tuple(json.dumps(value) for value in listed if value is not None)
    return Shape(_types(node, listed), values, node.get("x-open") is True, node)


def as_node(schema: Any) -> dict[str, Any]:
    """
    Return a schema as a mapping; true and false are schemas too.
    """
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    return cast("dict[str, Any]", schema)


def beside(schema: dict[str, Any]) -> dict[str, Any]:
    """
    Return what stands beside a reference or a choice.
    """
    return {key: value for key, value in schema.items() if key not in ("$ref", "anyOf", "oneOf")}


def options(schema: dict[str, Any], references: References) -> list[dict[str, Any]]:
    """
    Return what a schema lets one choose from, null left out; a schema without a choice is its only option.
    """
    followed = references.follow(schema)
    found = [as_node(option) for option in followed.get("anyOf", followed.get("oneOf", ())) if option != _NULL]
    return found if len(found) > 1 else [schema]


def has_null(schema: dict[str, Any]) -> bool:
    """
    Say whether null is among the choices a schema itself offers.
    """
    return _NULL in schema.get("anyOf", schema.get("oneOf", ()))


def reference(schema: dict[str, Any]) -> dict[str, Any] | None:
    """
    Return the reference a schema consists of, alone or beside null; None when it says more itself.
    """
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    choice = [option for option in schema.get("anyOf", schema.get("oneOf", ())) if option != _NULL]
    return choice[0] if len(choice) == 1 and "$ref" in choice[0] else None


def parents(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """
    Return the components a schema takes over through `allOf`.
    """
    return [part for part in schema.get("allOf", ()) if "$ref" in part]


def without_parents(schema: dict[str, Any]) -> dict[str, Any]:
    """
    Return what a schema says beyond these.
    """
    return {**schema, "allOf": [part for part in schema["allOf"] if "$ref" not in part]}


def label(option: dict[str, Any]) -> str:
    """
    Name an option of a choice.
    """
    return component(option) or str(option.get("type", json.dumps(option, sort_keys=True)))


def _flat(schema: Any, references: References, trail: tuple[int, ...]) -> dict[str, Any]:
    if id(schema) in trail:
        raise Refused("A schema contains itself through allOf or anyOf alone; that says nothing.")
    node = references.follow(as_node(schema))
    trail = (*trail, id(schema))
    own = {key: value for key, value in node.items() if key != "allOf"}
    flat = reduce(_merged, (_flat(part, references, trail) for part in node.get("allOf", ())), own)
    return _without_null(flat, references, trail)


def _without_null(node: dict[str, Any], references: References, trail: tuple[int, ...]) -> dict[str, Any]:
    """
    Take a choice of one schema and null as that schema, nullable.
    """
    choices = node.get("anyOf", node.get("oneOf", ()))
    real = [option for option in choices if option != _NULL]
    if len(real) != 1:
        return node
    only = _flat(real[0], references, trail)
    merged = _merged(only, beside(node))
    return {**merged, "type": sorted(_types(only, None) | {"null"})} if len(choices) > 1 else merged


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    merged = {**first, **second}
    if "properties" in first and "properties" in second:
        twice = first["properties"].keys() & second["properties"].keys()
        both = {name: {"allOf": [first["properties"][name], second["properties"][name]]} for name in twice}
        merged["properties"] = {**first["properties"], **second["properties"], **both}
    if "required" in first and "required" in second:
        merged["required"] = list(dict.fromkeys((*first["required"], *second["required"])))
    return merged


def _types(node: dict[str, Any], listed: list[Any] | None) -> frozenset[str]:
    declared: Any = node.get("type")
    if declared is None:
        return _with_integer(frozenset(map(_type_of, listed))) if listed else ANYTHING
    return _with_integer(frozenset([declared] if isinstance(declared, str) else declared))


def _with_integer(types: frozenset[str]) -> frozenset[str]:
    return types | {"integer"} if "number" in types else types


def _type_of(value: Any) -> str:
    return _NAMES.get(type(value).__name__, "array")
