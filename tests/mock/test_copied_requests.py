"""
Requests copied from the console: whatever was sent, the copied text sends it again.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from monetize_software import BillingClient, PaywallError
from monetize_software_mock import Mock
from tests.support.document import operations, resolve

from ..support.sample_requests import GOOD, OWNER, SUBSCRIBER, Ask, connect_http

LISTED = {operation["operationId"]: operation for _, _, operation in operations()}
JSON = "application/json"
COPIED = {name: ask for name, ask in GOOD.items() if LISTED[name].get("x-sdk", {}).get("client") != "AuthSession"}
"""
The operations that are copied whole: they carry no password, code or refresh token.
"""

VALUES: dict[str, Any] = {
    "email": "subscriber@example.com",
    "customer_email": "subscriber@example.com",
    "user_id": "u_42",
    "userId": "u_42",
    "userMeta": {"userId": "u_42", "plan": "pro", "seats": 3},
    "successUrl": "https://app.example.com/ok?session=__SESSION__",
    "errorUrl": "https://app.example.com/no",
    "shopUrl": "https://app.example.com/",
    "returnUrl": "https://app.example.com/back",
    "trial_days": 7,
    "ignoreActivePurchase": True,
    "localCurrency": "EUR",
    "token_type": "gpt-4",
}
"""
A value for the fields whose text has a form; any other field gets a word.
"""


def fields(operation: str) -> dict[str, Any]:
    """
    The fields of an operation's JSON body, as the document describes them.
    """
    content = LISTED[operation].get("requestBody", {}).get("content", {})
    described: dict[str, Any] = resolve(content.get(JSON, {}).get("schema", {})).get("properties", {})
    return described


def examples(operation: str) -> Iterator[Any]:
    """
    The bodies that the document shows.
    """
    content = LISTED[operation].get("requestBody", {}).get("content", {})
    yield from (each["value"] for each in content.get(JSON, {}).get("examples", {}).values())


def cases() -> Iterator[Any]:
    """
    Each operation: as it is, as documented, with each field more, with all of them, with a bearer, and with a stranger.
    """
    for operation, good in COPIED.items():
        yield pytest.param(operation, good, id=operation)
        for number, body in enumerate(examples(operation)):
            yield pytest.param(operation, good.with_body(**body), id=f"{operation}-example {number}")
        known: dict[str, Any] = good.json or {}
        more = {name: VALUES.get(name, "word") for name in fields(operation) if name not in known}
        for name, value in more.items():
            yield pytest.param(operation, good.with_body(**{name: value}), id=f"{operation}-{name}")
        if more:
            yield pytest.param(operation, good.with_body(**more), id=f"{operation}-everything")
            yield pytest.param(operation, good.with_body(stranger=1), id=f"{operation}-a field nobody knows")
        if {"userBearer": []} in LISTED[operation]["security"]:
            yield pytest.param(operation, good.by(SUBSCRIBER), id=f"{operation}-by a bearer")
            yield pytest.param(operation, good.by({**OWNER, **SUBSCRIBER}), id=f"{operation}-by both")
    yield pytest.param("getUser", GOOD["getUser"].at("/api/v1/paywall/3/user?user_id=u_42&utm=x"), id="query-stranger")
    yield pytest.param("getUser", GOOD["getUser"].at("/api/v1/paywall/3/user?user_id=u_42"), id="query-user_id")
    yield pytest.param("getUser", GOOD["getUser"].adding(X_Client_Ip="192.0.2.7"), id="header-address")
    yield pytest.param("getBootstrap", GOOD["getBootstrap"].adding(Accept_Language="de"), id="header-language")
    yield pytest.param("getBootstrap", GOOD["getBootstrap"].adding(X_User_Email="a@b.example"), id="header-e-mail")
    yield pytest.param("startCheckout", GOOD["startCheckout"].adding(Idempotency_Key="k-1"), id="header-key")
    yield pytest.param("adjustBalance", GOOD["adjustBalance"].with_body(op="credit"), id="credit")
    yield pytest.param("adjustBalance", GOOD["adjustBalance"].with_body(amount=5.0), id="amount-written 5.0")
    yield pytest.param("startCheckout", GOOD["startCheckout"].with_body(trial_days=None), id="null")


def copied(mock: Mock, kind: str) -> str:
    """
    What the console offers to copy of the first request.
    """
    page = connect_http(mock).get("/_mock/console/requests/1?format=json")
    return str(page.json()["copy"][kind])


@pytest.mark.parametrize(("operation", "ask"), [*cases()])
def test_request_copied_as_python_makes_it_again(
    operation: str, ask: Ask, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Path, query, told headers and body arrive again, and the same answer comes.
    """
    before = mock.snapshot()
    ask.of(connect_http(mock))
    first, program = mock.requests[0], copied(mock, "python")
    mock.restore(before)
    monkeypatch.setenv("MONETIZE_API_KEY", "sk_test_mock")
    monkeypatch.setenv("MONETIZE_TOKEN", "bearer_subscriber")
    for name, value in in_process(mock):
        monkeypatch.setattr(name, value)
    with suppress(PaywallError):  # a refusal comes again too
        exec(compile(program, "copied", "exec"), {})
    again = mock.requests[-1]

    assert (operation, first.status) == (again.operation, again.status)
    assert (first.request.path, meant(first)) == (again.request.path, meant(again))


def in_process(mock: Mock) -> Iterator[tuple[str, Any]]:
    """
    Let the copied program's requests reach this mock.
    """

    def client(**options: Any) -> BillingClient:
        return BillingClient(**options, transport=mock.transport(), allow_insecure_origin=True)

    def request(method: str, url: str, **options: Any) -> httpx.Response:
        return httpx.Client(transport=mock.transport()).request(method, url, **options)

    yield "monetize_software.BillingClient", client
    yield "httpx.request", request


def meant(exchange: Any) -> tuple[Any, ...]:
    """
    What a request says: its query, the headers that mean something, and its body; null is the same as absent.
    """
    request = exchange.request
    telling = ("x-user-email", "x-client-ip", "accept-language", "idempotency-key", "x-api-key", "authorization")
    told = {name: value for name, value in request.headers.items() if name in telling}
    if "idempotency-key" in told and not told["idempotency-key"].startswith("k-"):
        del told["idempotency-key"]  # the SDK chose one where the request had none
    body = {name: value for name, value in json.loads(request.body or b"{}").items() if value is not None}
    return sorted(httpx.QueryParams(request.query).multi_items()), told, body


@pytest.mark.parametrize(
    "operation", [name for name in COPIED if "client" not in LISTED[name].get("x-sdk", {"client"})]
)
def test_method_of_the_sdk_is_copied_where_one_makes_the_call(operation: str, mock: Mock) -> None:
    """
    Every method of the document is offered; a field that it does not know makes the text plain HTTP.
    """
    needs_a_key = Ask.adding(GOOD[operation], X_Api_Key="sk_test_mock")
    told = needs_a_key if operation == "getUserState" else GOOD[operation]
    told.of(connect_http(mock))
    methods = LISTED[operation]["x-sdk"]["method"]
    names = [methods] if isinstance(methods, str) else [*methods["op"].values()]

    assert any(f".{name}(" in copied(mock, "python") for name in names)


@pytest.mark.parametrize(
    "ask",
    [
        GOOD["startCheckout"].with_body(stranger=1),
        GOOD["startCheckout"].by({**OWNER, **SUBSCRIBER}),
        GOOD["startCheckout"].by(SUBSCRIBER),
        GOOD["adjustBalance"].with_body(amount=0),
        GOOD["adjustBalance"].sending(b"[1]"),
        GOOD["adjustBalance"].sending(b"{"),
        GOOD["getUser"].at("/api/v1/paywall/3/user?email=a@b.example&email=c@d.example"),
    ],
    ids=["stranger", "two credentials", "a user beside a bearer", "refused", "a list", "no JSON", "twice in the query"],
)
def test_request_that_the_sdk_would_not_send_is_copied_as_plain_http(ask: Ask, mock: Mock) -> None:
    """
    Nothing of it is left out to make it fit.
    """
    ask.of(connect_http(mock))

    assert "import httpx" in copied(mock, "python")


@pytest.mark.parametrize("operation", sorted(GOOD.keys() - COPIED.keys()))
@pytest.mark.parametrize("kind", ["python", "curl"])
def test_request_that_signs_in_is_copied_without_its_secrets(operation: str, kind: str, mock: Mock) -> None:
    """
    Everything else of it is there; what is masked must be filled in.
    """
    ask = GOOD[operation]
    ask.of(connect_http(mock))
    text = copied(mock, kind)
    secrets = {name: value for name, value in (ask.json or {}).items() if name in mock.spec.secret_fields}
    others = {name: value for name, value in (ask.json or {}).items() if name not in secrets}

    assert ask.path in text
    assert all(str(value) not in text for value in secrets.values())
    assert all(f'"{name}":"{value}"' in text for name, value in others.items())
    assert text.count('"***"') == len(secrets)


@pytest.mark.parametrize(("operation", "ask"), [*cases()])
def test_request_copied_as_curl_makes_it_again(operation: str, ask: Ask, mock: Mock) -> None:
    """
    The same method, address, headers and body, with credentials from the environment.
    """
    before = mock.snapshot()
    ask.of(connect_http(mock))
    command = copied(mock, "curl")
    words = shlex.split(
        command.replace("$MONETIZE_API_KEY", "sk_test_mock").replace("$MONETIZE_TOKEN", "bearer_subscriber")
    )
    headers = dict(words[index + 1].split(": ", 1) for index, word in enumerate(words) if word == "-H")
    body = words[words.index("--data-binary") + 1] if "--data-binary" in words else ""
    first = mock.requests[0]
    mock.restore(before)
    httpx.Client(transport=mock.transport()).request(words[2], words[3], headers=headers, content=body)
    again = mock.requests[-1]

    assert (operation, first.status, first.request.body) == (again.operation, again.status, again.request.body)
    assert meant(first) == meant(again)
