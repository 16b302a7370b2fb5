"""
Sessions and gateway calls at the mirror: what never left may go there when the caller wants it, and nothing else does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import AsyncAuthClient, AuthClient
from monetize_software.storage import MemoryStore

from ..support.auth_server import AuthServer, age
from ..support.driving import driven_auth
from ..support.gateways import KINDS, play
from ..support.recorder import Answer, Recorder, fails, says

OWN, EDGE = "pay.example.com", "edge.pay.example.com"
LEFT = [httpx.ReadError, httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError]
kinds = pytest.mark.parametrize("kind", KINDS)
lost = pytest.mark.parametrize("failure", LEFT, ids=lambda kind: kind.__name__)


def hosts(own: Answer, edge: Answer) -> Recorder:
    """
    A domain and its mirror.
    """
    return Recorder(lambda request: (own if request.url.host == OWN else edge)(request))


def asked(recorder: Recorder) -> list[str]:
    """
    The hosts that were asked, in order.
    """
    return [request.url.host for request in recorder.requests]


@pytest.fixture(params=["sync", "async"])
def auth(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Any:
    """
    Makes an auth client of either kind.
    """

    def make(transport: Any, **options: Any) -> AuthClient:
        settings: dict[str, Any] = {
            "paywall_id": "3",
            "api_origin": f"https://{OWN}",
            "transport": transport,
            **options,
        }
        if request.param == "sync":
            return AuthClient(**settings)
        return driven_auth(AsyncAuthClient(**settings), runner)

    return make


def test_sign_in_and_the_session_s_calls_go_through_the_mirror(auth: Any) -> None:
    """
    With the domain out of reach a user signs in and bills at the mirror; each call begins at the domain.
    """
    recorder = hosts(fails(httpx.ConnectError), AuthServer().handle)
    session = auth(recorder, mirror=True).session("ada")
    session.sign_in_with_email("ada@example.com", "correct-horse-1")

    assert session.billing().get_user().has_active_subscription
    assert [OWN, EDGE] * 2 == asked(recorder)


@pytest.mark.parametrize("mirror", [False, None], ids=["False", "left out"])
def test_password_reaches_nobody_who_was_not_named(auth: Any, mirror: bool | None) -> None:
    """
    Without the option the mirror never hears of a login.
    """
    recorder = hosts(fails(httpx.ConnectError), AuthServer().handle)
    client = auth(recorder) if mirror is None else auth(recorder, mirror=mirror)

    with pytest.raises(sdk.NetworkError):
        client.session("ada").sign_in_with_email("ada@example.com", "correct-horse-1")
    assert {OWN} == recorder.hosts


@lost
def test_login_that_may_have_left_stays_at_the_domain(auth: Any, failure: type[httpx.HTTPError]) -> None:
    """
    A sign-in whose answer was lost is told as that, and the mirror hears nothing.
    """
    recorder = hosts(fails(failure), AuthServer().handle)

    with pytest.raises(sdk.NetworkError):
        auth(recorder, mirror=True).session("ada").sign_in_with_email("ada@example.com", "correct-horse-1")
    assert {OWN} == recorder.hosts


def signed_in(server: AuthServer) -> MemoryStore:
    """
    A store with a session whose token is over.
    """
    store = MemoryStore()
    auth = AuthClient(paywall_id="3", api_origin=f"https://{OWN}", store=store, transport=Recorder(server.handle))
    auth.session("ada").sign_in_with_email("ada@example.com", "correct-horse-1")
    age(store.sessions)
    return store


def test_refresh_that_never_left_is_made_at_the_mirror(auth: Any) -> None:
    """
    A session is renewed there, once.
    """
    server = AuthServer()
    store, recorder = signed_in(server), hosts(fails(httpx.ConnectTimeout), server.handle)

    assert "at-2" == auth(recorder, store=store, mirror=True).session("ada").token()
    assert ([OWN, EDGE], 1) == (asked(recorder), server.refreshes)


@pytest.mark.parametrize("grace", [False, True], ids=["strict", "grace"])
def test_refresh_in_doubt_is_repeated_at_the_domain_alone(auth: Any, grace: bool) -> None:
    """
    Once an answer was lost the token may be spent, and no other host is shown it, however the domain fails later on.
    """
    server = AuthServer(grace=grace)
    store, answers = signed_in(server), iter([httpx.ReadTimeout, httpx.ConnectError, httpx.ConnectError])

    def own(request: httpx.Request) -> httpx.Response:
        answer = server.handle(request)
        failure = next(answers, None)
        if failure is not None:
            raise failure("gone")
        return answer

    recorder = hosts(own, server.handle)
    session = auth(recorder, store=store, mirror=True).session("ada")
    if grace:
        assert "at-2" == session.token()
    else:
        with pytest.raises(sdk.SessionEndedError) as caught:
            session.token()
        assert "refresh_lost" == caught.value.code
    assert [OWN] * 4 == asked(recorder)


# ----------------------------------------------------------------------------------------------------------- gateway


class Unreached(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """
    A domain that nobody reaches, and a mirror that notes what arrives.

    Args:
        failure: How the domain fails.
        reads: Whether the first piece of a body is asked for before it does.
    """

    def __init__(self, failure: type[httpx.HTTPError], *, reads: bool = False) -> None:
        self._failure, self._reads = failure, reads
        self.hosts: list[str] = []
        self.bodies: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.hosts.append(request.url.host)
        if request.url.host == OWN:
            if self._reads:
                next(iter(request.stream))  # type: ignore[arg-type]
            raise self._failure("gone")
        self.bodies.append(request.read())
        return httpx.Response(200, content=b"fine", headers={"x-query-type": "gpt-4"})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.hosts.append(request.url.host)
        if request.url.host == OWN:
            if self._reads:
                await anext(aiter(request.stream))  # type: ignore[arg-type]
            raise self._failure("gone")
        self.bodies.append(await request.aread())
        return httpx.Response(200, content=b"fine", headers={"x-query-type": "gpt-4"})


def pieces() -> Iterator[bytes]:
    """
    A body that comes once.
    """
    yield b"a"
    yield b"b"


BODIES: dict[str, Any] = {"json": lambda: {"a": 1}, "bytes": lambda: b"ab", "pieces": pieces}


@kinds
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_call_that_never_left_is_made_at_the_mirror(kind: str, body: Any) -> None:
    """
    Whole, once, and charged once; a body that comes once too, while nothing of it was asked for.
    """
    transport, charged = Unreached(httpx.ConnectError), list[Any]()

    async def program(gateway: Any) -> bytes:
        answer = await gateway.call("openai", "v1/chat", body=body())
        return bytes(answer.content)

    said = play(kind, f"https://{OWN}", program, transport=transport, mirror=True, on_charged=charged.append)

    assert (b"fine", [OWN, EDGE], 1) == (said, transport.hosts, len(charged))
    assert [b'{"a":1}' if body is BODIES["json"] else b"ab"] == transport.bodies


@kinds
def test_body_that_was_begun_is_not_shown_to_another(kind: str) -> None:
    """
    Once the first piece of a body was asked for, no host gets the rest, however the first one failed.
    """
    transport = Unreached(httpx.ConnectError, reads=True)

    async def program(gateway: Any) -> None:
        with pytest.raises(sdk.NetworkError):
            await gateway.call("openai", "v1/chat", body=pieces())

    play(kind, f"https://{OWN}", program, transport=transport, mirror=True)

    assert [OWN] == transport.hosts


@kinds
@lost
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_call_that_may_have_left_is_never_made_again(kind: str, failure: type[httpx.HTTPError], method: str) -> None:
    """
    It may have been charged: neither the mirror nor the domain sees it a second time, whatever its method.
    """
    transport = Unreached(failure)

    async def program(gateway: Any) -> None:
        with pytest.raises(sdk.NetworkError) as caught:
            await gateway.call("openai", "v1/chat", method=method)
        assert caught.value.may_have_been_applied

    play(kind, f"https://{OWN}", program, transport=transport, mirror=True, max_retries=2)

    assert [OWN] == transport.hosts


@kinds
@pytest.mark.parametrize("status", [401, 402, 429, 500, 503])
def test_status_is_the_domain_s_own_affair(kind: str, status: int) -> None:
    """
    An answer is an answer, and no reason to ask another host.
    """
    recorder = hosts(says(status, {"error": "no"}), says(200, {}))

    async def program(gateway: Any) -> None:
        with pytest.raises(sdk.PaywallError):
            await gateway.call("openai", "v1/chat", json={})

    play(kind, f"https://{OWN}", program, transport=recorder, mirror=True)

    assert [OWN] == asked(recorder)


@kinds
def test_call_lost_at_the_mirror_is_in_doubt(kind: str) -> None:
    """
    What left for the mirror is told as perhaps charged, and not sent anywhere again.
    """
    recorder = hosts(fails(httpx.ConnectError), fails(httpx.ReadError))

    async def program(gateway: Any) -> None:
        with pytest.raises(sdk.NetworkError) as caught:
            await gateway.call("openai", "v1/chat", json={})
        assert caught.value.may_have_been_applied

    play(kind, f"https://{OWN}", program, transport=recorder, mirror=True, max_retries=2)

    assert [OWN, EDGE] == asked(recorder)


@kinds
def test_nobody_reached_is_told_of_the_domain(kind: str) -> None:
    """
    When neither host is reached nothing left, and that is what the error says.
    """
    recorder = hosts(fails(httpx.ConnectError), fails(httpx.ConnectTimeout))

    async def program(gateway: Any) -> None:
        with pytest.raises(sdk.NetworkError, match="ConnectError") as caught:
            await gateway.call("openai", "v1/chat", json={})
        assert not caught.value.may_have_been_applied

    play(kind, f"https://{OWN}", program, transport=recorder, mirror=True)

    assert [OWN, EDGE] == asked(recorder)
