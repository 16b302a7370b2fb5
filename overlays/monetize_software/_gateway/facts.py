"""
What the answers of both gateway clients share: their head, what their body may be read as, and how it is refused.
"""

from __future__ import annotations

from codecs import lookup
from decimal import Decimal
from json import JSONDecoder
from typing import TYPE_CHECKING, Any, TypeVar

from monetize_software._exchange import Reply
from monetize_software._profile import arguments as check
from monetize_software._wire.values import TooManyValues, check_values
from monetize_software.errors import InvalidRequestError, InvalidResponseError

from .calls import media_type_of
from .decoding import Chain, Cut, Lines, Plain, Undecodable, unpacking

if TYPE_CHECKING:
    from monetize_software._exchange import Call
    from monetize_software._wire.streaming import AsyncStream, SyncStream

    from .decoding import Decoder

__all__ = ["LARGEST_BODY", "Facts"]

T = TypeVar("T")

LARGEST_BODY = 16 << 20
"""Bytes that are read into memory unless told otherwise."""


class Facts:
    """
    An answer without its body.

    Args:
        stream: The stream it is read from.
        call: What was called.
    """

    def __init__(self, stream: SyncStream | AsyncStream, call: Call[Any]) -> None:
        self._stream, self._call = stream, call
        self.status, self.raw_headers = stream.status, stream.raw_headers
        self.headers = Reply(stream.status, stream.raw_headers, b"", stream.reason).headers
        self.begun = False
        self.content: bytes | None = None

    @property
    def query_type(self) -> str | None:
        """
        The token type that is taken, where the answer names one.
        """
        return self.headers.get("x-query-type", "").strip() or None

    def begin(self) -> None:
        """
        Note that the body is being read.

        Raises:
            InvalidRequestError: It was before, or the answer is closed.
        """
        if self.begun:
            raise InvalidRequestError(
                "The body of this answer is being read already, or was. It comes once: keep what you read, or call "
                "read() first, which keeps it for content, text and json()."
            )
        if self._stream.closed:
            raise InvalidRequestError("This answer is closed. Read it inside the with block that opened it.")
        self.begun = True

    def unpacked(self) -> Decoder[bytes]:
        """
        The decoder of the body's coding.

        Raises:
            InvalidResponseError: It is not one that was asked for.
        """
        if self._stream.unpacked:
            return Plain()
        try:
            return unpacking(self.raw_headers)
        except Undecodable as problem:
            reason = str(problem)
        raise self.refusal(reason)

    def sized(self, size: int | None) -> Decoder[bytes]:
        """
        The decoder of pieces of one size, or of any.
        """
        if size is None:
            return self.unpacked()
        return Chain(self.unpacked(), Cut(check.whole("size", size, largest=1 << 30)))

    def lines(self, longest: int) -> Decoder[str]:
        """
        The decoder of lines.
        """
        return Chain(self.unpacked(), Lines(self.encoding, check.whole("longest", longest, largest=1 << 30)))

    def then(self, decoder: Decoder[T]) -> Decoder[T]:
        """
        A decoder of the unpacked body.
        """
        return Chain(self.unpacked(), decoder)

    @property
    def encoding(self) -> str:
        """
        The codec of the text: UTF-8 unless the answer names another one that is known.
        """
        try:
            found = lookup(media_type_of(self.headers)[1] or "utf-8")
            "".encode(found.name)  # codecs that make bytes of bytes are known too, and are none for text
        except LookupError:
            return "utf-8"
        return found.name

    def kept(self) -> bytes:
        """
        The body that was read.

        Raises:
            InvalidRequestError: It was not read yet.
        """
        if self.content is None:
            raise InvalidRequestError("The body was not read yet. Call read() first, or iterate over it.")
        return self.content

    def text(self) -> str:
        """
        The body that was read, as text.
        """
        return self.kept().decode(self.encoding, "replace").removeprefix("\ufeff")

    def json(self) -> Any:
        """
        The body that was read, as JSON with exact numbers.
        """
        content = self.kept()
        try:
            check_values(content)
            return _decode(content.decode("utf-8-sig"))
        except (ValueError, RecursionError, ArithmeticError) as problem:
            large = isinstance(problem, TooManyValues)
        raise self.refusal("holds more values than can be read at once" if large else "is not JSON")

    def check_events(self) -> None:
        """
        Raises:
            InvalidResponseError: The answer is no stream of events.
        """
        media_type, _ = media_type_of(self.headers)
        if media_type != "text/event-stream":
            raise self.refusal(f"is {media_type or 'of no type'}, not text/event-stream")

    def too_large(self, largest: int) -> InvalidResponseError:
        """
        Build the error for a body that is larger than the caller takes.
        """
        return self.refusal(f"has more than {largest:,} bytes; pass a larger max_bytes, or use stream()")

    def refusal(self, what: str) -> InvalidResponseError:
        """
        Build the error for a body that cannot be used. The call itself was carried out.
        """
        return InvalidResponseError(
            f"The provider answered {self.status} and its body {what}.",
            status=self.status,
            raw=(self.content or b"")[:65536],
            headers=self.headers,
            operation=self._call.operation,
            request_id=self.headers.get("x-request-id"),
            may_have_been_applied=True,
            request_sent=True,
        )


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_decode = JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant).decode
