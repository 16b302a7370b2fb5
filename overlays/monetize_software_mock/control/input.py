"""
Reads the bodies of control requests. Never acts on one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, cast
from urllib.parse import parse_qs, urlsplit

from monetize_software_mock.http import json_bodies
from monetize_software_mock.http.hosts import is_loopback
from monetize_software_mock.http.messages import Request
from monetize_software_mock.state.listing import Listed, Row

Routes = dict[tuple[str, ...], dict[str, Callable[..., Any]]]
"""
The actions of each path and method; what is in braces is handed on.
"""

PAGED: Final = frozenset({("events",), ("deliveries",), ("inbox",)})
"""
Paths whose GET returns a long list a page at a time; the action is told where the page begins.
"""

MOST: Final = 500
"""
Rows of such a page.
"""

BODY_LIMIT = 1024 * 1024
_WORDS: Mapping[type, str] = {
    int: "a number",
    str: "text",
    bool: "true or false",
    list: "a list of texts",
    dict: "an object",
}


class Refused(Exception):
    """
    A control request that cannot be carried out.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def read(request: Request) -> Mapping[str, Any]:
    """
    Return the body, an empty one as no fields.

    Raises:
        Refused: It is too large or no JSON object.
    """
    if request.oversized:
        raise Refused(413, f"The body is larger than {BODY_LIMIT} bytes")
    try:
        body: Any = json_bodies.parse(request.body) if request.body.strip() else {}
    except json_bodies.NotJson as error:
        refuse(f"The body is not JSON: {error}")
    if not isinstance(body, dict):
        refuse("The body must be a JSON object")
    return cast("dict[str, Any]", body)


def check_origin(request: Request) -> None:
    """
    Refuse what a page of another site sends; those of this machine may.

    Raises:
        Refused: It does.
    """
    origin = request.headers.get("origin")
    if request.method in ("GET", "HEAD") or origin is None or origin == request.base_url:
        return
    if not is_loopback(_host_of(origin)):
        raise Refused(403, "The request comes from a page of another site")


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:  # an address that is cut, such as http://[
        return ""


def only(body: Mapping[str, Any], *names: str) -> None:
    """
    Refuse fields that nobody reads.
    """
    unknown = sorted(set(body) - set(names))
    if unknown:
        refuse(f"Unknown field {unknown[0]!r}; there are: {', '.join(names) or 'none'}")


def typed(body: Mapping[str, Any], name: str, *types: type) -> Any:
    """
    Return a field that must be there and of a type.
    """
    value = body.get(name)
    if isinstance(value, bool) != (bool in types) or not isinstance(value, types):
        refuse(f"{name} must be {_WORDS[types[0]]}")
    return value


def optional(body: Mapping[str, Any], name: str, *types: type) -> Any:
    """
    Return a field of a type; None when it is left out or null.
    """
    return None if body.get(name) is None else typed(body, name, *types)


def texts(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """
    Return a field that lists texts; empty when it is left out.
    """
    found = cast("list[Any]", optional(body, name, list) or [])
    if not all(isinstance(each, str) for each in found):
        refuse(f"{name} must be a list of texts")
    return tuple(found)


def count_of(text: str, what: str) -> int:
    """
    Read from a route how many of a growing list have been seen.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        refuse(f"Say how many {what} you have seen, such as 0")
    return int(text)


def place_of(request: Request) -> int:
    """
    Read from a query where a page of a list begins: how many to leave out; of a negative number, how many are left.
    """
    text = parse_qs(request.query).get("from", ["0"])[0]
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        refuse("from must be a whole number: how many to leave out, or -10 for the last ten")
    return int(text)


def page_of(name: str, found: Listed[Row], to_json: Callable[[Row], Any]) -> dict[str, Any]:
    """
    Serialize a page of a list: its rows, where it begins, where the next one does, and how many there are in all.
    """
    behind = found.first + len(found.rows)
    rows = [to_json(each) for each in found.rows]
    return {name: rows, "first": found.first, "next": behind if behind < found.total else None, "total": found.total}


def refuse(text: str) -> NoReturn:
    """
    Refuse with 400.
    """
    raise Refused(400, text)
