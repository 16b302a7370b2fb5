"""
Bodies of gateway calls: as bytes, which can be sent twice, or piece by piece, which cannot. Sends nothing.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from json import dumps
from typing import Any, cast
from urllib.parse import urlencode

from monetize_software._profile import arguments as check

__all__ = ["Body", "OneUse", "body_of"]

_PIECE = 65536
"""Bytes of a file that are read at a time."""

EncodeForm = Callable[[Any, Any], tuple[bytes, "int | None", Iterator[bytes]]]


class OneUse:
    """
    A body that comes piece by piece, once.

    Args:
        pieces: Where it comes from: an iterator, blocking or awaiting.
        blocking: Whether a piece may take a while, as with files: the awaiting wire asks for it in a thread.
    """

    def __init__(self, pieces: Any, *, blocking: bool = False) -> None:
        self._pieces, self._blocking = pieces, blocking
        self.touched = False
        self.error: Exception | None = None
        """What the caller's own iterator raised. It is his, and no failure of the network."""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self.touched = True
        try:
            return _bytes(next(self._pieces))
        except StopIteration:
            raise
        except Exception as error:
            self.error = error
            raise

    async def __anext__(self) -> bytes:
        self.touched = True
        try:
            piece = await self._next()
        except StopAsyncIteration:
            raise
        except Exception as error:
            self.error = error
            raise
        return piece

    async def _next(self) -> bytes:
        if hasattr(self._pieces, "__anext__"):
            return _bytes(await self._pieces.__anext__())
        if self._blocking:
            from anyio.to_thread import run_sync

            piece = await run_sync(next, self._pieces, None)
        else:
            piece = next(self._pieces, None)
        if piece is None:
            raise StopAsyncIteration
        return _bytes(piece)


def _bytes(piece: Any) -> bytes:
    if isinstance(piece, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", piece))
    raise check.refuse("body", f"must yield bytes, not {type(piece).__name__}. Encode texts first.")


class Body:
    """
    What is sent, and how it is described.

    Args:
        content: Bytes, or pieces that come once.
        content_type: Its media type; None leaves it to the caller's headers.
        length: Bytes of it, where that is known beforehand.
    """

    __slots__ = ("content", "content_type", "length")

    def __init__(self, content: bytes | OneUse, content_type: bytes | None = None, length: int | None = None) -> None:
        self.content, self.content_type = content, content_type
        self.length = len(content) if isinstance(content, bytes) else length

    @property
    def comes_once(self) -> bool:
        """
        Whether it can be sent once only.
        """
        return isinstance(self.content, OneUse)

    @property
    def can_be_sent_again(self) -> bool:
        """
        Whether nothing of it is used up yet.
        """
        return isinstance(self.content, bytes) or not self.content.touched


NOTHING = Body(b"")


def body_of(*, json: object, body: object, form: object, files: object, encode: EncodeForm, awaits: bool) -> Body:
    """
    Read what a caller wants sent.

    Args:
        json: Sent as JSON; None is none, write null as text.
        body: A dict or a list (sent as JSON), text, bytes, an open binary file, or an iterable of bytes.
        form: Names and values, sent as a form.
        files: Names and files, sent as a multipart form together with `form`.
        encode: Encodes a multipart form.
        awaits: Whether async iterables can be sent.

    Raises:
        InvalidRequestError: It cannot be sent, or more than one was given.
    """
    given = [name for name, value in (("json", json), ("body", body), ("form", form or files)) if value is not None]
    if len(given) > 1:
        raise check.refuse(" and ".join(given), "were given together; a call has one body.")
    if files is not None:
        content_type, length, pieces = encode(form, files)
        return Body(OneUse(pieces, blocking=True), content_type, length)
    if form is not None:
        return Body(_form(form), b"application/x-www-form-urlencoded")
    if json is not None:
        return Body(_json("json", json), b"application/json")
    return NOTHING if body is None else _free(body, awaits=awaits)


def _form(form: object) -> bytes:
    if not isinstance(form, Mapping):
        raise check.refuse("form", f"must be a mapping of names to values, not {type(form).__name__}.")
    try:
        return urlencode(cast("Mapping[Any, Any]", form), doseq=True).encode()
    except (TypeError, UnicodeEncodeError) as problem:
        raise check.refuse("form", f"cannot be sent ({type(problem).__name__}). Use texts and numbers.") from None


def _json(name: str, value: object) -> bytes:
    try:
        return dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        raise check.refuse(
            name,
            f"cannot be sent as JSON ({type(problem).__name__}). Use texts, numbers, True, False, None, lists and "
            "dicts of these.",
        ) from None


def _free(body: Any, *, awaits: bool) -> Body:
    if isinstance(body, (dict, list)):
        return Body(_json("body", cast("object", body)), b"application/json")
    if isinstance(body, str):
        check.text("body", body, shortest=0, longest=len(body))
        return Body(body.encode(), b"text/plain; charset=utf-8")
    if isinstance(body, (bytes, bytearray, memoryview)):
        return Body(bytes(cast("bytes", body)))
    if hasattr(body, "read"):
        return _file(body)
    if hasattr(body, "__iter__"):
        return Body(OneUse(iter(body)))
    if hasattr(body, "__aiter__") and awaits:
        return Body(OneUse(aiter(body)))
    raise check.refuse("body", _unusable(body))


def _unusable(body: object) -> str:
    if hasattr(body, "__aiter__"):
        return "is asynchronous; AsyncApiGatewayClient takes that, ApiGatewayClient does not."
    return (
        f"must be a dict, a list, text, bytes, an open binary file or an iterable of bytes, not {type(body).__name__}."
    )


def _file(file: Any) -> Body:
    if isinstance(file.read(0), str):
        raise check.refuse("body", "is a file opened as text. Open it with mode 'rb'.")
    return Body(OneUse(iter(lambda: file.read(_PIECE), b""), blocking=True), length=_rest_of(file))


def _rest_of(file: Any) -> int | None:
    """
    Bytes from where an open file stands to its end, where that can be known.
    """
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (AttributeError, OSError, ValueError):
        return None
    return int(end) - int(here)
