"""
Writes the table, for people and as JSON. Measures nothing.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from .measuring import Result, Results
from .targets import SECTIONS, Row

_TITLE = 54


def table(results: Results) -> str:
    """
    Return all rows, those within their limits marked "ok" and the others "OVER" or "UNDER".
    """
    lines = [_machine(), "", f"{'':<{_TITLE}} {'median':>10}  {'p10 to p90':<17} {'limit':<10} {'':<4}"]
    for section, rows in SECTIONS.items():
        found = [_line(row, results[key]) for key, row in rows.items() if key in results]
        lines += ["", section, *found] if found else []
    return "\n".join([*lines, "", _verdict(results)])


def write_json(results: Results, file: Path) -> None:
    """
    Write the same numbers for a program.
    """
    content = {"machine": _machine(), "rows": {key: _as_json(row, results[key]) for key, row in _rows(results)}}
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _rows(results: Results) -> Iterator[tuple[str, Row]]:
    """
    Return the rows that were measured; Prism is not everywhere.
    """
    for rows in SECTIONS.values():
        yield from ((key, row) for key, row in rows.items() if key in results)


def _line(row: Row, result: Result) -> str:
    low, high = result.spread
    spread = f"{_number(low, row.unit)} to {_number(high, row.unit)}"
    limit = "" if _bound(row) is None else f"{'≥' if row.limit is None else '≤'} {_bound(row):g} {row.unit}".rstrip()
    value = f"{_number(result.median, row.unit)} {row.unit}"
    cells = f"  {row.title:<{_TITLE - 2}} {value:>10}  {spread:<17} {limit:<10} {_mark(row, result):<4}  {result.note}"
    return cells.rstrip()


def _number(value: float, unit: str) -> str:
    if unit in ("", "/s"):
        return f"{value:,.0f}"
    return f"{value:.1f}" if unit == "ms" and value >= 1 else f"{value:.2f}"


def _mark(row: Row, result: Result) -> str:
    if _bound(row) is None:
        return ""
    if row.limit is None:
        return "ok" if result.median >= (row.least or 0) else "UNDER"
    return "ok" if result.median <= row.limit else "OVER"


def _bound(row: Row) -> float | None:
    return row.least if row.limit is None else row.limit


def _verdict(results: Results) -> str:
    marks = [_mark(row, results[key]) for key, row in _rows(results) if _bound(row) is not None]
    return f"{marks.count('ok')} of {len(marks)} limits kept"


def _machine() -> str:
    return (
        f"{platform.python_implementation()} {platform.python_version()}, httpx {httpx.__version__}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    )


def _as_json(row: Row, result: Result) -> dict[str, Any]:
    low, high = result.spread
    return {
        "title": row.title,
        "unit": row.unit,
        "median": result.median,
        "p10": low,
        "p90": high,
        "limit": row.limit,
        "least": row.least,
        "mark": _mark(row, result) or None,
        "note": result.note,
    }
