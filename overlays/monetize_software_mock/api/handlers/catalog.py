"""
Shows a paywall's structure and prices. Never changes anything.
"""

from __future__ import annotations

import hashlib
from typing import Any

from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.billing import access, customers, offers, purchases
from monetize_software_mock.http import languages
from monetize_software_mock.http.messages import Reply, encode_json
from monetize_software_mock.state.rows import User
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.world import countries
from monetize_software_mock.world.declaration import Experiment, LocalPrice, Offer, Paywall, Price, Variant


def get_bootstrap(call: Call) -> Reply:
    """
    Answer the paywall's structure, or that it has not changed; add the user when one is named (A-23).
    """
    structure = _structure(call)
    version = f"sha256:{hashlib.sha256(encode_json(structure)).hexdigest()[:16]}"
    unchanged = call.query.get("if_version") == version
    body: dict[str, Any] = {"unchanged": True, "version": version} if unchanged else {"version": version, **structure}
    user = _named_user(call)
    if user is not None:
        body["user"] = access.state(purchases.of_user(call.tx, user.id, call.paywall.id))
    return Reply(body)


def _named_user(call: Call) -> User | None:
    if isinstance(call.caller, SignedIn):
        return call.caller.user
    return customers.by_email(call.tx, call.headers.get("x-user-email", ""))


def _structure(call: Call) -> dict[str, Any]:
    paywall = call.paywall
    shown = offers.running(paywall.offers, to_iso(call.now) or "")
    structure: dict[str, Any] = {
        "settings": _settings(call, paywall),
        "prices": [_price(price) for price in paywall.prices],
        "offers": [_offer(offer) for offer in shown],
        "locales": dict(paywall.locales),
    }
    if paywall.layout is not None:
        structure["layout"] = dict(paywall.layout)
    if paywall.experiment is not None:
        structure["experiment"] = _experiment(paywall.experiment)
    return structure


def _experiment(running: Experiment) -> dict[str, Any]:
    return {"id": running.id, "kind": running.kind, "variants": [_variant(each) for each in running.variants]}


def _variant(arm: Variant) -> dict[str, Any]:
    prices = [{**_price(each), "replaces": each.replaces} for each in arm.prices]
    return {"key": arm.key, "weight": arm.weight, "prices": prices}


def _settings(call: Call, paywall: Paywall) -> dict[str, Any]:
    where = countries.place(call.world.countries, "")
    visible = countries.targeted(paywall, where)
    reason = None if visible else "country_not_match"
    settings = {"locale_default": "en", **paywall.settings}
    language = languages.choose(call.headers.get("accept-language", ""), paywall.locales, settings["locale_default"])
    return {
        "id": paywall.id,
        "name": paywall.name,
        "custom_domain": None,
        "is_test_mode": paywall.processor.test_mode,
        "checkout_mode": "guest",
        "visibility": {"visible": visible, "reason": reason, "country": where.code, "tier": where.tier},
        **settings,
        "locale_default": language,
    }


def _price(price: Price) -> dict[str, Any]:
    return {
        "id": price.id,
        "currency": price.currency,
        "amount": price.amount,
        "interval": price.interval,
        "interval_count": price.interval_count,
        "trial_days": price.trial_days,
        "label": price.label,
        "description": price.description,
        "local": _local(price.local),
    }


def _local(local: LocalPrice | None) -> dict[str, Any] | None:
    return {"currency": local.currency, "amount": local.amount} if local else None


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.id,
        "discount_percent": offer.discount_percent,
        "expires_at": offer.expires_at,
        "duration_minutes": offer.duration_minutes,
        "price_id": offer.price_id,
        "label": offer.label,
    }


HANDLERS: dict[str, Handler] = {"getBootstrap": get_bootstrap}
