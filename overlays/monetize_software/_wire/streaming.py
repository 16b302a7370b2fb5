"""
An answer that is read as it comes, and the connection it comes on. Decodes nothing, keeps nothing it has handed out.

Rules of this module:

1. The connection is given back once, by whatever comes first: the last byte, an error, a cancelled wait, a close.
2. On connections of our own that is one step that waits for nothing, so no second cancel can come in between.
3. Async generators of the HTTP library are run to their end, never dropped: what is dropped lives on in the loop.
4. Closing while somebody else is reading wakes the reader, who gives the connection back himself.
5. An iteration that was closed says so. It does not end, which would look like the end of the answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

from monetize_software.errors import InvalidRequestError

if TYPE_CHECKING:
    from monetize_software._exchange import Header

    from .slots import AsyncSlot, SyncSlot

__all__ = ["AsyncLease", "AsyncOwnLease", "AsyncStream", "Broken", "Lease", "OwnLease", "SyncStream"]

Broken = Callable[[Exception, int], Exception]
"""Makes the error that a reader sees from the one the library raised and the number of bytes that came before it."""


class Lease:
    """
    What a stream holds while it is read, blocking: a response of the library, and perhaps a slot it came through.

    Args:
        close: Closes the response.
        give: Gives the slot back; told whether nothing was left in doubt.
        hurry: Bounds the waits that are still to come.
    """

    def __init__(self, close: Callable[[], Any], give: Callable[[bool], Any], hurry: Callable[[float], Any]) -> None:
        self._close, self._give = close, give
        self.hurry = hurry

    def end(self, pieces: Any, *, clean: bool) -> None:
        """
        Let go of the connection.
        """
        try:
            pieces.close()
            self._close()
        except BaseException:
            clean = False
            raise
        finally:
            self._give(clean)

    def interrupt(self) -> None:
        """
        Wake whoever reads. A library of others offers nothing better than to close.
        """
        self._close()


class OwnLease:
    """
    A connection of our own, blocking.
    """

    def __init__(self, slot: SyncSlot, response: Any, give: Callable[..., Any]) -> None:
        self._slot, self._response, self._give = slot, response, give
        self.hurry = slot.line.hurry
        self.interrupt = slot.line.interrupt

    def end(self, pieces: Any, *, clean: bool) -> None:
        """
        Let go of the connection, at once.
        """
        try:
            pieces.close()
            self._response.close()
            clean = clean and self._slot.is_reusable()
        except BaseException:
            clean = False
            raise
        finally:
            self._give(self._slot, clean=clean)


class _Closed:
    """
    What is left of a body that was not read to its end.
    """

    def __iter__(self) -> _Closed:
        return self

    def __aiter__(self) -> _Closed:
        return self

    def __next__(self) -> bytes:
        raise InvalidRequestError("This answer is closed, and the rest of it was not read.")

    async def __anext__(self) -> bytes:
        raise InvalidRequestError("This answer is closed, and the rest of it was not read.")


class SyncStream:
    """
    An answer that is read as it comes, blocking.

    Attributes:
        status: HTTP status.
        raw_headers: As they came.
        reason: The reason phrase.
        unpacked: Whether somebody has undone the body's coding already.
        received: Bytes of the body handed out so far.
    """

    def __init__(
        self,
        status: int,
        raw_headers: list[Header],
        reason: str,
        pieces: Iterator[bytes],
        lease: Lease | OwnLease,
        broken: Broken,
        *,
        unpacked: bool = False,
    ) -> None:
        self.status, self.raw_headers, self.reason = status, raw_headers, reason
        self.unpacked, self.received = unpacked, 0
        self._pieces, self._broken = pieces, broken
        self._lease: Lease | OwnLease | None = lease

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._end(clean=True)
            raise
        except Exception as error:
            self._end(clean=False)
            raise self._broken(error, self.received) from None
        except BaseException:
            self._end(clean=False)
            raise
        self.received += len(piece)
        return piece

    def _end(self, *, clean: bool) -> None:
        lease, self._lease = self._lease, None
        if lease is not None:
            pieces = self._pieces
            if not clean:
                self._pieces = _Closed()
            lease.end(pieces, clean=clean)

    @property
    def closed(self) -> bool:
        """
        Whether the connection was let go of.
        """
        return self._lease is None

    def hurry(self, seconds: float) -> None:
        """
        Have the rest come within so many seconds.
        """
        if self._lease is not None:
            self._lease.hurry(seconds)

    def close(self) -> None:
        """
        Let go of the connection, from any thread. What was not read is not waited for.
        """
        if self._lease is not None and getattr(self._pieces, "gi_running", False):
            self._lease.interrupt()
        else:
            self._end(clean=False)


class AsyncLease:
    """
    What a stream holds while it is read, awaiting: a response of the library, and perhaps a slot it came through.

    Args:
        close: Closes the pieces' iterator and the response, sheltered from cancels: a library may lose the connection
            to them.
        give: Gives the slot back; told whether nothing was left in doubt.
        hurry: Bounds the waits that are still to come.
    """

    def __init__(self, close: Callable[[Any], Any], give: Callable[[bool], Any], hurry: Callable[[float], Any]) -> None:
        self._close, self._give = close, give
        self.hurry = hurry

    async def end(self, pieces: Any, *, clean: bool) -> None:
        """
        Let go of the connection.
        """
        try:
            await self._close(pieces)
        except BaseException:
            clean = False
            raise
        finally:
            await self._give(clean)

    async def interrupt(self) -> None:
        """
        Wake whoever reads. A library of others offers nothing better than to close.
        """
        await self._close(None)


class AsyncOwnLease:
    """
    A connection of our own, awaiting.
    """

    def __init__(self, slot: AsyncSlot, response: Any, give: Callable[..., Any]) -> None:
        self._slot, self._response, self._give = slot, response, give
        self.hurry = slot.line.hurry

    async def end(self, pieces: Any, *, clean: bool) -> None:
        """
        Let go of the connection: at once, unless the answer is over and the library has to be told so.
        """
        reusable = False
        try:
            if clean:
                await self._response.aclose()
                reusable = self._slot.is_reusable()
        finally:
            self._give(self._slot, clean=reusable)
        if not clean:
            await self._run_out(pieces)

    async def _run_out(self, pieces: Any) -> None:
        self._slot.line.wait_no_more()
        try:
            async for _ in pieces:  # what is in memory already; then the error that ends it
                pass
        except Exception as error:
            if type(error).__module__ != "httpcore":
                raise

    async def interrupt(self) -> None:
        """
        Wake whoever reads.
        """
        self._slot.line.interrupt()


class AsyncStream:
    """
    An answer that is read as it comes, awaiting. Its attributes are those of `SyncStream`.
    """

    def __init__(
        self,
        status: int,
        raw_headers: list[Header],
        reason: str,
        pieces: AsyncIterator[bytes],
        lease: AsyncLease | AsyncOwnLease,
        broken: Broken,
        *,
        unpacked: bool = False,
    ) -> None:
        self.status, self.raw_headers, self.reason = status, raw_headers, reason
        self.unpacked, self.received = unpacked, 0
        self._pieces, self._broken = pieces, broken
        self._lease: AsyncLease | AsyncOwnLease | None = lease

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            piece = await self._pieces.__anext__()
        except StopAsyncIteration:
            await self._end(clean=True)
            raise
        except Exception as error:
            await self._end(clean=False)
            raise self._broken(error, self.received) from None
        except BaseException:
            await self._end(clean=False)
            raise
        self.received += len(piece)
        return piece

    async def _end(self, *, clean: bool) -> None:
        lease, self._lease = self._lease, None
        if lease is not None:
            pieces = self._pieces
            if not clean:
                self._pieces = _Closed()
            await lease.end(pieces, clean=clean)

    @property
    def closed(self) -> bool:
        """
        Whether the connection was let go of.
        """
        return self._lease is None

    def hurry(self, seconds: float) -> None:
        """
        Have the rest come within so many seconds.
        """
        if self._lease is not None:
            self._lease.hurry(seconds)

    async def aclose(self) -> None:
        """
        Let go of the connection. What was not read is not waited for.
        """
        if self._lease is not None and getattr(self._pieces, "ag_running", False):
            await self._lease.interrupt()
        else:
            await self._end(clean=False)
