"""
Opens calls whose answer is read as it comes, on the ways that `wire.py` knows. Knows nothing about billing.

Rules of this module, besides those of `wire.py`:

1. Whoever opened is given the connection with the answer; whatever goes wrong before, the `finally` gives it back.
2. The address is not kept: there is no end of paths below a provider.
3. What is sent starts with what was checked. A library that reads an address differently is not asked to send it.
4. The library looks the waits up again when it reads the body, so they are changed in place once the head is there.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from monetize_software.errors import ConfigurationError, InvalidRequestError

from .connections import lock
from .library_streams import async_body_class, body_class
from .streaming import AsyncLease, AsyncOwnLease, AsyncStream, Lease, OwnLease, SyncStream
from .wire import AsyncWire, SyncWire, Wire, take, wait_async

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monetize_software._exchange import Failure, Header

    from .outgoing import StreamOutgoing
    from .streaming import Broken

__all__ = ["AsyncStreamWire", "StreamWire", "SyncStreamWire"]

_MOST_STREAMS = 1000
"""Streams at a time, and so connections. They are long, and most of the time nothing happens on them."""


class StreamWire(Wire):
    """
    What both kinds share.
    """

    _most = _MOST_STREAMS
    awaits = False
    """Whether bodies are awaited."""

    def _url(self, path: str) -> Any:
        if path == "/":
            return super()._url(path)
        try:
            url = self.library.URL(self.origin.base + path)
        except (self.library.InvalidURL, UnicodeError):
            raise ConfigurationError("api_origin is not an address: its host cannot exist.") from None
        prefix: bytes = super()._url("/").raw_path
        if url.raw_path != prefix.rstrip(b"/") + path.encode("ascii"):
            raise ConfigurationError("The path cannot be sent as it is: the HTTP library would send another one.")
        return url

    def multipart(self, form: Any, files: Any) -> tuple[bytes, int | None, Iterator[bytes]]:
        """
        Encode a multipart form: its content type, its length where that is known, and its pieces as they are read.
        """
        try:
            request = self.library.Request("POST", "http://localhost", data=dict(form or {}), files=files)
        except (TypeError, ValueError, AttributeError) as problem:
            raise InvalidRequestError(
                f"files cannot be sent ({type(problem).__name__}). Give each as bytes, as an open binary file, or as a "
                "tuple of file name, either, and a media type."
            ) from None
        length = request.headers.get("Content-Length")
        pieces: Iterator[bytes] = iter(request.stream)
        return request.headers["Content-Type"].encode(), None if length is None else int(length), pieces

    def _outcome(self, error: Exception, outgoing: StreamOutgoing, *, unsent: bool | None = None) -> Failure:
        if getattr(outgoing.body, "error", None) is error:
            raise error  # of the caller's own body
        return self._failure(error, outgoing, unsent=unsent)

    def _told(self, broken: Callable[[Failure, int], Exception], outgoing: StreamOutgoing) -> Broken:
        """
        How a stream that breaks is told of.
        """
        return lambda error, received: broken(self._outcome(error, outgoing, unsent=False), received)


class SyncStreamWire(StreamWire, SyncWire):
    """
    Opens and blocks. Safe to share between threads, and after a fork.
    """

    def _request_body(self, body: Any) -> Any:
        return super()._request_body(body) if isinstance(body, bytes) else body_class(self.library.SyncByteStream)(body)

    def open(self, outgoing: StreamOutgoing, broken: Callable[[Failure, int], Exception]) -> SyncStream | Failure:
        """
        Send once and read the head of the answer.

        Args:
            outgoing: What is sent.
            broken: Makes the error of a body that breaks, from the failure and the number of bytes that came.
        """
        self._check_open()
        deadline = monotonic() + outgoing.timeout.longest
        told = self._told(broken, outgoing)
        if self._given_transport is not None or self._http_client is not None:
            return self._open_given(outgoing, deadline, told)
        if self._is_replaced(blocking=True):
            return self._open_replaced(outgoing, deadline, told)
        return self._open_own(outgoing, deadline, told)

    def _open_own(self, outgoing: StreamOutgoing, deadline: float, broken: Broken) -> SyncStream | Failure:
        route, slot = self._route, None
        stream: SyncStream | None = None
        request = route.request(outgoing, self._target(outgoing))
        try:
            slot = take(self._pool, outgoing, deadline)
            slot.line.start_stream(outgoing.timeout, deadline)
            response = slot.open(request)
            slot.line.read_on()
            _read_on(request, outgoing)
            lease = OwnLease(slot, response, self._pool.give)
            stream = opened = SyncStream(*_head(response), iter(response.stream), lease, broken)
        except Exception as error:
            return self._outcome(error, outgoing, unsent=slot is None or not slot.line.sent)
        finally:
            if stream is None and slot is not None:
                self._pool.give(slot, clean=False)
        return opened

    def _open_replaced(self, outgoing: StreamOutgoing, deadline: float, broken: Broken) -> SyncStream | Failure:
        slot, stream = None, None
        try:
            slot = mine = take(self._transports, outgoing, deadline)
            stream = opened = self._stream(
                slot.transport.handle_request,
                outgoing,
                deadline,
                broken,
                lambda clean: self._transports.give(mine, clean=clean),
            )
        except Exception as error:
            return self._outcome(error, outgoing)
        finally:
            if stream is None and slot is not None:
                self._transports.give(slot, clean=False)
        return opened

    def _open_given(self, outgoing: StreamOutgoing, deadline: float, broken: Broken) -> SyncStream | Failure:
        try:
            return self._stream(self._hand_over, outgoing, deadline, broken, _nothing)
        except Exception as error:
            return self._outcome(error, outgoing)

    def _stream(
        self, send: Any, outgoing: StreamOutgoing, deadline: float, broken: Broken, give: Callable[[bool], Any]
    ) -> SyncStream:
        waits = outgoing.timeout.phases
        response = send(self.request(outgoing, waits))
        waits["read"] = outgoing.timeout.idle
        bound = _Bound(self.library, waits, deadline)
        unpacked: bool = response.is_stream_consumed
        pieces = bound.pieces((response.content,) if unpacked else response.stream)
        lease = Lease(response.close, give, bound.hurry)
        raw = response.headers.raw
        return SyncStream(response.status_code, raw, response.reason_phrase, pieces, lease, broken, unpacked=unpacked)


class AsyncStreamWire(StreamWire, AsyncWire):
    """
    Opens and awaits. Safe to share between tasks, threads and event loops, and after a fork.
    """

    awaits = True

    def _request_body(self, body: Any) -> Any:
        if isinstance(body, bytes):
            return super()._request_body(body)
        return async_body_class(self.library.AsyncByteStream)(body)

    async def open(
        self, outgoing: StreamOutgoing, broken: Callable[[Failure, int], Exception]
    ) -> AsyncStream | Failure:
        """
        Send once and read the head of the answer; see `SyncStreamWire.open`.
        """
        self._check_open()
        deadline = monotonic() + outgoing.timeout.longest
        told = self._told(broken, outgoing)
        if self._given_transport is not None or self._http_client is not None:
            return await self._open_given(outgoing, deadline, told)
        if self._is_replaced(blocking=False):
            return await self._open_replaced(outgoing, deadline, told)
        return await self._open_own(outgoing, deadline, told)

    async def _open_own(self, outgoing: StreamOutgoing, deadline: float, broken: Broken) -> AsyncStream | Failure:
        from .loops import running_loop

        route, slot, loop = self._route, None, running_loop()
        stream: AsyncStream | None = None
        request, pool = route.request(outgoing, self._target(outgoing)), self._pools[loop.kind]
        try:
            slot = pool.take(deadline)
            if slot is None:
                slot = await wait_async(pool, loop, outgoing, deadline)
            slot.line.start_stream(outgoing.timeout, deadline)
            response = await slot.open(request)
            slot.line.read_on()
            _read_on(request, outgoing)
            lease = AsyncOwnLease(slot, response, pool.give)
            body: Any = response.stream
            stream = opened = AsyncStream(*_head(response), aiter(body), lease, broken)
        except Exception as error:
            return self._outcome(error, outgoing, unsent=slot is None or not slot.line.sent)
        finally:
            if stream is None and slot is not None:
                pool.give(slot, clean=False)
        return opened

    async def _open_replaced(self, outgoing: StreamOutgoing, deadline: float, broken: Broken) -> AsyncStream | Failure:
        from .loops import running_loop
        from .replaced import AsyncTransports

        with lock():
            transports = self._transports = self._transports or AsyncTransports(self._new_transport)
        loop, slot, stream = running_loop(), None, None
        mine = await transports.mine(loop.key)

        async def give(clean: bool) -> None:
            mine.pool.give(slot, clean=clean)  # type: ignore[arg-type]
            await mine.bury()

        try:
            slot = mine.pool.take(deadline)
            if slot is None:
                slot = await wait_async(mine.pool, loop, outgoing, deadline)
            stream = opened = await self._stream(slot.transport.handle_async_request, outgoing, deadline, broken, give)
        except Exception as error:
            return self._outcome(error, outgoing)
        finally:
            if stream is None and slot is not None:
                await give(False)
        return opened

    async def _open_given(self, outgoing: StreamOutgoing, deadline: float, broken: Broken) -> AsyncStream | Failure:
        try:
            return await self._stream(self._hand_over, outgoing, deadline, broken, _async_nothing)
        except Exception as error:
            return self._outcome(error, outgoing)

    async def _stream(
        self, send: Any, outgoing: StreamOutgoing, deadline: float, broken: Broken, give: Callable[[bool], Any]
    ) -> AsyncStream:
        from .loops import running_loop

        loop, waits = running_loop(), outgoing.timeout.phases
        try:
            async with loop.within(deadline - monotonic()):
                response = await send(self.request(outgoing, waits))
        except TimeoutError:
            raise self.library.ReadTimeout("The answer did not arrive in time.") from None
        waits["read"] = outgoing.timeout.idle
        bound = _Bound(self.library, waits, deadline)
        unpacked: bool = response.is_stream_consumed
        pieces = _Ready(response.content) if unpacked else _AsyncBounded(bound, response.stream)

        async def close(left: Any) -> None:
            if left is not None:
                await left.aclose()
            await response.aclose()

        lease = AsyncLease(lambda left: loop.shelter(lambda: close(left)), give, bound.hurry)
        raw = response.headers.raw
        return AsyncStream(response.status_code, raw, response.reason_phrase, pieces, lease, broken, unpacked=unpacked)


def _read_on(request: Any, outgoing: StreamOutgoing) -> None:
    """
    Have the library wait for pieces from now on, and no longer for the head.
    """
    request.extensions["timeout"]["read"] = outgoing.timeout.idle


def _head(response: Any) -> tuple[int, list[Header], str]:
    reason: bytes = response.extensions["reason_phrase"]
    return response.status, response.headers, reason.decode("ascii", "ignore")


class _Bound:
    """
    When a body that a library reads must have come. Looked at between two pieces; the library bounds each wait.
    """

    def __init__(self, library: Any, waits: dict[str, float], deadline: float) -> None:
        self._library, self._waits, self._deadline = library, waits, deadline

    def hurry(self, seconds: float) -> None:
        """
        Have the rest come within so many seconds.
        """
        self._deadline = min(self._deadline, monotonic() + seconds)
        self._waits["read"] = min(self._waits["read"], seconds)

    def check(self) -> None:
        """
        Raises:
            ReadTimeout: The time is over.
        """
        if monotonic() > self._deadline:
            raise self._library.ReadTimeout("The answer did not arrive in time.")

    def pieces(self, body: Any) -> Iterator[bytes]:
        """
        A body's pieces, until the time is over.
        """
        for piece in body:
            self.check()
            yield piece


class _AsyncBounded:
    """
    The same, awaiting. It is no generator, which would live on in the loop when it is left early.
    """

    def __init__(self, bound: _Bound, body: Any) -> None:
        self._bound, self._pieces = bound, aiter(body)

    def __aiter__(self) -> _AsyncBounded:
        return self

    async def __anext__(self) -> bytes:
        piece: bytes = await self._pieces.__anext__()
        self._bound.check()
        return piece

    @property
    def ag_running(self) -> bool:
        """
        Whether somebody is waiting for a piece, as generators say it.
        """
        return bool(getattr(self._pieces, "ag_running", False))

    async def aclose(self) -> None:
        """
        End the library's own iteration.
        """
        if hasattr(self._pieces, "aclose"):
            await self._pieces.aclose()


class _Ready:
    """
    A body that was read already.
    """

    def __init__(self, content: bytes) -> None:
        self._pieces = iter((content,))

    def __aiter__(self) -> _Ready:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """
        Do nothing.
        """


def _nothing(clean: bool) -> None:
    pass


async def _async_nothing(clean: bool) -> None:
    pass
