"""
Whole stories through the gateway, against the mock: one body each, run with both clients.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import BytesIO
from typing import Any

import anyio
import pytest

import monetize_software as sdk
from monetize_software.hooks import ChargeInfo
from monetize_software_mock import Mock
from monetize_software_mock.world import default_world

from ..support.contract import AsyncContractTransport, ContractTransport
from ..support.gateways import gateway_of
from .evidence import EVIDENCE

KINDS = ("sync", "asyncio")
USER = "u_42"
ASK = {"model": "gpt-4", "messages": [{"role": "user", "content": "Say hello"}]}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """
    Which client.
    """
    kind: str = request.param
    return kind


Body = Callable[[Any], Awaitable[Any]]


@pytest.fixture
def tell(kind: str, mock: Mock) -> Callable[..., Any]:
    """
    Plays a body with a client of the kind, connected to the mock; every exchange is checked against the document.
    """

    def play(body: Body, server: Mock = mock, **options: Any) -> Any:
        transport: Any = (
            ContractTransport(server.transport(), EVIDENCE.exchanged)
            if kind == "sync"
            else AsyncContractTransport(server.async_transport(), EVIDENCE.exchanged)
        )

        async def whole() -> Any:
            named = {} if "bearer" in options else {"user_id": USER}
            gateway = gateway_of(
                kind, "https://pay.example.com", transport=transport, **{"user_id": None, **named, **options}
            )
            return await body(gateway)

        return anyio.run(whole)

    return play


def left(mock: Mock) -> int:
    """
    The user's `gpt-4`.
    """
    billing = sdk.BillingClient(
        paywall_id="3", api_origin="https://pay.example.com", api_key="sk_test_mock", transport=mock.transport()
    )
    balances = billing.for_user(user_id=USER).get_user_detail().balances
    return next(balance.count for balance in balances if balance.type == "gpt-4")


def test_a_call_is_charged_and_tells_so(tell: Any, mock: Mock) -> None:
    """
    A success takes one token of the provider's type; the answer and the hook name it.
    """
    charged, before = list[ChargeInfo](), left(mock)

    async def body(gateway: Any) -> None:
        answer = await gateway.call("openai", "v1/chat/completions", json=ASK)
        assert "gpt-4" == answer.query_type
        assert answer.closed
        assert "assistant" == answer.json()["choices"][0]["message"]["role"]

    tell(body, on_charged=charged.append)
    assert [ChargeInfo("openai", "gpt-4")] == charged
    assert before - 1 == left(mock)


def test_what_is_free_is_not_charged(tell: Any, mock: Mock) -> None:
    """
    A provider that costs nothing takes nothing, and the hook is not called.
    """
    charged, before = list[ChargeInfo](), left(mock)

    async def body(gateway: Any) -> None:
        assert "free" == (await gateway.call("free", json={})).query_type

    tell(body, on_charged=charged.append)
    assert [] == charged
    assert before == left(mock)


def test_a_stream_is_read_event_by_event(tell: Any, mock: Mock) -> None:
    """
    The events come one by one, and the token is taken when the answer is over.
    """
    before = left(mock)

    async def body(gateway: Any) -> list[Any]:
        async with gateway.stream("openai", "v1/chat/completions", json={**ASK, "stream": True}) as answer:
            return [event.data async for event in answer.events()]

    events = tell(body)
    assert "[DONE]" == events[-1]
    assert 2 < len(events)
    assert before - 1 == left(mock)


def test_a_stream_that_is_left_costs_nothing(tell: Any, mock: Mock) -> None:
    """
    A reader who leaves before the end is told so by the mock, and not charged.
    """
    before = left(mock)

    async def body(gateway: Any) -> None:
        async with gateway.stream("events", method="GET") as answer:
            async for _ in answer.events():
                break

    tell(body)
    assert "aborted" == mock.requests[-1].ending
    assert before == left(mock)


def test_a_stream_that_breaks_is_told_and_not_repeated(tell: Any, mock: Mock) -> None:
    """
    What a provider breaks off ends with a `NetworkError` that leaves doubt, and is sent once.
    """

    async def body(gateway: Any) -> None:
        got = list[str]()
        with pytest.raises(sdk.NetworkError) as caught:
            await read_into(gateway, got)
        assert 5 == len(got)
        assert caught.value.may_have_been_applied

    async def read_into(gateway: Any, got: list[str]) -> None:
        async with gateway.stream("cut", json={}) as answer:
            async for event in answer.events():
                got.append(event.data)

    tell(body, max_retries=5)
    assert 1 == len(mock.requests)


@pytest.mark.parametrize("shape", ["rows", "split", "lists", "flat", "bare"])
def test_the_quotas_end_is_told_with_balances(tell: Any, shape: str) -> None:
    """
    A user without tokens gets a `QuotaExceededError` with the balances, whatever form they come in, and the hook
    hears it.
    """
    exhausted = list[sdk.QuotaExceededError]()

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.QuotaExceededError) as caught:
            await gateway.call("empty", json={})
        assert ("not_enough_queries", 402) == (caught.value.code, caught.value.status)
        if shape != "bare":
            assert "standard" == caught.value.query_type
            assert "gpt-4" in dict(caught.value.balances)
        assert [caught.value] == exhausted

    server = Mock(default_world().with_switches(gateway_402_shape=shape))
    tell(body, server=server, on_exhausted=exhausted.append)


def test_errors_of_a_provider_keep_status_headers_and_body(tell: Any, mock: Mock) -> None:
    """
    A provider's own error comes through whole.
    """

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.ServerError) as caught:
            await gateway.call("fail", json={})
        assert 500 == caught.value.status
        assert caught.value.body
        assert caught.value.headers["content-type"].startswith("application/json")

    tell(body, max_retries=5)
    assert 1 == len(mock.requests)


def test_a_provider_that_is_off_is_refused(tell: Any) -> None:
    """
    A provider that the owner switched off answers 403 with the vendor's word.
    """

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.PermissionDeniedError) as caught:
            await gateway.call("off", json={})
        assert "provider-disabled" == caught.value.code

    tell(body)


def test_a_refused_bearer_is_replaced_once(tell: Any, mock: Mock) -> None:
    """
    A session that has a fresh token is told which one was refused, and the call is made again with the other.
    """
    asked = list[str | None]()

    class Session:
        def token(self, rejected: str | None = None) -> str:
            asked.append(rejected)
            return "bearer_user" if rejected else "bearer_stale"

    async def body(gateway: Any) -> Any:
        return (await gateway.call("echo", json={"a": 1})).json()["body"]

    assert '{"a":1}' == tell(body, bearer=Session())
    assert [None, "bearer_stale"] == asked
    assert [401, 200] == [request.status for request in mock.requests]


BODIES: dict[str, tuple[dict[str, Any], str]] = {
    "dict": ({"body": {"a": "ä"}}, "application/json"),
    "list": ({"body": [1, 2]}, "application/json"),
    "json": ({"json": {"a": 1}}, "application/json"),
    "text": ({"body": "hällo"}, "text/plain; charset=utf-8"),
    "bytes": ({"body": b"\x00\x01"}, ""),
    "own type": ({"body": b"a,b", "headers": {"Content-Type": "text/csv"}}, "text/csv"),
    "form": ({"form": {"a": "1 2", "b": ["x", "y"]}}, "application/x-www-form-urlencoded"),
    "file": ({"body": "a file"}, ""),
    "iterator": ({"body": "an iterator"}, ""),
    "multipart": ({"form": {"a": "1"}, "files": {"f": ("a.txt", b"hello", "text/plain")}}, "multipart/form-data"),
}


def pieces() -> Iterator[bytes]:
    """
    A body in pieces.
    """
    yield b"one"
    yield b"two"


async def awaited_pieces() -> AsyncIterator[bytes]:
    """
    A body in pieces that are awaited.
    """
    yield b"one"
    yield b"two"


@pytest.mark.parametrize("case", BODIES)
def test_bodies_of_every_kind_arrive(tell: Any, kind: str, case: str) -> None:
    """
    What is given as a dict, text, bytes, form, file or iterator reaches the provider, described as what it is.
    """
    given, content_type = BODIES[case]
    if case == "file":
        given = {"body": BytesIO(b"onetwo")}
    if case == "iterator":
        given = {"body": pieces() if kind == "sync" else awaited_pieces()}

    async def body(gateway: Any) -> Any:
        return (await gateway.call("echo", "some/where?x=1", **given)).json()

    arrived = tell(body)
    assert arrived["headers"].get("content-type", "").startswith(content_type)
    assert "some/where" in arrived["path"]
    if case in ("file", "iterator"):
        assert "onetwo" in str(arrived["body"])


def test_no_key_ever_reaches_a_provider(tell: Any) -> None:
    """
    A gateway client takes no key, and what reaches the provider holds neither key nor bearer.
    """

    async def body(gateway: Any) -> Any:
        return (await gateway.call("echo", json={})).json()["headers"]

    headers = tell(body, bearer="bearer_user")
    assert not {"x-api-key", "authorization"} & set(headers)
    with pytest.raises(TypeError, match="api_key"):
        sdk.ApiGatewayClient(paywall_id="3", api_origin="https://pay.example.com", api_key="sk")  # type: ignore[call-arg]


def test_a_call_without_a_user_is_refused_before_it_is_sent(tell: Any, mock: Mock) -> None:
    """
    Neither bearer nor user id: a sentence says which methods bind one.
    """

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.IdentityRequiredError, match="with_bearer"):
            await gateway.call("echo", json={})

    tell(body, bearer=None)
    assert [] == list(mock.requests)


def test_a_session_is_a_bearer(mock: Mock) -> None:
    """
    A user who signed in calls providers with the session itself, which renews its token when an hour has passed.
    """
    settings: dict[str, Any] = {
        "paywall_id": "3",
        "api_origin": "https://pay.example.com",
        "transport": mock.transport(),
    }
    session = sdk.AuthClient(**settings).session("ada")
    session.sign_in_with_email("user@example.com", "correct-horse-1")
    gateway = sdk.ApiGatewayClient(bearer=session, **settings)
    assert 200 == gateway.call("openai", "v1/chat/completions", json=ASK).status
    mock.clock.advance(hours=2)
    assert 200 == gateway.call("openai", "v1/chat/completions", json=ASK).status
    assert [401] == [request.status for request in mock.requests if (request.status or 0) >= 400]
