"""
Answers the control routes of webhooks: endpoints, events and deliveries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.handles.deliveries import Deliveries, Sent
from monetize_software_mock.handles.events import Emitted, Events
from monetize_software_mock.handles.webhooks import Webhooks
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import listing
from monetize_software_mock.webhooks import log
from monetize_software_mock.world.delivery_mode import DELIVERY_MODES, LOG_LASTS_MS

from .input import MOST, Routes, count_of, only, optional, page_of, refuse, texts, typed


class WebhookRoutes:
    """
    Routes over the webhooks of one world.

    Args:
        engine: The world to steer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._webhooks, self._events, self._deliveries = Webhooks(engine), Events(engine), Deliveries(engine)
        self.routes: Routes = {
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

    def _listed_webhooks(self) -> dict[str, Any]:
        return {
            "webhooks": [log.endpoint_to_json(each) for each in self._webhooks],
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
        return log.endpoint_to_json(added)

    def _switch_webhook(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "active")
        return log.endpoint_to_json(self._webhooks.switch(name, active=typed(body, "active", bool)))

    def _remove_webhook(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body)
        self._webhooks.remove(name)
        return {"ok": True}

    def _listed_events(self, start: int) -> dict[str, Any]:
        def collect(moment: Moment) -> dict[str, Any]:
            found = listing.events(moment.tx, start, MOST)
            return page_of("events", found, lambda each: json.loads(each.body))

        return self._engine.look(collect)

    def _event(self, name: str) -> dict[str, Any]:
        return self._engine.look(lambda moment: log.event_to_json(moment.tx, name))

    def _trigger(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "type", "email", "paywall", "data")
        emitted: Emitted = self._events.trigger(
            typed(body, "type", str),
            typed(body, "email", str),
            paywall_id=optional(body, "paywall", str),
            data=optional(body, "data", dict),
        )
        return {"event": emitted.json}

    def _listed_deliveries(self, start: int) -> dict[str, Any]:
        def collect(moment: Moment) -> dict[str, Any]:
            found = listing.logged(moment.tx, moment.now - LOG_LASTS_MS, start, MOST)
            return page_of("deliveries", found, lambda each: log.delivery_to_json(moment.tx, each))

        held = sorted(self._engine.settings.held)
        return {"mode": self._deliveries.mode, "held": held, **self._engine.look(collect)}

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


def _log(sent: Sent) -> Mapping[str, Any]:
    return sent.log
