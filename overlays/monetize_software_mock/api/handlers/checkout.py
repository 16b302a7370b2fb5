"""
Opens checkout sessions. Never takes money; that is `paying`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.api import idempotency
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import Guest, SignedIn
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import access, customers, purchases, token_refills
from monetize_software_mock.billing.offers import applicable_discount
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state import agenda
from monetize_software_mock.state.rows import Checkout, User
from monetize_software_mock.state.timestamps import HOUR_MS, to_iso
from monetize_software_mock.world.declaration import Price


def start_checkout(call: Call) -> Reply:
    """
    Find or create the buyer, link them to the paywall and open a session, once per idempotency key.
    """
    if isinstance(call.caller, Guest) and not _guests_may_buy(call):
        raise Problem("invalid_api_key")
    buyer = _buyer(call)
    return idempotency.once(call, buyer.id, lambda: _open(call, buyer))


def _guests_may_buy(call: Call) -> bool:
    return call.switches.guest_checkout and call.paywall.settings.get("checkout_mode", "guest") == "guest"


def _buyer(call: Call) -> User:
    if isinstance(call.caller, SignedIn):
        if call.caller.user.anonymous:
            raise Problem("missing_parameters")
        return call.caller.user
    if "email" not in call.body:
        raise Problem("missing_parameters")
    return customers.find_or_create(call.tx, call.ids, call.body["email"], call.now)


def _open(call: Call, buyer: User) -> Reply:
    price = call.paywall.price(str(call.body["priceId"]))
    if price is None:
        raise Problem("price_not_found")
    owned = purchases.of_user(call.tx, buyer.id, call.paywall.id)
    if access.is_granted(owned) and not call.body.get("ignoreActivePurchase", False):
        raise Problem("active_purchase")
    if call.paywall.processor.fails:
        raise Problem("processor_failed")
    token_refills.link(call.moment, buyer, call.paywall, call.body.get("userMeta", {}))
    session = call.tx.checkouts.insert(_session(call, buyer, price, had_trial=access.had_trial(owned)))
    expires_at = call.now + call.switches.checkout_lives_hours * HOUR_MS
    agenda.plan(call.tx, expires_at, agenda.CHECKOUT_EXPIRY, session.id)
    url = f"{call.request.base_url}/pay/{session.id}"
    return Reply({"checkoutUrl": url, "userId": buyer.id, "acquiring": call.paywall.processor.name})


def _session(call: Call, buyer: User, price: Price, *, had_trial: bool) -> Checkout:
    currency, amount = _charge(price, call.body.get("localCurrency"))
    settings = call.paywall.settings
    return Checkout(
        id=call.ids.prefixed("cs"),
        paywall_id=call.paywall.id,
        user_id=buyer.id,
        price_id=price.id,
        interval=price.interval,
        interval_count=price.interval_count or 1,
        unit_amount=purchases.minor_units(amount),
        currency=currency,
        trial_days=0 if had_trial else _trial_days(call.body, price),
        discount=applicable_discount(call.paywall.offers, price, call.body.get("offerId"), to_iso(call.now) or ""),
        success_url=call.body.get("successUrl", settings.get("success_redirect_url")),
        error_url=call.body.get("errorUrl", settings.get("success_redirect_url")),
        shop_url=call.body.get("shopUrl", settings.get("checkout_shop_url")),
        replaces=bool(call.body.get("ignoreActivePurchase", False)),
        created=call.now,
        expired=False,
        purchase_id=None,
    )


def _charge(price: Price, currency: str | None) -> tuple[str, float]:
    """
    Return currency and amount; a currency that is not configured falls back to the base (A-30).
    """
    if price.local is not None and currency is not None and currency.upper() == price.local.currency:
        return price.local.currency, price.local.amount
    return price.currency, price.amount


def _trial_days(body: Mapping[str, Any], price: Price) -> int:
    asked = body.get("trial_days")
    days = price.trial_days if asked is None else asked
    return 0 if price.interval == "lifetime" else days or 0


HANDLERS: dict[str, Handler] = {"startCheckout": start_checkout}
