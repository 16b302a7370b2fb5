"""
Keys, bearers, e-mail addresses and one-time links are shown nowhere: in no repr, error, traceback, log or hook.
"""

from __future__ import annotations

import ast
import copy
import gc
import json
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient, Identity
from monetize_software.redaction import redact

from ..support.recorder import GOOD, Recorder, good, says
from .conftest import Connect

KEY = "sk_live_notARealKey1"
PLAIN_KEY = "grandfathered-key-77"
BEARER = "opaque-bearer-zyxw"
EMAIL = "ada@example.com"
ODD_EMAIL = 'o"brien,x@example.com'
LINK = "https://pay.example.com/portal/one-time-9f3"
MARKS = ["notARealKey1", "grandfathered", "opaque", "zyxw", "ada@", "ada%40", "brien", "one-time"]


def clean(text: str) -> bool:
    """
    Whether a text shows none of the secrets.
    """
    return not [mark for mark in MARKS if mark in text]


def reachable(start: object) -> Iterator[object]:
    """
    Everything of ours, and of the HTTP library, that can be reached from an object; the bare values are left out.
    """
    seen: set[int] = set()
    waiting: list[object] = [start]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, str | bytes | type | type(json)):
            continue
        seen.add(id(one))
        if type(one).__module__.partition(".")[0] in ("monetize_software", "httpx", "httpcore"):
            yield one
            waiting += gc.get_referents(one)
            waiting += [
                getattr(one, name, None) for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())
            ]
        elif isinstance(one, list | tuple | dict | set):
            waiting += gc.get_referents(one)


@pytest.mark.parametrize("client_class", [BillingClient, AsyncBillingClient])
def test_nothing_reachable_from_a_client_shows_a_secret(client_class: Any) -> None:
    """
    D-26: neither the client nor anything it holds prints a key, a bearer or a user.
    """
    options = {**GOOD, "api_key": KEY, "bearer": BEARER, "identity": Identity(EMAIL, "u_42")}
    client = client_class(**options, transport=Recorder())
    found = list(reachable(client)) + list(reachable(client.for_user(email=EMAIL))) + list(reachable(client.identity))

    assert {"Profile", "Secret", "Identity", "Origin"} <= {type(one).__name__ for one in found}
    assert [] == [type(one) for one in found if not clean(f"{one!r} {one}")]


@pytest.mark.parametrize("use", [pickle.dumps, copy.copy, copy.deepcopy])
def test_credential_does_not_travel(use: Any) -> None:
    """
    A credential on its own is neither pickled nor copied.
    """
    with pytest.raises(TypeError, match="cannot be pickled"):
        use(BillingClient(**good(api_key=KEY))._profile.key)


def shown(error: BaseException) -> str:
    """
    Everything an exception prints, with all exceptions that led to it, also those that are not shown by default.
    """
    links: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in links:
            links.append(one)
            waiting += [one.__cause__, one.__context__]
    own = "".join("".join(traceback.format_exception_only(one)) + repr(one) + str(one.args) for one in links)
    return own + "".join(traceback.format_exception(error))


ECHOES = [
    KEY,
    f"Invalid key {KEY}",
    PLAIN_KEY,
    BEARER,
    f"Token {BEARER} expired",
    EMAIL,
    ODD_EMAIL,
    "ada%40example.com",
]


@pytest.mark.parametrize("field", ["error", "message", "code", "msg"])
@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("status", [200, 400, 401, 409, 500])
def test_server_that_echoes_secrets_does_not_make_an_error_print_them(
    connect_recorder: Connect, status: int, echo: str, field: str
) -> None:
    """
    Whatever a server repeats in its error, the text, the repr, the traceback and a pickled copy hold no secret.
    """
    client, _ = connect_recorder(
        says(status, {field: echo, "data": None}, x_request_id=echo.replace("\n", "")), api_key=PLAIN_KEY
    )
    bound = client.for_user(email=ODD_EMAIL) if echo != BEARER else client.with_bearer(lambda: BEARER)
    bound = client.with_bearer(BEARER) if "Token" in echo else bound

    with pytest.raises(sdk.PaywallError) as caught:
        bound.get_user_detail()
    error = caught.value
    assert clean(shown(error))
    assert clean(shown(pickle.loads(pickle.dumps(error))) + shown(copy.copy(error)))
    assert str(error) == str(pickle.loads(pickle.dumps(error)))


def own_sentences() -> Iterator[str]:
    """
    Every text with a blank in it that the code of this package holds; what is filled in stands as "x".
    """
    root = Path(sdk.__file__).parent
    for path in sorted(path for path in root.rglob("*.py") if "redaction" not in path.parts):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
        parts = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
        for node in ast.walk(tree):
            values = node.values if isinstance(node, ast.JoinedStr) else [node]
            if id(node) not in docs | parts and any(isinstance(one, ast.Constant) for one in values):
                text = "".join(str(one.value) if isinstance(one, ast.Constant) else "x" for one in values)
                if " " in text.strip() and not text.startswith(("DELETE ", "INSERT ", "SELECT ", "UPDATE ")):
                    yield text


def test_own_sentences_survive_the_masking() -> None:
    """
    Nothing that we say is itself taken for a secret and masked away, wherever it is written.
    """
    sentences = set(own_sentences())

    assert 150 < len(sentences)
    assert [] == [sentence for sentence in sentences if redact(sentence) != sentence]


@pytest.mark.parametrize("secret", ["api_key", "client", "needs", "credential", "paywall"])
def test_own_sentence_is_whole_whatever_the_secret_is(connect_recorder: Connect, secret: str) -> None:
    """
    An error that no server had a word in is printed as it was written, also where a bearer is a word of it.
    """
    client, _ = connect_recorder(api_key=None)
    stranger = client.for_user(email="ada@example.com")

    with pytest.raises(sdk.ConfigurationError) as caught:
        stranger.debit_tokens("gpt-4", 1)
    assert str(caught.value).startswith("This operation needs the owner's key: give the client an api_key. A bearer is")
    with pytest.raises(sdk.InvalidRequestError) as refused:
        client.with_bearer(secret).create_checkout("")
    assert "***" not in str(refused.value)


def test_words_of_the_server_stay_readable(connect_recorder: Connect) -> None:
    """
    The server's own words and body are there for the program, unmasked; only what is printed is masked.
    """
    client, _ = connect_recorder(says(400, {"error": f"No user {EMAIL}", "n": 1}))

    with pytest.raises(sdk.InvalidRequestError) as caught:
        client.for_user(email=EMAIL).get_user_detail()
    assert (f"No user {EMAIL}", 1) == (caught.value.message, caught.value.body["n"])
    assert "No user *** (code=http_400" in str(caught.value)


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ReadError, httpx.LocalProtocolError, OSError, EOFError])
def test_failure_of_the_http_library_is_masked_with_all_that_led_to_it(connect_recorder: Connect, kind: Any) -> None:
    """
    The cause keeps its class and loses what it knows of the request: header values, addresses, earlier exceptions.
    """

    def answer(request: httpx.Request) -> httpx.Response:
        try:
            raise ValueError(f"illegal header {request.headers.raw} {request.url.raw_path.decode()}")
        except ValueError as inner:
            raise kind(f"cannot send {request.headers['x-api-key']} for {EMAIL}") from inner

    client, _ = connect_recorder(answer, api_key=PLAIN_KEY)
    with pytest.raises(sdk.NetworkError) as caught:
        client.for_user(email=EMAIL).get_user_detail()

    cause: Any = caught.value.__cause__
    assert type(cause) is kind
    assert clean(shown(caught.value))
    assert clean(repr(cause.request.url) + repr(cause.request.headers) if isinstance(cause, httpx.HTTPError) else "")


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)
def test_failing_hook_of_a_given_client_is_masked(library: Any) -> None:
    """
    A given client whose own hook raises for a status leads to an error of ours that holds no secret.
    """
    http_client = library.Client(
        transport=library.MockTransport(lambda request: library.Response(403, request=request)),
        event_hooks={"response": [lambda response: response.raise_for_status()]},
    )
    client = BillingClient(**good(api_key=KEY), http_client=http_client)

    with pytest.raises(sdk.NetworkError) as caught:
        client.for_user(email=EMAIL).get_user_detail()
    assert "HTTPStatusError" == type(caught.value.__cause__).__name__
    assert clean(shown(caught.value))
    assert not hasattr(caught.value.__cause__, "response")


@pytest.mark.parametrize("tail", ["\n", "\r\nX-Evil: 1", "\x00", " b", "é", "\ud800", "\x7f"], ids=ascii)
def test_value_that_no_header_can_hold_is_refused_and_not_repeated(connect_recorder: Connect, tail: str) -> None:
    """
    A credential, an address or an idempotency key that would break a header is refused without showing it.
    """
    client, recorder = connect_recorder(api_key=KEY)
    attempts: list[Any] = [
        lambda: connect_recorder(api_key=f"{KEY}{tail}x"),
        lambda: client.with_bearer(BEARER + tail),
        lambda: client.with_bearer(lambda: BEARER + tail).get_user(),
        lambda: client.for_user(email=f"{EMAIL}{tail}@"),
        lambda: client.for_user(email=EMAIL).create_checkout("p", idempotency_key=f"{BEARER}{tail}\n"),
    ]

    for attempt in attempts:
        with pytest.raises(sdk.PaywallError) as caught:
            attempt()
        assert clean(shown(caught.value))
    assert [] == recorder.requests


def test_one_time_links_are_not_printed(connect_recorder: Connect) -> None:
    """
    A checkout and a portal link are in `url` and in no repr.
    """
    portal, _ = connect_recorder(says(200, {"url": LINK}))
    checkout, _ = connect_recorder(says(200, {"checkoutUrl": LINK, "userId": "u", "acquiring": "stripe"}))
    results: list[Any] = [
        portal.for_user(email=EMAIL).get_customer_portal_url(),
        checkout.for_user(email=EMAIL).create_checkout("p"),
    ]

    assert [LINK, LINK] == [result.url for result in results]
    assert clean(f"{results!r} {results}")


def test_users_are_not_printed(connect_recorder: Connect) -> None:
    """
    Results about a user print neither the address nor the metadata.
    """
    client, _ = connect_recorder()
    results = [
        client.verify_token("bearer_subscriber"),
        client.for_user(email="subscriber@example.com").get_user_detail(),
        client.for_user(email="subscriber@example.com").get_user(),
    ]

    assert "@" not in repr(results)
    assert "u_42" not in repr(results)


def test_hooks_are_told_no_secret(connect_recorder: Connect) -> None:
    """
    What hooks see holds the path's template, not the address, and neither headers nor bodies.
    """
    seen: list[Any] = []
    client, _ = connect_recorder(
        says(400, {"error": KEY}), api_key=KEY, on_request=seen.append, on_response=seen.append
    )

    for bound in (client.for_user(email=EMAIL), client.with_bearer(BEARER)):
        with pytest.raises(sdk.InvalidRequestError):
            bound.get_user_detail()
    assert 4 == len(seen)
    assert clean(f"{seen!r} {[str(one) for one in seen]}" + str([one.__getstate__() for one in seen]))
