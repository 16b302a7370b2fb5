"""
Holds what a scripted fault does, as values. Never touches an answer or a connection.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from monetize_software_mock.http.messages import JSON_TYPE, Response, encode_json

Place = Literal["before", "after_commit", "during_body"]
CutName = Literal["reset", "close", "short_body", "garbage", "silence"]
ActionName = Literal[CutName, "html_502"]

PLACES: tuple[Place, ...] = get_args(Place)

_CUTS: tuple[CutName, ...] = get_args(CutName)

ACTIONS: tuple[ActionName, ...] = (*_CUTS, "html_502")
"""
The actions that need no arguments.
"""

_BODYLESS = frozenset({204, 304})
_FRAMING = frozenset({"connection", "content-length", "transfer-encoding"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class FaultError(ValueError):
    """
    A fault that can never happen as it was scripted; the message says what to write instead.
    """


@dataclass(frozen=True, slots=True)
class Delay:
    """
    The answer comes later.
    """

    seconds: float

    def __str__(self) -> str:
        return f"delay({self.seconds:g})"


@dataclass(frozen=True, slots=True)
class Status:
    """
    Another answer comes instead.
    """

    response: Response

    def __str__(self) -> str:
        return f"status({self.response.status})"


@dataclass(frozen=True, slots=True)
class Cut:
    """
    The connection breaks or falls silent.
    """

    name: CutName

    def __str__(self) -> str:
        return self.name


Action = Delay | Status | Cut


def delay(seconds: float) -> Delay:
    """
    Answer later. The call is carried out even when the client does not wait for it, as by a slow server.

    In process nobody waits: a delay beyond the client's read timeout is `ReadTimeout` at once, a shorter one nothing.
    """
    if not _is_number(seconds) or not math.isfinite(seconds) or seconds <= 0:
        raise FaultError("delay takes a number of seconds above 0; 'silence' is a delay without an end")
    return Delay(seconds)


def status(
    code: int,
    body: object = None,
    *,
    retry_after: float | str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Status:
    """
    Answer this status instead.

    Args:
        code: 200 to 599.
        body: Text or bytes as they are, anything else as JSON; a short JSON error when left out.
        retry_after: Seconds, or an HTTP date, for the `Retry-After` header.
        headers: More headers; a `content-type` here replaces the one that the body suggests.
    """
    if isinstance(code, bool) or not isinstance(cast("object", code), int) or not 200 <= code <= 599:
        raise FaultError("status takes a code from 200 to 599")
    if code in _BODYLESS and body is not None:
        raise FaultError(f"An answer with status {code} has no body")
    content_type, payload = (None, b"") if code in _BODYLESS else _encoded(_default(code) if body is None else body)
    named = {} if content_type is None else {"content-type": content_type}
    if retry_after is not None:
        named["retry-after"] = _retry_after(retry_after)
    named |= {_header_name(name): _header_value(name, value) for name, value in (headers or {}).items()}
    length = () if code in _BODYLESS else (("content-length", str(len(payload))),)
    return Status(Response(code, (*named.items(), *length), payload))


def named(name: str) -> Action:
    """
    Return the action of a name.

    Raises:
        FaultError: There is no such action, or it needs arguments.
    """
    if name in ("delay", "status"):
        raise FaultError(f"{name} needs arguments: do={name}(…), from monetize_software_mock.faults.faults")
    if name == "html_502":
        return status(502, _HTML)
    if name not in _CUTS:
        raise FaultError(f"There is no action {name!r}; there are: {', '.join(_CUTS)}, html_502, delay(…), status(…)")
    return Cut(name)


def check_place(action: Action, place: Place) -> None:
    """
    Refuse an action that cannot happen at a place.
    """
    if place not in PLACES:
        raise FaultError(f"There is no place {place!r}; when= is one of: {', '.join(PLACES)}")
    if isinstance(action, Status) and place == "during_body":
        raise FaultError(f"{action} cannot happen during_body: the status has left by then; use 'after_commit'")
    if action == Cut("short_body") and place != "during_body":
        raise FaultError("short_body cuts an answer that is under way; use when='during_body'")


def _default(code: int) -> object:
    from http import HTTPStatus

    known = code in {each.value for each in HTTPStatus}
    return {"error": f"Scripted fault: {HTTPStatus(code).phrase if known else code}"}


def _encoded(body: object) -> tuple[str, bytes]:
    if isinstance(body, bytes):
        return "application/octet-stream", body
    if isinstance(body, str):
        kind = "text/html" if body.lstrip().startswith("<") else "text/plain"
        return f"{kind}; charset=utf-8", body.encode(errors="surrogatepass")
    try:
        return JSON_TYPE, encode_json(body)
    except (TypeError, ValueError) as error:
        raise FaultError(f"The body cannot be written as JSON: {error}") from error


def _retry_after(value: float | str) -> str:
    if isinstance(value, str):
        return _header_value("retry-after", value)
    if not _is_number(value) or not math.isfinite(value) or value < 0:
        raise FaultError("retry_after takes seconds, 0 or more, or an HTTP date")
    return str(int(value) if value == int(value) else value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _header_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise FaultError(f"{name!r} cannot be the name of a header")
    if name.lower() in _FRAMING:
        raise FaultError(f"{name} is the server's own header; 'short_body' and 'garbage' break the framing")
    return name.lower()


def _header_value(name: str, value: str) -> str:
    if not isinstance(cast("object", value), str) or not _VALUE.fullmatch(value):
        raise FaultError(f"The value of header {name} must be one line of Latin-1 text")
    return value
