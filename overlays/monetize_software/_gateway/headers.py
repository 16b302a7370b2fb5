"""
Headers of a gateway call: ours, and those of the caller that a provider may see. Sends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from monetize_software._profile import arguments as check

if TYPE_CHECKING:
    from monetize_software._exchange import Header

__all__ = ["given_headers", "merged", "passed_on"]

_OURS = frozenset({
    "authorization", "x-api-key", "x-paywall-id", "x-user-id", "x-sdk-version", "x-sdk-capabilities", "host", "cookie",
    "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect",
})  # fmt: skip
"""What the client says itself, what belongs to a connection, and what would carry a credential."""

_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_MOST_HEADERS = 100
_LONGEST_VALUE = 8192


def given_headers(headers: object) -> list[Header]:
    """
    Check the headers that a caller wants the provider to see.

    Raises:
        InvalidRequestError: One is the client's own, or cannot stand in a request.
    """
    if headers is None:
        return []
    pairs = list(cast("Mapping[Any, Any]", headers).items()) if isinstance(headers, Mapping) else _pairs(headers)
    if len(pairs) > _MOST_HEADERS:
        raise check.refuse("headers", f"are {len(pairs)}; {_MOST_HEADERS} are allowed.")
    return [_header(name, value) for name, value in pairs]


def _pairs(headers: object) -> list[tuple[Any, Any]]:
    if not isinstance(headers, Iterable) or isinstance(headers, (str, bytes)):
        raise check.refuse("headers", f"must be a mapping of names to values, not {type(headers).__name__}.")
    pairs = [tuple(cast("Any", each)) for each in cast("Iterable[object]", headers)]
    if any(len(pair) != 2 for pair in pairs):
        raise check.refuse("headers", "must be pairs of a name and a value.")
    return [(pair[0], pair[1]) for pair in pairs]


def _header(name: object, value: object) -> Header:
    key = check.text("headers", name, longest=200)
    if not _NAME.fullmatch(key):
        raise check.refuse("headers", "hold a name that no header can have.")
    if _is_ours(key.lower()):
        raise check.refuse("headers", f"must not hold {key}: the client sets it, or it would carry a credential along.")
    text = check.text("headers", value, shortest=0, longest=_LONGEST_VALUE)
    if not all(char == "\t" or 32 <= ord(char) < 127 or 160 <= ord(char) < 256 for char in text):
        raise check.refuse("headers", f"hold a value of {key} with line breaks or letters that no header can carry.")
    return key.encode(), text.strip(" \t").encode("latin-1")


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith("proxy-")


def passed_on(headers: Iterable[Header]) -> list[Header]:
    """
    What of another library's request goes on to the provider: no credential, no cookie, nothing of the connection.
    """
    kept: list[Header] = []
    for name, value in headers:
        key = name.decode("latin-1").lower()
        if not _is_ours(key) and key not in _CREDENTIALS_OF_OTHERS:
            kept.append((name, value))
    return kept


_CREDENTIALS_OF_OTHERS = frozenset({"api-key", "openai-organization", "openai-project", "x-goog-api-key"})
"""They would say to the provider who its customer is, in place of what is configured at the gateway."""


def merged(common: Iterable[Header], given: list[Header]) -> list[Header]:
    """
    Our headers, each replaced by the caller's of that name, and the rest of the caller's.
    """
    named = {name.lower() for name, _ in given}
    return [header for header in common if header[0].lower() not in named] + given
