"""
Hides values in JSON texts, headers and queries by their names. Never changes anything else of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Set
from typing import Any, cast

MASK = "***"
_SECRET_NAME = re.compile(r"(?:^|[-_])(?:authorization|cookie|key|password|secret|token)$", re.IGNORECASE)
_HARMLESS = ("idempotency-key",)


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
    hidden = replaced(value, secret, lambda _: MASK)
    return text if hidden == value else json.dumps(hidden, ensure_ascii=False, separators=(",", ":"))


def replaced(value: Any, secret: Set[str], made: Callable[[str], Any]) -> Any:
    """
    Return a JSON value in which something else stands for the fields of some names, but for those that are null.

    Args:
        made: Makes it of the field's name.
    """
    if isinstance(value, dict):
        named = cast("dict[str, Any]", value)
        return {
            name: made(name) if name in secret and each is not None else replaced(each, secret, made)
            for name, each in named.items()
        }
    if isinstance(value, list):
        return [replaced(each, secret, made) for each in cast("list[Any]", value)]
    return value


def is_secret(name: str) -> bool:
    """
    Say whether a header or a part of a query carries a credential, by its name: callers of a provider bring their own.
    """
    return _SECRET_NAME.search(name) is not None and name.lower() not in _HARMLESS


def masked_query(query: str) -> str:
    """
    Return a query in which such parts hold no value.
    """
    pairs = (pair.partition("=") for pair in query.split("&"))
    return "&".join(
        f"{name}={MASK}" if is_secret(name) and sign else f"{name}{sign}{value}" for name, sign, value in pairs
    )


def _pattern(secret: Set[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(secret)))
    return re.compile(rf'("(?:{names})"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,}}\]]+)')
