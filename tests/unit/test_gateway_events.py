"""
Server-sent events and lines: any cut gives the same, and what httpx-sse is known to misread is read as the standard
says.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software._gateway.decoding import Chain, Cut, Lines, Plain, Undecodable, unpacking
from monetize_software._gateway.events import Events, ServerSentEvent


def fed(decoder: Any, *pieces: bytes) -> list[Any]:
    """
    Everything a decoder makes of pieces.
    """
    return [item for piece in pieces for item in decoder.feed(piece)] + list(decoder.end())


def event(data: str, event: str = "message", id: str = "", retry: int | None = None) -> ServerSentEvent:
    """
    An event that says little.
    """
    return ServerSentEvent(event, data, id, retry)


TABLE: dict[str, tuple[bytes, list[ServerSentEvent]]] = {
    "LF": (b"data: a\n\ndata: b\n\n", [event("a"), event("b")]),
    "CR": (b"data: a\r\rdata: b\r\r", [event("a"), event("b")]),
    "CRLF": (b"data: a\r\n\r\ndata: b\r\n\r\n", [event("a"), event("b")]),
    "mixed": (b"data: a\r\n\rdata: b\n\r\n", [event("a"), event("b")]),
    "lines": (b"data: a\ndata:b\ndata:  c\ndata\n\n", [event("a\nb\n c\n")]),
    "byte order mark": (b"\xef\xbb\xbfdata: a\n\n", [event("a")]),
    "comment after an id": (
        b"id: 1\ndata: a\n\n: ping\n\n: ping\n\ndata: b\n\n",
        [event("a", id="1"), event("b", id="1")],
    ),
    "no data": (b"event: x\n\nevent: y\nid: 7\n\ndata: a\n\n", [event("a", id="7")]),
    "empty data": (b"data\n\ndata:\n\n", [event(""), event("")]),
    "retry": (
        b"retry: 1_000\nretry: -5\nretry: \xd9\xa3\ndata: a\n\nretry: 20\ndata: b\n\n",
        [event("a"), event("b", retry=20)],
    ),
    "name": (b"event: delta\ndata: a\n\ndata: b\n\n", [event("a", "delta"), event("b")]),
    "id with NUL": (b"id: 1\ndata: a\n\nid: 2\x00\ndata: b\n\n", [event("a", id="1"), event("b", id="1")]),
    "id taken back": (b"id: 1\ndata: a\n\nid\ndata: b\n\n", [event("a", id="1"), event("b")]),
    "other line ends": ("data: a\u2028b\u0085c\x0bd\n\n".encode(), [event("a\u2028b\u0085c\x0bd")]),
    "not UTF-8": (b"data: a\xff\n\n", [event("a\ufffd")]),
    "unknown field": (b"data: a\nfoo: b\n foo\n\n", [event("a")]),
    "cut off": (b"data: a\n\ndata: b\n", [event("a")]),
    "nothing": (b"", []),
    "letters": ("data: ä€😀\n\n".encode(), [event("ä€😀")]),
}


@pytest.mark.parametrize("case", TABLE)
def test_events_are_read_as_the_standard_says(case: str) -> None:
    """
    However the bytes are cut, byte by byte too, the events are the standard's.
    """
    raw, events = TABLE[case]
    assert events == fed(Events(), raw)
    assert events == fed(Events(), *(raw[at : at + 1] for at in range(len(raw))))
    for cut in range(len(raw)):
        assert events == fed(Events(), raw[:cut], raw[cut:])


def test_an_event_that_is_too_large_is_refused_before_it_is_whole() -> None:
    """
    Neither one endless line nor endless lines of one event are collected.
    """
    for raw in (b"data: " + b"x" * 200, b"data: xxxx\n" * 40, b"data: " + b"x" * 200 + b"\n\n"):
        with pytest.raises(Undecodable, match="100 characters"):
            fed(Events(100), raw)


def test_an_events_json_is_read_on_demand() -> None:
    """
    An event's data as JSON; what is none raises a `ValueError`.
    """
    assert {"a": 1} == event('{"a": 1}').json()
    with pytest.raises(ValueError, match="Expecting"):
        event("[DONE]").json()


def test_lines_end_at_line_ends_alone() -> None:
    """
    LF, CR and both end a line; U+2028 and its kin do not. A last line needs no end.
    """
    raw = "a\nb\rc\r\nd\u2028e\n\nf".encode()
    expected = ["a", "b", "c", "d\u2028e", "", "f"]
    for cut in range(len(raw)):
        assert expected == fed(Lines("utf-8", 100), raw[:cut], raw[cut:])
    with pytest.raises(Undecodable, match="more than 3"):
        fed(Lines("utf-8", 3), b"abcd")


PACKED: dict[str, tuple[bytes, Any]] = {
    "gzip": (b"gzip", gzip.compress),
    "deflate": (b"deflate", zlib.compress),
    "bare deflate": (b"Deflate", lambda raw: zlib.compress(raw)[2:-4]),
    "none": (b"identity", bytes),
}


@pytest.mark.parametrize("coding", PACKED)
def test_packed_bodies_are_unpacked_as_they_come(coding: str) -> None:
    """
    However a packed body is cut, the pieces unpack to the whole.
    """
    name, pack = PACKED[coding]
    raw = b"data: a\n\n" * 50
    packed = pack(raw)
    for cut in range(0, len(packed), 3):
        assert raw == b"".join(fed(unpacking([(b"Content-Encoding", name)]), packed[:cut], packed[cut:]))


def test_a_bomb_is_unpacked_in_small_pieces() -> None:
    """
    A few packed bytes that become many are given piece by piece, a megabyte at most each.
    """
    packed = gzip.compress(bytes(50 << 20))
    sizes = [len(piece) for piece in unpacking([(b"content-encoding", b"gzip")]).feed(packed)]
    assert 50 << 20 == sum(sizes)
    assert 1 << 20 >= max(sizes)


@pytest.mark.parametrize(
    ("coding", "raw"),
    [
        (b"gzip", gzip.compress(b"a" * 100, mtime=0)[:-3]),
        (b"gzip", b"no gzip"),
        (b"gzip", gzip.compress(b"a", mtime=0) + b"more"),
        (b"br", b"x"),
        (b"gzip, gzip", b"x"),
        (b"deflate", b"\x08\xff\xff"),
    ],
)
def test_broken_codings_are_refused(coding: bytes, raw: bytes) -> None:
    """
    A body that is not what its headers say ends with one kind of error.
    """
    with pytest.raises(Undecodable):
        fed(unpacking([(b"content-encoding", coding)]), raw)


@given(st.lists(st.binary(max_size=20), max_size=20), st.integers(1, 9))
def test_pieces_of_one_size(pieces: list[bytes], size: int) -> None:
    """
    Pieces are cut to one size but for the last, and nothing is lost.
    """
    cut = fed(Chain(Plain(), Cut(size)), *pieces)
    assert b"".join(pieces) == b"".join(cut)
    assert all(size == len(piece) for piece in cut[:-1])
    assert all(0 < len(piece) <= size for piece in cut[-1:])
