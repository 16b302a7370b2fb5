"""
An answer belongs to its request: what a server sends uncalled reaches no later call, and clean connections are kept.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import pytest
import trustme

import monetize_software as sdk
from monetize_software._wire import connections

from ..support.hostile_server import Act, KeepingServer, Later, falls_silent, sends
from .conftest import SILENT, Connect
from .test_sockets import GOOD, HEAD

pytestmark = pytest.mark.enable_socket

OTHER = GOOD.replace(b'"count":5', b'"count":99')


def framed(body: bytes) -> bytes:
    """
    An answer that keeps its connection open.
    """
    return HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def in_chunks(body: bytes, trailer: bytes = b"") -> bytes:
    """
    The same in two chunks.
    """
    head = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    return head + b"3\r\n%s\r\n%x;x=y\r\n%s\r\n0\r\n%s\r\n" % (body[:3], len(body) - 3, body[3:], trailer)


@pytest.fixture(params=["plain", "TLS"])
def tls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext | None]:
    """
    The server's TLS, with an authority that the client trusts; or none.
    """
    if request.param == "plain":
        yield None
        return
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    monkeypatch.setattr(connections, "_tls", {})
    with authority.cert_pem.tempfile() as file:
        monkeypatch.setenv("SSL_CERT_FILE", file)
        yield context


CLEAN: dict[str, bytes] = {
    "length": framed(GOOD),
    "chunks": in_chunks(GOOD),
    "trailers": in_chunks(GOOD, b"X-Sum: 1\r\n"),
    "interim answers": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 2 + framed(GOOD),
}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_connection_is_kept(connect_origin: Connect, name: str, tls: ssl.SSLContext | None) -> None:
    """
    Calls one after another share one connection, with and without TLS.
    """
    with KeepingServer(sends(CLEAN[name]), tls=tls) as server:
        client = connect_origin(server.origin)
        assert [5, 5, 5] == [client.debit_tokens("gpt-4", 1).count for _ in range(3)]
        assert 1 == len(server.connections)


def test_refusals_keep_the_connection(connect_origin: Connect) -> None:
    """
    An answer that is an error is an answer: the next call needs no new connection.
    """
    with KeepingServer(sends(b"HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\n{}"), sends(framed(GOOD))) as server:
        client = connect_origin(server.origin)
        with pytest.raises(sdk.InvalidRequestError):
            client.debit_tokens("gpt-4", 1)
        assert 5 == client.debit_tokens("gpt-4", 1).count
        assert 1 == len(server.connections)


def corked(*pieces: bytes) -> Act:
    """
    Send pieces, as so many TLS records where there is TLS, in one segment.
    """

    def act(connection: socket.socket) -> None:
        option = getattr(socket, "TCP_CORK", None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, 1)
        for piece in pieces:
            connection.sendall(piece)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, 0)

    return act


SURPLUS: dict[str, Act] = {
    "answer in the same piece": sends(framed(GOOD) + framed(OTHER)),
    "answer in the next record": corked(framed(GOOD), framed(OTHER)),
    "a byte": sends(framed(GOOD) + b"H"),
    "a byte in the next record": corked(framed(GOOD), b"\n"),
    "half a head": sends(framed(GOOD) + b"HTTP/1.1 200 OK\r\nContent-"),
    "after chunks": sends(in_chunks(GOOD) + framed(OTHER)),
    "after trailers": sends(in_chunks(GOOD, b"X-Sum: 1\r\n") + framed(OTHER)),
    "after interim answers": sends(CLEAN["interim answers"] + framed(OTHER)),
    "both framings": sends(
        HEAD + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD)
    ),
}


@pytest.mark.parametrize("name", SURPLUS)
def test_surplus_is_nobodys_answer(connect_origin: Connect, name: str, tls: ssl.SSLContext | None) -> None:
    """
    Bytes behind an answer are not the next call's: that has a connection of its own, and its own answer.
    """
    with KeepingServer(SURPLUS[name], sends(framed(GOOD)), tls=tls) as server:
        client = connect_origin(server.origin)
        assert [5, 5] == [client.debit_tokens("gpt-4", 1).count for _ in range(2)]
        assert 2 == len(server.connections)


@pytest.mark.parametrize("late", [b"H", framed(OTHER), b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"])
def test_what_comes_between_calls_is_nobodys_answer(
    connect_origin: Connect, late: bytes, tls: ssl.SSLContext | None
) -> None:
    """
    What a server says while nobody asked, as it does before it closes, answers no later call.
    """
    uncalled = Later(sends(framed(GOOD)), sends(late))
    with KeepingServer(uncalled, sends(framed(GOOD)), tls=tls) as server:
        client = connect_origin(server.origin)
        client.debit_tokens("gpt-4", 1)
        uncalled.now()

        assert 5 == client.debit_tokens("gpt-4", 1).count
        assert 2 == len(server.connections)


def test_connection_that_the_server_closed_is_not_used(connect_origin: Connect, tls: ssl.SSLContext | None) -> None:
    """
    A connection that ended between two calls costs a new one, and no call.
    """
    end = Later(sends(framed(GOOD)), lambda connection: connection.shutdown(socket.SHUT_RDWR))
    with KeepingServer(end, sends(framed(GOOD)), tls=tls) as server:
        client = connect_origin(server.origin)
        client.debit_tokens("gpt-4", 1)
        end.now()

        assert 5 == client.debit_tokens("gpt-4", 1).count
        assert 2 == len(server.connections)


def test_wait_for_an_answer_has_its_own_time(connect_origin: Connect, tls: ssl.SSLContext | None) -> None:
    """
    Once a connection stands, the time to read counts and the time to connect does not, with and without TLS.
    """
    with KeepingServer(falls_silent(), tls=tls) as server, pytest.raises(sdk.RequestTimeoutError) as caught:
        connect_origin(server.origin, timeout=SILENT).debit_tokens("gpt-4", 1)

    assert 1 == len(server.requests)
    assert caught.value.may_have_been_applied


def test_answer_that_says_nobody_asked_proves_nothing(connect_origin: Connect) -> None:
    """
    A 408 may answer an idle connection and cross a debit on its way, so the debit is in doubt and is not repeated.
    """
    with KeepingServer(sends(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 2\r\n\r\n{}")) as server:
        with pytest.raises(sdk.PaywallError) as caught:
            connect_origin(server.origin, max_retries=2).debit_tokens("gpt-4", 1)
        assert 1 == len(server.requests)

    assert (408, True) == (caught.value.status, caught.value.may_have_been_applied)


def test_server_of_a_test_reads_nothing_after_it(connect_origin: Connect, tls: ssl.SSLContext | None) -> None:
    """
    Its threads end with it, so that none reads from the number of a socket that a later test was given.
    """
    with KeepingServer(sends(framed(GOOD)), tls=tls) as server:
        connect_origin(server.origin).debit_tokens("gpt-4", 1)

    assert [False] == [thread.is_alive() for thread, _ in server.serving]
