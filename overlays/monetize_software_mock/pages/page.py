"""
Holds a page before it is rendered: what it shows, as JSON has it, and the template that draws it. Never renders one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """
    One page.

    Attributes:
        template: Name of the template.
        view: Everything the page shows; the same is its JSON.
    """

    template: str
    view: Mapping[str, Any]
    status: int = 200


def notice(status: int, title: str, text: str, back: str | None = None) -> Page:
    """
    Return a page that says why something cannot be shown or done.

    Args:
        back: Address of a link back.
    """
    return Page("notice.html", {"title": title, "error": text, "back": back}, status)
