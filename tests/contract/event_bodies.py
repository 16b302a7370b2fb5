"""
Makes bodies of webhook events from the document, valid and invalid. Never parses one.

Schemathesis reads operations only, so the `webhooks` section is projected into the paths of a derived document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from ..support.document import document, events, resolve

_OTHERS: tuple[Any, ...] = (None, True, 5, 1.5, "text", "", [], {})


def _opened(node: Any) -> Any:
    """
    The same without the values of open enums: a receiver must take any other as well.
    """
    if isinstance(node, list):
        return [_opened(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {name: _opened(value) for name, value in node.items() if name != "enum" or not node.get("x-open")}


@cache
def _projected() -> Any:
    operations = {f"/{kind}": {"post": {**node, "parameters": []}} for kind, node in events()}
    return _opened({**document(), "paths": operations, "webhooks": {}})


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_dict(_projected())


def bodies(kind: str, *, valid: bool) -> st.SearchStrategy[bytes]:
    """
    What is sent as a type of event: any body that the document allows, or any that it forbids.
    """
    mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE
    made: st.SearchStrategy[Any] = _schema()[f"/{kind}"]["POST"].as_strategy(generation_mode=mode)
    return made.map(lambda case: case.body).filter(lambda body: not isinstance(body, NotSet)).map(_sent)


def _sent(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@cache
def validator(kind: str) -> Any:
    """
    A validator of a type of event that shares no code with the mock server or the client.
    """
    return jsonschema_rs.Draft202012Validator(_whole(kind, document()), validate_formats=True)


def may_be_read(kind: str, body: Any) -> bool:
    """
    Say whether a receiver may take a body: new values of open enums, null for nothing, and any form of time included.
    """
    return bool(_lenient(kind).is_valid(_without_nulls(body)))


@cache
def _lenient(kind: str) -> Any:
    return jsonschema_rs.Draft202012Validator(_whole(kind, _projected()))


def _without_nulls(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    return {name: _without_nulls(value) for name, value in node.items() if value is not None}


def _whole(kind: str, source: dict[str, Any]) -> dict[str, Any]:
    node = dict(events())[kind]["requestBody"]["content"]["application/json"]["schema"]
    return {**node, "components": source["components"]}


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """
    The properties of an object's schema, those of its parts included.
    """
    for part in [schema, *schema.get("allOf", [])]:
        yield from resolve(part).get("properties", {}).items()


def shape(schema: dict[str, Any]) -> dict[str, Any]:
    """
    A schema without the alternative of null.
    """
    found: dict[str, Any] = resolve(resolve(schema).get("anyOf", [schema])[0])
    return found


def schema_of(kind: str) -> dict[str, Any]:
    """
    The schema of a type of event.
    """
    found: dict[str, Any] = resolve(dict(events())[kind]["requestBody"]["content"]["application/json"]["schema"])
    return found


def full(schema: dict[str, Any]) -> Any:
    """
    A value with every field that its schema describes.
    """
    described = dict(fields(schema))
    if described:
        return {name: full(shape(inner)) for name, inner in described.items()}
    if schema.get("format") == "date-time":
        return "2030-01-01T00:00:00.000Z"
    kinds = schema.get("type", "object")
    values = {"string": "text", "integer": 1, "boolean": True, "object": {"userId": "u_1"}}
    return schema.get("const", values[kinds if isinstance(kinds, str) else kinds[0]])


def variants(value: Any) -> Iterator[Any]:
    """
    The same with one field, at any depth, left out or of another type.
    """
    yield from _OTHERS
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield {key: kept for key, kept in value.items() if key != name}
        yield from ({**value, name: changed} for changed in variants(inner))
