"""
Which token a session gives to a gateway call: one that lasts, where the call's body can be sent once only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from attrs import evolve

from monetize_software import AsyncAuthClient, AuthClient, ServerError
from monetize_software._sessions.record import Record, pack, unpack
from monetize_software._sessions.rows import rows_of
from monetize_software.storage import MemoryStore

from ..support.auth_server import AuthServer
from ..support.gateways import KINDS, play
from ..support.recorder import Recorder

ORIGIN = "https://pay.example.com"
kinds = pytest.mark.parametrize("kind", KINDS)


def pieces() -> Iterator[bytes]:
    """
    A body that comes once.
    """
    yield b"a"


def with_little_left(server: AuthServer, seconds: float) -> MemoryStore:
    """
    A store with a session of ada whose token lives five minutes, of which so much is left.
    """
    store, row = MemoryStore(), rows_of("3", "ada").main
    auth = AuthClient(paywall_id="3", api_origin=ORIGIN, store=store, transport=httpx.MockTransport(server.handle))
    auth.session("ada").sign_in_with_email("ada@example.com", "correct-horse-1")
    content, version = store.sessions.get(row, at=0)
    record = unpack(content or b"")
    assert isinstance(record, Record)
    aged = evolve(record, received_at=time.time() - 300 + seconds, expires_in=300)
    assert store.sessions.put(row, pack(aged), expect=version, at=0, expires=2**53) is not None
    return store


def token_of(kind: str, body: Any, server: AuthServer, store: MemoryStore) -> str:
    """
    The token that a call with a body begins with.
    """

    def service(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200) if "api-gateway" in request.url.path else server.handle(request)

    recorder = Recorder(service)
    where: dict[str, Any] = {"paywall_id": "3", "api_origin": ORIGIN, "store": store, "transport": recorder}
    auth: Any = AuthClient(**where) if kind == "sync" else AsyncAuthClient(**where)

    async def program(gateway: Any) -> None:
        await gateway.call("openai", "v1/chat", body=body)

    play(kind, ORIGIN, program, user_id=None, bearer=auth.session("ada"), transport=recorder)
    return recorder.requests[-1].headers["authorization"].removeprefix("Bearer ")


@kinds
@pytest.mark.parametrize(
    ("body", "token"),
    [(pieces, "at-2"), (lambda: BytesIO(b"a"), "at-2"), (lambda: b"a", "at-1"), (lambda: {"a": 1}, "at-1")],
    ids=["pieces", "file", "bytes", "json"],
)
def test_body_that_comes_once_begins_with_a_token_that_lasts(kind: str, body: Any, token: str) -> None:
    """
    With 45 seconds left of five minutes, a session's token is renewed for a body that cannot be sent again, and for no
    other.
    """
    server = AuthServer()

    assert token == token_of(kind, body(), server, with_little_left(server, 45))
    assert server.refreshes == (token == "at-2")


@kinds
def test_token_with_enough_left_is_used_for_any_body(kind: str) -> None:
    """
    With more than a minute left nobody asks for another.
    """
    server = AuthServer()

    assert "at-1" == token_of(kind, pieces(), server, with_little_left(server, 75))
    assert 0 == server.refreshes


@kinds
def test_body_is_sent_with_the_old_token_where_no_other_is_to_be_had(kind: str) -> None:
    """
    A service that cannot refresh now is no reason not to call: the token is good for another while.
    """
    server = AuthServer()
    store = with_little_left(server, 45)

    def failing(path: str) -> None:
        if path == "auth/refresh":
            raise httpx.ConnectError("gone")

    server.before_answer = failing
    assert "at-1" == token_of(kind, pieces(), server, store)


@kinds
def test_function_is_asked_as_ever(kind: str) -> None:
    """
    A bearer that is no session of ours is asked without a word about time.
    """

    class Own:
        def token(self, rejected: str | None = None) -> str:
            return "own"

    recorder = Recorder(lambda _: httpx.Response(503))

    async def program(gateway: Any) -> None:
        with pytest.raises(ServerError):
            await gateway.call("openai", "v1/chat", body=pieces())

    for bearer in (Own(), lambda: "own"):
        play(kind, ORIGIN, program, user_id=None, bearer=bearer, transport=recorder)
    assert ["Bearer own"] * 2 == [request.headers["authorization"] for request in recorder.requests]
