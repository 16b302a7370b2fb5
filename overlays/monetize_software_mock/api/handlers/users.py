"""
Tells what a user has bought and may use. Never changes anything.
"""

from __future__ import annotations

from typing import Any

from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import Guest, SignedIn, missing
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import access, balances, customers, purchases
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state.rows import User
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.world import countries


def get_user(call: Call) -> Reply:
    """
    Answer everything about one user on this paywall.
    """
    user = _named(call)
    link = call.tx.links.get(user.id, call.paywall.id)
    owned = purchases.of_user(call.tx, user.id, call.paywall.id)
    body = {
        **_geography(call),
        "balances": balances.to_json(balances.of_user(call.tx, user.id, call.paywall.id)),
        "purchases": [access.detail(each) for each in owned],
        "paid": access.is_paid(owned),
        "trial": access.trial_detail(owned),
        "meta": dict(link.meta) if link else {},
    }
    return Reply({"user": _profile(user), **body} if isinstance(call.caller, SignedIn) else body)


def _named(call: Call) -> User:
    if isinstance(call.caller, SignedIn):
        user: User | None = call.caller.user
    else:
        email, user_id = call.query.get("email"), call.query.get("user_id")
        if not email and not user_id:
            raise Problem("identity_required")
        user = customers.by_identity(call.tx, call.paywall.id, email, user_id)
    if user is None:
        raise Problem("identity_not_found")
    if not customers.is_on(call.tx, user, call.paywall.id):
        raise Problem("identity_not_on_paywall")
    return user


def _geography(call: Call) -> dict[str, Any]:
    where = countries.place(call.world.countries, call.headers.get("x-client-ip", ""))
    return {"tier": where.tier, "country": where.code, "countryMatch": countries.targeted(call.paywall, where)}


def _profile(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "avatar": None,
        "created_at": to_iso(user.created),
    }


def get_user_state(call: Call) -> Reply:
    """
    Answer whether a user has access; somebody unknown gets the guest value (A-07).
    """
    if isinstance(call.caller, Guest) and call.switches.user_state_needs_key:
        raise missing(call.operation)
    user = call.caller.user if isinstance(call.caller, SignedIn) else _by_header(call)
    if user is None:
        return Reply(access.GUEST_STATE)
    return Reply(access.state(purchases.of_user(call.tx, user.id, call.paywall.id)))


def _by_header(call: Call) -> User | None:
    email = call.headers.get("x-user-email")
    return customers.by_email(call.tx, email) if email else None


HANDLERS: dict[str, Handler] = {"getUser": get_user, "getUserState": get_user_state}
