"""
Looks into parsed JSON of any shape. Never raises for a shape that was not expected.
"""

from __future__ import annotations

from typing import Any, cast


def fields(value: Any) -> dict[str, Any]:
    """
    Return an object's fields; none for anything else.
    """
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """
    Return a list's items; none for anything else.
    """
    return cast("list[Any]", value) if isinstance(value, list) else []


def at(value: Any, *path: str | int) -> Any:
    """
    Return what stands at a path; None when nothing does.
    """
    for step in path:
        value = fields(value).get(step) if isinstance(step, str) else dict(enumerate(items(value))).get(step)
    return value


def objects(value: Any) -> list[dict[str, Any]]:
    """
    Return those items of a list that are objects.
    """
    return [fields(item) for item in items(value) if isinstance(item, dict)]
