"""
What schemathesis cannot know of an operation: what it changes, and how often. Never looks at refusals.

Registered when imported; each is run on every answer, and leaves the world as it found it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import schemathesis

from .sending import bytes_of, repeat, send

Case = schemathesis.Case[Any]
Fields = Mapping[str, Any]


@schemathesis.check
def repeated_keys_apply_once(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    A repeated idempotency key is answered with the same bytes, and opens nothing that would end some day.
    """
    if response.status_code >= 300 or "Idempotency-Key" not in response.request.headers:
        return
    before = _to_come(response)
    assert repeat(response).content == response.content, "The same key is answered otherwise"
    assert before == _to_come(response), "The same key opened something new"


@schemathesis.check
def cancelled_once_is_enough(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    What was cancelled cannot be cancelled again.
    """
    if response.status_code == 200 and _operation(case) == "cancelSubscription":
        assert repeat(response).status_code == 400, "It was cancelled a second time"


@schemathesis.check
def changes_can_be_read(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    What an operation says it did, `getUser` shows.
    """
    holds = HOLDS.get(_operation(case))
    if holds is None or response.status_code != 200:
        return
    asked, told = json.loads(bytes_of(response.request)), response.json()
    paywall, identity = _whose(case, asked, told)
    path, key = f"/api/v1/paywall/{paywall}/user", {"X-Api-Key": "sk_test_mock"}
    user = send(response.request.url, "GET", path, params=identity, headers=key)
    assert user.status_code == 200, f"The user cannot be read: {user.status_code}"
    assert holds(asked, told, user.json()), f"getUser shows something else: {user.text}"


def _whose(case: Case, asked: Fields, told: Fields) -> tuple[Any, Fields]:
    """
    The paywall and the user that a change was about.
    """
    match _operation(case):
        case "adjustBalance":
            return case.path_parameters["paywallId"], {"user_id": told["user_id"]}
        case "cancelSubscription":
            return asked["paywallId"], {"email": asked.get("email"), "user_id": asked.get("userId")}
        case _:
            return asked["paywall_id"], {"user_id": asked["user_id"]}


def _adjusted(asked: Fields, told: Fields, user: Fields) -> bool:
    return {"type": told["type"], "count": told["count"]} in user["balances"]


def _withdrawn(asked: Fields, told: Fields, user: Fields) -> bool:
    return {"type": asked.get("token_type", "standard"), "count": told["remaining"]} in user["balances"]


def _set(asked: Fields, told: Fields, user: Fields) -> bool:
    return {each["count"] for each in user["balances"]} == {asked.get("tokens", 0)}


def _cancelled(asked: Fields, told: Fields, user: Fields) -> bool:
    """
    The end is planned as told; a trial is over at once, though the answer speaks of its end.
    """
    told_of = told["subscription"]
    shown = next((each for each in user["purchases"] if each["id"] == told_of["id"]), None)
    if shown is not None and told_of["status"] == "trialing":
        return shown["status"] == "canceled" and shown["ended_at"] is not None
    return shown is not None and shown["cancel_at"] == told_of["cancel_at"]


HOLDS: Mapping[str, Callable[[Fields, Fields, Fields], bool]] = {
    "adjustBalance": _adjusted,
    "withdrawTokens": _withdrawn,
    "setTestBalances": _set,
    "cancelSubscription": _cancelled,
}
"""
By operation: what was asked, what was told, and whether `getUser` shows it.
"""


def _operation(case: Case) -> str:
    found: str = case.operation.definition.raw["operationId"]
    return found


def _to_come(response: schemathesis.Response) -> Any:
    """
    What will have happened a day and an hour later: among other things, every open checkout session expires.
    """
    answer = send(response.request.url, "POST", "/_mock/clock/preview", json={"hours": 25})
    answer.raise_for_status()
    return answer.json()["happened"]
