"""
Collects what the console shows of a world. Never changes anything; its forms go to the control routes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from monetize_software_mock import access, deliveries, exchanges, fault_scripts, invoices, purchases
from monetize_software_mock.engine import Engine
from monetize_software_mock.events import TYPES
from monetize_software_mock.fault_actions import ACTIONS, PLACES
from monetize_software_mock.faults import Faults
from monetize_software_mock.inventory import inventory
from monetize_software_mock.moment import Moment
from monetize_software_mock.rows import Due, Link, User
from monetize_software_mock.settings import DELIVERY_MODES
from monetize_software_mock.spec import Spec
from monetize_software_mock.timeline import Happening
from monetize_software_mock.timestamps import to_iso

from . import copying
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
                return self._timeline(query.get("preview", ""))
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

    def _timeline(self, days: str) -> Page:
        view = self._engine.look(
            lambda moment: {
                "due": [
                    _due(moment, each) for each in moment.tx.due.where("true ORDER BY at, rank, sequence LIMIT ?", MOST)
                ],
                "journal": [
                    {"at": to_iso(each.at), "kind": each.kind, "subject": each.subject, "text": each.text}
                    for each in moment.tx.journal.where("true ORDER BY sequence DESC LIMIT ?", MOST)
                ],
            }
        )
        ahead = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
        foreseen: Iterable[Happening] = self._engine.preview(days=ahead) if ahead else ()
        preview = [{"at": each.at, "kind": each.kind, "text": each.text} for each in foreseen]
        return Page("timeline.html", {**view, "preview_days": ahead, "preview": preview})

    def _customers(self, wanted: str) -> Page:
        def collect(moment: Moment) -> dict[str, Any]:
            found = moment.tx.users.where(
                "? = '' OR instr(lower(coalesce(email, id)), ?) > 0 ORDER BY rowid", wanted, wanted
            )
            return {"customers": [_customer(moment, each) for each in found[:MOST]], "total": len(found)}

        return Page("customers.html", {**self._engine.look(collect), "wanted": wanted})

    def _customer(self, user_id: str) -> Page:
        def collect(moment: Moment) -> dict[str, Any] | None:
            user = moment.tx.users.get(user_id)
            return None if user is None else {**_customer(moment, user), "events": _events(moment, user_id)}

        found = self._engine.look(collect)
        if found is None:
            return notice(404, "No such customer", f"There is no customer {user_id}.", "/_mock/console/customers")
        return Page("customer.html", {"customer": found, "event_types": list(TYPES)})

    def _deliveries(self) -> Page:
        def collect(moment: Moment) -> dict[str, Any]:
            tx = moment.tx
            return {
                "webhooks": [deliveries.worded_endpoint(each) for each in tx.endpoints.where("true ORDER BY rowid")],
                "deliveries": [
                    deliveries.worded(tx, each) for each in reversed(deliveries.logged(tx, moment.now)[-MOST:])
                ],
            }

        settings = self._engine.settings
        modes = {"mode": settings.mode, "modes": list(DELIVERY_MODES), "held": sorted(settings.held)}
        return Page("deliveries.html", {**self._engine.look(collect), **modes})

    def _listed_faults(self) -> Page:
        choices = {"operations": list(self._spec.operations), "actions": list(ACTIONS), "places": list(PLACES)}
        return Page("faults.html", {**fault_scripts.listed(self._faults), **choices})

    def _requests(self) -> Page:
        kept = self._engine.exchanges.kept()
        return Page("requests.html", {"requests": [exchanges.worded(each) for each in reversed(kept)][:MOST]})

    def _exchange(self, number: str, base_url: str) -> Page:
        found = next((each for each in self._engine.exchanges.kept() if str(each.number) == number), None)
        if found is None:
            text = f"Request {number} is not kept; the last {exchanges.KEPT} are."
            return notice(404, "No such request", text, "/_mock/console/requests")
        operation = self._spec.operations.get(found.operation or "")
        copies = {"curl": copying.as_curl(found.request, base_url), "python": copying.as_python(found, base_url)}
        assumed = list(self._spec.assumed(operation)) if operation else []
        return Page("request.html", {"request": exchanges.worded(found), "copy": copies, "assumed": assumed})

    def _world(self) -> Page:
        switches = self._engine.world.switches
        sources = [
            {"id": each.id, "choice": each.choice, "where": _place(self._spec, each.places[0])}
            for each in self._spec.sources
        ]
        operations = [
            {"id": each.id, "method": each.method, "path": each.path, "assumed": list(self._spec.assumed(each))}
            for each in self._spec.operations.values()
        ]
        view = {
            **inventory(self._engine.world),
            "seed": self._engine.world.seed,
            "switches": {name: getattr(switches, name) for name in type(switches).__dataclass_fields__},
            "snapshots": self._engine.snapshots.names,
            "operations": operations,
            "sources": sources,
        }
        return Page("worlds.html", view)


def _due(moment: Moment, due: Due) -> dict[str, Any]:
    worded = {"at": to_iso(due.at), "kind": due.kind, "subject": due.subject, "text": due.subject}
    bought = moment.tx.purchases.get(due.subject)
    delivery = moment.tx.deliveries.get(due.subject)
    if bought is not None:
        user = moment.tx.users.get(bought.user_id)
        worded["text"] = f"{due.subject} of {(user and user.email) or 'somebody'}"
    elif delivery is not None:
        event = moment.tx.events.first("id = ?", delivery.event_id)
        worded["text"] = f"{event.type if event else 'event'}, attempt {delivery.attempts + 1}"
    return worded


def _customer(moment: Moment, user: User) -> dict[str, Any]:
    links = moment.tx.links.where("user_id = ? ORDER BY created, rowid", user.id)
    places = [_place_of(moment, each) for each in links]
    return {"id": user.id, "email": user.email, "name": user.name, "paywalls": places}


def _place_of(moment: Moment, link: Link) -> dict[str, Any]:
    bought = purchases.of_user(moment.tx, link.user_id, link.paywall_id)
    balances = moment.tx.balances.where("user_id = ? AND paywall_id = ? ORDER BY type", link.user_id, link.paywall_id)
    wallet = moment.tx.wallets.get(link.user_id, link.paywall_id)
    return {
        "paywall": link.paywall_id,
        "access": access.is_granted(bought),
        "purchases": [{**access.detail(each), "price": each.price_id, "lifetime": each.lifetime} for each in bought],
        "balances": {each.type: each.count for each in balances},
        "meta": dict(link.meta),
        "payments": {"next": list(wallet.outcomes), "then": wallet.habit} if wallet else {"next": [], "then": "ok"},
        "invoices": [invoices.worded(each) for each in invoices.of_user(moment.tx, link.user_id, link.paywall_id)],
        "prices": [each.id for each in moment.paywall(link.paywall_id).prices],
    }


def _events(moment: Moment, user_id: str) -> list[dict[str, Any]]:
    found = moment.tx.events.where("user_id = ? ORDER BY sequence DESC LIMIT ?", user_id, MOST)
    return [{"id": each.id, "type": each.type, "at": to_iso(each.created), "body": each.body} for each in found]


def _place(spec: Spec, pointer: str) -> str:
    """
    Name a place of the specification for people.
    """
    for operation in spec.operations.values():
        escaped = operation.path.replace("~", "~0").replace("/", "~1")
        if f"{pointer}/".startswith(f"/paths/{escaped}/{operation.method.lower()}/"):
            return operation.id
    parts = [part for part in pointer.split("/") if part not in ("", "components", "schemas", "properties", "webhooks")]
    return ".".join(parts[:2]) or "everywhere"
