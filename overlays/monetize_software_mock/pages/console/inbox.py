"""
Collects the mails that were sent. What is in one is folded away until somebody opens it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.accounts import mails
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import listing

from ..page import Page
from .input import ROWS, number


def page(engine: Engine, query: Mapping[str, str]) -> Page:
    """
    Return the mails, latest first, a page at a time.
    """
    first = number(query.get("from", ""), 9)

    def collect(moment: Moment) -> dict[str, Any]:
        found = listing.latest_mails(moment.tx, first, ROWS)
        later = first + len(found.rows) if first + len(found.rows) < found.total else None
        shown = [mails.to_json(each) for each in found.rows]
        return {"mails": shown, "total": found.total, "first": first, "next": later}

    return Page("inbox.html", engine.look(collect))
