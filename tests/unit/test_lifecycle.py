"""
What a client is given it uses and leaves as it was: transports, HTTP clients, hooks, bearer functions, timeouts.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import httpx2
import pytest

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient, Timeout

from ..support.driving import driven
from ..support.echo import echo
from ..support.recorder import GOOD, fails, says
from .conftest import Connect

EMAIL = "ada@example.com"


def echo2(request: Any) -> Any:
    """
    Echo with httpx2's objects.
    """
    answer = echo(httpx.Request(request.method, str(request.url), headers=request.headers.raw, content=request.content))
    return httpx2.Response(200, content=answer.content)


LIBRARIES = pytest.mark.parametrize(("library", "answer"), [(httpx, echo), (httpx2, echo2)], ids=["httpx", "httpx2"])


@LIBRARIES
@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_given_client_or_transport_is_used_and_left_open(
    library: Any, answer: Any, given: str, runner: asyncio.Runner
) -> None:
    """
    Either library's objects carry calls, and closing our client leaves them open for their owner.
    """
    transport = library.MockTransport(answer)
    theirs = library.Client(transport=transport), library.AsyncClient(transport=transport)
    options: list[Any] = (
        [{"transport": transport}] * 2 if given == "transport" else [{"http_client": c} for c in theirs]
    )
    clients = BillingClient(**GOOD, **options[0]), driven(AsyncBillingClient(**GOOD, **options[1]), runner)

    for client in clients:
        assert EMAIL == client.for_user(email=EMAIL).debit_tokens("t", 1).user_id
        client.close()
        with pytest.raises(sdk.ConfigurationError, match="closed"):
            client.get_prices()
    assert [False, False] == [each.is_closed for each in theirs]
    assert 200 == theirs[0].get("https://pay.example.com/").status_code


@LIBRARIES
@pytest.mark.parametrize("kind", ["ConnectError", "ReadTimeout", "RemoteProtocolError"])
def test_failures_of_either_library_are_ours(connect_recorder: Connect, library: Any, answer: Any, kind: str) -> None:
    """
    An exception of either library means the same: unsent, timed out, or in doubt.
    """

    def fail(request: Any) -> Any:
        raise getattr(library, kind)("gone")

    client, _ = connect_recorder(transport=library.MockTransport(fail))
    with pytest.raises(sdk.NetworkError) as caught:
        client.for_user(email=EMAIL).debit_tokens("t", 1)

    assert (kind == "ReadTimeout", kind != "ConnectError") == (
        isinstance(caught.value, sdk.RequestTimeoutError),
        caught.value.may_have_been_applied,
    )


@pytest.mark.parametrize(
    ("client_class", "name", "kind"),
    [
        (BillingClient, "http_client", httpx.AsyncClient),
        (BillingClient, "transport", httpx.AsyncHTTPTransport),
        (BillingClient, "http_client", object),
        (BillingClient, "transport", str),
        (AsyncBillingClient, "http_client", httpx.Client),
        (AsyncBillingClient, "transport", httpx.HTTPTransport),
    ],
)
def test_object_of_the_wrong_kind_is_refused_at_once(client_class: Any, name: str, kind: Any) -> None:
    """
    An async object given to the blocking client, or the other way round, is told at construction.
    """
    with pytest.raises(sdk.ConfigurationError, match=name):
        client_class(**GOOD, **{name: kind()})


def test_closed_http_client_is_our_error() -> None:
    """
    A given client that its owner has closed is a ConfigurationError, not a foreign exception.
    """
    http_client = httpx.Client(transport=httpx.MockTransport(echo))
    client = BillingClient(**GOOD, http_client=http_client)
    http_client.close()

    with pytest.raises(sdk.ConfigurationError, match="http_client is closed"):
        client.get_prices()


def test_closing_a_copy_closes_nothing(connect_recorder: Connect) -> None:
    """
    Copies share the connections of the client they come from.
    """
    client, _ = connect_recorder()
    client.for_user(email=EMAIL).close()
    client.with_bearer("bearer_user").close()

    assert client.get_prices()


def test_context_managers_close(runner: asyncio.Runner) -> None:
    """
    Leaving the block closes the client, and a copy's block closes nothing.
    """
    with BillingClient(**GOOD, transport=httpx.MockTransport(echo)) as client:
        with client.for_user(email=EMAIL) as ada:
            ada.get_user_detail()
        assert not client.for_user(email=EMAIL).get_user_detail().paid

    async def work() -> AsyncBillingClient:
        async with AsyncBillingClient(**GOOD, transport=httpx.MockTransport(echo)) as other:
            async with other.for_user(email=EMAIL) as ada:
                await ada.get_user_detail()
            await other.for_user(email=EMAIL).get_user_detail()
        return other

    for closed in (client, driven(runner.run(work()), runner)):
        with pytest.raises(sdk.ConfigurationError, match="closed"):
            closed.get_prices()


@pytest.mark.parametrize("name", ["on_request", "on_response"])
def test_failing_hook_is_logged_and_harmless(
    connect_recorder: Connect, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """
    A hook that raises is logged with its traceback, and the call goes on.
    """

    def fail(info: Any) -> None:
        raise RuntimeError("no")

    client, _ = connect_recorder(echo, **{name: fail})

    assert EMAIL == client.for_user(email=EMAIL).debit_tokens("t", 1).user_id
    assert [("monetize_software", logging.ERROR)] == [(r.name, r.levelno) for r in caplog.records if r.levelno > 10]
    assert "RuntimeError: no" in caplog.text


def test_async_hook(connect_recorder: Connect, caplog: pytest.LogCaptureFixture) -> None:
    """
    The async client awaits its hooks; the blocking one says in the log that it cannot, and goes on.
    """
    seen: list[Any] = []

    async def hook(info: Any) -> None:
        seen.append(info)

    client, _ = connect_recorder(echo, on_request=hook, on_response=hook)
    client.for_user(email=EMAIL).debit_tokens("t", 1)

    assert (2 if isinstance(client, BillingClient) is False else 0) == len(seen)
    assert bool(seen) is not ("the async client takes those" in caplog.text)


def test_hooks_see_every_attempt(connect_recorder: Connect) -> None:
    """
    Each attempt is told before and after, in order, with its number and what became of it.
    """
    seen: list[Any] = []
    answers = iter([says(503, {}, retry_after="0"), says(429, {}, retry_after="0"), fails(httpx.UnsupportedProtocol)])
    client, _ = connect_recorder(
        lambda request: next(answers)(request), max_retries=2, on_request=seen.append, on_response=seen.append
    )
    with pytest.raises(sdk.NetworkError) as caught:
        client.for_user(email=EMAIL).create_checkout("p")

    assert [1, 2, 3] == [info.attempt for info in seen[::2]]
    assert [(503, None), (429, None), (None, "UnsupportedProtocol")] == [(i.status, i.error) for i in seen[1::2]]
    assert {caught.value.idempotency_key} == {info.idempotency_key for info in seen[::2]}
    assert "/api/v1/paywall/{paywallId}/start-checkout" == seen[0].path_template


def test_bearer_function_may_be_async(runner: asyncio.Runner) -> None:
    """
    The async client awaits the function; the blocking client refuses the answer clearly and sends nothing.
    """

    async def token() -> str:
        return "t1"

    other = driven(AsyncBillingClient(**GOOD, bearer=token, transport=httpx.MockTransport(echo)), runner)
    unfit: Any = token
    blocking = BillingClient(**GOOD, bearer=unfit, transport=httpx.MockTransport(fails(httpx.ReadError)))

    meta = other.get_user_detail().meta
    assert "Bearer t1" == (meta and meta.additional_properties["who"])
    with pytest.raises(sdk.ConfigurationError, match="async function was given as bearer;"):
        blocking.get_user_detail()


def test_failure_of_a_bearer_function_is_its_own(connect_recorder: Connect) -> None:
    """
    What the caller's function raises reaches the caller as it is.
    """

    def token() -> str:
        raise KeyError("session")

    client, recorder = connect_recorder(echo, bearer=token)
    with pytest.raises(KeyError, match="session"):
        client.get_user_detail()
    assert [] == recorder.requests


@pytest.mark.parametrize(
    ("given", "phases"),
    [
        (7, (7, 7, 7, 7)),
        (0.5, (0.5, 0.5, 0.5, 0.5)),
        (Timeout(1, 2, 3, 4), (1, 2, 3, 4)),
        (httpx.Timeout(9, connect=8), (8, 9, 9, 9)),
        (86_400, (86_400,) * 4),
    ],
)
def test_timeouts_reach_the_transport(connect_recorder: Connect, given: Any, phases: tuple[float, ...]) -> None:
    """
    The patience of a client, of a copy and of a call: each reaches the transport phase by phase, the call's first.
    """
    client, recorder = connect_recorder(echo, timeout=given)
    other, recorded = connect_recorder(echo, timeout=3)

    client.for_user(email=EMAIL).get_user_detail()
    other.for_user(email=EMAIL).with_options(timeout=given).get_user_detail()
    other.for_user(email=EMAIL).get_user_detail(timeout=given)

    sent = [request.extensions["timeout"] for request in (*recorder.requests, *recorded.requests)]
    assert [dict(zip(("connect", "read", "write", "pool"), phases, strict=True))] * 3 == sent


@pytest.mark.parametrize("given", [0, -1, float("inf"), float("nan"), 10**400, 1e300, 86_401, "3", True])
def test_timeout_that_no_system_takes_is_refused(connect_recorder: Connect, given: Any) -> None:
    """
    An endless, absurd or mistyped patience is refused before sending.
    """
    client, recorder = connect_recorder(echo)

    with pytest.raises(sdk.InvalidRequestError, match="timeout"):
        client.for_user(email=EMAIL).get_user_detail(timeout=given)
    assert [] == recorder.requests


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """
    A body without end, one MiB at a time. Counts what was taken, and knows whether it was closed.
    """

    def __init__(self) -> None:
        self.taken = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.taken += 1
            yield bytes(1 << 20)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("total", "taken", "kind"), [(60, 17, sdk.NetworkError), (1e-9, 1, sdk.RequestTimeoutError)], ids=["size", "time"]
)
def test_endless_body_ends(connect_recorder: Connect, total: float, taken: int, kind: Any) -> None:
    """
    A body larger than 16 MiB, or later than the total timeout, is dropped and its connection closed.
    """
    pieces = Pieces()
    client, _ = connect_recorder(lambda request: httpx.Response(200, stream=pieces), timeout=Timeout(total=total))

    with pytest.raises(kind) as caught:
        client.for_user(email=EMAIL).debit_tokens("t", 1)
    assert (taken, True, True) == (pieces.taken, pieces.closed, caught.value.may_have_been_applied)


def test_certificate_that_does_not_fit_is_told_and_not_tried_again(connect_recorder: Connect) -> None:
    """
    A rejected certificate is said in words, means that nothing was sent, and is final.
    """

    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL]") from ssl.SSLCertVerificationError("self-signed certificate")

    client, recorder = connect_recorder(answer, max_retries=3)
    with pytest.raises(sdk.NetworkError, match="TLS certificate was not accepted") as caught:
        client.for_user(email=EMAIL).debit_tokens("t", 1)
    assert (1, False, False) == (len(recorder.requests), caught.value.retryable, caught.value.may_have_been_applied)


def test_capabilities_are_sent(connect_recorder: Connect) -> None:
    """
    What a program says it can do stands in one header.
    """
    client, recorder = connect_recorder(echo, capabilities=["offers", "trials"], sdk_name="shop/2.0")
    client.for_user(email=EMAIL).get_user_detail()

    headers = recorder.requests[0].headers
    assert ("offers,trials", "shop/2.0") == (headers["x-sdk-capabilities"], headers["user-agent"].split()[0])
