"""
However slowly a server drips, the total time of a call is its total time.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest

import monetize_software as sdk

from ..support.hostile_server import Act, HostileServer, KeepingServer, drips, sends
from .conftest import Connect
from .test_sockets import GOOD, HEAD

pytestmark = pytest.mark.enable_socket

SOON = sdk.Timeout(connect=2, read=2, write=2, pool=2, total=0.2)
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(GOOD), GOOD)
DRIPS: dict[str, Act] = {
    "head": drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "interim answers": drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "body": drips(HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
    "chunk size": drips(CHUNKED, b"0"),
    "chunk extension": drips(CHUNKED + b"1;", b"a"),
    "trailers": drips(CHUNKED + b"0\r\nX-A: ", b"a"),
}
LIBRARIES: dict[str, Any] = {"httpx": httpx, "httpx2": httpx2}


@pytest.mark.parametrize("name", DRIPS)
def test_total_is_total(connect_origin: Connect, name: str) -> None:
    """
    A server that drips any part of its answer is left when the time is over, and the debit is in doubt.
    """
    with HostileServer(DRIPS[name]) as server, pytest.raises(sdk.RequestTimeoutError) as caught:
        connect_origin(server.origin, timeout=SOON).debit_tokens("gpt-4", 5)

    assert (True, True) == (caught.value.may_have_been_applied, caught.value.request_sent)


@pytest.mark.parametrize("name", DRIPS)
def test_total_is_total_on_a_connection_that_was_used_before(connect_origin: Connect, name: str) -> None:
    """
    The time of a call counts anew on a kept connection, and just as strictly.
    """
    with KeepingServer(sends(WHOLE), DRIPS[name]) as server:
        client = connect_origin(server.origin, timeout=SOON)
        client.debit_tokens("gpt-4", 5)
        with pytest.raises(sdk.RequestTimeoutError):
            client.debit_tokens("gpt-4", 5)
        assert 1 == len(server.connections)


def given(kind: str, library: Any, way: str) -> dict[str, Any]:
    """
    A client or transport of the caller's.
    """
    prefix = "" if kind == "sync" else "Async"
    name = {"http_client": f"{prefix}Client", "transport": f"{prefix}HTTPTransport"}[way]
    return {way: getattr(library, name)(trust_env=False)}


def closing(kind: str, one: Any, runner: asyncio.Runner) -> Callable[[], Any]:
    """
    How to close it.
    """
    return one.close if kind == "sync" else lambda: runner.run(one.aclose())


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("way", ["http_client", "transport"])
@pytest.mark.parametrize("name", DRIPS)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_total_is_total_through_what_is_given(
    kind: str, connect_origin: Connect, runner: asyncio.Runner, name: str, way: str, library: str
) -> None:
    """
    Through a caller's own client or transport too; in whole seconds when it blocks.
    """
    options = given(kind, LIBRARIES[library], way)
    with HostileServer(DRIPS[name]) as server, pytest.raises(sdk.RequestTimeoutError):
        connect_origin(server.origin, timeout=SOON, **options).debit_tokens("gpt-4", 5)
    closing(kind, options[way], runner)()


@pytest.mark.parametrize("name", DRIPS)
def test_total_is_total_under_trio_through_a_given_client(name: str) -> None:
    """
    Under trio, where asyncio's clock is not there to be used.
    """
    import trio

    async def work(origin: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as http_client:
            client = sdk.AsyncBillingClient(
                paywall_id="3", api_origin=origin, api_key="k", timeout=SOON, max_retries=0, http_client=http_client
            )
            with pytest.raises(sdk.RequestTimeoutError):
                await client.for_user(email="ada@example.com").debit_tokens("gpt-4", 5)

    with HostileServer(DRIPS[name]) as server:
        trio.run(work, server.origin)


@pytest.mark.parametrize("name", DRIPS)
def test_total_is_total_through_a_proxy(connect_origin: Connect, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A proxy that passes on drips, or makes them, is left in time.
    """
    with HostileServer(DRIPS[name]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        with pytest.raises(sdk.RequestTimeoutError):
            connect_origin("http://pay.example.com", allow_insecure_origin=True, timeout=SOON).debit_tokens("gpt-4", 5)


def test_dripped_answer_of_a_proxy_is_unsent(connect_origin: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A tunnel that does not come about in time has carried nothing.
    """
    with HostileServer(drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        with pytest.raises(sdk.RequestTimeoutError) as caught:
            connect_origin("https://pay.example.com", timeout=SOON).debit_tokens("gpt-4", 5)

    assert (False, False) == (caught.value.may_have_been_applied, caught.value.request_sent)


@pytest.mark.parametrize("layer", ["origin", "proxy"])
def test_dripped_handshake_is_unsent(connect_origin: Connect, layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A TLS handshake that drips, with the origin or with a proxy, ends in time, and nothing was sent.
    """
    record = drips(b"\x16\x03\x03\x40\x00", b"\x02")
    with HostileServer(record) as server:
        origin = server.origin.replace("http:", "https:")
        if layer == "proxy":
            monkeypatch.setenv("HTTPS_PROXY", origin)
            origin = "https://pay.example.com"
        with pytest.raises(sdk.RequestTimeoutError) as caught:
            connect_origin(origin, timeout=SOON).debit_tokens("gpt-4", 5)

    assert (False, False) == (caught.value.may_have_been_applied, caught.value.request_sent)


def test_server_that_does_not_take_the_request_is_left(connect_origin: Connect) -> None:
    """
    A large upload that nobody reads ends when the time is over.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = connect_origin(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=SOON)
        with pytest.raises(sdk.RequestTimeoutError) as caught:
            client.create_support_ticket("Help", "x", files=[(f"{n}.png", bytes(4 << 20)) for n in range(5)])

    assert caught.value.may_have_been_applied
