"""
Follows the references of one document. Never compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from monetize_software_codegen.document import Refused, walk

_KINDS = {
    "schemas": "",
    "parameters": "parameter ",
    "requestBodies": "request body ",
    "responses": "response ",
    "headers": "header ",
    "examples": "example ",
}


class References:
    """
    The references of a document.

    Args:
        document: The parsed document.
        name: What messages call it.

    Raises:
        Refused: A reference leads nowhere or out of the document.
    """

    def __init__(self, document: dict[str, Any], name: str = "openapi.yaml") -> None:
        self.document, self._name = document, name
        for pointer in _pointers(document):
            self._target(pointer)

    def follow(self, node: dict[str, Any]) -> dict[str, Any]:
        """
        Return the node, or what it refers to; what stands beside a `$ref` wins.

        Raises:
            Refused: The reference leads back to itself.
        """
        trail: set[str] = set()
        while "$ref" in node:
            pointer = node["$ref"]
            if pointer in trail:
                raise Refused(f"{self._name}: {pointer} leads back to itself.")
            trail.add(pointer)
            node = {**self._target(pointer), **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def _target(self, pointer: str) -> dict[str, Any]:
        target: Any = self.document
        try:
            for part in pointer.removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
        except (KeyError, TypeError):
            raise Refused(f"{self._name}: {pointer} leads nowhere.") from None
        return cast("dict[str, Any]", target)


def _pointers(document: dict[str, Any]) -> Iterator[str]:
    for pointer, node in walk(document):
        if pointer.endswith("/$ref") and isinstance(node, str):
            yield node


def component(node: dict[str, Any]) -> str | None:
    """
    Name the component a node refers to; None when it stands for itself.
    """
    if "$ref" not in node:
        return None
    kind, _, name = str(node["$ref"]).removeprefix("#/components/").rpartition("/")
    return f"{_KINDS.get(kind, '')}{name}"
