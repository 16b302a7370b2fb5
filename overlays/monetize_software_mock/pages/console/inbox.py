"""
Collects the mails that were sent. What is in one is folded away until somebody opens it.
"""

from __future__ import annotations

from typing import Any

from monetize_software_mock.accounts import mails
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment

from ..page import Page
from .input import ROWS


def page(engine: Engine) -> Page:
    """
    Return the latest mails.
    """

    def collect(moment: Moment) -> dict[str, Any]:
        shown = [mails.to_json(each) for each in mails.sent(moment, ROWS)]
        return {"mails": shown, "total": moment.tx.mails.count()}

    return Page("inbox.html", engine.look(collect))
