"""
Sends one HTTP request and reads its answer, within a time and a size whatever the server does.

Follows nothing, repeats nothing, keeps no cookie and no connection. The time is that of the whole exchange; the size
holds as sent and again as unpacked.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from .addresses import leads_somewhere

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

LARGEST = 16 << 20
_TOO_LARGE = f"the answer is larger than {LARGEST >> 20} MiB"
_TOO_LATE = "the answer did not come in time"
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # how zlib is told which coding it is


class NoAnswer(Exception):
    """
    No answer came that can be used; the message says why, in a clause.
    """


@dataclass(frozen=True, slots=True)
class Answer:
    """
    An answer as it came, unpacked; header names are in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Web:
    """
    Where requests go to.

    Args:
        transport: Carries them.
        clock: Tells seconds that only ever grow.
        timeout_s: Seconds that one exchange may take from its beginning to its end.
    """

    def __init__(self, transport: httpx.BaseTransport, clock: Callable[[], float], timeout_s: float) -> None:
        self._transport, self._clock, self._timeout_s = transport, clock, timeout_s

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """
        Send a request and return its answer.

        Raises:
            NoAnswer: None came, or not in time, or it is too large or packed in a way nobody asked for.
        """
        import httpx

        deadline = self._clock() + self._timeout_s
        try:
            return self._read(self._transport.handle_request(self._request(method, url, headers or {}, body)), deadline)
        except (httpx.InvalidURL, UnicodeError):
            raise NoAnswer("the address leads nowhere") from None
        except httpx.TransportError as error:
            raise NoAnswer(f"no answer came ({type(error).__name__})") from None

    def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> httpx.Request:
        import httpx

        address = httpx.URL(url)
        if not leads_somewhere(address.host, address.port):
            raise NoAnswer("the address leads nowhere")
        return httpx.Request(
            method,
            address,
            headers={"accept-encoding": "gzip", "connection": "close", **headers},
            content=body,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._timeout_s)},
        )

    def _read(self, answer: httpx.Response, deadline: float) -> Answer:
        try:
            packed = self._collected(cast("Iterable[bytes]", answer.stream), deadline)
        finally:
            answer.close()
        codings = answer.headers.get("content-encoding", "")
        return Answer(answer.status_code, dict(answer.headers.items()), unpacked(packed, codings))

    def _collected(self, pieces: Iterable[bytes], deadline: float) -> bytes:
        body = BytesIO()  # a list would cost more than its pieces when a server sends single bytes
        for piece in pieces:
            if body.tell() + len(piece) > LARGEST:
                raise NoAnswer(_TOO_LARGE)
            if self._clock() > deadline:
                raise NoAnswer(_TOO_LATE)
            body.write(piece)
        return body.getvalue()


def unpacked(body: bytes, codings: str) -> bytes:
    """
    Undo the coding of a body, one at most; each further one would multiply what few bytes can become.

    Raises:
        NoAnswer: There are several, or one nobody asked for; it is broken, or larger than allowed.
    """
    applied = [coding for coding in codings.replace(" ", "").lower().split(",") if coding not in ("", "identity")]
    if not applied or not body:
        return body
    if len(applied) > 1 or applied[0] not in _WINDOWS:
        raise NoAnswer("the answer is packed in a way nobody asked for")
    unpacking = zlib.decompressobj(_WINDOWS[applied[0]])
    try:
        found = unpacking.decompress(body, LARGEST + 1)
    except zlib.error:
        raise NoAnswer("the answer cannot be unpacked") from None
    if len(found) > LARGEST:
        raise NoAnswer(_TOO_LARGE)
    if not unpacking.eof or unpacking.unused_data:
        raise NoAnswer("the answer cannot be unpacked")
    return found


def parsed(body: bytes) -> dict[str, Any] | None:
    """
    Read a JSON object; None for whatever else it is, or when it is nested deeper than anything of ours.
    """
    import json

    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) and _is_shallow(found) else None


def _is_shallow(value: Any, deepest: int = 60) -> bool:
    level = [value]
    for _ in range(deepest):
        level = [item for each in level for item in _inside(each)]
        if not level:
            return True
    return False


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else []
