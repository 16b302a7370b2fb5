"""
Whatever a server does to the connection, only our exceptions leave, and nothing is sent that must not be.
"""

from __future__ import annotations

import gzip
import socket
from typing import Any

import pytest

import monetize_software as sdk

from ..support.hostile_server import Act, HostileServer, falls_silent, resets, sends, streams
from .conftest import PATIENT, SILENT

pytestmark = pytest.mark.enable_socket

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GOOD = b'{"success":true,"user_id":"u","type":"gpt-4","count":5}'
BOMB = gzip.compress(b" " * (64 << 20))
CODED = b"Content-Encoding: %s\r\n"


def answer(body: bytes = GOOD, status: bytes = b"200 OK", headers: bytes = b"") -> bytes:
    """
    A whole answer, and the last on its connection, as it says.
    """
    return b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s" % (
        status,
        headers,
        len(body),
        body,
    )


BROKEN: dict[str, tuple[Act, type[sdk.PaywallError]]] = {
    "reset before any byte": (resets(), sdk.NetworkError),
    "closed before any byte": (sends(), sdk.NetworkError),
    "closed inside the head": (sends(b"HTTP/1.1 200 OK\r\nConte"), sdk.NetworkError),
    "closed inside the body": (sends(HEAD + b"Content-Length: 100\r\n\r\n{"), sdk.NetworkError),
    "reset inside the body": (resets(HEAD + b"Content-Length: 100\r\n\r\n{"), sdk.NetworkError),
    "broken chunk": (sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n"), sdk.NetworkError),
    "garbage": (sends(b"\x00\xff\x16\x03garbage\r\n\r\n"), sdk.NetworkError),
    "another protocol": (sends(b"SSH-2.0-OpenSSH_9\r\n"), sdk.NetworkError),
    "silence": (falls_silent(), sdk.RequestTimeoutError),
    "silence after the head": (falls_silent(HEAD + b"Content-Length: 100\r\n\r\n"), sdk.RequestTimeoutError),
    "endless head": (streams(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"), sdk.NetworkError),
    "endless body": (streams(HEAD + b"\r\n", b" " * 65536), sdk.NetworkError),
    "broken gzip": (sends(answer(b"not gzip", headers=CODED % b"gzip")), sdk.NetworkError),
    "gzip bomb": (sends(answer(BOMB, headers=CODED % b"gzip")), sdk.NetworkError),
    "bomb in a bomb": (sends(answer(gzip.compress(BOMB), headers=CODED % b"gzip, gzip")), sdk.NetworkError),
    "coding nobody asked for": (sends(answer(GOOD, headers=CODED % b"br")), sdk.NetworkError),
    "gzip without its end": (sends(answer(gzip.compress(GOOD)[:-1], headers=CODED % b"gzip")), sdk.NetworkError),
    "html with 200": (sends(answer(b"<html>hello</html>")), sdk.InvalidResponseError),
    "empty 200": (sends(answer(b"")), sdk.InvalidResponseError),
    "no content": (sends(b"HTTP/1.1 204 No Content\r\n\r\n"), sdk.InvalidResponseError),
    "wrong shape": (sends(answer(b'{"success":1}')), sdk.InvalidResponseError),
    "html 502": (sends(answer(b"<html>bad gateway</html>", b"502 Bad Gateway")), sdk.ServerError),
    "odd status": (sends(answer(b"{}", b"599 Odd")), sdk.ServerError),
    "status 999": (sends(answer(b"{}", b"999 ???")), sdk.ServerError),
    "redirect": (sends(answer(b"", b"302 Found", b"Location: https://evil.example/\r\n")), sdk.PaywallError),
}


@pytest.mark.parametrize("name", BROKEN)
def test_debit_survives_any_behaviour_and_is_sent_once(connect_origin: Any, name: str) -> None:
    """
    Each broken answer to a debit is one of our errors, and the debit leaves this machine once.
    """
    act, kind = BROKEN[name]
    timeout = SILENT if kind is sdk.RequestTimeoutError else PATIENT
    with HostileServer(act) as server, pytest.raises(kind) as caught:
        connect_origin(server.origin, max_retries=3, timeout=timeout).debit_tokens("gpt-4", 5)

    sent = [request for request in server.requests if request]
    assert 1 == len(sent)
    assert (name == "redirect") is not caught.value.may_have_been_applied
    assert "secret" not in str(caught.value)
    assert "ada" not in str(caught.value)


def test_checkout_whose_answer_is_lost_is_repeated_with_the_same_key(connect_origin: Any) -> None:
    """
    After two lost answers the third attempt succeeds, and all three carried one idempotency key.
    """
    opened = answer(b'{"checkoutUrl":"https://c","userId":"u","acquiring":"stripe"}')
    with HostileServer(resets(), sends(HEAD), sends(opened)) as server:
        result = connect_origin(server.origin, max_retries=2).create_checkout("price_123")
        keys = {line for request in server.requests for line in request.split(b"\r\n") if b"Idempotency-Key" in line}

    assert 3 == len(server.requests)
    assert {b"Idempotency-Key: " + result.idempotency_key.encode()} == keys


def test_refused_connection_is_unsent(connect_origin: Any) -> None:
    """
    Nobody listening means that nothing was sent or applied, and it may be tried again.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(sdk.NetworkError) as caught:
        connect_origin(origin).debit_tokens("gpt-4", 5)

    assert (False, False, True) == (
        caught.value.may_have_been_applied,
        caught.value.request_sent,
        caught.value.retryable,
    )


def test_plain_server_behind_https_is_unsent(connect_origin: Any) -> None:
    """
    When TLS does not come about, the debit never left.
    """
    with (
        HostileServer(sends(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server,
        pytest.raises(sdk.NetworkError) as caught,
    ):
        connect_origin(server.origin.replace("http:", "https:")).debit_tokens("gpt-4", 5)

    assert (False, False) == (caught.value.may_have_been_applied, caught.value.request_sent)


def test_redirect_is_not_followed_and_cookies_are_not_kept(connect_origin: Any) -> None:
    """
    A redirect is an error, and a cookie it set does not come back with the next call.
    """
    away = answer(b"", b"307 Temporary Redirect", b"Location: /elsewhere\r\nSet-Cookie: s=1\r\n")
    with HostileServer(sends(away), sends(answer())) as server:
        client = connect_origin(server.origin)
        with pytest.raises(sdk.PaywallError, match="http_307"):
            client.debit_tokens("gpt-4", 5)
        client.debit_tokens("gpt-4", 5)

    assert 2 == len(server.requests)
    assert b"cookie" not in server.requests[1].lower()
    assert b"/elsewhere" not in server.requests[1]


def test_compressed_answer_is_read(connect_origin: Any) -> None:
    """
    A gzip answer is an answer.
    """
    packed = answer(gzip.compress(GOOD), headers=CODED % b"gzip")
    with HostileServer(sends(packed)) as server:
        assert 5 == connect_origin(server.origin).debit_tokens("gpt-4", 5).count


def test_byte_order_mark_is_no_obstacle(connect_origin: Any) -> None:
    """
    A UTF-8 byte order mark before the JSON is skipped.
    """
    with HostileServer(sends(answer(b"\xef\xbb\xbf" + GOOD))) as server:
        assert 5 == connect_origin(server.origin).debit_tokens("gpt-4", 5).count
