"""
Holds requests and answers as values that every transport shares. Never touches a socket.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .pieces import Pieces

Body = Mapping[str, Any]
"""
A JSON object, as handlers return it.
"""


class Headers(Mapping[str, str]):
    """
    Request headers by lower-case name; repeated ones are joined with a comma, as HTTP allows.

    Args:
        pairs: Names and values in the order they came.
    """

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            key, text = name.lower(), value.strip(" \t")
            self._values[key] = f"{self._values[key]}, {text}" if key in self._values else text

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, slots=True)
class Request:
    """
    One request as it arrived.

    Attributes:
        path: Percent-encoded, without the query.
        query: Percent-encoded, without the question mark.
        base_url: Scheme, host and port the request came to, without a path.
        body: What was read of the body; all of it unless `oversized`.
        oversized: The body is larger than `body_limit` allowed to read.
        peer: Address of the machine it came from; limits are counted by it.
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = field(default_factory=Headers)
    base_url: str = "http://127.0.0.1:4242"
    body: bytes = b""
    oversized: bool = False
    peer: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Response:
    """
    One answer, ready for the wire. Header names are lower-case.

    Attributes:
        body: All of it, or pieces that are made while they are sent; these come without a `content-length`.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | Pieces

    @property
    def whole(self) -> bytes:
        """
        The body of an answer that does not come in pieces.
        """
        assert isinstance(self.body, bytes), "This body comes in pieces"
        return self.body


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What a handler decided, before it is checked and encoded.

    Attributes:
        body: Empty where the specification has none.
        code: Only for refusals: the code a client reports for this answer.
    """

    body: Body
    status: int = 200
    code: str | None = None


JSON_TYPE = "application/json"
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode_json(value: object) -> bytes:
    """
    Write compact UTF-8 JSON.
    """
    return _encoder.encode(value).encode()


def json_response(status: int, body: object, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """
    Build an answer with a JSON body.
    """
    payload = encode_json(body)
    length = ("content-length", str(len(payload)))
    return Response(status, (("content-type", JSON_TYPE), length, *headers), payload)


def empty_response(status: int, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """
    Build an answer without a body.
    """
    return Response(status, tuple(headers), b"")


def sentence(status: int, text: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """
    Build an error answer for a request that reaches no operation.
    """
    return json_response(status, {"error": text}, headers)
