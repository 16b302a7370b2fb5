"""
What the generator or the catalogue gets wrong without a word, refused here with one. Looks at the document only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from .document import Operation, operations, walk

PRIVATE = ("personal", "secret")
_LOOKS_PRIVATE = re.compile(r"(^|_)(email|password|secret|token|verifier)$")
RETRY = ("safe", "keyed", "natural", "never")


def broken_rules(document: dict[str, Any]) -> list[str]:
    """
    Say what must be written differently, one sentence each; empty when all is well.
    """
    return [
        *_whole_document(document),
        *_catalogue(document),
        *_webhooks(document),
        *(line for operation in operations(document) for line in _operation(operation, document)),
        *(line for operation in operations(document) for line in _passed_on(operation, document)),
        *_nodes(document),
    ]


def _whole_document(document: dict[str, Any]) -> Iterator[str]:
    if not str(document.get("openapi", "")).startswith("3.1."):
        yield "openapi: only 3.1.x can be generated from."
    if "security" in document:
        yield "security at the top is ignored by the generator; write it at each operation."
    if "pathItems" in document.get("components", {}):
        yield "components/pathItems vanish without a word; write the paths out."
    for path, item in document.get("paths", {}).items():
        if "$ref" in item:
            yield f"paths{path}: a $ref in place of a path vanishes without a word; write it out."


def _catalogue(document: dict[str, Any]) -> Iterator[str]:
    for code, entry in document.get("x-error-catalogue", {}).items():
        for name in ("status", "group", "meaning", "origin", "source"):
            if name not in entry:
                yield f"x-error-catalogue/{code}: {name} is missing."


def _webhooks(document: dict[str, Any]) -> Iterator[str]:
    for event, item in document.get("webhooks", {}).items():
        media = item.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        if "$ref" not in media.get("schema", {}):
            yield f"webhooks/{event}: only a post of JSON whose schema is a $ref to a component makes a model."


def _operation(operation: Operation, document: dict[str, Any]) -> Iterator[str]:
    node = operation.node
    for name in ("operationId", "summary", "description", "security", "x-errors", "x-retry"):
        if name not in node:
            yield f"{operation.id}: {name} is missing."
    if len(node.get("tags", [])) != 1:
        yield f"{operation.id}: exactly one tag decides the module; it has {len(node.get('tags', []))}."
    if node.get("x-retry", "never") not in RETRY:
        yield f"{operation.id}: x-retry must be one of {', '.join(RETRY)}."
    for code in node.get("x-errors", []):
        if code not in document.get("x-error-catalogue", {}):
            yield f"{operation.id}: x-errors names {code}, which x-error-catalogue does not have."
    schemas = [str(media.get("schema")) for media in _sent(node).values()]
    if len(schemas) != len(set(schemas)):
        yield f"{operation.id}: two content types with one schema are sent both; give each its own."
    if "x-beacon" in node and (node["x-beacon"] is not True or "application/json" not in _sent(node)):
        yield f"{operation.id}: x-beacon is true, beside a body of JSON, or left out."


def _sent(node: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = node.get("requestBody", {}).get("content", {})
    return content


def _passed_on(operation: Operation, document: dict[str, Any]) -> Iterator[str]:
    """
    Look at what concerns operations that carry bodies of whatever kind, for which nothing is generated.
    """
    node, named = operation.node, f"{operation.id}: "
    if node.get("x-passthrough", True) is not True:
        yield f"{named}x-passthrough is true or left out."
    kinds = [kind for answer in _contents(node, document) for kind in answer]
    if "*/*" in kinds and not operation.passthrough:
        yield f"{named}bodies of any type (*/*) need x-passthrough: true."
    if operation.passthrough and "*/*" not in kinds:
        yield f"{named}x-passthrough is for bodies of any type; none is */*."
    if operation.passthrough and node.get("x-retry") != "never":
        yield f"{named}nobody knows what is passed on, so with x-passthrough x-retry must be never."
    if "x-path-tail" in node:
        yield from _tail(operation, document)


def _contents(node: dict[str, Any], document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for body in (node.get("requestBody", {}), *node.get("responses", {}).values()):
        yield _followed(body, document).get("content", {})


def _followed(node: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = document
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target.get(part, {})
        node = target
    return node


def _tail(operation: Operation, document: dict[str, Any]) -> Iterator[str]:
    tail, named = operation.node["x-path-tail"], f"{operation.id}: x-path-tail "
    if not operation.passthrough:
        yield f"{named}is appended by hand; generated code would lose it, so it needs x-passthrough: true."
    if set(tail) != {"name", "maxLength"} or not isinstance(tail["maxLength"], int) or tail["maxLength"] < 1:
        yield f"{named}has a name and a maxLength of 1 or more."
    for other in document["paths"]:
        if other.startswith(f"{operation.path}/"):
            yield f"{named}hides {other}."
    if any(each.node.get("x-path-tail") != tail for each in operations(document) if each.path == operation.path):
        yield f"{named}is the same for every method of a path."


def _nodes(document: dict[str, Any]) -> Iterator[str]:
    for pointer, node in walk(document):
        if isinstance(node, dict) and "/example" not in pointer:
            yield from _node(pointer, cast("dict[str, Any]", node))


def _node(pointer: str, node: dict[str, Any]) -> Iterator[str]:
    if "$ref" in node and "default" in node:
        yield f"{pointer}: a default beside $ref is dropped."
    if node.get("style") == "deepObject" or (node.get("in") == "query" and node.get("explode") is False):
        yield f"{pointer}: this parameter style is serialised wrongly; use one joined text."
    if node.get("in") == "header" and node.get("schema", {}).get("format") == "uuid":
        yield f"{pointer}: a uuid header fails when used; write a text with a pattern."
    if "contentMediaType" in node:
        yield f"{pointer}: contentMediaType makes no file; use format: binary."
    constants = [name for name, each in _properties(node).items() if isinstance(each, dict) and "const" in each]
    if len(constants) > 1:
        yield f"{pointer}: of {', '.join(constants)} only one may be const; it is what tells the model from others."
    for name, each in _properties(node).items():
        if _LOOKS_PRIVATE.search(str(name)) and isinstance(each, dict) and not {"x-private", "$ref"} & each.keys():
            yield f"{pointer}/properties/{name}: say with x-private whether it is {' or '.join(PRIVATE)}."
    if node.get("x-private", "secret") not in PRIVATE:
        yield f"{pointer}: x-private must be one of {', '.join(PRIVATE)}."
    if "$defs" in node:
        yield f"{pointer}: $defs are skipped; name the schema under components."
    if isinstance(node.get("enum"), list) and None in node["enum"]:
        yield f"{pointer}: an enum with null makes three classes; use anyOf of the enum and null."


def _properties(node: dict[str, Any]) -> dict[str, Any]:
    found = node.get("properties")
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
