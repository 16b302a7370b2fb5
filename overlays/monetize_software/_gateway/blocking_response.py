"""
`GatewayResponse`: an answer of a provider, read at once or as it comes, blocking.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from monetize_software._exchange import Call
from monetize_software._profile import arguments as check
from monetize_software._wire.streaming import SyncStream

from .events import LARGEST_EVENT, Events, ServerSentEvent
from .facts import LARGEST_BODY, Facts
from .iterating import Items, gather

__all__ = ["GatewayResponse", "GatewayStream"]


class GatewayResponse:
    """
    An answer of a provider, passed on by the gateway.

    Its body comes once: as a whole by `read()`, or piece by piece by one of the iterators.
    Leaving the `with` block, or an iteration that ends or fails, lets go of the connection.
    """

    __slots__ = ("_facts", "_stream")

    def __init__(self, stream: SyncStream, call: Call[Any]) -> None:
        self._stream = stream
        self._facts = Facts(stream, call)

    @property
    def status(self) -> int:
        """
        HTTP status, 200 to 299.
        """
        return self._facts.status

    @property
    def headers(self) -> Mapping[str, str]:
        """
        The provider's headers, names in lower case, without cookies.
        """
        return self._facts.headers

    @property
    def query_type(self) -> str | None:
        """
        Type of the token that this call takes, such as "standard"; "free" takes none; None where the answer names none.
        """
        return self._facts.query_type

    @property
    def bytes_read(self) -> int:
        """
        Bytes of the body that came so far, as they were sent.
        """
        return self._stream.received

    @property
    def closed(self) -> bool:
        """
        Whether the connection was let go of.
        """
        return self._stream.closed

    def read(self, *, max_bytes: int = LARGEST_BODY) -> bytes:
        """
        Read the whole body, and keep it.

        Args:
            max_bytes: The most that are taken into memory, unpacked.

        Returns:
            The body, unpacked. The same bytes when called again.

        Raises:
            InvalidResponseError: It is larger, or its coding is broken.
            NetworkError: It broke off. The call may have been charged.
            InvalidRequestError: It was iterated over before.
        """
        facts = self._facts
        if facts.content is None:
            largest = check.whole("max_bytes", max_bytes)
            content = gather(self.iter_bytes(), largest)
            self.close()
            if content is None:
                raise facts.too_large(largest)
            facts.content = content
        return facts.content

    @property
    def content(self) -> bytes:
        """
        The body, once `read()` has read it.
        """
        return self._facts.kept()

    @property
    def text(self) -> str:
        """
        The body as text, once `read()` has read it. What cannot be read as such becomes U+FFFD.
        """
        return self._facts.text()

    def json(self) -> Any:
        """
        Return the body as JSON, once `read()` has read it. Numbers with a point are exact decimals.

        Raises:
            InvalidResponseError: It is not JSON.
        """
        return self._facts.json()

    def iter_bytes(self, size: int | None = None) -> Iterator[bytes]:
        """
        Iterate over the body, unpacked.

        Args:
            size: Bytes of each piece but the last; as they come when left out.

        Raises:
            NetworkError: The body broke off; `bytes_read` says where. The call may have been charged.
            InvalidResponseError: Its coding is broken.
            InvalidRequestError: It is read already.
        """
        facts = self._facts
        decoder = facts.sized(size)
        facts.begin()
        return Items(self._stream, decoder, facts.refusal)

    def iter_raw(self) -> Iterator[bytes]:
        """
        Iterate over the body as it was sent, still packed where the headers say `content-encoding`.

        Raises:
            NetworkError: The body broke off; `bytes_read` says where. The call may have been charged.
            InvalidRequestError: It is read already.
        """
        self._facts.begin()
        return self._stream

    def iter_lines(self, *, longest: int = LARGEST_EVENT) -> Iterator[str]:
        """
        Iterate over the lines of the text, which end at LF, CR or both and nowhere else.

        Args:
            longest: Characters that a line may have.

        Raises:
            NetworkError: The body broke off; `bytes_read` says where. The call may have been charged.
            InvalidResponseError: A line is longer, or the coding is broken.
            InvalidRequestError: It is read already.
        """
        facts = self._facts
        decoder = facts.lines(longest)
        facts.begin()
        return Items(self._stream, decoder, facts.refusal)

    def events(self, *, largest: int = LARGEST_EVENT) -> Iterator[ServerSentEvent]:
        """
        Iterate over the server-sent events of an answer that is `text/event-stream`.

        Args:
            largest: Characters that an event may have.

        Raises:
            NetworkError: The body broke off; `bytes_read` says where. The call may have been charged.
            InvalidResponseError: The answer is no stream of events, or one of them is larger.
            InvalidRequestError: It is read already.
        """
        facts = self._facts
        facts.check_events()
        decoder = facts.then(Events(check.whole("largest", largest, largest=1 << 30)))
        facts.begin()
        return Items(self._stream, decoder, facts.refusal)

    def close(self) -> None:
        """
        Let go of the connection. What was not read is lost, and not waited for.
        """
        self._stream.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}, {self.bytes_read} bytes read{', closed' * self.closed}>"


class GatewayStream:
    """
    A call that is made when its `with` block is entered, and whose answer is closed when that is left.
    """

    __slots__ = ("_open", "_response")

    def __init__(self, open: Any) -> None:
        self._open = open
        self._response: GatewayResponse | None = None

    def __enter__(self) -> GatewayResponse:
        response: GatewayResponse = self._open()
        self._response = response
        return response

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._response is not None:
            self._response.close()
