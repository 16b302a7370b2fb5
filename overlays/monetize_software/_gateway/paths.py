"""
Where a call goes, below its provider and nowhere else. Sends nothing.

Rules of this module:

1. A path is text below a provider. What some server on the way may read as a step out of it is refused, however it is
   written: escaped once, twice or thrice, with a backslash, behind a `;`, in letters that only look like dots.
2. What passes is sent as it was given: escapes stay, and only what cannot stand in an address is escaped.
3. The paywall is this client's. A path cannot name another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode

from monetize_software._profile import arguments as check

__all__ = ["ROUTE", "provider_path", "query_of", "route_of"]

ROUTE = "/api/v1/api-gateway"
_LONGEST_PATH = 2048
_LONGEST_QUERY = 8192
_LONGEST_PROVIDER = 64
_DECODED = 3
"""How often a server and what stands behind it may undo escapes, one after the other."""

_PROVIDER = re.compile(r"[A-Za-z0-9_-]+")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/%!$&'()*+,;=:@~-._"
_QUERY_SAFE = "/?%!$&'()*+,;=:@~-._"


def provider_path(provider: object) -> str:
    """
    The path of a provider's route.

    Raises:
        InvalidRequestError: The provider's id could leave its place in the address.
    """
    given = check.digits(provider) if isinstance(provider, int) and not isinstance(provider, bool) else provider
    name = check.text("provider", given, longest=_LONGEST_PROVIDER)
    if not _PROVIDER.fullmatch(name):
        raise check.refuse("provider", "is the provider's id: letters, digits, '-' and '_' only.")
    return f"{ROUTE}/{name}"


def route_of(provider: object, path: object, paywall_id: str, query: object = None) -> tuple[str, str]:
    """
    The path and the query of a call, ready to be sent.

    Args:
        provider: The provider's id.
        path: What follows the provider's own address, with a query if it has one.
        paywall_id: The client's paywall.
        query: More query parameters.

    Raises:
        InvalidRequestError: The path leaves its provider, or cannot be sent.
    """
    base = provider_path(provider)
    text = check.text("path", path, shortest=0, longest=_LONGEST_PATH + _LONGEST_QUERY)
    _refuse_strange(text)
    below, _, own = text.partition("?")
    below = below.removeprefix("/")
    _check_path(below)
    escaped = quote(below, safe=_PATH_SAFE)
    if len(escaped) > _LONGEST_PATH:
        raise check.refuse("path", f"has {len(escaped)} characters when sent; {_LONGEST_PATH} are allowed.")
    return (f"{base}/{escaped}" if escaped else base), query_of(own, query, paywall_id)


def _refuse_strange(text: str) -> None:
    if "#" in text:
        raise check.refuse("path", "must not hold a fragment. Write # as %23.")
    if "\\" in text:
        raise check.refuse("path", "must not hold a backslash, which some servers read as a slash.")
    if not all(char.isprintable() for char in text):
        raise check.refuse("path", "must not hold control characters or line breaks.")
    if _BROKEN_ESCAPE.search(text):
        raise check.refuse("path", "holds a % that begins no escape. Write it as %25.")


def _check_path(below: str) -> None:
    decoded = below.encode()
    for _ in range(_DECODED + 1):
        _check_segments(decoded)
        decoded = unquote_to_bytes(decoded)
    if "//" in f"/{below}":
        raise check.refuse("path", "must not hold an empty segment: two slashes side by side, or two in front.")


def _check_segments(raw: bytes) -> None:
    try:
        text = normalize("NFKC", raw.decode())
    except UnicodeDecodeError:
        raise check.refuse("path", "holds escapes that are not UTF-8.") from None
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise check.refuse("path", "must not hold an escaped control character such as %00 or %0a.")
    for segment in re.split(r"[/\\]", text):
        if segment.partition(";")[0].strip() in (".", ".."):
            raise check.refuse("path", "must stay below its provider: . and .. are refused in every spelling.")


def query_of(own: str, more: object, paywall_id: str) -> str:
    """
    The query of a call: the paywall, what the path held, and what was given beside it.

    Raises:
        InvalidRequestError: It names a paywall, or cannot be sent.
    """
    parts = [f"paywall_id={paywall_id}", quote(own, safe=_QUERY_SAFE), _encoded(more)]
    named = parse_qsl("&".join(parts[1:]).replace(";", "&"), keep_blank_values=True)
    if any(name.strip().lower() == "paywall_id" for name, _ in named):
        raise check.refuse(
            "path", "must not name a paywall_id: the client's own is sent. Build a client for the other."
        )
    query = "&".join(part for part in parts if part)
    if len(query) > _LONGEST_QUERY:
        raise check.refuse("path", f"has a query of {len(query)} characters; {_LONGEST_QUERY} are allowed.")
    return query


def _encoded(query: object) -> str:
    if query is None:
        return ""
    if not isinstance(query, Mapping):
        raise check.refuse("query", f"must be a mapping of names to values, not {type(query).__name__}.")
    given = cast("Mapping[Any, Any]", query)
    try:
        return urlencode(given, doseq=True, quote_via=quote)
    except (TypeError, UnicodeEncodeError) as problem:
        raise check.refuse("query", f"cannot be sent ({type(problem).__name__}). Use texts and numbers.") from None
