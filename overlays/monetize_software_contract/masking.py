"""
Masks the secrets of a run, and whatever looks like one or like an e-mail address, before anything is kept or judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar, cast
from urllib.parse import quote, quote_plus

from monetize_software.redaction import scrub_event

T = TypeVar("T")

_MASK = "***"
_SHORTEST = 5
_DEEPEST = 40
_LINKS = frozenset({"url", "checkoutUrl"})
_META = "meta"
_PERSONAL = frozenset({"name", "avatar"})


class Masker:
    """
    Masks values of any shape, on a copy. Links that sign a user in stay apart: each becomes a number of its own.

    Args:
        secrets: The key and the bearer of this run; e-mail addresses are masked whosever they are.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings = {
            spelling
            for secret in secrets
            if len(secret) >= _SHORTEST
            for spelling in (secret, quote(secret, safe=""), quote_plus(secret))
        }
        longest_first = sorted(map(re.escape, spellings), key=len, reverse=True)
        self._known = re.compile("|".join(longest_first) or r"(?!)", re.IGNORECASE)
        self._links: dict[str, str] = {}

    def __call__(self, value: T) -> T:
        """
        Return the masked value.
        """
        return cast("T", scrub_event(self._masked(value, "", "", 0)))

    def _masked(self, value: Any, name: str, parent: str, depth: int) -> Any:
        if depth > _DEEPEST:
            return _MASK
        if isinstance(value, dict):
            below = _META if _META in (name, parent) else name
            fields = cast("dict[str, Any]", value)
            return {self._text(key): self._masked(item, key, below, depth + 1) for key, item in fields.items()}
        if isinstance(value, list):
            return [self._masked(item, "", parent, depth + 1) for item in cast("list[Any]", value)]
        return self._string(value, name, parent) if isinstance(value, str) else value

    def _string(self, text: str, name: str, parent: str) -> str:
        if name in _LINKS:
            return self._links.setdefault(text, f"{_MASK}{len(self._links) + 1}")
        if _META in (name, parent) or (parent == "user" and name in _PERSONAL):
            return _MASK
        return self._text(text)

    def _text(self, text: str) -> str:
        return self._known.sub(_MASK, text)
