"""
Requests copied from the console: whatever was sent, the copied text sends it again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from monetize_software import PaywallError
from monetize_software_mock import Mock
from monetize_software_mock.http import multipart
from monetize_software_mock.spec.specification import load
from tests.support.document import operations, resolve

from ..support.sample_requests import GATEWAY, GOOD, IN_THREE, OWNER, SUBSCRIBER, Ask

pytestmark = pytest.mark.enable_socket

SECRETS = load().secret_fields
LISTED = {operation["operationId"]: operation for _, _, operation in operations()}
JSON = "application/json"
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
    "captcha_token": "turnstile-1",
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
    for operation, good in GOOD.items():
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


HOSTILE = {
    "quotes": 'it\'s "quoted" `id` $HOME ${X} $(id) !! \\n \\',
    "lines": "one\ntwo\r\n\tthree",
    "letters": "żółć 漢字 🙂 \u202eא\ue000password\ue000",
    "file": "@/etc/passwd",
    "option": "--data-binary @- -K /etc/passwd",
    "escapes": "%41+&=?#;{a,b}[1-9]",
    "braces": "{} {0} {{x}} %s f'{x}'",
}
"""
Values that a shell, Python, curl or a template may read as something else.
"""

BYTES = {
    "no text": b"\x00\xff\xfe'\"\\\n",
    "nul": b"a\x00b",
    "at": b"@/etc/passwd",
    "quotes": 'it\'s "quoted" \\ $HOME\r\n🙂'.encode(),
    "spaced": b'{ "question" :  "Why?" }',
    "no json": b'{"question": ',
    "secret": b'{"model": "m", "password": "s3cret-word", "list": [{"token": "s3cret-word", "n": null}]}',
}
LATIN: Any = b"\xff'"
PICTURE = b"\x89PNG\r\n\x1a\n'\"\\\x00\xff"


def hostile() -> Iterator[Any]:
    """
    The same with hostile words in every free text, and requests of which few are like.
    """
    for operation, good in GOOD.items():
        free = [
            name
            for name, each in fields(operation).items()
            if each.get("type") == "string" and name not in SET | SECRETS
        ]
        for kind, word in HOSTILE.items() if free else ():
            yield pytest.param(operation, good.with_body(**dict.fromkeys(free, word)), id=f"{operation}-{kind}")
    talk = GOOD["postToGateway"]
    for kind, body in BYTES.items():
        for told in ("application/json", "application/octet-stream", None):
            yield pytest.param("postToGateway", talk.sending(body, told), id=f"gateway-{kind}-{told}")
    yield pytest.param("postToGateway", files(talk, {"data": {"a": "b'"}}), id="gateway-multipart")
    yield pytest.param("postToGateway", talk.at(f"{GATEWAY}/echo/v1/ch%20at,x?paywall_id=3&q=%27a%27&q=b"), id="tail")
    yield pytest.param("postToGateway", talk.at(f"{GATEWAY}/echo/a/%2e%2e/b?paywall_id=3"), id="gateway-dots")
    yield pytest.param("postToGateway", talk.at(f"{GATEWAY}/echo?paywall_id=3&api_key=s3cret-word"), id="gateway-key")
    yield pytest.param("postToGateway", talk.adding(X_Goog_Api_Key="s3cret-word", X_Own="it's"), id="gateway-headers")
    yield pytest.param("postToGateway", talk.by({"X-User-Id": "u_42"}), id="gateway-user")
    yield pytest.param("getFromGateway", GOOD["getFromGateway"].at(f"{GATEWAY}/events?paywall_id=3"), id="stream")
    ticket = GOOD["createSupportTicket"]
    yield pytest.param("createSupportTicket", files(ticket, {"data": dict(ticket.json)}), id="ticket-files")
    odd: dict[str, Any] = {"X-Odd": "żó".encode(), "X-Empty": "", "Accept": "text/html", **OWNER}
    yield pytest.param(None, Ask("DELETE", "/api/v1/x'y/%5B%00?a[]={1}&b=%27", odd), id="nowhere")
    yield pytest.param(None, Ask("POST", "/api/v1/../x", {**odd, "X-Odd": LATIN}), id="nowhere-post")


SET = {"type", "op", "provider", "code_challenge_method", "code_challenge", *VALUES}
"""
Fields whose text has a form, or a few values.
"""


def files(ask: Ask, more: dict[str, Any]) -> Ask:
    """
    The same as a form with a file.
    """
    attached = {"files": ("a picture.png", PICTURE, "image/png")}
    return Ask(ask.method, ask.path, ask.headers, None, {"files": attached, **more})


CASES = [*cases(), *hostile()]
ENVIRONMENT = {
    "MONETIZE_API_KEY": "sk_test_mock",
    "MONETIZE_EMAIL": "user@example.com",
    "MONETIZE_PASSWORD": "correct-horse-1",
    "SECRET_API_KEY": "s3cret-word",
    "SECRET_X_GOOG_API_KEY": "s3cret-word",
}
"""
What the copied texts ask the environment for, beside the bearer and the secret fields of a body.
"""


class Desk:
    """
    A mock on a real port, where one request is made and its copies are read.
    """

    def __init__(self, mock: Mock, client: httpx.Client) -> None:
        self.mock, self._client = mock, client
        self._start = mock.snapshot()

    def made(self, ask: Ask) -> Any:
        """
        Make a request in the world as it was at first.
        """
        self.mock.restore(self._start)
        ask.of(self._client)
        return self.mock.requests[-1]

    def copies(self) -> dict[str, str]:
        """
        What the console offers to copy of the latest request.
        """
        number = self.mock.requests[-1].number
        page = self._client.get(f"/_mock/console/requests/{number}?format=json")
        return dict(page.json()["copy"])

    def run(self, kind: str, text: str) -> Any:
        """
        Run what was copied in the world as it was at first; the last request that came of it.
        """
        self.mock.restore(self._start)
        RUN[kind](text)
        return self.mock.requests[-1]

    def consented(self) -> str:
        """
        Allow what the latest sign-in at a provider asks for; its code.
        """
        page = json.loads(self.mock.requests[-1].answer_text or "{}")["authorize_url"]
        answer = self._client.post(page, data={"action": "grant", "email": "user@example.com"})
        return str(httpx.URL(answer.headers["location"]).params["code"])


@pytest.fixture(scope="module")
def desk(listening: tuple[Mock, str]) -> Iterator[Desk]:
    """
    One for all tests.
    """
    mock, address = listening
    with httpx.Client(base_url=address) as client:
        yield Desk(mock, client)


def environment(ask: Ask) -> dict[str, str]:
    """
    The variables that make a request complete again.
    """
    body = ask.json if isinstance(ask.json, dict) else {}
    secrets = {f"SECRET_{name.upper()}": value for name, value in body.items() if isinstance(value, str)}
    bearer = ask.headers.get("Authorization", "").removeprefix("Bearer ")
    gateway = {"SECRET_PASSWORD": "s3cret-word", "SECRET_TOKEN": "s3cret-word"}
    return {**ENVIRONMENT, **gateway, **secrets, "MONETIZE_TOKEN": bearer}


def run_python(text: str) -> None:
    """
    Run a program as it is.
    """
    with suppress(PaywallError), warnings.catch_warnings():  # a refusal comes again too
        warnings.simplefilter("ignore", DeprecationWarning)  # of the methods that are
        exec(compile(text, "copied", "exec"), {"print": lambda *_: None})


def run_shell(text: str) -> None:
    """
    Run a command in bash.
    """
    done = subprocess.run(["bash", "-c", text], capture_output=True, check=False, env={**os.environ}, timeout=20)
    assert 0 == done.returncode, (text, done.stderr)


RUN = {"python": run_python, "curl": run_shell}


ABSENT_MEANS: dict[str, dict[str, Any]] = {"sendOtp": {"create_user": True}, "verifyOtp": {"type": "email"}}
"""
What the document says of fields that are left out, and the SDK always says.
"""

KINDS = ("python",) if shutil.which("curl") is None or shutil.which("bash") is None else ("python", "curl")
"""
What this machine can run.
"""


@pytest.mark.parametrize(("operation", "ask"), CASES)
def test_copied_request_is_made_again(operation: str, ask: Ask, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What is copied holds no secret, runs as it is, and path, query, told headers and body arrive again, with the same
    answer.
    """
    first = desk.made(ask)
    texts = desk.copies()
    assert [] == [each for each in secrets_of(ask, desk.mock) for text in texts.values() if each in text]
    for name, value in environment(ask).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("builtins.input", desk.consented)  # whoever must consent, does

    for kind in KINDS:
        again = desk.run(kind, texts[kind])
        assert (operation, first.status) == (first.operation, again.status)
        assert (first.request.method, first.request.path) == (again.request.method, again.request.path)
        assert meant(first, kind) == meant(again, kind)


def secrets_of(ask: Ask, mock: Mock) -> set[str]:
    """
    The keys, bearers, passwords, codes and tokens of a request.
    """
    body = ask.json if isinstance(ask.json, dict) else {}
    return {str(body[name]) for name in body.keys() & mock.spec.secret_fields} | {*ALWAYS_SECRET}


ALWAYS_SECRET = ("sk_test_mock", "bearer_", "s3cret-word", "correct-horse", "refresh_user", "oauth_seed")


def meant(exchange: Any, kind: str) -> tuple[Any, ...]:
    """
    What a request says: its query, the headers that mean something, and its body.
    """
    request = exchange.request
    ours = ("host", "content-length", "accept-encoding", "user-agent", "connection", "expect", "transfer-encoding")
    set_by_the_sdk = ("x-paywall-id", "x-sdk-version", "content-type", "accept")
    left = ours if kind == "curl" else (*ours, *set_by_the_sdk)
    told = {name: value for name, value in request.headers.items() if name not in left and value != "*/*"}
    if kind == "python" and not told.get("idempotency-key", "k-").startswith("k-"):
        del told["idempotency-key"]  # the SDK chose one where the request had none
    if exchange.operation in LISTED and "begins" in LISTED[exchange.operation]["x-sdk"]:
        told["authorization"] = "authorization" in told  # of the same user, from another sign-in
    return sorted(parse_qsl(request.query, keep_blank_values=True)), told, body_of(exchange, kind)


def body_of(exchange: Any, kind: str) -> Any:
    """
    A body: JSON with null the same as absent, a form as its parts, and anything else as its bytes.
    """
    body, media_type = exchange.request.body, exchange.request.headers.get("content-type", "")
    if media_type.startswith("multipart/"):
        form = multipart.parse(body, re.findall("boundary=(.*)", media_type)[0])
        return form.texts, form.files
    try:
        found = json.loads(body)
    except ValueError:
        return body
    if kind == "python" and isinstance(found, dict):
        chosen = LISTED[exchange.operation]["x-sdk"].get("chooses", ()) if exchange.operation in LISTED else ()
        skipped = (*chosen, "auth_code")
        given = {name: value for name, value in found.items() if value is not None and name not in skipped}
        return {**ABSENT_MEANS.get(exchange.operation or "", {}), **given}
    return found


@pytest.mark.parametrize("operation", GOOD)
def test_method_of_the_sdk_is_copied_for_every_operation(operation: str, desk: Desk) -> None:
    """
    The program of each operation is one of the SDK, with its client and its method, or one of several.
    """
    needs_a_key = Ask.adding(GOOD[operation], X_Api_Key="sk_test_mock")
    told = needs_a_key if operation == "getUserState" else GOOD[operation]
    desk.made(told)
    named = LISTED[operation]["x-sdk"]
    names = [named["method"]] if isinstance(named["method"], str) else [*named["method"]["op"].values()]
    client_name = named.get("client", "BillingClient").replace("AuthSession", "AuthClient")
    text = desk.copies()["python"]

    assert f"from monetize_software import {client_name}\n" in text
    assert any(f".{name}(" in text for name in names)


@pytest.mark.parametrize(
    "ask",
    [
        GOOD["startCheckout"].with_body(stranger=1),
        GOOD["startCheckout"].by({**OWNER, **SUBSCRIBER}),
        GOOD["startCheckout"].by(SUBSCRIBER),
        GOOD["adjustBalance"].with_body(amount=0),
        GOOD["adjustBalance"].sending(b"[1]"),
        GOOD["adjustBalance"].sending(b"{"),
        GOOD["getUser"].at(f"{IN_THREE}/user?email=a@b.example&email=c@d.example"),
        GOOD["postToGateway"].at(f"{GATEWAY}/echo?paywall_id=3&paywall_id=3"),
        GOOD["postToGateway"].adding(X_User_Id="u_42"),
        GOOD["postToGateway"].adding(Cookie="a=b"),
        GOOD["postToGateway"].by({"Authorization": "Basic eA==", "X-User-Id": "u_42"}),
        GOOD["postToGateway"].at(f"{GATEWAY}/echo//x?paywall_id=3"),
    ],
    ids=[
        "stranger",
        "two credentials",
        "a user beside a bearer",
        "refused",
        "a list",
        "no JSON",
        "twice in the query",
        "two paywalls",
        "two users",
        "a cookie",
        "another scheme",
        "an empty segment",
    ],
)
def test_request_that_the_sdk_would_not_send_is_copied_as_plain_http(ask: Ask, desk: Desk) -> None:
    """
    Nothing of it is left out to make it fit.
    """
    desk.made(ask)

    assert "import httpx" in desk.copies()["python"]


def test_copy_of_a_body_that_was_cut_says_so(desk: Desk) -> None:
    """
    Of a large body only the beginning is kept, and both texts begin with that.
    """
    desk.made(GOOD["postToGateway"].sending(b"x" * 70_000, "text/plain"))

    assert all(text.startswith("# The body was longer than what is kept") for text in desk.copies().values())
