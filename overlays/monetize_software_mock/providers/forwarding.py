"""
Decides what of a call goes on to the provider. Never looks at who calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import unquote, unquote_plus

from monetize_software_mock.http import json_bodies
from monetize_software_mock.http.messages import JSON_TYPE, Headers, Request, encode_json
from monetize_software_mock.world.providers import Provider

from .upstream import Asked

_OWN_QUERY = ("paywall_id", "test_mode")
_OWN_HEADERS = frozenset(
    {"authorization", "x-user-id", "x-paywall-id", "x-sdk-version", "x-sdk-capabilities", "cookie"}
)
_OF_THE_CONNECTION = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_MOST_ESCAPES = 3


def leads_out(path: str) -> bool:
    """
    Say whether a path below the provider leads out of it, as some server on the way might read it.
    """
    for _ in range(_MOST_ESCAPES + 1):
        segments = path.replace("\\", "/").split("/")
        if any(segment.partition(";")[0] in (".", "..") for segment in segments) or "\0" in path:
            return True
        path = unquote(path)
    return False


def forwarded(provider: Provider, path: str, request: Request) -> Asked:
    """
    Return what reaches the provider: its own headers and fields, and over them the caller's.
    """
    own = {name.lower(): value for name, value in provider.headers.items()}
    headers = {**own, **_headers(request.headers)}
    return Asked(request.method, path, _query(request.query), headers, _body(provider, request))


def _query(query: str) -> str:
    pairs = (pair for pair in query.split("&") if pair)
    return "&".join(pair for pair in pairs if unquote_plus(pair.partition("=")[0]) not in _OWN_QUERY)


def _headers(headers: Headers) -> dict[str, str]:
    dropped = _OWN_HEADERS | _OF_THE_CONNECTION
    return {name: value for name, value in headers.items() if name not in dropped}


def _body(provider: Provider, request: Request) -> bytes:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not provider.body or request.method == "GET" or media_type not in (JSON_TYPE, ""):
        return request.body
    try:
        given: Any = json_bodies.parse(request.body) if request.body else {}
    except json_bodies.NotJson:
        return request.body
    if not isinstance(given, dict):
        return request.body
    return encode_json({**provider.body, **cast("Mapping[str, Any]", given)})
