"""
Hides the values of named fields in JSON texts. Never changes anything else of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Set
from typing import Any, cast

MASK = "***"


def masked(text: str, secret: Set[str]) -> str:
    """
    Return a JSON text in which fields of some names, at whatever depth, hold no value.

    Args:
        text: May be cut off, and may be no JSON at all.
    """
    if not any(name in text for name in secret) and "\\u" not in text:
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _pattern(secret).sub(rf'\1"{MASK}"', text)
    hidden = _hidden(value, secret)
    return text if hidden == value else json.dumps(hidden, ensure_ascii=False, separators=(",", ":"))


def _hidden(value: Any, secret: Set[str]) -> Any:
    if isinstance(value, dict):
        named = cast("dict[str, Any]", value)
        return {
            name: MASK if name in secret and each is not None else _hidden(each, secret) for name, each in named.items()
        }
    if isinstance(value, list):
        return [_hidden(each, secret) for each in cast("list[Any]", value)]
    return value


def _pattern(secret: Set[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(secret)))
    return re.compile(rf'("(?:{names})"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,}}\]]+)')
