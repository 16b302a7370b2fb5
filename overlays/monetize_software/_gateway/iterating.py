"""
Iterates over a stream through a decoder. These are no generators: one that is left early would live on in its loop.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from .decoding import Undecodable

if TYPE_CHECKING:
    from collections.abc import Callable

    from monetize_software._wire.streaming import AsyncStream, SyncStream

    from .decoding import Decoder

__all__ = ["AsyncItems", "Items", "gather", "gather_async"]

T = TypeVar("T")


class Items(Generic[T]):
    """
    What a decoder makes of a stream, blocking.

    Args:
        stream: The stream; closed when its body cannot be decoded.
        decoder: What makes items of its pieces.
        refuse: Makes the error of a body that cannot be decoded.
    """

    def __init__(self, stream: SyncStream, decoder: Decoder[T], refuse: Callable[[str], Exception]) -> None:
        self._stream, self._decoder, self._refuse = stream, decoder, refuse
        self._ready: deque[T] = deque()
        self._over = False

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        while not self._ready:
            if self._over:
                raise StopIteration
            self._more()
        return self._ready.popleft()

    def _more(self) -> None:
        try:
            try:
                piece = next(self._stream)
            except StopIteration:
                self._over = True
                self._ready.extend(self._decoder.end())
            else:
                self._ready.extend(self._decoder.feed(piece))
        except Undecodable as problem:
            self._over = True
            reason = str(problem)
        else:
            return
        self._stream.close()
        raise self._refuse(reason)


class AsyncItems(Generic[T]):
    """
    What a decoder makes of a stream, awaiting; see `Items`.
    """

    def __init__(self, stream: AsyncStream, decoder: Decoder[T], refuse: Callable[[str], Exception]) -> None:
        self._stream, self._decoder, self._refuse = stream, decoder, refuse
        self._ready: deque[T] = deque()
        self._over = False

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        while not self._ready:
            if self._over:
                raise StopAsyncIteration
            await self._more()
        return self._ready.popleft()

    async def _more(self) -> None:
        try:
            try:
                piece = await self._stream.__anext__()
            except StopAsyncIteration:
                self._over = True
                self._ready.extend(self._decoder.end())
            else:
                self._ready.extend(self._decoder.feed(piece))
        except Undecodable as problem:
            self._over = True
            reason = str(problem)
        else:
            return
        await self._stream.aclose()
        raise self._refuse(reason)


def gather(pieces: Iterator[bytes], largest: int) -> bytes | None:
    """
    Put pieces together; None once they are more than so many bytes.
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) > largest:
            return None
    return bytes(held)


async def gather_async(pieces: AsyncIterator[bytes], largest: int) -> bytes | None:
    """
    Put pieces together, awaiting; None once they are more than so many bytes.
    """
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) > largest:
            return None
    return bytes(held)
