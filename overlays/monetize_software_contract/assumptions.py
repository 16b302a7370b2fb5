"""
Collects from `x-source` what the specification only assumes. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from .contract import Contract
from .document import walk


@dataclass(frozen=True, slots=True)
class Assumption:
    """
    A reading that the specification took where public sources disagree or are silent.

    Attributes:
        id: The question's number, or `assumed` when no source says anything.
        place: The operation, the schema's field, or `everywhere`; as docs/assumptions.md has it.
        reading: The reading taken.
    """

    id: str
    place: str
    reading: str


def assumptions(contract: Contract) -> list[Assumption]:
    """
    Return every assumption about the operations and their schemas, in the order of their numbers.
    """
    found = dict.fromkeys(_all(contract))
    return sorted(found, key=lambda each: (each.id, each.place))


def _all(contract: Contract) -> Iterator[Assumption]:
    operations: dict[tuple[str, ...], str] = {
        ("paths", each.path, each.method.lower()): each.id for each in contract.operations.values()
    }
    for path, node in walk(contract.root):
        for entry in _entries(node.get("x-source")):
            yield Assumption(entry["id"], _place(path, operations), " ".join(entry["choice"].split()))


def _entries(source: Any) -> list[dict[str, str]]:
    if source is None:
        return []
    return cast("list[dict[str, str]]", source if isinstance(source, list) else [source])


def _place(path: tuple[str, ...], operations: dict[tuple[str, ...], str]) -> str:
    match path:
        case ("paths", *_):
            return operations[path[:3]]
        case ("webhooks", event, *_):
            return event
        case ("components", "schemas", *below):
            return ".".join(part for part in below if part != "properties")
        case _:
            return path[-1] if path else "everywhere"
