"""
Prints docs/assumptions.md from `x-source`: where the public sources disagree or are silent. Invents nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, cast

from .document import operations, walk

_INTRO = """# Assumptions

*Printed from `openapi.yaml` by `make docs`. Do not edit.*

The vendor's public sources contradict each other in places and say nothing in others. `openapi.yaml` marks each such
place with `x-source`: the number of the question, and the reading taken. The client, where both readings can work,
accepts both; the mock server does what stands here. `assumed` means that no public source says anything at all.

| Question | Where | Reading taken |
|---|---|---|
"""


def render(document: dict[str, Any]) -> str:
    """
    Return the page.
    """
    rows: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for pointer, node in walk(document):
        if isinstance(node, dict) and "x-source" in node:
            for entry in _entries(node["x-source"]):
                rows[entry["id"], " ".join(entry["choice"].split())].append(_place(pointer, document))
    lines = [
        f"| {question} | {', '.join(dict.fromkeys(places))} | {choice.replace('|', '/')} |"
        for (question, choice), places in sorted(rows.items())
    ]
    return _INTRO + "\n".join(lines) + "\n"


def _entries(source: Any) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", source) if isinstance(source, list) else [source]


def _place(pointer: str, document: dict[str, Any]) -> str:
    """
    Name a place for people: the operation, the event, or the schema's field.
    """
    for operation in operations(document):
        if f"{pointer}/".startswith(f"#/paths/{operation.path}/{operation.method}/"):
            return f"`{operation.id}`"
    parts = pointer.split("/")
    match parts[1:3]:
        case ["webhooks", event]:
            return f"`{event}`"
        case ["components", "schemas"]:
            return f"`{'.'.join(part for part in parts[3:] if part != 'properties')}`"
        case _:
            return f"`{parts[-1]}`" if len(parts) > 1 else "everywhere"
