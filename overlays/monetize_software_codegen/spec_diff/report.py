"""
Shows differences: as a table for people, as JSON for programs. Decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from . import changelog
from .effect import Difference

Names = Mapping[str, tuple[str, ...]]

_SHOWN = 3


def table(differences: Iterable[Difference], names: Names) -> str:
    """
    Return one line per difference, below the title of its class: place, what happened, operations, the SDK's names.
    """
    groups = groupby(differences, key=lambda each: each.effect.words)
    return "\n\n".join(_group(words, list(found), names) for words, found in groups)


def _group(words: str, differences: list[Difference], names: Names) -> str:
    rows = [
        (each.place, each.what, _short(each.operations), _short(changelog.touches(each, names))) for each in differences
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([f"{words.capitalize()} ({len(rows)})", *(f"  {line}" for line in lines)])


def _short(names: Sequence[str]) -> str:
    hidden = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {hidden} more" if hidden > 0 else "") or "–"


def as_json(differences: Iterable[Difference], names: Names, declared: Sequence[str]) -> str:
    """
    Return everything that is known about each difference.
    """
    rows = [
        {
            "class": each.effect.words,
            "place": each.place,
            "what": each.what,
            "operations": each.operations,
            "sdk": changelog.touches(each, names),
            "declared": each.effect.breaks and changelog.is_declared(each, declared),
        }
        for each in differences
    ]
    return json.dumps({"differences": rows}, indent=2, ensure_ascii=False)
