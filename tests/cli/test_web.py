"""
How one answer is read: within a time and a size, and unpacked within the same size.
"""

from __future__ import annotations

import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import Iterator

import httpx
import pytest

from monetize_software_cli.sockets import Sockets, proxy_for
from monetize_software_cli.tls import TlsError
from monetize_software_cli.web import LARGEST, NoAnswer, Web, parsed
from tests.support.hostile_server import Act, HostileServer, falls_silent, sends, streams

GZIP = {"content-encoding": "gzip"}


def zipped(content: bytes) -> bytes:
    """
    Pack without the time of day, which would give each test another name.
    """
    return gzip.compress(content, mtime=0)


HEAD = b"HTTP/1.1 200 OK\r\n"


class Pieces(httpx.SyncByteStream):
    """
    A body in pieces.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces


def web(answer: httpx.Response) -> Web:
    """
    A server with one answer, where each look at the clock takes a second and an exchange has twenty.
    """
    ticks = itertools.count()
    return Web(httpx.MockTransport(lambda request: answer), lambda: next(ticks), 20)


def packed(body: bytes, **headers: str) -> httpx.Response:
    """
    An answer whose body stands as it is on the wire.
    """
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers=names, stream=Pieces(iter([body])))


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        ("", b"{}"),
        ("identity", b"{}"),
        ("gzip", zipped(b"{}")),
        (" GZip ", zipped(b"{}")),
        ("deflate", zlib.compress(b"{}")),
        ("gzip", b""),
    ],
)
def test_answer_is_unpacked(codings: str, body: bytes) -> None:
    """
    One coding that was asked for is undone.
    """
    assert b"{}"[: len(body) or 0] == web(packed(body, content_encoding=codings)).send("GET", "http://a/").body


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        ("gzip, gzip", zipped(zipped(b"{}"))),
        ("br", b"{}"),
        ("zstd", b"{}"),
        ("gzip", b"{}"),
        ("gzip", zipped(b"{}")[:-4]),
        ("gzip", zipped(b"{}") + b"more"),
    ],
    ids=["twice", "brotli", "zstandard", "not packed", "cut", "more behind its end"],
)
def test_other_packing_is_no_answer(codings: str, body: bytes) -> None:
    """
    Several codings, one nobody asked for, and a broken one are refused.
    """
    with pytest.raises(NoAnswer):
        web(packed(body, content_encoding=codings)).send("GET", "http://a/")


def test_small_bomb_stays_small() -> None:
    """
    What grows without end when unpacked is left at the bound; memory stays near it.
    """
    bomb = zipped(bytes(64 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(NoAnswer, match="larger than 16 MiB"):
            web(packed(bomb, content_encoding="gzip")).send("GET", "http://a/")
        assert tracemalloc.get_traced_memory()[1] < 3 * LARGEST
    finally:
        tracemalloc.stop()


def test_endless_answer_is_left() -> None:
    """
    An answer without end is left at the bound.
    """
    with pytest.raises(NoAnswer, match="larger than 16 MiB"):
        web(httpx.Response(200, stream=Pieces(itertools.repeat(bytes(4 << 20))))).send("GET", "http://a/")


def test_dripping_answer_is_left() -> None:
    """
    An answer that never comes to its end is left when the time of the exchange is over.
    """
    with pytest.raises(NoAnswer, match="in time"):
        web(httpx.Response(200, stream=Pieces(itertools.repeat(bytes(4096))))).send("GET", "http://a/")


@pytest.mark.parametrize(
    "url", ["http://a..b/", "http://" + "a" * 64 + "/", "http://xn--/", "http://a:99999/", "http://[", "nothing", ""]
)
def test_senseless_address_is_no_answer(url: str) -> None:
    """
    No address ends in an error of a library.
    """
    with pytest.raises(NoAnswer):
        Web(Sockets(lambda: 0.0, proxied=False), lambda: 0.0, 5).send("GET", url)


NEVER_DONE: dict[str, Act] = {
    "interim answers without end": streams(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a head without end": streams(HEAD, b"x-a: b\r\n"),
    "a head of one line": streams(HEAD + b"x-a: ", b"b"),
    "a chunk size without end": streams(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "a chunk extension without end": streams(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;", b"a"),
    "chunks without end": streams(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "trailers without end": streams(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n"),
    "a body without end": streams(HEAD + b"\r\n", b"x" * 65536),
    "silence": falls_silent(HEAD),
    "garbage": sends(b"\x16\x03\x01garbage\r\n\r\n"),
    "nothing": sends(),
    "a cut body": sends(HEAD + b"Content-Length: 5\r\n\r\nx"),
}


@pytest.mark.enable_socket
@pytest.mark.parametrize("name", NEVER_DONE)
def test_server_that_never_comes_to_an_end_is_left(name: str) -> None:
    """
    Whatever it sends, wherever in the answer, over real sockets: the exchange ends.
    """
    ticks = itertools.count(step=0.01)
    with HostileServer(NEVER_DONE[name]) as server, pytest.raises(NoAnswer):
        Web(Sockets(lambda: next(ticks), proxied=False), lambda: next(ticks), 0.5).send("GET", server.origin)


@pytest.mark.enable_socket
def test_pieces_have_one_time_together() -> None:
    """
    The time is that of the exchange, not of each piece: what keeps coming is left too, before it is too large.
    """
    ticks = itertools.count(step=0.01)
    with (
        HostileServer(NEVER_DONE["interim answers without end"]) as server,
        pytest.raises(NoAnswer, match="ReadTimeout"),
    ):
        Web(Sockets(lambda: next(ticks), proxied=False), lambda: next(ticks), 0.5).send("GET", server.origin)


@pytest.mark.enable_socket
def test_answer_comes_over_sockets() -> None:
    """
    A request with a body is sent whole, on a connection of its own, and its answer is read.
    """
    answer = sends(HEAD + b"Content-Length: 2\r\nX-Kind: good\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n")
    with HostileServer(answer) as server:
        found = Web(Sockets(lambda: 0.0, proxied=False), lambda: 0.0, 5).send(
            "POST", f"{server.origin}/a?b", {"x-a": "b"}, b"x" * 50_000
        )

    assert (200, b"{}", "good") == (found.status, found.body, found.headers["x-kind"])
    assert server.requests[0].startswith(b"POST /a?b HTTP/1.1\r\n")
    assert server.requests[0].endswith(b"\r\n\r\n" + b"x" * 50_000)


@pytest.mark.enable_socket
def test_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What is not on this machine goes through the proxy, with the password that its address has.
    """
    with HostileServer(sends(HEAD + b"Content-Length: 2\r\n\r\n{}")) as server:
        monkeypatch.setenv("http_proxy", server.origin.replace("//", "//ada:secret@"))
        Web(Sockets(lambda: 0.0, proxied=True), lambda: 0.0, 5).send("GET", "http://pay.example.com/a")

    assert server.requests[0].startswith(b"GET http://pay.example.com/a HTTP/1.1\r\n")
    assert b"proxy-authorization: basic" in server.requests[0].lower()


@pytest.mark.parametrize("named", ["ftp://a", "http://", "http://[", "http://a..b:x"])
def test_senseless_proxy_is_refused(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """
    A proxy that is none is an error of its own, before anything is sent.
    """
    monkeypatch.setenv("http_proxy", named)

    with pytest.raises(httpx.ProxyError):
        proxy_for(httpx.URL("http://pay.example.com"))


def test_proxies_have_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Hosts of `no_proxy` are reached directly.
    """
    monkeypatch.setenv("http_proxy", "proxy.example.com:8080")
    monkeypatch.setenv("no_proxy", "pay.example.com")

    assert proxy_for(httpx.URL("http://pay.example.com")) is None
    assert "http://proxy.example.com:8080" == str(proxy_for(httpx.URL("http://other.example.com")))


def test_certificates_that_are_not_there_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    TLS that cannot be set up names the variable, and nothing is sent.
    """
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")

    with pytest.raises(TlsError, match="SSL_CERT_FILE"):
        Web(Sockets(lambda: 0.0, proxied=False), lambda: 0.0, 5).send("GET", "https://127.0.0.1:9/")


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff", b"[" * 50_000, b'{"a":' * 100 + b"1" + b"}" * 100])
def test_only_a_shallow_object_is_one(body: bytes) -> None:
    """
    Anything but an object of sensible depth is none.
    """
    assert parsed(body) is None
    assert {"a": [{"b": 1}]} == parsed(b'{"a": [{"b": 1}]}')
