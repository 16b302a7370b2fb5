"""
httpx transports that lead to one provider, for libraries which call providers themselves. Answers in the caller's
library.

Rules of this module:

1. The library is that of the request: httpx or httpx2. What it gets is made of that library's classes.
2. Answers are handed over as they are, whatever their status: the library knows its provider's errors. One header is
   added, `x-should-retry: false`, because a repeated call is charged again.
3. A failure before anything was sent is the library's own ConnectError, which it may repeat. After that it is our
   `NetworkError`, which says that the call may have been carried out, and which no library repeats.
4. Some libraries repeat whatever fails. A request that says it is a repetition of one that failed after it was sent is
   refused. What is remembered of a request is a digest.
5. The library's credentials and cookies stop here, and closing the library's client closes nothing here.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from importlib import import_module
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve

from monetize_software._call.drive import guarded, guarded_async
from monetize_software._call.error_mapping import error_from_reply
from monetize_software._exchange import Call, Reply
from monetize_software._profile.timeout import LONGEST, StreamTimeout
from monetize_software._wire.library_streams import async_body_class, body_class
from monetize_software.errors import NetworkError, QuotaExceededError, RequestTimeoutError

from .bodies import Body, OneUse
from .calls import described
from .collecting import reply_of
from .drive import drive_open, drive_open_async
from .headers import passed_on
from .paths import provider_path

if TYPE_CHECKING:
    from types import ModuleType

    from monetize_software._wire.stream_wire import AsyncStreamWire, SyncStreamWire

    from .settings import Settings

__all__ = ["AsyncGatewayTransport", "GatewayTransport"]

_MOST_REMEMBERED = 1000
_RETRY_COUNT = "x-stainless-retry-count"
_LARGEST_REFUSAL = 65536
_HANDED_OVER = frozenset({b"set-cookie", b"x-should-retry"})


class _Translating:
    """
    What both kinds share: requests of a library as calls, streams as its responses, failures as its errors.
    """

    def __init__(self, settings: Settings, provider: str) -> None:
        # The library repeats what was not sent, if it likes; both repeating would multiply.
        self._settings = evolve(settings, profile=settings.profile.with_options(None, 0, None))
        self._provider, self._prefix = provider, provider_path(provider)
        self._in_doubt: OrderedDict[bytes, None] = OrderedDict()

    def _call(self, request: Any) -> Call[Any]:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        _, found, below = path.partition(self._prefix)
        if found and below[:1] in ("", "/"):
            path = below
        own = f"paywall_id={self._settings.profile.paywall_id}"
        kept = "&".join(part for part in query.split("&") if part != own)
        common = [each for each in self._settings.profile.common_headers if each[0] not in _LIBRARYS_OWN]
        headers = [*common, *passed_on(request.headers.raw)]
        return described(self._settings, request.method, self._provider, f"{path}?{kept}" if kept else path, headers)

    def _body(self, request: Any, pieces: Any) -> Body:
        length = request.headers.get("content-length", "")
        try:
            return Body(request.content)
        except _library_of(request).RequestNotRead:
            return Body(OneUse(pieces(request.stream)), length=int(length) if length.isdecimal() else None)

    def _timeout(self, request: Any) -> StreamTimeout:
        given = request.extensions.get("timeout")
        if not given:
            return self._settings.timeout
        waits = {name: _seconds(given.get(name)) for name in ("connect", "read", "write", "pool")}
        read = waits.pop("read")
        return StreamTimeout(**waits, first_byte=read, idle=read, total=self._settings.timeout.total)

    def _refuse_repetition(self, request: Any, body: Body) -> None:
        if request.headers.get(_RETRY_COUNT, "0") != "0" and _digest(request, body) in self._in_doubt:
            raise NetworkError(
                "This call was sent before and may have been carried out. It is not sent again, because that would be "
                "charged again. Build the library's client with max_retries=0.",
                may_have_been_applied=True,
                request_sent=False,
            )

    def _seen(self, error: NetworkError, request: Any, body: Body) -> Exception:
        """
        What the library shall see of a failure.
        """
        if error.may_have_been_applied:
            self._in_doubt[_digest(request, body)] = None
            if len(self._in_doubt) > _MOST_REMEMBERED:
                self._in_doubt.popitem(last=False)
            return error
        library = _library_of(request)
        kind = library.ConnectTimeout if isinstance(error, RequestTimeoutError) else library.ConnectError
        seen: Exception = kind(str(error), request=request)
        seen.__cause__ = error
        return seen

    def _response(self, library: ModuleType, stream: Any, body: Any) -> Any:
        headers = [pair for pair in stream.raw_headers if pair[0].lower() not in _HANDED_OVER]
        return library.Response(
            stream.status,
            headers=[*headers, (b"x-should-retry", b"false")],
            stream=body,
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": stream.reason.encode("ascii", "ignore")},
        )

    def _quota(self, stream: Any, beginning: bytes, call: Call[Any]) -> QuotaExceededError | None:
        """
        The quota's end, if that is what a 402 tells.
        """
        reply: Reply = reply_of(stream, beginning)
        error = error_from_reply(reply, call, doubtful=False)
        return error if isinstance(error, QuotaExceededError) else None


class GatewayTransport(_Translating):
    """
    An httpx transport that leads to one provider, blocking. Made by `ApiGatewayClient.transport()`.
    """

    def __init__(self, settings: Settings, wire: SyncStreamWire, provider: str) -> None:
        super().__init__(settings, provider)
        self._wire = wire

    def handle_request(self, request: Any) -> Any:
        """
        Send a request of the library to the provider, and answer in the library's own classes.
        """
        library = _library_of(request)
        call, body = self._call(request), self._body(request, iter)
        self._refuse_repetition(request, body)
        try:
            stream = drive_open(
                call,
                body,
                self._settings,
                self._wire,
                self._timeout(request),
                provider=self._provider,
                as_is=True,
            )
        except NetworkError as error:
            seen = self._seen(error, request, body)
            raise seen from seen.__cause__
        pieces = self._watched(stream, call) if stream.status == 402 else stream
        return self._response(library, stream, body_class(library.SyncByteStream)(pieces))

    def _watched(self, stream: Any, call: Call[Any]) -> Any:
        hook, beginning = self._settings.on_exhausted, list[bytes]()
        if hook is None:
            return stream
        for piece in stream:
            beginning.append(piece)
            if sum(map(len, beginning)) > _LARGEST_REFUSAL:
                break
        if error := self._quota(stream, b"".join(beginning), call):
            guarded(hook, error)
        return _Rejoined(beginning, stream)

    def close(self) -> None:
        """
        Do nothing: the connections are the gateway client's.
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.close()


class AsyncGatewayTransport(_Translating):
    """
    An httpx transport that leads to one provider, awaiting. Made by `AsyncApiGatewayClient.transport()`.
    """

    def __init__(self, settings: Settings, wire: AsyncStreamWire, provider: str) -> None:
        super().__init__(settings, provider)
        self._wire = wire

    async def handle_async_request(self, request: Any) -> Any:
        """
        Send a request of the library to the provider, and answer in the library's own classes.
        """
        library = _library_of(request)
        call, body = self._call(request), self._body(request, aiter)
        self._refuse_repetition(request, body)
        try:
            stream = await drive_open_async(
                call,
                body,
                self._settings,
                self._wire,
                self._timeout(request),
                provider=self._provider,
                as_is=True,
            )
        except NetworkError as error:
            seen = self._seen(error, request, body)
            raise seen from seen.__cause__
        pieces = await self._watched(stream, call) if stream.status == 402 else stream
        return self._response(library, stream, async_body_class(library.AsyncByteStream)(pieces))

    async def _watched(self, stream: Any, call: Call[Any]) -> Any:
        hook, beginning = self._settings.on_exhausted, list[bytes]()
        if hook is None:
            return stream
        async for piece in stream:
            beginning.append(piece)
            if sum(map(len, beginning)) > _LARGEST_REFUSAL:
                break
        if error := self._quota(stream, b"".join(beginning), call):
            await guarded_async(hook, error)
        return _AsyncRejoined(beginning, stream)

    async def aclose(self) -> None:
        """
        Do nothing: the connections are the gateway client's.
        """

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self.aclose()


class _Rejoined:
    """
    A stream whose beginning was read already.
    """

    def __init__(self, beginning: list[bytes], stream: Any) -> None:
        self._beginning, self._stream = beginning, stream
        self.close = stream.close

    def __iter__(self) -> Any:
        return chain(self._beginning, self._stream)


class _AsyncRejoined:
    def __init__(self, beginning: list[bytes], stream: Any) -> None:
        self._beginning, self._stream = iter(beginning), stream
        self.aclose = stream.aclose

    def __aiter__(self) -> _AsyncRejoined:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._beginning:
            return piece
        rest: bytes = await self._stream.__anext__()
        return rest


_LIBRARYS_OWN = frozenset({b"Accept", b"Accept-Encoding", b"User-Agent"})
"""What the library says for itself, if it says it."""


def _library_of(request: Any) -> ModuleType:
    return import_module(type(request).__module__.partition(".")[0])


def _seconds(given: object) -> float:
    """
    A wait as a library says it, whose None is no limit.
    """
    if not isinstance(given, (int, float)) or isinstance(given, bool):
        return LONGEST
    return min(max(float(given), 0.001), LONGEST)


def _digest(request: Any, body: Body) -> bytes:
    digest = blake2b(request.method.encode() + b" " + request.url.raw_path, digest_size=16)
    digest.update(body.content if isinstance(body.content, bytes) else b"")
    return digest.digest()
