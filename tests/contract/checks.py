"""
What schemathesis cannot know of an answer: its code, who may get it, and whose data it is. Never looks at effects.

Registered when imported; each is run on every answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import schemathesis

from monetize_software_mock import default_world

from . import reach
from .sending import repeat, text_of
from .statuses import DOCUMENTED, Answer, answer_of

Case = schemathesis.Case[Any]

VALID: Mapping[str, Mapping[str, str]] = {
    "ownerKey": {"X-Api-Key": "sk_test_mock"},
    "userBearer": {"Authorization": "Bearer bearer_subscriber"},
    "basic": {"Authorization": "Basic bearer_subscriber"},
}
"""
A credential of each scheme that would be accepted where the scheme is declared; `basic` is declared nowhere.
"""


@schemathesis.check
def codes_are_documented(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    A refusal carries a code that the operation's `x-errors` list and an error example of its status shows.
    """
    if case.method.upper() == case.operation.method.upper():
        answer = _read(response, case)
        assert answer in DOCUMENTED, f"{answer} is not documented"


@schemathesis.check
def aimed_requests_hit(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    A request that was made for an answer gets it.
    """
    aimed = reach.of(case)
    if aimed is not None:
        assert aimed.answer == _read(response, case), f"Made for {aimed.answer}, answered {_read(response, case)}"


@schemathesis.check
def other_schemes_are_refused(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    What succeeded with a credential fails with one of a scheme that the operation does not declare.
    """
    declared = _schemes(case)
    if response.status_code >= 300 or not declared:
        return
    for scheme, credential in VALID.items():
        ignored = _is_public(case) and not ({"Authorization"} & set(credential) and "userBearer" in declared)
        if scheme not in declared and not ignored:
            again = repeat(response, credential)
            assert again.status_code in (401, 403), f"A credential of {scheme} is answered with {again.status_code}"


@schemathesis.check
def other_keys_are_refused(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    What the owner of a paywall may do, neither another owner may, nor the same with an inactive key.
    """
    for key in ("sk_test_other", "sk_test_inactive"):
        if response.status_code < 300 and "ownerKey" in _schemes(case):
            again = repeat(response, {"X-Api-Key": key})
            assert again.status_code == 403, f"The key {key} is answered with {again.status_code}"


@schemathesis.check
def nobody_else_is_told_of(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """
    An answer names no person and no price of the default world that the request does not concern.
    """
    asked, told = text_of(response.request), response.text.lower()
    for thing in THINGS:
        shown = [name for name in thing.names if f'"{name}"' in told]
        assert not shown or any(handle in asked for handle in thing.handles), f"The answer tells of {shown}"


class Thing(NamedTuple):
    """
    Something an answer may name only when the request has one of its handles.
    """

    names: frozenset[str]
    handles: frozenset[str]


def _things() -> Iterator[Thing]:
    world = default_world()
    for person in world.people:
        purchase = {each.id for each in person.subscriptions}
        tokens = {each.token for each in world.bearers if each.user == person.id}
        tokens |= {each.refresh for each in world.bearers if each.user == person.id and each.refresh is not None}
        tokens |= {each.code for each in world.consents if each.email == person.email}
        theirs = {str(meta["userId"]) for meta in person.meta.values() if "userId" in meta}
        names = {name.lower() for name in (person.id, person.email, *purchase) if name}
        yield Thing(frozenset(names), frozenset(names | tokens | theirs))
    for paywall in world.paywalls:
        handles = (f"/paywall/{paywall.id}/", f'"{paywall.id}"')
        yield Thing(frozenset(price.id for price in paywall.prices), frozenset(handles))


THINGS = tuple(_things())


def _read(response: schemathesis.Response, case: Case) -> Answer:
    content_type = "".join(response.headers.get("content-type", []))
    operation: str = case.operation.definition.raw["operationId"]
    return answer_of(operation, response.status_code, response.content, content_type)


def _schemes(case: Case) -> set[str]:
    return {scheme for alternative in case.operation.definition.raw["security"] for scheme in alternative}


def _is_public(case: Case) -> bool:
    return {} in case.operation.definition.raw["security"]
