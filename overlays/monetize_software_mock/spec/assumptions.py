"""
Collects where the public sources of the API disagree or are silent (`x-source`). Never decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from .document import Document, join


@dataclass(frozen=True, slots=True)
class Source:
    """
    One such place.

    Attributes:
        id: Number of the question; `assumed` when no source says anything.
        choice: The reading taken.
        places: JSON pointers of where it is marked.
    """

    id: str
    choice: str
    places: tuple[str, ...]


def all_sources(document: Document) -> list[Source]:
    """
    Return every question of a document once, by its number.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for pointer, source in _marks(document.root, ""):
        key = (str(source["id"]), " ".join(str(source["choice"]).split()))
        found.setdefault(key, []).append(pointer)
    return [Source(*key, tuple(dict.fromkeys(places))) for key, places in sorted(found.items())]


def numbers_under(document: Document, pointer: str) -> tuple[str, ...]:
    """
    Return the numbers of the questions behind a place, those of every schema it refers to included.
    """
    seen: set[str] = set()
    waiting, numbers = [pointer], set[str]()
    while waiting:
        place, node = document.follow(waiting.pop())
        if place not in seen:
            seen.add(place)
            numbers.update(str(source["id"]) for _, source in _marks(node, place))
            waiting.extend(_references(node))
    return tuple(sorted(numbers))


def _marks(node: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, dict):
        mapping = cast("dict[Any, Any]", node)
        sources = mapping.get("x-source", [])
        for source in cast("list[Any]", sources if isinstance(sources, list) else [sources]):
            yield pointer, source
    for key, child in _children(node):
        yield from _marks(child, join(pointer, key))


def _references(node: Any) -> Iterator[str]:
    for key, child in _children(node):
        if key == "$ref" and isinstance(child, str):
            yield child[1:]
        else:
            yield from _references(child)


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, child in cast("dict[Any, Any]", node).items():
            yield str(key), child
    elif isinstance(node, list):
        for index, child in enumerate(cast("list[Any]", node)):
            yield str(index), child
