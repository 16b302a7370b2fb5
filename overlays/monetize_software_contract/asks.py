"""
Declares what one request of the suite is, and builds it. Never sends it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from .contract import Contract, Operation
from .values import fields

OK: Final = "ok"
"""
Stands among what an ask expects for any documented success.
"""

MADE_UP_KEY: Final = "sk_test_made_up_by_the_contract_check"
MADE_UP_BEARER: Final = "made-up-by-the-contract-check"
NOBODY: Final = "nobody@contract-check.invalid"
NO_PAYWALL: Final = "0"
NO_PROVIDER: Final = "00000000-0000-4000-8000-000000000000"

_NEEDS = {
    "paywall": "a paywall's id",
    "key": "the owner's key",
    "bearer": "a user's bearer",
    "email": "a user's e-mail address",
    "other_case": "a user's e-mail address",
    "user_id": "a user's id, from getUser with a bearer",
    "version": "a version, from getBootstrap",
    "token_type": "a user with tokens",
    "price": "a price, from getBootstrap",
    "fresh_key": "an idempotency key",
}

Facts = Mapping[str, str]


class Unmet(Exception):
    """
    An ask cannot be built; the message says what it needs.
    """


@dataclass(frozen=True, slots=True)
class Ask:
    """
    One request, and how the specification has it answered.

    A text such as `{email}` in `paywall`, `query`, `headers` and `body` is filled in with a fact.

    Attributes:
        operation: Its `operationId`.
        case: What is special about it.
        expect: Names of the error examples that may answer it, or `OK`.
        key: The owner's key it carries.
        bearer: The user's bearer it carries.
        body: JSON to send; None for no body.
        content_type: Of the body.
        learns: Facts that its answer holds: by name, the path into the body.
    """

    operation: str
    case: str
    expect: tuple[str, ...]
    key: str | None = None
    bearer: str | None = None
    paywall: str = "{paywall}"
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, Any] | None = None
    content_type: str = "application/json"
    learns: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict[str, tuple[str | int, ...]])

    @property
    def name(self) -> str:
        """
        Its name in recordings, probes and reports.
        """
        return f"{self.operation}: {self.case}"


@dataclass(frozen=True, slots=True)
class Request:
    """
    A request as it is sent; `target` is the path with its query.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | None = None


def build(ask: Ask, contract: Contract, facts: Facts) -> Request:
    """
    Build the request of an ask.

    Raises:
        Unmet: A fact is missing.
    """
    operation = contract.operations[ask.operation]
    headers = {"accept": "application/json", "x-paywall-id": _filled("{paywall}", facts), **_credentials(ask, contract)}
    headers = {name: _filled(value, facts) for name, value in {**headers, **ask.headers}.items()}
    body = None if ask.body is None else json.dumps(_filled_in(ask.body, facts)).encode()
    if body is not None:
        headers["content-type"] = ask.content_type
    return Request(operation.method, _target(ask, operation, facts), headers, body)


def _credentials(ask: Ask, contract: Contract) -> dict[str, str]:
    found = {contract.key_header.lower(): ask.key, "authorization": ask.bearer}
    return {name: value for name, value in found.items() if value is not None}


def _target(ask: Ask, operation: Operation, facts: Facts) -> str:
    path = operation.path.replace("{paywallId}", quote(_filled(ask.paywall, facts), safe=""))
    path = path.replace("{provider}", NO_PROVIDER)
    query = urlencode({name: _filled(value, facts) for name, value in ask.query.items()}, quote_via=quote)
    return f"{path}?{query}" if query else path


def _filled(text: str, facts: Facts) -> str:
    head, brace, rest = text.partition("{")
    name, closed, tail = rest.partition("}")
    if not brace or not closed:
        return text
    if not facts.get(name):
        raise Unmet(f"needs {_NEEDS[name]}")
    return f"{head}{facts[name]}{tail}"


def _filled_in(value: Any, facts: Facts) -> Any:
    if isinstance(value, dict):
        return {name: _filled_in(item, facts) for name, item in fields(value).items()}
    return _filled(value, facts) if isinstance(value, str) else value
