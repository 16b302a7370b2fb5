"""
A domain and its mirror on real sockets, with TLS: who hears of a call when the domain fails in whatever way.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import trustme

import monetize_software as sdk
from monetize_software._wire import connections

from ..support.driving import TrioRunner, driven, driven_auth
from ..support.gateways import play
from ..support.hostile_server import HostileServer, KeepingServer, falls_silent, resets, sends
from .test_reuse import framed
from .test_sockets import GOOD

pytestmark = pytest.mark.enable_socket

GONE = "gone.example.com"
FULL_S, SILENT_S = 1.5, 0.4
"""How long a client waits for a queue that stays full, and for an answer that never comes; for all else for minutes."""

LOGIN = b'{"access_token":"at","refresh_token":"rt","expires_in":3600,"user":{"id":"u","email":"ada@example.com"}}'
ANSWERS = {"debit": GOOD, "sign in": LOGIN, "gateway": b"{}"}
World = tuple[ExitStack, ssl.SSLContext, ssl.SSLContext]


@pytest.fixture(autouse=True)
def no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    One name that nobody finds; nothing is looked up beyond this machine.
    """
    known = socket.getaddrinfo

    def look_up(host: Any, *more: Any, **named: Any) -> Any:
        if host in (GONE, GONE.encode()):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """
    What is open, the TLS that clients trust, and the TLS of a stranger whom they do not.
    """
    authority = trustme.CA()
    trusted, strange = (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2))
    authority.issue_cert("127.0.0.1").configure_cert(trusted)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(strange)
    monkeypatch.setattr(connections, "_tls", {})
    with ExitStack() as stack, authority.cert_pem.tempfile() as file:
        monkeypatch.setenv("SSL_CERT_FILE", file)
        yield stack, trusted, strange


def ask(kind: str, what: str, origin: str, mirror: str, runner: Any, way: Ways) -> Any:
    """
    One call of a kind of client that may use the mirror.
    """
    connect = FULL_S if way is not_accepted else 30
    read = SILENT_S if way is silent_after_the_request else 30
    loop: Any = TrioRunner() if kind == "trio" else runner
    options: dict[str, Any] = {"paywall_id": "3", "api_origin": origin, "mirror": mirror, "max_retries": 0}
    if what == "gateway":

        async def program(gateway: Any) -> Any:
            return (await gateway.call("openai", "v1/chat", body=iter([b"a", b"b"]))).status

        name = "asyncio" if kind == "async" else kind
        return play(name, origin, program, mirror=mirror, timeout=sdk.StreamTimeout(connect=connect, first_byte=read))
    options["timeout"] = sdk.Timeout(connect=connect, read=read, write=30, pool=30, total=90)
    if what == "debit":
        options["api_key"] = "sk_test_secret"
        client = sdk.BillingClient(**options) if kind == "sync" else driven(sdk.AsyncBillingClient(**options), loop)
        try:
            return client.for_user(email="ada@example.com").debit_tokens("gpt-4", 5)
        finally:
            client.close()
    auth = sdk.AuthClient(**options) if kind == "sync" else driven_auth(sdk.AsyncAuthClient(**options), loop)
    try:
        return auth.session("ada").sign_in_with_email("ada@example.com", "correct-horse-1")
    finally:
        auth.close()


def refused(world: World) -> tuple[str, None]:
    """
    Nobody listens.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"https://127.0.0.1:{listener.getsockname()[1]}", None


def not_found(world: World) -> tuple[str, None]:
    """
    The name is unknown.
    """
    return f"https://{GONE}", None


def not_accepted(world: World) -> tuple[str, None]:
    """
    The queue of those who wait to be accepted is full, and stays so.
    """
    stack, *_ = world
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    for _ in range(3):
        waiting = stack.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(listener.getsockname())
    return f"https://127.0.0.1:{listener.getsockname()[1]}", None


def no_tls(world: World) -> tuple[str, None]:
    """
    Something answers that speaks no TLS.
    """
    server = world[0].enter_context(HostileServer(sends(b"HTTP/1.1 400 Bad Request\r\n\r\n")))
    return server.origin.replace("http:", "https:"), None


def reset_in_the_handshake(world: World) -> tuple[str, None]:
    """
    The connection is reset before TLS came about.
    """
    server = world[0].enter_context(HostileServer(resets()))
    return server.origin.replace("http:", "https:"), None


def stranger(world: World) -> tuple[str, KeepingServer]:
    """
    A certificate that nobody trusts: somebody may stand in between.
    """
    server = world[0].enter_context(KeepingServer(sends(framed(b"{}")), tls=world[2]))
    return server.origin, server


def reset_after_the_request(world: World) -> tuple[str, KeepingServer]:
    """
    The request is read, and the connection reset.
    """
    server = world[0].enter_context(KeepingServer(resets(), tls=world[1]))
    return server.origin, server


def silent_after_the_request(world: World) -> tuple[str, KeepingServer]:
    """
    The request is read, and nothing answered.
    """
    server = world[0].enter_context(KeepingServer(falls_silent(), tls=world[1]))
    return server.origin, server


Ways = Callable[[World], tuple[str, "KeepingServer | None"]]
UNREACHED: list[Ways] = [refused, not_found, not_accepted, no_tls, reset_in_the_handshake]
KEPT: list[tuple[Ways, int]] = [(stranger, 0), (reset_after_the_request, 1), (silent_after_the_request, 1)]


@pytest.mark.parametrize("what", ANSWERS)
@pytest.mark.parametrize("way", UNREACHED, ids=lambda way: way.__name__)
def test_call_that_never_left_arrives_at_the_mirror_once(
    kind: str, what: str, way: Ways, world: World, runner: Any
) -> None:
    """
    However the domain is out of reach, the call is made at the mirror, whole and once.
    """
    mirror = world[0].enter_context(KeepingServer(sends(framed(ANSWERS[what])), tls=world[1]))
    origin, _ = way(world)

    assert ask(kind, what, origin, mirror.origin, runner, way) is not None
    assert 1 == len(mirror.requests)
    assert what != "gateway" or b"ab" == b"".join(mirror.requests[0].partition(b"\r\n\r\n")[2].split(b"\r\n")[1:4:2])


@pytest.mark.parametrize("what", ANSWERS)
@pytest.mark.parametrize(("way", "heard"), KEPT, ids=[way.__name__ for way, _ in KEPT])
def test_call_that_left_or_met_a_stranger_goes_nowhere_else(
    kind: str, what: str, way: Ways, heard: int, world: World, runner: Any
) -> None:
    """
    Neither a reset nor silence after the request, nor a certificate that does not fit, sends anybody to the mirror.
    """
    mirror = world[0].enter_context(KeepingServer(sends(framed(ANSWERS[what])), tls=world[1]))
    origin, own = way(world)

    with pytest.raises(sdk.NetworkError) as caught:
        ask(kind, what, origin, mirror.origin, runner, way)
    world[0].close()  # after which the servers have read what was sent
    assert own is not None
    assert ([], heard) == (mirror.connections, len(own.requests))
    assert bool(heard) is caught.value.may_have_been_applied
