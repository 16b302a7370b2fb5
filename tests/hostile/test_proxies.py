"""
Through every kind of proxy: the call arrives, secrets stay inside the tunnel, and the tunnel is used again.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import pytest
import trustme

import monetize_software as sdk
from monetize_software._wire import connections

from ..support.hostile_server import KeepingServer, sends
from ..support.proxies import Proxy
from .conftest import Connect
from .test_reuse import framed
from .test_sockets import GOOD

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ssl.SSLContext, ssl.SSLContext]]:
    """
    The TLS of an origin called pay.example.com and of a proxy on this machine, both of which the client trusts.
    """
    authority = trustme.CA()
    origin, proxy = (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2))
    authority.issue_cert("pay.example.com").configure_cert(origin)
    authority.issue_cert("127.0.0.1").configure_cert(proxy)
    monkeypatch.setattr(connections, "_tls", {})
    with authority.cert_pem.tempfile() as file:
        monkeypatch.setenv("SSL_CERT_FILE", file)
        yield origin, proxy


@pytest.mark.parametrize(
    ("scheme", "asked"),
    [
        ("http", b"CONNECT pay.example.com:443 HTTP/1.1"),
        ("https", b"CONNECT pay.example.com:443 HTTP/1.1"),
        ("socks5", b"SOCKS pay.example.com:443"),
        ("socks5h", b"SOCKS pay.example.com:443"),
    ],
)
def test_tunnel_to_an_https_origin(
    connect_origin: Connect,
    scheme: str,
    asked: bytes,
    contexts: tuple[ssl.SSLContext, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    TLS goes through the tunnel to the origin, inside TLS with the proxy too, and four calls share one tunnel.
    """
    with (
        KeepingServer(sends(framed(GOOD)), tls=contexts[0]) as server,
        Proxy(server.port, contexts[1] if scheme == "https" else None) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://{proxy.address}")
        client = connect_origin("https://pay.example.com")
        assert [5] * 4 == [client.debit_tokens("gpt-4", 1).count for _ in range(4)]
        assert ([asked], 1, 4) == (proxy.asked, len(server.connections), len(server.requests))


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
def test_plain_origin(
    connect_origin: Connect,
    scheme: str,
    contexts: tuple[ssl.SSLContext, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    A plain origin is asked for by its whole address, or through a plain tunnel, and the connection is kept.
    """
    with (
        KeepingServer(sends(framed(GOOD))) as server,
        Proxy(server.port, contexts[1] if scheme == "https" else None) as proxy,
    ):
        monkeypatch.setenv("HTTP_PROXY", f"{scheme}://{proxy.address}")
        client = connect_origin("http://pay.example.com", allow_insecure_origin=True)
        assert [5] * 3 == [client.debit_tokens("gpt-4", 1).count for _ in range(3)]
        forwarded = b"POST http://pay.example.com/api/v1/paywall/3/balances HTTP/1.1"
        assert [b"SOCKS pay.example.com:80" if scheme == "socks5" else forwarded] == proxy.asked
        assert 1 == len(server.connections)


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"\x05\xff", b"\x05", b"\x05\x00" * 9, b"\x04\x00"], ids=range(6)
)
def test_strange_socks_proxy_is_our_error(
    connect_origin: Connect, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Whatever a socks proxy says in place of its greeting, the debit was not sent, and the error is ours.
    """
    with KeepingServer(sends(b"")) as server:

        def speak(connection: socket.socket) -> None:
            with connection:
                connection.recv(9)
                connection.sendall(said)

        server._serve = speak  # type: ignore[method-assign]
        monkeypatch.setenv("HTTPS_PROXY", f"socks5://127.0.0.1:{server.port}")
        with pytest.raises(sdk.NetworkError) as caught:
            connect_origin("https://pay.example.com").debit_tokens("gpt-4", 1)

    assert (False, False) == (caught.value.may_have_been_applied, caught.value.request_sent)
