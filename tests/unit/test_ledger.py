"""
When an answer is proven to be over, so that its connection may carry the next request.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software._wire.ledger import Ledger

NAMES = st.sampled_from([b"X-A", b"Date", b"content-type", b"Set-Cookie"])
VALUES = st.sampled_from([b"", b"1", b"a; b=c", b"\xe4"])
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=3).map(
    lambda fields: b"".join(b"%s: %s\r\n" % field for field in fields)
)
BODIES = st.binary(max_size=60)
SEEN_BEFORE = [b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 3]


def is_whole(*pieces: bytes) -> bool:
    """
    What is proven once these pieces came.
    """
    ledger = Ledger()
    for piece in pieces:
        ledger.note(piece)
    return ledger.is_whole()


@st.composite
def chunked(draw: st.DrawFn) -> bytes:
    """
    A body in chunks, with extensions and trailers.
    """
    chunks = draw(st.lists(st.binary(min_size=1, max_size=20), max_size=4))
    extension = draw(st.sampled_from([b"", b";a=b", b" ; x"]))
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(chunk), extension, chunk) for chunk in chunks)
    return framed + b"0" + extension + b"\r\n" + draw(FIELDS) + b"\r\n"


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """
    A whole answer, framed in one of the ways the protocol has.
    """
    before, fields = draw(st.sampled_from(SEEN_BEFORE)), draw(FIELDS)
    match draw(st.sampled_from(["length", "chunks", "none"])):
        case "length":
            body = draw(BODIES)
            return before + b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (fields, len(body), body)
        case "chunks":
            return before + b"HTTP/1.1 500 \r\nTransfer-Encoding: Chunked\r\n%s\r\n%s" % (fields, draw(chunked()))
        case _:
            return before + b"HTTP/1.1 204 No Content\r\n%s\r\n" % fields


@given(answers())
def test_whole_answer_is_proven(answer: bytes) -> None:
    """
    A plain answer, after any interim ones, is over with its last byte.
    """
    assert is_whole(answer)


@given(answers(), st.data())
def test_anything_less_is_not(answer: bytes, data: st.DataObject) -> None:
    """
    Without its last bytes, wherever it is cut, an answer is not over.
    """
    assert not is_whole(answer[: data.draw(st.integers(0, len(answer) - 1))])


@given(answers(), st.binary(min_size=1, max_size=40))
def test_anything_more_is_not(answer: bytes, more: bytes) -> None:
    """
    A single byte behind an answer is nobody's, and the connection is not used again.
    """
    assert not is_whole(answer + more)


@given(answers(), answers())
def test_two_answers_are_not_one(one: bytes, other: bytes) -> None:
    """
    A second answer behind the first would be read as the next user's.
    """
    assert not is_whole(one + other)


@given(answers(), st.binary(max_size=3), st.data())
def test_proof_is_the_same_however_the_bytes_come(answer: bytes, more: bytes, data: st.DataObject) -> None:
    """
    Wherever the network cuts an answer into pieces, also between a CR and its LF, the verdict is that of the whole.
    """
    raw = answer[: data.draw(st.integers(0, len(answer)))] + more
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]

    assert is_whole(raw) == is_whole(*pieces) == is_whole(*(raw[at : at + 1] for at in range(len(raw))))


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_proof_of_a_long_answer_holds_none_of_it(framing: str) -> None:
    """
    An answer of 64 MiB is proven, and while it comes nothing of its body is kept.
    """
    count, piece = 1024, b"x" * 65536
    if framing == "length":
        head, pieces = OK + b"Content-Length: %d\r\n\r\n" % (count * len(piece)), [piece] * count
    else:
        head, pieces = OK + b"Transfer-Encoding: chunked\r\n\r\n", [b"10000\r\n%b\r\n" % piece] * count
    ledger, held = Ledger(), 0
    ledger.note(head)
    for each in pieces:
        ledger.note(each)
        held = max(held, len(ledger._held))
    ledger.note(b"0\r\n\r\n" if framing == "chunks" else b"")

    assert ledger.is_whole()
    assert held <= 2


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;"]
)
def test_endless_line_is_odd_and_not_held(start: bytes) -> None:
    """
    A head or a chunk's line without an end proves nothing, and is let go of.
    """
    ledger = Ledger()
    ledger.note(OK + start)
    for _ in range(200):
        ledger.note(b"x" * 1000)

    assert len(ledger._held) == 0
    assert not ledger.is_whole()


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        OK + b"\r\n",
        OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        OK + b"Content-Length: 2, 2\r\n\r\n{}",
        OK + b"Content-Length: +2\r\n\r\n{}",
        OK + b"Content-Length: 0x2\r\n\r\n{}",
        OK + b"Content-Length : 2\r\n\r\n{}",
        OK + b"X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
        OK + b"X: a\nContent-Length: 2\r\n\r\n{}",
        OK + b"Content-Length: 2\n\n{}",
        OK + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}",
        OK + b"Connection: Keep-Alive, CLOSE\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200\xff OK\r\nContent-Length: 0\r\n\r\n",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nno field\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 20 + b"\r\n",
    ],
)
def test_odd_answer_proves_nothing(answer: bytes) -> None:
    """
    Both framings at once, none, repeated or odd numbers, bare line feeds, a goodbye: no proof, so no reuse.
    """
    assert not is_whole(answer)
