"""
Reads the specification and follows its references. Never interprets it.

The client is generated from the file and the mock server reads it by its own code. This third reading is on purpose
independent of both, because it judges answers: the file is all that the three share.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from .values import fields, items

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class SpecError(Exception):
    """
    The specification cannot be used; the message is one line.
    """


def read(path: Traversable) -> dict[str, Any]:
    """
    Read a specification as plain JSON values.

    Raises:
        SpecError: It is missing, unreadable or no mapping.
    """
    try:
        root = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SpecError(f"{path.name} cannot be read: {type(error).__name__}") from error
    if not isinstance(root, dict):
        raise SpecError(f"{path.name} is not an OpenAPI document")
    plain: dict[str, Any] = json.loads(json.dumps(root, default=str))  # no dates, and every key a text
    return plain


def follow(root: Mapping[str, Any], pointer: str) -> tuple[str, Any]:
    """
    Find what a JSON pointer leads to, through any `$ref` at its end.

    Returns:
        The pointer of the place where the value really stands, and the value.

    Raises:
        SpecError: Nothing is there.
    """
    node = _at(root, pointer)
    while "$ref" in fields(node):
        pointer = str(node["$ref"]).removeprefix("#")
        node = _at(root, pointer)
    return pointer, node


def join(pointer: str, *keys: str) -> str:
    """
    Append keys to a JSON pointer, escaped.
    """
    return "/".join([pointer, *(key.replace("~", "~0").replace("/", "~1") for key in keys)])


def walk(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """
    Every mapping below a node, with its path.
    """
    if isinstance(node, dict):
        yield path, fields(node)
    for key, value in children(node):
        yield from walk(value, (*path, key))


def children(node: Any) -> list[tuple[str, Any]]:
    """
    The keys and values of a mapping or a list; none for anything else.
    """
    return list(fields(node).items()) or [(str(place), item) for place, item in enumerate(items(node))]


def _at(root: Any, pointer: str) -> Any:
    node = root
    for token in pointer.split("/")[1:]:
        found = dict(children(node))
        key = token.replace("~1", "/").replace("~0", "~")
        if key not in found:
            raise SpecError(f"Nothing is at {pointer}")
        node = found[key]
    return node
