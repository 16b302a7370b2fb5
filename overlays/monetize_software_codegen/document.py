"""
Reads openapi.yaml for the emitters. Never changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

ROOT = Path(__file__).parents[2]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


_FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ELSEWHERE_TEXT = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


class _Loader(_FAST_LOADER):  # type: ignore[valid-type,misc]
    """
    Reads words as the generator does, by YAML 1.2: `on`, `yes` and dates are text.
    """


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _ELSEWHERE_TEXT]
    for first, resolvers in _FAST_LOADER.yaml_implicit_resolvers.items()
}
for _first in "tTfF":
    _Loader.yaml_implicit_resolvers[_first] = [
        *_Loader.yaml_implicit_resolvers.get(_first, []),
        ("tag:yaml.org,2002:bool", re.compile("(?:true|True|TRUE|false|False|FALSE)$")),
    ]


class Refused(Exception):
    """
    Something about the input makes generation impossible; the text says what and what to do.
    """


class Operation(NamedTuple):
    """
    One operation with its place.
    """

    path: str
    method: str
    node: dict[str, Any]

    @property
    def id(self) -> str:
        """
        The operation's id, or its place when it has none.
        """
        return str(self.node.get("operationId", f"{self.method.upper()} {self.path}"))

    @property
    def passthrough(self) -> bool:
        """
        Whether it carries bodies of whatever kind, so that nothing can be generated for it.
        """
        return self.node.get("x-passthrough") is True


def load(path: Path) -> dict[str, Any]:
    """
    Read a document.

    Raises:
        Refused: It is missing, or no YAML.
    """
    try:
        return parse(path.read_bytes(), path.name)
    except (FileNotFoundError, IsADirectoryError):
        raise Refused(f"{path.name} is missing.") from None


def parse(content: bytes, name: str) -> dict[str, Any]:
    """
    Read a document's bytes.

    Raises:
        Refused: They are no YAML; the text uses the name.
    """
    try:
        document = yaml.load(content.decode(), Loader=_Loader)
    except UnicodeDecodeError:
        raise Refused(f"{name} is not UTF-8 text.") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise Refused(f"{name}{where}: {getattr(problem, 'problem', None) or 'not YAML'}.") from None
    if not isinstance(document, dict):
        raise Refused(f"{name} is not an OpenAPI document.")
    return cast("dict[str, Any]", document)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """
    Every operation of a document.
    """
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield Operation(path, method, item[method])


def generated_part(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return the document without the operations that nothing is generated for.
    """
    hidden = {(each.path, each.method) for each in operations(document) if each.passthrough}
    paths = {
        path: {key: node for key, node in item.items() if (path, key) not in hidden}
        for path, item in document.get("paths", {}).items()
    }
    return {**document, "paths": {path: item for path, item in paths.items() if item}}


def walk(node: Any, path: str = "#") -> Iterator[tuple[str, Any]]:
    """
    Every node of a document with its pointer.
    """
    yield path, node
    for key, value in _items(node):
        yield from walk(value, f"{path}/{key}")


def _items(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return list(cast("dict[Any, Any]", node).items())
    return list(enumerate(cast("list[Any]", node))) if isinstance(node, list) else []
