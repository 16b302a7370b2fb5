"""
Passes metered calls on to a paywall's providers. Charges for none that fails or is broken off.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from monetize_software_mock.api.call import Call, Handler, admit
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.api.passing import Passed
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import balances, customers, metering
from monetize_software_mock.providers import forwarding, kinds
from monetize_software_mock.spec.operations import INVALID_REQUEST
from monetize_software_mock.state.rows import User
from monetize_software_mock.world.declaration import Paywall
from monetize_software_mock.world.providers import Provider


def call_provider(call: Call) -> Passed:
    """
    Ask a provider, if the caller has a token for it, and pass its answer on.
    """
    paywall = admit(call.tx, call.caller, call.query["paywall_id"])
    user = _user(call, paywall)
    provider = _provider(call, paywall)
    if metering.left(call.tx, user.id, paywall.id, provider) == 0:
        raise _quota_exceeded(call, user, paywall, provider)
    answer = kinds.answer(provider, forwarding.forwarded(provider, call.match.tail, call.request))
    named = (("x-query-type", provider.token_type), ("access-control-expose-headers", "X-Query-Type"))
    settle = partial(metering.settle, provider, user.id, paywall.id, answer.status)
    return Passed(status=answer.status, answer=answer, headers=named if answer.success else (), settle=settle)


def _user(call: Call, paywall: Paywall) -> User:
    if isinstance(call.caller, SignedIn):
        return call.caller.user
    named = call.headers.get("x-user-id")
    user = customers.by_identity(call.tx, paywall.id, None, named) if named else None
    if user is None or not customers.is_on(call.tx, user, paywall.id):
        raise Problem("access_denied")
    return user


def _provider(call: Call, paywall: Paywall) -> Provider:
    provider = paywall.provider(call.match.values["provider"])
    if provider is None:
        raise Problem("provider_not_found")
    if not (provider.enabled and paywall.tokenised):
        raise Problem("provider_disabled")
    assert call.operation.tail is not None
    if len(call.match.tail) > call.operation.tail.longest or forwarding.leads_out(call.match.tail):
        raise Problem(INVALID_REQUEST)
    return provider


def _quota_exceeded(call: Call, user: User, paywall: Paywall, provider: Provider) -> Problem:
    """
    Refuse in the shape that the world's switch names.
    """
    shape = call.switches.gateway_402_shape
    if shape == "bare":
        return Problem("quota_bare")
    kind = provider.token_type
    left = balances.to_json(balances.of_user(call.tx, user.id, paywall.id))
    current = next((each for each in left if each["type"] == kind), {"type": kind, "count": 0})
    details = {"balances": _shaped(shape, left), "queryType": kind, "currentBalance": current}
    known = call.operation.refusals[f"quota_{shape}"].body["details"]
    return Problem(f"quota_{shape}", details={name: value for name, value in details.items() if name in known})


def _shaped(shape: str, left: list[dict[str, Any]]) -> list[Any]:
    shapes: Mapping[str, list[Any]] = {
        "rows": [{"balances": left}],
        "split": [{"balances": [each]} for each in left],
        "lists": [left],
        "flat": left,
    }
    return shapes[shape]


HANDLERS: dict[str, Handler] = {"getFromGateway": call_provider, "postToGateway": call_provider}
