"""
Writes the changelog's entry for a change of the API, and reads which breaks the changelog declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .effect import Difference

NAME = "CHANGELOG.md"


def entry(differences: Iterable[Difference], names: Mapping[str, tuple[str, ...]]) -> str:
    """
    Return the lines to paste under `## Unreleased`; empty when there is nothing users notice.

    Args:
        names: Public names of the SDK by operation id and event type.
    """
    noted = [each for each in differences if each.effect]
    parts = {
        "### Changed": [_line(each, names) for each in noted if each.effect.breaks],
        "### Added": [_line(each, names) for each in noted if not each.effect.breaks],
    }
    return "\n\n".join("\n".join([title, "", *lines]) for title, lines in parts.items() if lines)


def _line(difference: Difference, names: Mapping[str, tuple[str, ...]]) -> str:
    effect = f"**{difference.effect.words.capitalize()}:** " if difference.effect.breaks else ""
    touched = ", ".join(f"`{name}`" for name in touches(difference, names))
    users = f"Touches {touched}." if touched else "The SDK does not use it."
    return f"- {effect}`{difference.place}` {difference.what}. {users}"


def touches(difference: Difference, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """
    Return the public names of the SDK that stand on what has changed.
    """
    return list(dict.fromkeys(name for operation in difference.operations for name in names.get(operation, ())))


def declarations(folder: Path) -> list[str]:
    """
    Return the items under `## Unreleased` of the folder's changelog that have the word "breaking" in them.
    """
    path = folder / NAME
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    unreleased = re.search(r"^## Unreleased\b(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    items = re.split(r"^- ", unreleased[1], flags=re.MULTILINE)[1:] if unreleased else []
    return [item for item in items if "breaking" in item.lower()]


def is_declared(difference: Difference, declared: Iterable[str]) -> bool:
    """
    Say whether one of the declarations names the place, in backticks.
    """
    return any(f"`{difference.place}`" in item for item in declared)
