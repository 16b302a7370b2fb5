"""
Reads the specification's YAML and follows its references. Never interprets OpenAPI.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class SpecError(Exception):
    """
    The specification cannot be used; the message is one line that says where and why.
    """


class _Loader(_FAST_LOADER):  # type: ignore[valid-type,misc]
    """
    Keeps dates as text, because JSON has no dates.
    """


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
    for first, resolvers in _FAST_LOADER.yaml_implicit_resolvers.items()
}


class NotYaml(Exception):
    """
    The text is not YAML; the message says at which line and why.
    """


def parse_yaml(text: str) -> Any:
    """
    Read YAML; dates stay text.

    Raises:
        NotYaml: It is not YAML.
    """
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise NotYaml(f"{_line(error)}: not YAML: {getattr(error, 'problem', None) or error}") from error


class Document:
    """
    A parsed specification.

    Args:
        path: Where it came from; used in messages.
        root: The parsed YAML.
    """

    def __init__(self, path: Traversable, root: Mapping[str, Any]) -> None:
        self.path = path
        self.root = root

    @classmethod
    def read(cls, path: Traversable) -> Document:
        """
        Read a YAML file.

        Raises:
            SpecError: The file is missing, unreadable, not YAML, or not a mapping.
        """
        try:
            root = parse_yaml(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise SpecError(f"{path}: cannot be read: {_reason(error)}") from error
        except NotYaml as error:
            raise SpecError(f"{path}{error}") from error
        if not isinstance(root, dict):
            raise SpecError(f"{path}: not a mapping")
        return cls(path, cast("dict[str, Any]", root))

    def follow(self, pointer: str) -> tuple[str, Any]:
        """
        Find what a JSON pointer leads to, through any `$ref` on the way's end.

        Returns:
            The pointer of the place where the value really stands, and the value.

        Raises:
            SpecError: Nothing is there.
        """
        node = self._at(pointer)
        while (target := _child(node, "$ref")) is not _NOTHING:
            if not isinstance(target, str) or not target.startswith("#"):
                raise self.error(pointer, f"$ref {target!r} does not point into this file")
            pointer = target[1:]
            node = self._at(pointer)
        return pointer, node

    def error(self, pointer: str, problem: str) -> SpecError:
        """
        Build the one-line error for a place in the document.
        """
        return SpecError(f"{self.path}: {pointer or '/'}: {problem}")

    def _at(self, pointer: str) -> Any:
        node: Any = self.root
        for token in pointer.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            node = _child(node, key)
            if node is _NOTHING:
                raise self.error(pointer, "nothing is there")
        return node


_NOTHING = object()


def _child(node: Any, key: str) -> Any:
    if isinstance(node, dict):
        children = cast("Mapping[Any, Any]", node)
        return children.get(key, children.get(int(key), _NOTHING) if key.isdigit() else _NOTHING)
    if isinstance(node, list) and key.isdigit():
        items = cast("Sequence[Any]", node)
        return items[int(key)] if int(key) < len(items) else _NOTHING
    return _NOTHING


def join(pointer: str, *keys: str) -> str:
    """
    Append keys to a JSON pointer, escaped.
    """
    return "/".join([pointer, *(key.replace("~", "~0").replace("/", "~1") for key in keys)])


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _line(error: yaml.YAMLError) -> str:
    mark: Any = getattr(error, "problem_mark", None)
    return f" line {mark.line + 1}" if mark is not None else ""
