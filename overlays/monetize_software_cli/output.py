"""
The one place that prints: results as tables for people or as JSON for machines, notes, and failures.

Whatever is printed is masked and made printable here, so that no server's text shows a secret or steers the terminal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .masking import plain, printable, printable_json, printable_lines

if TYPE_CHECKING:
    from .exits import Failure
    from .session import Session

NOTHING = "–"


def emit(session: Session, data: Any, text: str | Callable[[Any], str], *, reveals: bool = False) -> None:
    """
    Print a result, as JSON when that was asked for.

    Args:
        text: The result for people; or what words it, from what may be shown of the data. A text that escapes
            characters, as JSON does, would hide a secret from the mask.
        reveals: Whether it is the purpose of the command to show secrets, those of a mock.
    """
    shown = plain(data) if reveals else session.masker.value(data)
    if session.as_json:
        print(to_json(shown), flush=True)
    else:
        print(_shown(session, text if isinstance(text, str) else text(shown), reveals=reveals), flush=True)


def emit_line(session: Session, data: Any, text: str) -> None:
    """
    Print one result of many, as JSON on one line when JSON was asked for.
    """
    if session.as_json:
        print(to_json(session.masker.value(data), indent=None), flush=True)
    else:
        emit(session, data, text)


def note(session: Session, text: str, *, reveals: bool = False) -> None:
    """
    Print on standard error what is no result.
    """
    print(_shown(session, text, reveals=reveals), file=sys.stderr, flush=True)


def _shown(session: Session, text: str, *, reveals: bool) -> str:
    return printable_lines(text if reveals else session.masker.text(text))


def to_json(data: Any, indent: int | None = 2) -> str:
    """
    Write JSON for a machine that a person may look at. Nothing in it steers a terminal.
    """
    return printable_json(json.dumps(data, indent=indent, ensure_ascii=False, allow_nan=False))


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """
    Lay out rows under titles. Without rows it says so.
    """
    shown = [[cell(value) for value in row] for row in rows]
    if not shown:
        return "(none)"
    lines = [[title.upper() for title in titles], *shown]
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
    return "\n".join(_line(line, widths) for line in lines)


def facts(pairs: Mapping[str, object]) -> str:
    """
    Lay out names and values, one a line.
    """
    width = max(map(len, pairs), default=0)
    return "\n".join(f"{name:<{width}}  {cell(value)}" for name, value in pairs.items())


def cell(value: object) -> str:
    """
    Word one value. Characters that could steer the terminal are replaced.
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(str(value))


def print_failure(failure: Failure, session: Session) -> None:
    """
    Print an error: code and message, and on a second line what to do.
    """
    if session.as_json:
        error = {"code": failure.code, "message": failure.message, "hint": failure.hint, "exit": int(failure.exit)}
        note(session, to_json({"error": error}))
        return
    note(session, _one_line(f"monetize: {failure.code}: {failure.message}"))
    if failure.hint:
        note(session, f"  {_one_line(failure.hint)}")


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{text:<{width}}" for text, width in zip(cells, widths, strict=True)).rstrip()
