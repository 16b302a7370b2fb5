"""
No frame that an exception passed holds a plain credential: error reporters show the variables of all of them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import anyio
import httpx
import pytest

from monetize_software import AsyncBillingClient, BillingClient, webhooks

from ..support.driving import driven
from ..support.recorder import Answer, Recorder, fails, good, says

KEY = "sk_live_notARealKey1"
BEARER = "opaque-bearer-zyxw"
SECRET = "whsec_notARealSecret"
MARKS = ("notARealKey1", "zyxw", "notARealSecret")


def frames(error: BaseException) -> Iterator[tuple[str, str, str]]:
    """
    Function, name and text of every variable of ours that an error reporter could show.
    """
    links: list[BaseException | None] = [error]
    for one in links:
        if one is not None and one not in links[: links.index(one)]:
            links += [one.__cause__, one.__context__]
        trace: TracebackType | None = one.__traceback__ if one is not None else None
        while trace is not None:
            code = trace.tb_frame.f_code
            if "/monetize_software/" in code.co_filename.replace("\\", "/"):
                for name, value in trace.tb_frame.f_locals.items():
                    yield code.co_qualname, name, repr(value) + str(value)
            trace = trace.tb_next


def leaks(use: Callable[[], Any]) -> list[tuple[str, str]]:
    """
    Do what fails, and name the variables that show a credential.
    """
    with pytest.raises(BaseException) as caught:  # noqa: PT011  # whatever it is
        use()
    assert list(frames(caught.value)), "no frame of ours was passed"
    return [(function, name) for function, name, text in frames(caught.value) if any(mark in text for mark in MARKS)]


def signed(body: bytes = b"{}") -> dict[str, str]:
    """
    Headers of a delivery with the right signature.
    """
    return webhooks.sign(body, SECRET)


FORGED = {"x-signature": "0" * 64}
WEBHOOKS: dict[str, Callable[[], Any]] = {
    "forged": lambda: webhooks.verify(b"{}", FORGED, SECRET),
    "forged, several secrets": lambda: webhooks.verify(b"{}", FORGED, [SECRET, SECRET + "2"]),
    "forged, read at once": lambda: webhooks.construct_event(b"{}", FORGED, SECRET),
    "missing": lambda: webhooks.construct_event(b"{}", {}, SECRET),
    "not an event": lambda: webhooks.construct_event(b"{}", signed(), SECRET),
    "huge": lambda: webhooks.construct_event(b" " * (1 << 21), FORGED, SECRET),
    "text": lambda: webhooks.construct_event("{}", FORGED, SECRET),  # type: ignore[arg-type]
    "one header": lambda: webhooks.construct_event(b"{}", "0" * 64, SECRET),  # type: ignore[arg-type]
    "bad among the secrets": lambda: webhooks.verify(b"{}", FORGED, [SECRET, ""]),
    "secret in a dict": lambda: webhooks.verify(b"{}", FORGED, {SECRET: 1}),  # type: ignore[arg-type]
    "secret with half a character": lambda: webhooks.verify(b"{}", FORGED, SECRET + "\ud800"),
    "sign text": lambda: webhooks.sign("{}", SECRET),  # type: ignore[arg-type]
    "sign with half a character": lambda: webhooks.sign(b"{}", SECRET + "\ud800"),
    "sign with a list": lambda: webhooks.sign(b"{}", [SECRET]),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", WEBHOOKS)
def test_frames_of_webhooks_hold_no_secret(name: str) -> None:
    """
    Anybody may send a forged delivery; what is reported of it does not show the webhook's secret.
    """
    assert [] == leaks(WEBHOOKS[name])


Make = Callable[..., BillingClient]


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Make:
    """
    Makes a client of either kind with a live key.
    """

    def of(answer: Answer | None = None, **options: Any) -> BillingClient:
        settings = good(api_key=KEY, transport=Recorder(answer), **options)
        if request.param == "sync":
            return BillingClient(**settings)
        return driven(AsyncBillingClient(**settings), runner)

    return of


def interrupted(*_: Any) -> Any:
    """
    Stop as Ctrl-C does.
    """
    raise KeyboardInterrupt


def surprised(request: httpx.Request) -> httpx.Response:
    """
    Fail as a caller's own transport may.
    """
    raise ZeroDivisionError


BOUND: dict[str, Callable[[BillingClient], BillingClient]] = {
    "key": lambda client: client.for_user(email="ada@example.com"),
    "bearer": lambda client: client.with_bearer(BEARER),
    "function": lambda client: client.with_bearer(lambda: BEARER),
}
ANSWERS: dict[str, Answer] = {
    "400": says(400, {"error": f"no {KEY}"}),
    "401": says(401, {"error": "invalid_token"}),
    "500": says(500, {}),
    "broken": says(200, b"{"),
    "lost": fails(httpx.ReadError),
    "late": fails(httpx.ReadTimeout),
    "surprise": surprised,
    "interrupted": interrupted,
}
CALLS: dict[str, Callable[[BillingClient], Any]] = {
    "get_user": lambda client: client.get_user(),
    "create_checkout": lambda client: client.create_checkout("p"),
    "ticket with a file": lambda client: client.create_support_ticket("Help", "It broke.", files=[("a.txt", b"x")]),
    "verify_token": lambda client: client.verify_token(BEARER),
}


@pytest.mark.parametrize("bound", BOUND)
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("call", CALLS)
def test_frames_of_a_call_hold_no_credential(make: Make, bound: str, answer: str, call: str) -> None:
    """
    However a call ends, with a key, a bearer or a function that gives one, no frame shows them.
    """
    client = BOUND[bound](make(ANSWERS[answer]))

    assert [] == leaks(lambda: CALLS[call](client))


def test_frames_of_a_wait_hold_no_credential(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Ctrl-C between two attempts shows nothing.
    """
    monkeypatch.setattr(time, "sleep", interrupted)
    monkeypatch.setattr(anyio, "sleep", interrupted)
    client = make(says(503, {}), max_retries=2)

    for bind in BOUND.values():
        assert [] == leaks(bind(client).get_user)


BROKEN = ["\n", "\r\nX-Evil: 1", " b", "é", "\ud800", ""]


@pytest.mark.parametrize("tail", BROKEN, ids=ascii)
def test_frames_of_a_refused_credential_do_not_show_it(make: Make, tail: str) -> None:
    """
    A bearer or a key that cannot be used is refused by frames that hide it.
    """
    client = make()
    odd = tail or b"x"
    broken: Any = BEARER + odd if isinstance(odd, str) else BEARER.encode() + odd
    key: Any = f"{KEY}{odd}x" if isinstance(odd, str) else KEY.encode()

    assert [] == leaks(lambda: client.with_bearer(broken))
    assert [] == leaks(lambda: client.verify_token(broken))
    assert [] == leaks(lambda: client.with_bearer(lambda: broken).get_user())
    for kind in (BillingClient, AsyncBillingClient):
        assert [] == leaks(lambda kind=kind: kind(**good(api_key=key)))  # type: ignore[misc]
        assert [] == leaks(lambda kind=kind: kind(**good(bearer=broken)))  # type: ignore[misc]


@pytest.mark.parametrize("kind", [BillingClient, AsyncBillingClient])
@pytest.mark.parametrize(
    "wrong",
    [
        {"paywall_id": "../4"},
        {"api_origin": "http://pay.example.com"},
        {"api_origin": "http://127.0.0.1:4242"},
        {"max_retries": -1},
        {"timeout": 0},
        {"transport": 5},
        {"no_such_option": 1},
    ],
    ids=repr,
)
def test_frames_of_construction_hold_no_credential(
    kind: Any, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A client that cannot be built shows neither its key nor its bearer, wherever they came from.
    """
    monkeypatch.setenv("MONETIZE_API_KEY", KEY)
    options = good(**{"api_key": KEY, "bearer": BEARER, **wrong})

    assert [] == leaks(lambda: kind(**options))
    assert [] == leaks(lambda: kind.from_env(**options))
    del options["api_key"]
    assert [] == leaks(lambda: kind.from_env(**options))


def test_frames_of_an_empty_environment_hold_no_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What is missing is told without what is there.
    """
    monkeypatch.setenv("MONETIZE_API_KEY", KEY)

    assert [] == leaks(lambda: BillingClient.from_env(bearer=BEARER))
