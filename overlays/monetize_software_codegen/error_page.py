"""
Prints docs/errors.md from the error catalogue. Invents no fact: what is not in the document is not on the page.
"""

from __future__ import annotations

import ast
from itertools import groupby
from typing import Any

from .document import ROOT, operations

_INTRO = """# Errors

*Printed from `openapi.yaml` by `make docs`. Do not edit.*

Everything that goes wrong is a `PaywallError`. Branch on the class, on `code` or on `status`; `message` is for people
and may change. `str(error)` masks keys, bearers and e-mail addresses.

```text
{tree}
```

A code this page does not know gets the class of its status.
"""


def render(document: dict[str, Any]) -> str:
    """
    Return the page.
    """
    catalogue: dict[str, dict[str, Any]] = document["x-error-catalogue"]
    parts = [_INTRO.format(tree=_tree())]
    for group, entries in groupby(catalogue.items(), key=lambda item: item[1]["group"]):
        parts.append(_group(group, dict(entries), document))
    return "\n".join(parts)


def _tree() -> str:
    source = (ROOT / "overlays" / "monetize_software" / "errors.py").read_text(encoding="utf-8")
    lines = (ast.get_docstring(ast.parse(source)) or "").splitlines()
    return "\n".join(line[4:] for line in lines if line.startswith("    "))


def _group(group: str, entries: dict[str, dict[str, Any]], document: dict[str, Any]) -> str:
    rows = [_row(code, entry, document) for code, entry in entries.items()]
    head = "| Code | Status | From | Answered by | Meaning | Source |\n|---|---|---|---|---|---|"
    return "\n".join([f"## {group.capitalize()}", "", head, *rows, *_fields(entries), ""])


def _row(code: str, entry: dict[str, Any], document: dict[str, Any]) -> str:
    answering = [f"`{op.id}`" for op in operations(document) if code in op.node["x-errors"]]
    cells = (
        f"`{code}`",
        entry["status"] or "–",
        ", ".join(entry["origin"]),
        "any" if len(answering) > 8 else ", ".join(answering) or "–",
        entry["meaning"],
        entry["source"],
    )
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def _fields(entries: dict[str, dict[str, Any]]) -> list[str]:
    rows = [
        f"| `{code}` | `{field['wire']}` | `{field['attribute']}` | {field['type']} | {field.get('unit', '–')} |"
        for code, entry in entries.items()
        for field in entry.get("fields", ())
    ]
    return ["", "| Code | In the body | Attribute | Type | Unit |", "|---|---|---|---|---|", *rows] if rows else []
