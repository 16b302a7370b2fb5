"""
Chooses the language of an answer from an `Accept-Language` header. Never translates.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["choose"]


def choose(header: str, there: Iterable[str], default: str | None) -> str | None:
    """
    Return the language the caller likes best of those there are, else the default.

    Args:
        header: Such as "pt-BR, de;q=0.5". Each tag is tried whole, then without its last parts.
        there: The languages that the paywall has texts in.
        default: Its own language, which counts as there.
    """
    known = {tag.lower(): tag for tag in (*there, *([default] if default else []))}
    for tag in _by_weight(header):
        parts = tag.lower().split("-")
        for count in range(len(parts), 0, -1):
            found = known.get("-".join(parts[:count]))
            if found is not None:
                return found
    return default


def _by_weight(header: str) -> list[str]:
    entries = [entry.partition(";") for entry in header.split(",")]
    pairs = [(tag.strip(), _weight(rest)) for tag, _, rest in entries]
    return [tag for tag, weight in sorted(pairs, key=lambda pair: -pair[1]) if tag and weight > 0]


def _weight(rest: str) -> float:
    value = rest.strip().lower().removeprefix("q=")
    try:
        return min(1.0, max(0.0, float(value))) if rest else 1.0
    except ValueError:
        return 0.0
