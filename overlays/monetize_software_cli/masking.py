"""
Takes secrets and whatever could steer a terminal out of texts and values. Prints nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import Any, cast
from urllib.parse import quote, quote_plus

_MASK = "***"
_SHORTEST = 5
_DEEPEST = 100
# Keys and webhook secrets that are not of this run. What else may be secret, such as a portal link, was asked for.
_KEYS = re.compile(r"(?<![a-z0-9])(sk_(?:live_|test_)?|whsec_)[\w./+=-]+", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[^ -~\n]")


class Masker:
    """
    Masks the secrets of one run, in any spelling that fits into an address, and every server key and webhook secret.

    Args:
        secrets: Those of this run; of what is shorter than five characters nothing could be told from other words.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {spelling for secret in secrets if len(secret) >= _SHORTEST for spelling in _spellings(secret)}
        longest_first = sorted(map(re.escape, known), key=len, reverse=True)
        self._known = re.compile("|".join(longest_first) or r"(?!)", re.IGNORECASE)

    def text(self, text: str) -> str:
        """
        Return the masked text.
        """
        return _KEYS.sub(rf"\1{_MASK}", self._known.sub(_MASK, text))

    def value(self, value: Any) -> Any:
        """
        Return a masked copy of a value of any shape.
        """
        return _mapped(value, self.text, 0)


def _spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), quote_plus(secret)}


def plain(value: Any) -> Any:
    """
    Return a copy of a value that any JSON reader takes: texts for keys, no infinite number, no bottomless nesting.
    """
    return _mapped(value, str, 0)


def _mapped(value: Any, change: Callable[[str], str], depth: int) -> Any:
    if isinstance(value, dict | list | tuple) and depth >= _DEEPEST:
        return _MASK
    if isinstance(value, dict):
        fields = cast("dict[Any, Any]", value)
        return {change(str(name)): _mapped(item, change, depth + 1) for name, item in fields.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item, change, depth + 1) for item in cast("list[Any]", value)]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return change(str(value))


def printable(text: str) -> str:
    """
    Replace control characters, line ends included, and those that change the direction of the text.
    """
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def printable_lines(text: str) -> str:
    """
    The same for a text that we laid out in lines.
    """
    return "\n".join(map(printable, text.split("\n")))


def printable_json(text: str) -> str:
    """
    Escape in JSON what JSON lets through and a terminal would follow. It says the same as before.
    """
    return _UNPRINTABLE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character.isprintable():
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
