"""
Writes `private.jinja`: which fields of which schema `x-private` marks, for the templates. Looks at the document only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast


def emit(document: dict[str, Any]) -> str:
    """
    Return the template's source: by class, the names of its private fields on the wire.
    """
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    marked = {name: sorted(_marked(document, schema)) for name, schema in schemas.items()}
    lines = "".join(f"    {name!r}: {names!r},\n" for name, names in marked.items() if names)
    return f"{{% set private_fields = {{\n{lines}}} %}}\n"


def _marked(document: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """
    The private properties of a schema, those it takes over from others included.
    """
    properties: dict[str, Any] = schema.get("properties", {})
    own = {name for name, node in properties.items() if any("x-private" in each for each in _meant(document, node))}
    inherited = [_marked(document, _resolved(document, part)) for part in schema.get("allOf", ())]
    return own.union(*inherited)


def _meant(document: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """
    A property's own schema, and those it may be by reference.
    """
    yield node
    if "$ref" in node:
        yield _resolved(document, node)
    for part in node.get("anyOf", ()):
        yield from _meant(document, part)


def _resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    found: Any = node
    while "$ref" in found:
        target: Any = document
        for part in str(found["$ref"]).removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        found = target
    return cast("dict[str, Any]", found)
