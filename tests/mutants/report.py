"""
Writes the table of mutants, for people and as JSON. Tries none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from .table import SIDES
from .trial import Result

_NAME = 44
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; }
td { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
td:nth-child(4) { white-space: nowrap; text-align: right; }
code { font-size: .9em; overflow-wrap: anywhere; }
small { opacity: .75; }
.survived, .stale, .broken { font-weight: bold; color: light-dark(#b3001b, #ff8a8a); }
"""


def line(result: Result) -> str:
    """
    Return one mutant's line.
    """
    ring, name = result.mutant.ring, result.mutant.name
    mark = "" if result.verdict == "caught" else f"{result.verdict.upper()}: "
    return f"  {name:<{_NAME}} {ring:<10} {result.seconds:5.1f} s  {mark}{_short(result)}"


def table(results: Sequence[Result]) -> str:
    """
    Return all lines, side by side, and the sum.
    """
    lines = [f"  {'bug':<{_NAME}} {'ring':<10} {'time':>7}  caught by"]
    for side, found in _by_side(results):
        lines += ["", side, *map(line, found)]
    return "\n".join([*lines, "", verdict(results)])


def all_caught(results: Sequence[Result]) -> bool:
    """
    Say whether something was tried and nothing got through.
    """
    return bool(results) and all(result.verdict == "caught" for result in results)


def verdict(results: Sequence[Result]) -> str:
    """
    Return how many were caught, and by which rings.
    """
    caught = [result for result in results if result.verdict == "caught"]
    rings = sorted({result.mutant.ring for result in caught})
    return f"{len(caught)} of {len(results)} mutants caught, by {', '.join(rings) or 'nobody'}"


def write_json(results: Sequence[Result], file: Path) -> None:
    """
    Write the same for a program.
    """
    rows = [_as_json(result) for _, found in _by_side(results) for result in found]
    file.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_html(results: Sequence[Result], file: Path) -> None:
    """
    Write the same as a page.
    """
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>Mutants</title><style>{_STYLE}</style>"]
    parts.append(f"<h1>Mutants</h1><p>{escape(verdict(results))}.</p>")
    for side, found in _by_side(results):
        rows = "".join(map(_row, found))
        parts.append(f"<h2>{side}</h2><table><tr><th>Bug<th>Kind<th>Caught by<th>Time</tr>{rows}</table>")
    file.write_text("\n".join([*parts, "</html>\n"]), encoding="utf-8")


def _by_side(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    for side in SIDES:
        found = [result for result in results if result.mutant.side == side]
        if found:
            yield f"{side.capitalize()} ({len(found)})", sorted(found, key=lambda result: result.mutant.name)


def _short(result: Result) -> str:
    """
    The catching test without its folders; of anything else the first line.
    """
    if result.verdict != "caught":
        return result.catcher.splitlines()[0]
    file, _, test = result.catcher.partition("::")
    return f"{Path(file).name}::{test}"


def _row(result: Result) -> str:
    mutant = result.mutant
    caught = f"{mutant.ring}<br><code>{escape(result.catcher)}</code>"
    cells = (
        f"<b>{mutant.name}</b><br>{escape(mutant.breaks)}<br><small><code>{escape(mutant.file)}</code></small>",
        escape(mutant.kind),
        caught if result.verdict == "caught" else f'<span class="{result.verdict}">{result.verdict}</span><br>{caught}',
        f"{result.seconds:.1f} s",
    )
    return f"<tr>{''.join(f'<td>{cell}' for cell in cells)}</tr>\n"


def _as_json(result: Result) -> dict[str, Any]:
    mutant = result.mutant
    return {
        "name": mutant.name,
        "side": mutant.side,
        "kind": mutant.kind,
        "breaks": mutant.breaks,
        "file": mutant.file,
        "ring": mutant.ring,
        "verdict": result.verdict,
        "catcher": result.catcher,
        "seconds": round(result.seconds, 2),
    }
