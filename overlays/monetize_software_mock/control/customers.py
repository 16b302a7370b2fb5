"""
Answers the control routes of customers: what they buy, pay and cancel. Never holds a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.billing import access, invoices, refunds, scenarios, shortcuts, wallets
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.state.rows import PurchaseRow, RefundRow
from monetize_software_mock.state.timestamps import to_iso

from .input import Routes, only, optional, refuse, texts, typed


class CustomerRoutes:
    """
    Routes that act for the customers of one world.

    Args:
        engine: The world to steer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.routes: Routes = {
            ("purchases",): {"GET": self._purchases, "POST": self._sell},
            ("purchases", "{id}"): {"GET": self._purchase},
            ("purchases", "{id}", "refund"): {"POST": self._refund},
            ("subscriptions", "{id}", "cancel"): {"POST": self._cancel},
            ("subscriptions", "{id}", "reactivate"): {"POST": self._reactivate},
            ("subscriptions", "{id}", "change-plan"): {"POST": self._change_plan},
            ("payments",): {"GET": _cards, "POST": self._script},
            ("scenarios",): {"GET": lambda: {"scenarios": dict(scenarios.SCENARIOS)}, "POST": self._play},
        }

    def _purchases(self) -> dict[str, Any]:
        found = self._engine.look(lambda moment: moment.tx.purchases.page(0, -1))
        return {"purchases": [_to_json(each) for each in found]}

    def _purchase(self, name: str) -> dict[str, Any]:
        found = _to_json(self._engine.look(lambda moment: shortcuts.find_purchase(moment, name)))
        paid = self._engine.look(lambda moment: shortcuts.invoices_of(moment, name))
        return {**found, "invoices": [invoices.to_json(each) for each in paid]}

    def _sell(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "email", "price", "paywall", "payments", "card", "trial_days", "replace")
        email, price = typed(body, "email", str), typed(body, "price", str)
        purchase = self._engine.act(
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
        return self._purchase(purchase.id)

    def _refund(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "amount", "reason", "payment")
        amount = optional(body, "amount", int)
        reason = optional(body, "reason", str) or refunds.REASON
        payment = optional(body, "payment", str)
        given: RefundRow = self._engine.act(lambda moment: shortcuts.refund(moment, name, amount, reason, payment))
        return {
            "refund": {"id": given.id, "amount": given.amount, "reason": given.reason, "at": to_iso(given.created)},
            "purchase": self._purchase(name),
        }

    def _cancel(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "at_once")
        at_once = bool(optional(body, "at_once", bool))
        return _to_json(self._engine.act(lambda moment: shortcuts.cancel(moment, name, at_once=at_once)))

    def _reactivate(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body)
        return _to_json(self._engine.act(lambda moment: shortcuts.reactivate(moment, name)))

    def _change_plan(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        only(body, "price")
        price = typed(body, "price", str)
        return _to_json(self._engine.act(lambda moment: shortcuts.change_plan(moment, name, price)))

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


def _cards() -> dict[str, Any]:
    return {"outcomes": list(wallets.OUTCOMES), "cards": dict(wallets.CARDS)}


def _days(body: Mapping[str, Any]) -> int | None:
    days = optional(body, "trial_days", int)
    if days is not None and not 0 <= days <= 730:
        refuse("trial_days must be between 0 and 730")
    return None if days is None else int(days)


def _to_json(purchase: PurchaseRow) -> dict[str, Any]:
    whose = {"paywall": purchase.paywall_id, "user": purchase.user_id, "price": purchase.price_id}
    return {**access.detail(purchase), **whose}
