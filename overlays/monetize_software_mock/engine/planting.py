"""
Plants a declared world into an empty store, and knows it again by its fingerprint.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Final

from monetize_software_mock.billing import invoices, offers, token_refills, wallets
from monetize_software_mock.billing.customers import meta_user_id
from monetize_software_mock.billing.purchases import subscription
from monetize_software_mock.state import agenda
from monetize_software_mock.state.clock import real_now
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.rows import Balance, EndpointRow, Link, PaywallRow, PurchaseRow, User
from monetize_software_mock.state.store import Store, Transaction
from monetize_software_mock.state.timestamps import DAY_MS, from_iso, to_millis
from monetize_software_mock.world.declaration import Paywall, Person, World, paywall_to_json
from monetize_software_mock.world.start import NOW

from . import account_planting

WORLD: Final = "world"
"""
The number of the state that says which world it was planted with.
"""


def plant(world: World, tx: Transaction, known: int) -> None:
    """
    Put everything a world declares into an empty store.

    Args:
        known: Its fingerprint.
    """
    start = to_millis(from_iso(world.starts_at))
    tx.set_number("clock", start)
    tx.set_number(WORLD, known)
    for key in world.keys:
        tx.api_keys.insert(key)
    for paywall in world.paywalls:
        for kind in paywall.unknown_types():
            raise ValueError(f"Paywall {paywall.id} gives {kind} tokens, which are not among its token_types")
        tx.paywalls.insert(PaywallRow(paywall.id, paywall.owner, paywall_to_json(paywall)))
        offers.plan_expiries(tx, paywall, start)
    for person in world.people:
        _plant_person(world, person, start, tx)
    for number, bearer in enumerate(world.bearers, 1):
        account_planting.plant_bearer(bearer, number, start, tx)
    account_planting.plant_codes(world, start, tx)
    for number, hook in enumerate(world.webhooks, 1):
        made = EndpointRow(f"wh_seed_{number}", hook.account, hook.url, hook.secret, hook.events, active=True)
        tx.endpoints.insert(made)


def _plant_person(world: World, person: Person, start: int, tx: Transaction) -> None:
    key = None if person.email is None else email_key(person.email)
    tx.users.insert(User(person.id, person.email, key, person.name, start))
    account_planting.plant_account(world, person, start, tx)
    for paywall_id, meta in person.meta.items():
        tx.links.insert(Link(person.id, paywall_id, dict(meta), meta_user_id(meta), start))
        if any(each.id == paywall_id and each.daily_tokens for each in world.paywalls):
            whose = {"user": person.id, "paywall": paywall_id}
            agenda.plan(tx, start + DAY_MS, agenda.TRIAL_TOP_UP, f"{paywall_id}/{person.id}", whose)
    for paywall_id, balances in person.balances.items():
        for token_type, count in balances.items():
            tx.balances.insert(Balance(person.id, paywall_id, token_type, count))
    for declared in person.subscriptions:
        paywall = next(each for each in world.paywalls if each.id == declared.paywall)
        price = paywall.price(declared.price)
        if price is None:
            raise ValueError(f"Paywall {paywall.id} has no price {declared.price}")
        _plant_subscription(subscription(declared.id, paywall.id, person.id, price, start), paywall, tx)


def _plant_subscription(purchase: PurchaseRow, paywall: Paywall, tx: Transaction) -> None:
    tx.purchases.insert(purchase)
    tx.invoices.insert(invoices.of_now(purchase, wallets.OK, purchase.created))
    if purchase.current_period_end is not None:
        agenda.plan(tx, purchase.current_period_end, agenda.RENEWAL, purchase.id)
    if paywall.refills:
        token_refills.plan_refill(tx, purchase, 1)


def placed(world: World) -> World:
    """
    Return a world with the time at which it begins.
    """
    if world.starts_at != NOW:
        return world
    return dataclasses.replace(world, starts_at=real_now().isoformat(timespec="milliseconds"))


def planted_state(world: World, known: int) -> bytes:
    """
    Return a snapshot of a world at its start; it knows it by its fingerprint.
    """
    store = Store()
    try:
        with store.transaction() as tx:
            plant(world, tx, known)
        return store.snapshot()
    finally:
        store.close()


def fingerprint(world: World) -> int:
    """
    Return what a snapshot knows its world by, of whichever process.
    """
    return int.from_bytes(hashlib.sha256(repr(world).encode()).digest()[:7])
