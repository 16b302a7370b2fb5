"""
The real openai package through `gateway.transport()`: it knows nothing of the gateway, and the user is charged once.
"""

from __future__ import annotations

from typing import Any

import anyio
import httpx
import httpx2
import openai
import pytest

import monetize_software as sdk
from monetize_software_mock import Mock

from ..support.gateways import at_rest
from ..support.hostile_server import HostileServer, KeepingServer, falls_silent, sends

LIBRARIES: dict[str, Any] = {"httpx": httpx, "httpx2": httpx2}
ASK: dict[str, Any] = {"model": "gpt-4", "messages": [{"role": "user", "content": "Say hello"}]}
OPTIONS: dict[str, Any] = {"paywall_id": "3", "user_id": "u_42"}

libraries = pytest.mark.parametrize("library", LIBRARIES)


def sync_openai(library: str, gateway: sdk.ApiGatewayClient, provider: str = "openai", **options: Any) -> openai.OpenAI:
    """
    An openai client that reaches a provider through the gateway.
    """
    given = LIBRARIES[library].Client(transport=gateway.transport(provider), timeout=5)
    return openai.OpenAI(api_key="sk-unused", http_client=given, **options)


def async_openai(library: str, gateway: sdk.AsyncApiGatewayClient, provider: str = "openai") -> openai.AsyncOpenAI:
    """
    The same, awaiting.
    """
    given = LIBRARIES[library].AsyncClient(transport=gateway.transport(provider), timeout=5)
    return openai.AsyncOpenAI(api_key="sk-unused", http_client=given)


def connected(mock: Mock, **options: Any) -> sdk.ApiGatewayClient:
    """
    A gateway client of the mock.
    """
    settings: dict[str, Any] = {**OPTIONS, **options}
    return sdk.ApiGatewayClient(api_origin="https://pay.example.com", transport=mock.transport(), **settings)


@libraries
def test_openai_asks_and_streams(library: str, mock: Mock) -> None:
    """
    A completion, a stream and a list of models come through, and each success is charged and told once.
    """
    charged = list[Any]()
    client = sync_openai(library, connected(mock, on_charged=charged.append))
    assert client.chat.completions.create(**ASK).choices[0].message.content
    words = [chunk.choices[0].delta.content or "" for chunk in client.chat.completions.create(**ASK, stream=True)]
    assert "".join(words)
    assert list(client.models.list())
    assert 3 == len(charged)


# trio tells of the generators that openai drops at a stream's end; so it does without us.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@libraries
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_openai_asks_and_streams_awaiting(library: str, mock: Mock, backend: str) -> None:
    """
    The same with the async client, under asyncio and trio.
    """
    charged = list[Any]()

    async def whole() -> None:
        settings: dict[str, Any] = {**OPTIONS, "on_charged": charged.append}
        async with sdk.AsyncApiGatewayClient(
            api_origin="https://pay.example.com", transport=mock.async_transport(), **settings
        ) as gateway:
            client = async_openai(library, gateway)
            assert (await client.chat.completions.create(**ASK)).choices[0].message.content
            async with await client.chat.completions.create(**ASK, stream=True) as stream:
                assert "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    anyio.run(whole, backend=backend)
    assert 2 == len(charged)


@libraries
def test_what_reaches_the_provider_is_openais_request_without_its_key(library: str, mock: Mock) -> None:
    """
    Path and body are openai's; its key, organisation and project are not passed on; the user is the gateway's.
    """
    client = sync_openai(library, connected(mock), "echo", organization="org", project="p")
    arrived = client.post("/chat/completions", body=ASK, cast_to=object)
    assert isinstance(arrived, dict)
    assert "v1/chat/completions" == arrived["path"].lstrip("/")
    assert "sk-unused" not in str(arrived)
    assert not {"authorization", "openai-organization", "openai-project"} & set(arrived["headers"])
    assert "x-stainless-lang" in arrived["headers"]


@libraries
def test_the_base_url_of_the_provider_says_what_goes_below_it(library: str, mock: Mock) -> None:
    """
    With `base_url()` the path that follows it is the provider's, with and without the transport.
    """
    gateway = connected(mock)
    client = sync_openai(library, gateway, "echo", base_url=gateway.base_url("echo"), default_query={"paywall_id": "3"})
    arrived = client.post("/v2/things", body={}, cast_to=object)
    assert isinstance(arrived, dict)
    assert "v2/things" == arrived["path"].lstrip("/")


@libraries
@pytest.mark.parametrize(
    ("provider", "kind"), [("fail", openai.InternalServerError), ("off", openai.PermissionDeniedError)]
)
def test_errors_are_openais_own_and_not_repeated(library: str, mock: Mock, provider: str, kind: Any) -> None:
    """
    A provider's refusal is the error that openai users catch; the call is sent once, although openai repeats by
    default.
    """
    with pytest.raises(kind):
        sync_openai(library, connected(mock), provider).chat.completions.create(**ASK)
    assert 1 == len(mock.requests)


@libraries
def test_the_quotas_end_is_an_answer_and_told_to_the_hook(library: str, mock: Mock) -> None:
    """
    openai raises its own error of status 402 with the body, and the hook hears a `QuotaExceededError`.
    """
    exhausted = list[sdk.QuotaExceededError]()
    client = sync_openai(library, connected(mock, on_exhausted=exhausted.append), "empty")
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(**ASK)
    assert 402 == caught.value.status_code
    assert "not-enough-queries" in caught.value.response.text
    assert ["standard"] == [error.query_type for error in exhausted]


@libraries
def test_a_refused_bearer_is_replaced_under_openai(library: str, mock: Mock) -> None:
    """
    openai does not notice that the user's token was renewed.
    """

    class Session:
        def token(self, rejected: str | None = None) -> str:
            return "bearer_user" if rejected else "bearer_stale"

    client = sync_openai(library, connected(mock, bearer=Session(), user_id=None))
    assert client.chat.completions.create(**ASK).choices
    assert [401, 200] == [request.status for request in mock.requests]


PIECE = b'data: {"choices":[{"delta":{"content":"a"}}]}' + b"\n\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (
    len(PIECE),
    PIECE,
)


@pytest.mark.enable_socket
@libraries
def test_what_may_have_been_charged_is_not_repeated_by_openai(library: str) -> None:
    """
    A connection that breaks after the request was sent ends the call with our error, after one attempt of the three
    that openai would make.
    """
    with (
        HostileServer(sends()) as server,
        sdk.ApiGatewayClient(**OPTIONS, api_origin=server.origin) as gateway,
    ):
        with pytest.raises(sdk.NetworkError) as caught:
            sync_openai(library, gateway).chat.completions.create(**ASK)
        assert caught.value.may_have_been_applied
        assert 1 == len(server.requests)


@pytest.mark.enable_socket
@libraries
def test_a_repetition_by_a_library_that_repeats_everything_is_refused(library: str) -> None:
    """
    A request that says it is the second attempt at one which broke after sending is refused, unsent.
    """
    module = LIBRARIES[library]
    with (
        HostileServer(sends()) as server,
        sdk.ApiGatewayClient(**OPTIONS, api_origin=server.origin) as gateway,
    ):
        client = module.Client(transport=gateway.transport("openai"))
        for count in ("0", "1", "2"):
            with pytest.raises(sdk.NetworkError, match=r"before|No usable"):
                client.post("http://x.invalid/v1/x", json=ASK, headers={"x-stainless-retry-count": count})
        assert 1 == len(server.requests)


@libraries
def test_what_surely_was_not_sent_is_the_librarys_own_error(library: str) -> None:
    """
    A connection that never stood is the library's ConnectError, which it may repeat as it likes.
    """

    def refuse(request: Any) -> Any:
        raise httpx.ConnectError("no way")

    gateway = sdk.ApiGatewayClient(
        **OPTIONS, api_origin="https://pay.example.com", transport=httpx.MockTransport(refuse)
    )
    module = LIBRARIES[library]
    with pytest.raises(module.ConnectError):
        module.Client(transport=gateway.transport("openai")).post("http://x.invalid/v1/x", json=ASK)


@pytest.mark.enable_socket
@libraries
def test_leaving_an_openai_stream_lets_go_of_the_connection(library: str) -> None:
    """
    A stream of openai that is closed early closes the gateway's connection; closing openai's client closes nothing
    else.
    """
    with (
        KeepingServer(falls_silent(HEAD)) as server,
        sdk.ApiGatewayClient(**OPTIONS, api_origin=server.origin) as gateway,
    ):
        client = sync_openai(library, gateway)
        with client.chat.completions.create(**ASK, stream=True) as stream:
            assert "a" == next(iter(stream)).choices[0].delta.content
        assert at_rest(gateway)
        client.close()
        with sync_openai(library, gateway).chat.completions.create(**ASK, stream=True) as stream:
            assert next(iter(stream))


@pytest.mark.enable_socket
@libraries
def test_the_librarys_timeouts_count(library: str) -> None:
    """
    What a library says of timeouts bounds its calls.
    """
    module = LIBRARIES[library]
    with (
        KeepingServer(falls_silent()) as server,
        sdk.ApiGatewayClient(**OPTIONS, api_origin=server.origin) as gateway,
    ):
        client = module.Client(transport=gateway.transport("openai"), timeout=0.2)
        with pytest.raises(sdk.RequestTimeoutError):
            client.post("http://x.invalid/v1/x", json=ASK)
