"""
The pages under docs/ that are printed from openapi.yaml. Knows where they stand, not what is on them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import assumption_page, error_page
from .document import ROOT

PAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "docs/assumptions.md": assumption_page.render,
    "docs/errors.md": error_page.render,
}


def write(document: dict[str, Any], root: Path = ROOT) -> list[str]:
    """
    Write every page and return their names.
    """
    for name, render in PAGES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(render(document), encoding="utf-8")
    return list(PAGES)


def stale(document: dict[str, Any], root: Path = ROOT) -> list[str]:
    """
    Name the pages that are not what the document gives.
    """
    return [
        name
        for name, render in PAGES.items()
        if not (root / name).exists() or (root / name).read_text(encoding="utf-8") != render(document)
    ]
