"""
Collects which fields hold a credential (`x-private`). Never decides what is done about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast


def secret_fields(node: Any) -> Iterator[str]:
    """
    Return the names of the properties below a node that are marked as secret.
    """
    if isinstance(node, dict):
        mapping = cast("dict[Any, Any]", node)
        for name, each in mapping.items():
            if isinstance(each, dict) and cast("dict[Any, Any]", each).get("x-private") == "secret":
                yield str(name)
            yield from secret_fields(each)
    elif isinstance(node, list):
        for each in cast("list[Any]", node):
            yield from secret_fields(each)
