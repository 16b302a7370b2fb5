"""
Collects what the console shows of a world. Never changes anything; its forms go to the control routes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monetize_software_mock.engine import request_log
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.report import Happening
from monetize_software_mock.faults import as_json
from monetize_software_mock.faults.actions import ACTIONS, PLACES
from monetize_software_mock.faults.faults import Faults
from monetize_software_mock.handles.clock import VirtualClock
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.state import agenda, queries
from monetize_software_mock.state.timestamps import to_iso, to_millis
from monetize_software_mock.webhooks import log
from monetize_software_mock.webhooks.payloads import TYPES
from monetize_software_mock.world.delivery_mode import DELIVERY_MODES
from monetize_software_mock.world.summary import inventory

from . import snippets, views
from .page import Page, notice

MOST = 100
"""
Rows a list shows; its JSON says how many there are.
"""


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

    def show(self, name: str, query: Mapping[str, str], base_url: str) -> Page:
        """
        Return a page by its name, such as `customers` or `customers/<id>`.
        """
        page = self._page(name, query, base_url)
        clock = self._engine.clock
        frame = {"clock": {"now": to_iso(clock.millis()), "mode": clock.mode, "rate": clock.rate}}
        return Page(page.template, {**frame, **page.view}, page.status)

    def _page(self, name: str, query: Mapping[str, str], base_url: str) -> Page:
        match name.split("/"):
            case [""]:
                return self._timeline(query.get("preview", ""), query.get("from", ""))
            case ["customers"]:
                return self._customers(query.get("q", "").strip().lower())
            case ["customers", user_id]:
                return self._customer(user_id)
            case ["deliveries"]:
                return self._deliveries()
            case ["faults"]:
                return self._listed_faults()
            case ["requests"]:
                return self._requests()
            case ["requests", number]:
                return self._exchange(number, base_url)
            case ["worlds"]:
                return self._world()
            case _:
                return notice(404, "No such page", "The console has no such page.", "/_mock/")

    def _timeline(self, days: str, start: str) -> Page:
        def collect(moment: Moment) -> dict[str, Any]:
            due = agenda.upcoming(moment.tx, MOST)
            happened = queries.latest_lines(moment.tx, MOST)
            return {
                "due": [views.due(moment, each) for each in due],
                "journal": [
                    {"at": to_iso(each.at), "kind": each.kind, "subject": each.subject, "text": each.text}
                    for each in happened
                ],
            }

        ahead = _number(days, 4)
        return Page("timeline.html", {**self._engine.look(collect), **self._preview(ahead, _number(start, 9))})

    def _preview(self, days: int, first: int) -> dict[str, Any]:
        """
        Serialize a page of what would happen; links lead to the pages beside it.
        """
        foreseen: Sequence[Happening] = VirtualClock(self._engine).preview(days=days) if days else ()
        page = foreseen[first : first + MOST]
        here = f"/_mock/?preview={days}&from="
        return {
            "preview_days": days,
            "preview_total": len(foreseen),
            "preview_from": first,
            "preview": [{"at": to_iso(to_millis(each.at)), "kind": each.kind, "text": each.text} for each in page],
            "preview_back": f"{here}{max(0, first - MOST)}" if first else None,
            "preview_next": f"{here}{first + MOST}" if first + MOST < len(foreseen) else None,
        }

    def _customers(self, wanted: str) -> Page:
        def collect(moment: Moment) -> dict[str, Any]:
            found = queries.users_named(moment.tx, wanted)
            return {"customers": [views.customer(moment, each) for each in found[:MOST]], "total": len(found)}

        return Page("customers.html", {**self._engine.look(collect), "wanted": wanted})

    def _customer(self, user_id: str) -> Page:
        def collect(moment: Moment) -> dict[str, Any] | None:
            user = moment.tx.users.get(user_id)
            return (
                None
                if user is None
                else {**views.customer(moment, user), "events": views.events_of(moment, user_id, MOST)}
            )

        found = self._engine.look(collect)
        if found is None:
            return notice(404, "No such customer", f"There is no customer {user_id}.", "/_mock/console/customers")
        return Page("customer.html", {"customer": found, "event_types": list(TYPES)})

    def _deliveries(self) -> Page:
        def collect(moment: Moment) -> dict[str, Any]:
            tx = moment.tx
            return {
                "webhooks": [log.endpoint_to_json(each) for each in tx.endpoints.page(0, -1)],
                "deliveries": [log.delivery_to_json(tx, each) for each in reversed(log.logged(tx, moment.now)[-MOST:])],
            }

        settings = self._engine.settings
        modes = {"mode": settings.mode, "modes": list(DELIVERY_MODES), "held": sorted(settings.held)}
        return Page("deliveries.html", {**self._engine.look(collect), **modes})

    def _listed_faults(self) -> Page:
        choices = {"operations": list(self._spec.operations), "actions": list(ACTIONS), "places": list(PLACES)}
        return Page("faults.html", {**as_json.listed(self._faults), **choices})

    def _requests(self) -> Page:
        kept = self._engine.request_log.kept()
        return Page("requests.html", {"requests": [request_log.to_json(each) for each in reversed(kept)][:MOST]})

    def _exchange(self, number: str, base_url: str) -> Page:
        found = next((each for each in self._engine.request_log.kept() if str(each.number) == number), None)
        if found is None:
            text = f"Request {number} is not kept; the last {request_log.KEPT} are."
            return notice(404, "No such request", text, "/_mock/console/requests")
        operation = self._spec.operations.get(found.operation or "")
        copies = {
            "curl": snippets.as_curl(found, base_url),
            "python": snippets.as_python(operation, found, base_url),
        }
        assumed = list(self._spec.assumed(operation)) if operation else []
        return Page("request.html", {"request": request_log.to_json(found), "copy": copies, "assumed": assumed})

    def _world(self) -> Page:
        switches = self._engine.world.switches
        sources = [
            {"id": each.id, "choice": each.choice, "where": views.place_in(self._spec, each.places[0])}
            for each in self._spec.sources
        ]
        operations = [
            {"id": each.id, "method": each.method, "path": each.path, "assumed": list(self._spec.assumed(each))}
            for each in self._spec.operations.values()
        ]
        view = {
            **inventory(self._engine.world),
            "seed": self._engine.seed,
            "switches": {name: getattr(switches, name) for name in type(switches).__dataclass_fields__},
            "snapshots": self._engine.snapshots.names,
            "operations": operations,
            "sources": sources,
        }
        return Page("worlds.html", view)


def _number(text: str, most_digits: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else 0
