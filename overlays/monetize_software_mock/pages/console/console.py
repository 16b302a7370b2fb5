"""
Leads an address of the console to its page, and puts the frame around it: clock, what comes next, what fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.faults.faults import Faults
from monetize_software_mock.http.messages import Response
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.state import listing, listing_timeline
from monetize_software_mock.state.timestamps import to_iso

from ..page import Page, notice
from . import customers, faults, inbox, live, requests, sentences, timeline, webhooks, world
from .input import ROWS


class Console:
    """
    The console's pages over one world.

    Args:
        engine: The world.
        spec: The specification it keeps.
        faults: What is scripted to go wrong.
    """

    def __init__(self, engine: Engine, spec: Spec, faults: Faults) -> None:
        self._engine, self._spec, self._faults = engine, spec, faults

    def live(self) -> Response:
        """
        Return the stream that tells a browser when to look again.
        """
        return live.stream(self._engine, self._faults)

    def show(self, name: str, query: Mapping[str, str], base_url: str) -> Page:
        """
        Return a page by its name, such as `customers` or `customers/<id>`.
        """
        frame = self._frame(base_url)  # first: what changes after it is told is news to the page
        page = self._page(name, query, base_url)
        return Page(page.template, {**frame, **page.view}, page.status)

    def _page(self, name: str, query: Mapping[str, str], base_url: str) -> Page:
        match name.split("/"):
            case [""]:
                return timeline.page(self._engine, query, base_url)
            case ["customers"]:
                return customers.page(self._engine, query)
            case ["customers", user_id]:
                return customers.customer(self._engine, user_id)
            case ["deliveries"]:
                return webhooks.page(self._engine, query)
            case ["deliveries", delivery]:
                return webhooks.page(self._engine, query, delivery)
            case ["endpoints"]:
                return webhooks.endpoints(self._engine)
            case ["faults"]:
                return faults.page(self._spec, self._faults)
            case ["inbox"]:
                return inbox.page(self._engine, query)
            case ["requests"]:
                return requests.page(self._engine, self._spec, query, base_url)
            case ["requests", number]:
                return requests.page(self._engine, self._spec, query, base_url, number)
            case ["worlds"]:
                return world.page(self._engine, self._spec, query)
            case _:
                return notice(404, "No such page", "The console has no such page.", "/_mock/")

    def _frame(self, base_url: str) -> dict[str, Any]:
        clock = self._engine.clock
        shown = {"now": to_iso(clock.millis()), "mode": clock.mode, "rate": clock.rate}
        place = {"address": urlsplit(base_url).netloc, "first_steps": False, "most": ROWS}
        kept = self._engine.request_log.kept()
        around = self._engine.look(_around)
        around["counts"]["requests"] = kept[-1].number if kept else 0
        return {"clock": shown, **place, **around, "stands": live.fingerprint(self._engine, self._faults)}


def _around(moment: Moment) -> dict[str, Any]:
    coming = listing_timeline.coming(moment.tx)
    _, events, mails, *_ = listing.latest_numbers(moment.tx)
    return {
        "failing": listing.failing(moment.tx),
        "coming": sentences.due(moment, coming) if coming else None,
        "counts": {"events": events, "mails": mails},
    }
