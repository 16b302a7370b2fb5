"""
Reads what a page's form sends. Never acts on it.

A field's name may say what it holds: `days:number`, `payments:list`, `at_once:yes`, `do:json`. An empty field counts as
left out. So a form can send whatever a control route takes as JSON, and no page can do what no route can.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from monetize_software_mock.control.input import BODY_LIMIT, Refused, refuse
from monetize_software_mock.http.messages import Request

_FORM = "application/x-www-form-urlencoded"


def is_form(request: Request) -> bool:
    """
    Say whether a request is what a page's form sends.
    """
    return request.method == "POST" and request.headers.get("content-type", "").partition(";")[0].strip() == _FORM


def read(request: Request) -> dict[str, Any]:
    """
    Return the fields of a form.

    Raises:
        Refused: It is too large, or a field is not what its name says.
    """
    if request.oversized:
        raise Refused(413, f"The form is larger than {BODY_LIMIT} bytes")
    try:
        pairs = parse_qsl(request.body.decode("ascii"), errors="strict", max_num_fields=100)
    except (UnicodeError, ValueError):
        refuse("The form is malformed")
    return dict(_read(name, value.strip()) for name, value in pairs if value.strip())


def _read(name: str, value: str) -> tuple[str, Any]:
    plain, _, kind = name.partition(":")
    if kind not in _KINDS:
        refuse(f"Nobody knows what {name!r} holds")
    try:
        return plain, _KINDS[kind](value)
    except ValueError:
        refuse(f"{plain} must be a {kind}")


def _number(value: str) -> int | float:
    number = float(value)
    if not abs(number) < 1e15:  # as no number is
        raise ValueError(value)
    return int(number) if number == int(number) else number


_KINDS: dict[str, Callable[[str], Any]] = {
    "": str,
    "number": _number,
    "yes": lambda _: True,
    "no": lambda _: False,
    "list": lambda value: [part for part in value.replace(",", " ").split() if part],
    "json": json.loads,
}
