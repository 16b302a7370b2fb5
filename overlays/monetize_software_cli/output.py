"""
Prints results: tables for people, JSON for machines. Never lets a service's text steer the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from .failures import Failure
    from .session import Session

NOTHING = "–"


def emit(session: Session, data: Any, text: str) -> None:
    """
    Print a result, as JSON when that was asked for.
    """
    click.echo(to_json(data) if session.as_json else text)


def to_json(data: Any) -> str:
    """
    Write JSON for a machine that a person may look at.
    """
    return json.dumps(data, indent=2, ensure_ascii=False, default=str)


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
    width = max(len(name) for name in pairs)
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


def printable(text: str) -> str:
    """
    Replace control characters.
    """
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def print_failure(failure: Failure, session: Session) -> None:
    """
    Print an error: code and message, and on a second line what to do.
    """
    if session.as_json:
        error = {"code": failure.code, "message": failure.message, "hint": failure.hint, "exit": int(failure.exit)}
        click.echo(to_json({"error": error}), err=True)
        return
    click.echo(_one_line(f"monetize: {failure.code}: {failure.message}"), err=True)
    if failure.hint:
        click.echo(f"  {_one_line(failure.hint)}", err=True)


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{text:<{width}}" for text, width in zip(cells, widths, strict=True)).rstrip()
