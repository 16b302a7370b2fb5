"""
Writes a report as one HTML page that stands alone. Runs no script and loads nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """\
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 2rem; width: 100% }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top }
.matched, .confirmed { color: #17742f } .differs, .refuted { color: #b3261e; font-weight: 600 }
:root { color-scheme: light dark } @media (prefers-color-scheme: dark) {
.matched, .confirmed { color: #7fd495 } .differs, .refuted { color: #ff9d94 } }"""


def page(found: Mapping[str, Any]) -> str:
    """
    Return the page of a report in its JSON form.
    """
    title = f"Contract check of {found['base_url']}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>Specification {escape(found['spec_version'])}: {_outcome(found['outcome'])}</p>",
        _table("Operations", ("Operation", "Asked", "Answer", "Outcome"), _asks(found["operations"])),
        _table("Assumptions", ("Question", "Where", "Reading", "Verdict"), map(_assumption, found["assumptions"])),
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _asks(operations: Iterable[Mapping[str, Any]]) -> Iterable[Sequence[str]]:
    for operation in operations:
        for ask in operation["asks"]:
            answer = ask.get("unreached") or str(ask["status"])
            yield escape(operation["operation"]), escape(ask["case"]), escape(answer), _judged(ask)


def _judged(ask: Mapping[str, Any]) -> str:
    if "unreached" in ask:
        return _outcome("unreached")
    if not ask["differences"]:
        return _outcome("matched")
    lines = (f"{each['place']}: expected {each['expected']}, found {each['found']}" for each in ask["differences"])
    return "<br>".join([_outcome("differs"), *map(escape, lines)])


def _assumption(row: Mapping[str, str]) -> Sequence[str]:
    verdict = f"{_outcome(row['state'])}<br>{escape(row['why'])}"
    return escape(row["id"]), escape(row["place"]), escape(row["reading"]), verdict


def _outcome(word: str) -> str:
    return f'<span class="{word}">{word}</span>'


def _table(title: str, names: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<h2>{title}</h2>\n<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
