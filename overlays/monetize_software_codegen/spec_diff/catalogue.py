"""
Compares two error catalogues: the codes, and what clients take from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .comparison import match
from .effect import Effect, Finding

_EFFECTS = {"status": Effect.BOTH, "group": Effect.ADDITIVE, "origin": Effect.ADDITIVE}


def compare_catalogues(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, Finding]]:
    """
    Yield what changed about each code, with the code.
    """
    matched = match(old, new)
    for code in matched.removed:
        yield code, Finding(_place(code), "is gone", Effect.CALLERS)
    for code in matched.added:
        yield code, Finding(_place(code), "is a new error code", Effect.ADDITIVE)
    for code in matched.common:
        yield from ((code, finding) for finding in _entry(_place(code), old[code], new[code]))


def _place(code: str) -> str:
    return f"error {code}"


def _entry(place: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    for key in dict.fromkeys((*old, *new)):
        if key != "fields" and old.get(key) != new.get(key):
            yield Finding(place, f"has another {key}", _EFFECTS.get(key, Effect.COSMETIC))
    yield from _fields(place, old.get("fields", []), new.get("fields", []))


def _fields(place: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Finding]:
    before, after = ({field["attribute"]: field for field in side} for side in (old, new))
    matched = match(before, after)
    for name in matched.removed:
        yield Finding(f"{place} {name}", "is gone", Effect.CALLERS)
    for name in matched.added:
        yield Finding(f"{place} {name}", "is new", Effect.ADDITIVE)
    for name in matched.common:
        if before[name] != after[name]:
            yield Finding(f"{place} {name}", "is read from another place, or has another type or unit", Effect.BOTH)
