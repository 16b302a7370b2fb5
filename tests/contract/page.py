"""
Words what a run saw as a page for people. Never loads anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .observed import Observed
from .statuses import DOCUMENTED, cells, statuses

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0 2rem; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .25rem .75rem; }
th { text-align: left; } td { text-align: right; font-variant-numeric: tabular-nums; }
td.code { text-align: left; } .hole { background: #b3261e; color: #fff; font-weight: 600; }
.none { opacity: .35; }
"""


def page(observed: Observed) -> str:
    """
    Return the page.
    """
    total = sum(observed.seen.values())
    return "\n".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width"><title>Answers seen</title>',
            f"<style>{_STYLE}</style><h1>Answers seen</h1>",
            f"<p>{total:,} answers of the mock server, all checked against openapi.yaml.",
            "A dot is a status that the operation does not document; red was promised and never seen.</p>",
            *_matrix(observed),
            "<h2>By code</h2><p>Each refusal as a client reports it.</p>",
            *_codes(observed),
            "<h2>Scenarios</h2><p>Ways along the links of the document, with the status of each step.</p>",
            *_walks(observed),
            "</html>\n",
        ]
    )


def _matrix(observed: Observed) -> Iterator[str]:
    yield "<div><table><tr><th>Operation</th>" + "".join(f"<th>{status}</th>" for status in statuses()) + "</tr>"
    for operation, row in cells(observed.seen).items():
        columns = (_count(row[status]) if status in row else '<td class="none">·</td>' for status in statuses())
        yield f"<tr><th>{escape(operation)}</th>{''.join(columns)}</tr>"
    yield "</table></div>"


def _codes(observed: Observed) -> Iterator[str]:
    yield "<div><table><tr><th>Operation</th><th>Status</th><th>Code</th><th>Seen</th></tr>"
    for answer in (each for each in DOCUMENTED if each.code):
        named = f'<td class="code"><code>{escape(answer.code)}</code></td>'
        count = _count(observed.seen[answer])
        yield f"<tr><th>{escape(answer.operation)}</th><td>{answer.status}</td>{named}{count}</tr>"
    yield "</table></div>"


def _walks(observed: Observed) -> Iterator[str]:
    yield "<div><table><tr><th>Way</th><th>Seen</th></tr>"
    for walk, count in observed.walks.most_common():
        way = " → ".join(f"{operation} {status}" for operation, status in walk)
        yield f'<tr><td class="code">{escape(way)}</td>{_count(count)}</tr>'
    yield "</table></div>"


def _count(count: int) -> str:
    return f"<td>{count:,}</td>" if count else '<td class="hole">never</td>'
