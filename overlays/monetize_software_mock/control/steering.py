"""
Answers the control routes that steer time, customers and webhooks. Never parses a request, never holds a rule.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from monetize_software_mock.billing import access, invoices, refunds, scenarios, shortcuts, wallets
from monetize_software_mock.billing.checkouts import PaymentError
from monetize_software_mock.billing.plans import NothingPlanned
from monetize_software_mock.billing.subscriptions import Impossible
from monetize_software_mock.engine.comparison import differences
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.timeline import LIMIT, ClockBusy, Report
from monetize_software_mock.handles.deliveries import Deliveries, Sent
from monetize_software_mock.handles.events import Emitted, Events
from monetize_software_mock.handles.webhooks import Webhooks
from monetize_software_mock.moment import Moment
from monetize_software_mock.state.clock import MODES, real_now
from monetize_software_mock.state.rows import Entry, Purchase, Refund
from monetize_software_mock.state.snapshots import UnknownSnapshot
from monetize_software_mock.state.timestamps import from_iso, to_iso, to_millis
from monetize_software_mock.webhooks import log
from monetize_software_mock.webhooks.courier import UnknownDelivery
from monetize_software_mock.world.delivery_mode import DELIVERY_MODES
from monetize_software_mock.world.start import NOW

from .input import Refused, count_of, only, optional, refuse, texts, typed

Routes = dict[tuple[str, ...], dict[str, Callable[..., Any]]]

_PARTS = ("months", "weeks", "days", "hours", "minutes", "seconds")
_LINES = 1000
_NOT_FOUND = (UnknownDelivery, log.UnknownEvent, UnknownSnapshot, shortcuts.Unknown)
_CONFLICT = (ClockBusy, Impossible, NothingPlanned, PaymentError)


class Steering:
    """
    Routes over one world.

    Args:
        engine: The world to steer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._webhooks, self._events, self._deliveries = Webhooks(engine), Events(engine), Deliveries(engine)
        self.routes: Routes = {
            place: {method: _translated(action) for method, action in methods.items()}
            for place, methods in {**self._time_routes(), **self._customer_routes(), **self._webhook_routes()}.items()
        }

    def time(self) -> dict[str, Any]:
        """
        Word the clock.
        """
        clock = self._engine.clock
        return {"now": to_iso(clock.millis()), "mode": clock.mode, "rate": clock.rate}

    def _time_routes(self) -> Routes:
        return {
            ("clock",): {"GET": lambda: {"clock": self.time()}, "POST": self._move},
            ("clock", "advance"): {"POST": self._advance},
            ("clock", "step"): {"POST": self._step},
            ("clock", "until"): {"POST": self._until},
            ("clock", "preview"): {"POST": self._preview},
            ("clock", "set"): {"POST": self._set},
            ("clock", "rate"): {"POST": self._rate},
            ("journal",): {"GET": self._journal},
            ("journal", "{after}"): {"GET": self._journal},
            ("snapshot",): {"GET": self._listed_snapshots, "POST": self._snapshot},
            ("diff",): {"POST": self._diff},
            ("restore",): {"POST": self._restore},
        }

    def _customer_routes(self) -> Routes:
        return {
            ("purchases",): {"GET": self._purchases, "POST": self._sell},
            ("purchases", "{id}"): {"GET": self._purchase},
            ("purchases", "{id}", "refund"): {"POST": self._refund},
            ("subscriptions", "{id}", "cancel"): {"POST": self._cancel},
            ("subscriptions", "{id}", "reactivate"): {"POST": self._reactivate},
            ("subscriptions", "{id}", "change-plan"): {"POST": self._change_plan},
            ("payments",): {"GET": _cards, "POST": self._script},
            ("scenarios",): {"GET": lambda: {"scenarios": dict(scenarios.SCENARIOS)}, "POST": self._play},
        }

    def _webhook_routes(self) -> Routes:
        return {
            ("webhooks",): {"GET": self._listed_webhooks, "POST": self._add_webhook},
            ("webhooks", "{id}"): {"POST": self._switch_webhook, "DELETE": self._remove_webhook},
            ("events",): {"GET": self._listed_events, "POST": self._trigger},
            ("events", "{id}"): {"GET": self._event},
            ("deliveries",): {"GET": self._listed_deliveries},
            ("webhooks", "{id}", "attempts", "{seen}"): {"GET": self._attempts_to},
            ("attempts", "{seen}"): {"GET": self._attempts},
            ("deliveries", "mode"): {"POST": self._mode},
            ("deliveries", "hold"): {"POST": self._hold_type},
            ("deliveries", "release"): {"POST": self._release},
            ("deliveries", "{id}", "resend"): {"POST": self._resend},
            ("deliveries", "{id}", "duplicate"): {"POST": self._duplicate},
            ("deliveries", "{id}", "hold"): {"POST": self._hold},
        }

    def _move(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "advance_seconds", "set")
        if len(body) != 1:
            refuse("Send either advance_seconds or set")
        if "set" in body:
            return self._moved(self._engine.advance_to(_moment(body, "set")))
        return self._moved(self._engine.advance(typed(body, "advance_seconds", int, float)))

    def _advance(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, *_PARTS, "limit")
        limit = optional(body, "limit", int) or LIMIT
        return self._moved(self._engine.advance(0, limit=limit, progress=None, **_parts(body)))

    def _step(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body)
        return self._moved(self._engine.step())

    def _until(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "what", "of", "to")
        if ("to" in body) == ("what" in body):
            refuse("Send either to, or what and perhaps of")
        if "to" in body:
            return self._moved(self._engine.advance_to(_moment(body, "to")))
        return self._moved(self._engine.until(typed(body, "what", str), optional(body, "of", str)))

    def _set(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "to")
        return self._moved(self._engine.advance_to(_moment(body, "to")))

    def _preview(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, *_PARTS, "to")
        if ("to" in body) == bool(set(body) & set(_PARTS)):
            refuse(f"Send either to or some of: {', '.join(_PARTS)}")
        to = _moment(body, "to") if "to" in body else None
        return self._moved(self._engine.preview(to=to, **_parts(body)))

    def _rate(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "mode", "rate")
        rate = optional(body, "rate", int, float)
        mode = body.get("mode", "rate")
        if mode not in MODES:
            refuse(f"mode must be one of: {', '.join(MODES)}")
        self._engine.go(mode, rate)
        return {"clock": self.time()}

    def _moved(self, report: Report) -> dict[str, Any]:
        return {"clock": self.time(), "happened": [_happening(each) for each in report]}

    def _journal(self, after: str = "0") -> dict[str, Any]:
        seen = _seen(after, "Say the number of the last line you have seen, such as 0")

        def read(moment: Moment) -> list[Entry]:
            return moment.tx.journal.where("sequence > ? ORDER BY sequence LIMIT ?", seen, _LINES)

        found = self._engine.look(read)
        more = found[-1].sequence if len(found) == _LINES else None
        return {"journal": [_line(each) for each in found], "next": more and f"/_mock/journal/{more}"}

    def _snapshot(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "name")
        name = self._engine.snapshots.keep(self._engine.snapshot(), optional(body, "name", str))
        return {"snapshot": name, "clock": self.time()}

    def _listed_snapshots(self) -> dict[str, Any]:
        return {"snapshots": self._engine.snapshots.names}

    def _restore(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "snapshot")
        self._engine.restore(self._engine.snapshots.get(typed(body, "snapshot", str)))
        return {"clock": self.time()}

    def _diff(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "snapshot")
        before = self._engine.fork(frozen=True)
        try:
            before.restore(self._engine.snapshots.get(typed(body, "snapshot", str)))
            return {"differences": [each.to_json() for each in differences(before, self._engine)]}
        finally:
            before.close()

    def _purchases(self) -> dict[str, Any]:
        found = self._engine.look(lambda moment: moment.tx.purchases.where("true ORDER BY rowid"))
        return {"purchases": [_worded(each) for each in found]}

    def _purchase(self, name: str) -> dict[str, Any]:
        found = _worded(self._engine.look(lambda moment: shortcuts.find_purchase(moment, name)))
        paid = self._engine.look(lambda moment: shortcuts.invoices_of(moment, name))
        return {**found, "invoices": [invoices.worded(each) for each in paid]}

    def _sell(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "email", "price", "paywall", "payments", "card", "trial_days", "replace")
        email, price = typed(body, "email", str), typed(body, "price", str)
        bought = self._engine.act(
            lambda moment: shortcuts.sell(
                moment,
                email,
                price,
                paywall_id=optional(body, "paywall", str),
                payments=texts(body, "payments"),
                card=optional(body, "card", str),
                trial_days=_days(body),
                replace=bool(optional(body, "replace", bool)),
            )
        )
        return self._purchase(bought.id)

    def _refund(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "amount", "reason", "payment")
        amount = optional(body, "amount", int)
        reason = optional(body, "reason", str) or refunds.REASON
        payment = optional(body, "payment", str)
        given: Refund = self._engine.act(lambda moment: shortcuts.refund(moment, name, amount, reason, payment))
        return {
            "refund": {"id": given.id, "amount": given.amount, "reason": given.reason, "at": to_iso(given.created)},
            "purchase": self._purchase(name),
        }

    def _cancel(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "at_once")
        at_once = bool(optional(body, "at_once", bool))
        return _worded(self._engine.act(lambda moment: shortcuts.cancel(moment, name, at_once=at_once)))

    def _reactivate(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body)
        return _worded(self._engine.act(lambda moment: shortcuts.reactivate(moment, name)))

    def _change_plan(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "price")
        price = typed(body, "price", str)
        return _worded(self._engine.act(lambda moment: shortcuts.change_plan(moment, name, price)))

    def _script(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "email", "paywall", "payments")
        email, paywall = typed(body, "email", str), optional(body, "paywall", str)
        payments = texts(body, "payments")
        self._engine.act(lambda moment: shortcuts.script(moment, email, payments, paywall))
        return {"ok": True, "payments": list(payments)}

    def _play(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "scenario", "email", "price", "paywall", "payments")
        name, email, price = (typed(body, field, str) for field in ("scenario", "email", "price"))
        paywall, payments = optional(body, "paywall", str), texts(body, "payments")
        played = self._engine.act(
            lambda moment: scenarios.play(moment, name, email, price, paywall_id=paywall, payments=payments)
        )
        return self._purchase(played.id)

    def _listed_webhooks(self) -> dict[str, Any]:
        return {
            "webhooks": [log.worded_endpoint(each) for each in self._webhooks],
            "mode": self._deliveries.mode,
        }

    def _add_webhook(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "url", "secret", "events", "account", "listener")
        secret = optional(body, "secret", str) if "secret" in body else self._engine.world.webhook_secret
        added = self._webhooks.add(
            typed(body, "url", str),
            secret=secret,
            events=texts(body, "events"),
            account=optional(body, "account", str),
            listener=bool(optional(body, "listener", bool)),
        )
        return log.worded_endpoint(added)

    def _switch_webhook(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "active")
        return log.worded_endpoint(self._webhooks.switch(name, active=typed(body, "active", bool)))

    def _remove_webhook(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body)
        self._webhooks.remove(name)
        return {"ok": True}

    def _listed_events(self) -> dict[str, Any]:
        return {"events": [json.loads(each.body) for each in self._events]}

    def _event(self, name: str) -> dict[str, Any]:
        return self._engine.look(lambda moment: log.event(moment.tx, name))

    def _trigger(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "type", "email", "paywall", "data")
        emitted: Emitted = self._events.trigger(
            typed(body, "type", str),
            typed(body, "email", str),
            paywall_id=optional(body, "paywall", str),
            data=optional(body, "data", dict),
        )
        return {"event": emitted.json}

    def _listed_deliveries(self) -> dict[str, Any]:
        held = sorted(self._engine.settings.held)
        return {"mode": self._deliveries.mode, "held": held, "deliveries": self._engine.look(_log_of)}

    def _attempts(self, seen: str, endpoint: str | None = None) -> dict[str, Any]:
        number = count_of(seen, "attempts")
        found, now_seen = self._engine.look(
            lambda moment: log.attempts_after(moment.tx, self._engine.life, number, endpoint)
        )
        return {"attempts": found, "seen": now_seen}

    def _attempts_to(self, name: str, seen: str) -> dict[str, Any]:
        return self._attempts(seen, self._webhooks.get(name).id)

    def _mode(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "mode")
        mode = typed(body, "mode", str)
        if mode not in DELIVERY_MODES:
            refuse(f"mode must be one of: {', '.join(DELIVERY_MODES)}")
        self._deliveries.go(mode)
        return {"mode": mode}

    def _hold_type(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "type")
        self._deliveries.hold_type(optional(body, "type", str) or "*")
        return {"held": sorted(self._engine.settings.held)}

    def _release(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "deliveries", "order")
        order = optional(body, "order", str) or "sent"
        released = self._deliveries.release(*texts(body, "deliveries"), order=order)
        return {"deliveries": [each.log for each in released]}

    def _resend(self, body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        only(body)
        return _log(self._deliveries.resend(name))

    def _duplicate(self, body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        only(body)
        return _log(self._deliveries.duplicate(name))

    def _hold(self, body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        only(body)
        return _log(self._deliveries.hold(name))


def _translated(action: Callable[..., Any]) -> Callable[..., Any]:
    """
    Let an action refuse as HTTP does.
    """

    def act(*values: Any) -> Any:
        try:
            return action(*values)
        except _NOT_FOUND as error:
            raise Refused(404, str(error)) from error
        except _CONFLICT as error:
            raise Refused(409, str(error)) from error
        except ValueError as error:
            raise Refused(400, str(error)) from error

    return act


def _seen(text: str, otherwise: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        refuse(otherwise)
    return int(text)


def _line(entry: Entry) -> dict[str, Any]:
    return {"at": to_iso(entry.at), **{name: getattr(entry, name) for name in ("kind", "subject", "text", "facts")}}


def _cards() -> dict[str, Any]:
    return {"outcomes": list(wallets.OUTCOMES), "cards": dict(wallets.CARDS)}


def _parts(body: Mapping[str, Any]) -> dict[str, float]:
    return {name: typed(body, name, int, float) for name in _PARTS if name in body}


def _days(body: Mapping[str, Any]) -> int | None:
    days = optional(body, "trial_days", int)
    if days is not None and not 0 <= days <= 730:
        refuse("trial_days must be between 0 and 730")
    return None if days is None else int(days)


def _moment(body: Mapping[str, Any], name: str) -> datetime:
    text = body.get(name)
    if text == NOW:
        return real_now()
    if not isinstance(text, str):
        refuse(f"{name} must be ISO 8601 text, or now")
    return from_iso(text)


def _happening(happening: Any) -> dict[str, Any]:
    others = {name: getattr(happening, name) for name in ("kind", "subject", "text", "facts")}
    return {"at": to_iso(to_millis(happening.at)), **others}


def _worded(bought: Purchase) -> dict[str, Any]:
    whose = {"paywall": bought.paywall_id, "user": bought.user_id, "price": bought.price_id}
    return {**access.detail(bought), **whose}


def _log_of(moment: Moment) -> list[dict[str, Any]]:
    return [log.worded(moment.tx, each) for each in log.logged(moment.tx, moment.now)]


def _log(sent: Sent) -> Mapping[str, Any]:
    return sent.log
