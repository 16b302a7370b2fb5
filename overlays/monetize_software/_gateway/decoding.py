"""
What a body becomes as its pieces come in: unpacked, cut to size, lines. Reads nothing, and holds back little.

Each decoder is fed pieces and answers with what is complete; at the end it gives up what is left.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from monetize_software._wire.body import codings

if TYPE_CHECKING:
    from monetize_software._exchange import Header

__all__ = ["Chain", "Cut", "Decoder", "Lines", "Plain", "Undecodable", "unpacking"]

T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")

_MOST_AT_ONCE = 1 << 20
"""Bytes that are unpacked at a time: few packed ones can become a thousand times as many."""

_GZIP, _ZLIB, _BARE = 31, 15, -15


class Undecodable(ValueError):
    """
    A body that is not what its headers say.
    """


class Decoder(Protocol[T_co]):
    """
    Makes something else of pieces of bytes.
    """

    def feed(self, piece: bytes) -> Iterable[T_co]:
        """
        Take a piece in; answer with what is complete.
        """
        ...

    def end(self) -> Iterable[T_co]:
        """
        The body is over; answer with what is left.
        """
        ...


class Plain:
    """
    Pieces as they came.
    """

    def feed(self, piece: bytes) -> Iterable[bytes]:
        """
        The piece itself.
        """
        return (piece,)

    def end(self) -> Iterable[bytes]:
        """
        Nothing.
        """
        return ()


class Chain(Generic[U]):
    """
    One decoder behind another.
    """

    def __init__(self, first: Decoder[bytes], second: Decoder[U]) -> None:
        self._first, self._second = first, second

    def feed(self, piece: bytes) -> Iterable[U]:
        """
        Feed the first, and what it gives to the second.
        """
        for each in self._first.feed(piece):
            yield from self._second.feed(each)

    def end(self) -> Iterable[U]:
        """
        End the first, then the second.
        """
        for each in self._first.end():
            yield from self._second.feed(each)
        yield from self._second.end()


def unpacking(headers: list[Header]) -> Decoder[bytes]:
    """
    The decoder that undoes the coding a body says it has.

    Raises:
        Undecodable: The coding is not one that was asked for.
    """
    applied = codings(headers)
    if not applied:
        return Plain()
    if applied == [b"gzip"] or applied == [b"x-gzip"]:
        return _Inflate(_GZIP)
    if applied == [b"deflate"]:
        return _Inflate(_ZLIB)
    raise Undecodable("has a coding that was not asked for; iter_raw() gives it as it is")


class _Inflate:
    def __init__(self, window: int) -> None:
        self._window, self._inflater, self._begun = window, zlib.decompressobj(window), False

    def feed(self, piece: bytes) -> Iterable[bytes]:
        if self._window == _ZLIB and not self._begun and piece:
            self._choose_wrapping(piece)
        self._begun = self._begun or bool(piece)
        while piece:
            if self._inflater.eof:
                raise Undecodable("has more behind the end of its coding")
            try:
                unpacked = self._inflater.decompress(piece, _MOST_AT_ONCE)
            except zlib.error:
                raise Undecodable("has a broken coding") from None
            if unpacked:
                yield unpacked
            piece = self._inflater.unconsumed_tail or self._inflater.unused_data

    def _choose_wrapping(self, piece: bytes) -> None:
        """
        Some servers send deflate without its wrapping, whose first byte always has an 8 in its lower half.
        """
        if piece[0] & 0x0F != 8:
            self._inflater = zlib.decompressobj(_BARE)

    def end(self) -> Iterable[bytes]:
        if self._begun and not self._inflater.eof:
            raise Undecodable("is cut short inside its coding")
        return ()


class Cut:
    """
    Pieces of one size, but for the last.

    Args:
        size: Bytes of a piece.
    """

    def __init__(self, size: int) -> None:
        self._size, self._held = size, bytearray()

    def feed(self, piece: bytes) -> Iterable[bytes]:
        """
        What is complete with this piece.
        """
        self._held += piece
        whole = len(self._held) - len(self._held) % self._size
        ready, self._held = bytes(self._held[:whole]), self._held[whole:]
        return (ready[at : at + self._size] for at in range(0, whole, self._size))

    def end(self) -> Iterable[bytes]:
        """
        The last one.
        """
        return (bytes(self._held),) if self._held else ()


class Lines:
    """
    Lines of text, which end at LF, CR or both and nowhere else.

    Args:
        encoding: Of the text; what it cannot read becomes U+FFFD.
        longest: Characters that a line may have.
    """

    def __init__(self, encoding: str, longest: int) -> None:
        self._decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode
        self._longest, self._held, self._size, self._after_cr = longest, list[str](), 0, False

    def feed(self, piece: bytes) -> Iterable[str]:
        """
        The lines that are complete with this piece.
        """
        return self._lines(self._decode(piece))

    def _lines(self, text: str) -> list[str]:
        if self._after_cr and text:
            text, self._after_cr = text.removeprefix("\n"), False
        self._after_cr = self._after_cr or text.endswith("\r")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        *complete, rest = text.split("\n")
        if complete:
            complete[0] = "".join(self._held) + complete[0]
            self._held, self._size = [], 0
        if rest:
            self._held.append(rest)
            self._size += len(rest)
        if self._size > self._longest or any(len(line) > self._longest for line in complete):
            raise Undecodable(f"has a line of more than {self._longest:,} characters")
        return complete

    def end(self) -> Iterable[str]:
        """
        The last line, where nothing ends it.
        """
        lines = self._lines(self._decode(b"", True))
        last = "".join(self._held)
        return [*lines, last] if last else lines
