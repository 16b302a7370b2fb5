"""
Looks into answers whose shape nobody vouches for: what is missing or of another kind is as good as empty.
"""

from __future__ import annotations

from typing import Any, cast


def fields(value: object) -> dict[str, Any]:
    """
    Return an object's fields; none for anything else.
    """
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """
    Return a list's items; none for anything else.
    """
    return cast("list[Any]", value) if isinstance(value, list) else []


def rows(answer: object, name: str) -> list[dict[str, Any]]:
    """
    Return the objects of a field that lists some.
    """
    return [fields(each) for each in items(fields(answer).get(name))]


def words(value: object) -> str:
    """
    Return a list's items as text, with commas between them; a text as it is.
    """
    return value if isinstance(value, str) else ", ".join(map(str, items(value)))


def seen_of(answer: object) -> str:
    """
    Return the place from which a list that grows is read on.
    """
    found = fields(answer).get("seen")
    return str(found) if isinstance(found, str | int) and str(found) else "0"
