"""
How many values an answer may hold. Reads nothing but the bytes.
"""

from __future__ import annotations

__all__ = ["TooManyValues", "check_values"]

_UNCOUNTED = 1 << 20
"""Bytes. A shorter answer may hold whatever it likes."""

_MOST_VALUES = 100_000


class TooManyValues(ValueError):
    """
    An answer that would take a multiple of its size.
    """


def check_values(body: bytes) -> None:
    """
    Refuse a long JSON text that is made of so many small values that they would take a multiple of its size.

    Three bytes such as `[],` become sixty when they are parsed, `{"a":1},` becomes three hundred. No answer of this API
    has that many. What stands between values is counted, in texts too, which costs a millisecond a megabyte.
    """
    if len(body) > _UNCOUNTED and sum(map(body.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise TooManyValues
