"""
An answer's body: kept within its bound, and unpacked within it.
"""

from __future__ import annotations

import gzip
import zlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software._wire.body import LARGEST_ANSWER, Body, codings, decoded

PACKED = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate without its wrapping": lambda body: zlib.compress(body, wbits=-15),
}


@pytest.mark.parametrize("name", PACKED)
@given(body=st.binary(min_size=1, max_size=300))
def test_one_coding_is_undone(name: str, body: bytes) -> None:
    """
    What was packed once, in one of the codings asked for, comes out as it was.
    """
    assert body == decoded(PACKED[name](body), [name.partition(" ")[0].encode()])


@pytest.mark.parametrize(
    "values",
    [
        (b"gzip, gzip",), (b"gzip", b"gzip"), (b"deflate, gzip",), (b"GZIP,Deflate",), (b"gzip, identity, gzip",),
        (b"br",), (b"zstd",), (b"compress",), (b"gzip, br",),
    ],
    ids=b" then ".join,
)  # fmt: skip
def test_stacked_or_unknown_coding_is_refused(values: tuple[bytes, ...]) -> None:
    """
    Two codings, which could turn a few bytes into any number, and codings that nobody asked for are not unpacked.
    """
    applied = codings([(b"Content-Encoding", value) for value in values])

    with pytest.raises(ValueError, match="not asked for"):
        decoded(gzip.compress(gzip.compress(b"{}")), applied)


@pytest.mark.parametrize("values", [(), (b"",), (b"identity",), (b"Identity, ",), (b"identity", b"identity")], ids=str)
def test_no_coding_leaves_the_body(values: tuple[bytes, ...]) -> None:
    """
    A body without a coding, or with one that changes nothing, stays as it is.
    """
    assert b"\x1f\x8b{}" == decoded(b"\x1f\x8b{}", codings([(b"content-encoding", value) for value in values]))


def test_empty_body_has_nothing_to_undo() -> None:
    """
    An answer without a body may name a coding all the same.
    """
    assert b"" == decoded(b"", [b"gzip"])


@pytest.mark.parametrize("size", [-1, 0, 1])
@pytest.mark.parametrize("name", PACKED)
def test_bound_holds_when_unpacked(name: str, size: int) -> None:
    """
    As many bytes as the bound are unpacked, and not one more.
    """
    body = bytes(1000 + size)
    if size <= 0:
        assert body == decoded(PACKED[name](body), [name.partition(" ")[0].encode()], 1000)
    else:
        with pytest.raises(ValueError, match="larger than"):
            decoded(PACKED[name](body), [name.partition(" ")[0].encode()], 1000)


@given(st.binary(min_size=20, max_size=100), st.data())
def test_cut_or_continued_coding_is_refused(body: bytes, data: st.DataObject) -> None:
    """
    A packed body that lacks its end, or has something behind it, is broken: half an answer is none.
    """
    packed = gzip.compress(body)
    cut = packed[: data.draw(st.integers(1, len(packed) - 1))]
    for broken in (cut, packed + b"\0", packed + packed):
        with pytest.raises(ValueError, match="coding is"):
            decoded(broken, [b"gzip"])


@pytest.mark.parametrize("over", [0, 1])
def test_bound_holds_as_sent(over: int) -> None:
    """
    16 MiB are taken, in pieces of any size, and not one byte more.
    """
    body = Body(httpx, deadline=float("inf"))
    body.add(bytes(LARGEST_ANSWER - 1))
    body.add(b"{")
    if over:
        with pytest.raises(httpx.ReadError, match="larger than 16 MiB"):
            body.add(b"}")
    else:
        assert LARGEST_ANSWER == len(body.unpacked([]))
