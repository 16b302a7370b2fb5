"""
Lists what a world was planted with, for people and tests. Never shows what happened since.
"""

from __future__ import annotations

from typing import Any

from .declaration import Paywall, Person, World


def inventory(world: World) -> dict[str, Any]:
    """
    Serialize a world's declaration as JSON.
    """
    return {
        "keys": [{"key": key.key, "account": key.account_id, "active": key.active} for key in world.keys],
        "paywalls": [_paywall(paywall) for paywall in world.paywalls],
        "users": [_person(world, person) for person in world.people],
        "webhook_secret": world.webhook_secret,
    }


def _paywall(paywall: Paywall) -> dict[str, Any]:
    return {
        "id": paywall.id,
        "owner": paywall.owner,
        "acquiring": paywall.processor.name,
        "token_types": list(paywall.token_types),
        "providers": [
            {"id": each.id, "kind": each.kind, "token_type": each.token_type, "enabled": each.enabled}
            for each in paywall.providers
        ],
        "prices": [
            {
                "id": price.id,
                "amount": price.amount,
                "currency": price.currency,
                "interval": price.interval,
                "legacy_id": price.legacy_id,
            }
            for price in paywall.prices
        ],
    }


def _person(world: World, person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "email": person.email,
        "paywalls": list(person.meta),
        "balances": {paywall: dict(balances) for paywall, balances in person.balances.items()},
        "subscriptions": [subscription.id for subscription in person.subscriptions],
        "bearers": [bearer.token for bearer in world.bearers if bearer.user == person.id and bearer.lives_s > 0],
    }
