"""
Holds a request and its answer with everything secret masked, as recorded and as judged. Keeps nothing else of either.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .asks import Ask, Request
from .masking import Masker

_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Reply:
    """
    An answer as it came; header names are in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    A request and its answer, masked.

    Attributes:
        ask: Name of the ask.
        request: Method, target, headers and body, for people.
        is_json: Whether the answer's body is JSON.
        body: The body, parsed when it is JSON.
    """

    ask: str
    request: Mapping[str, Any]
    status: int
    headers: Mapping[str, str]
    is_json: bool
    body: Any


def exchange_of(ask: Ask, request: Request, reply: Reply, masker: Masker) -> Exchange:
    """
    Mask a request and its answer.
    """
    is_json, body = _parsed(reply.body)
    asked = {"method": request.method, "target": request.target, "headers": dict(request.headers)}
    if request.body is not None:
        asked["body"] = _parsed(request.body)[1]
    return Exchange(ask.name, masker(asked), reply.status, masker(dict(reply.headers)), is_json, masker(body))


def _parsed(body: bytes) -> tuple[bool, Any]:
    """
    Parse what every JSON library can carry on: no infinite numbers, no halves of characters, no bottomless nesting.
    """
    try:
        value = json.loads(body)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return False, body[:_KEPT].decode("utf-8", "replace")
    return True, value
