"""
Small documents that hold one thing, and the class of the difference of two.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from monetize_software_codegen.spec_diff.documents import diff

NONE = "no difference"
CALLERS = "breaking for callers"
SERVERS = "breaking for servers"
BOTH = "breaking for callers and servers"
ADDITIVE = "additive"
COSMETIC = "cosmetic"

OK = {"200": {"description": "Done."}}


def document(paths: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """
    A document with these paths and other parts.
    """
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths or {}, **parts}


def post(**operation: Any) -> dict[str, Any]:
    """
    A document with the operation `makeThing`.
    """
    return document({"/things": {"post": {"operationId": "makeThing", "responses": OK, **operation}}})


def content(schema: Any, **more: Any) -> dict[str, Any]:
    """
    A body of JSON.
    """
    return {"content": {"application/json": {"schema": schema, **more}}}


def asked(schema: Any, **components: Any) -> dict[str, Any]:
    """
    A document whose one operation takes such a body.
    """
    return {**post(requestBody={"required": True, **content(schema)}), **with_schemas(components)}


def answered(schema: Any, **components: Any) -> dict[str, Any]:
    """
    A document whose one operation answers such a body.
    """
    answer = {"200": {"description": "Done.", **content(schema)}}
    return {**post(responses=answer), **with_schemas(components)}


def with_schemas(schemas: dict[str, Any]) -> dict[str, Any]:
    """
    The part of a document that has these components.
    """
    return {"components": {"schemas": schemas}}


def fields(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    """
    An object with these fields.
    """
    return {"type": "object", "required": required or [], "properties": properties}


def ref(name: str) -> dict[str, str]:
    """
    A reference to a component.
    """
    return {"$ref": f"#/components/schemas/{name}"}


def verdict(old: dict[str, Any], new: dict[str, Any]) -> str:
    """
    The class of everything that differs, taken together.
    """
    found = diff(old, new)
    return reduce(or_, (each.effect for each in found)).words if found else NONE


def lines(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """
    Each difference as a sentence.
    """
    return [f"{each.place} {each.what}" for each in diff(old, new)]
