"""
How long an answer is kept. Takes time as an argument.
"""

from __future__ import annotations

__all__ = ["kept_until"]


def kept_until(now: int, fresh: float, stale: float, ends: float | None) -> tuple[int, int]:
    """
    Until when an answer counts as new, and until when it is there at all, in milliseconds since 1970.

    Args:
        now: When it was asked for, in the same.
        fresh: Seconds it counts as new.
        stale: Seconds it is there.
        ends: When the token it is for expires, in seconds since 1970, where that is known.
    """
    last = now + int(stale * 1000)
    if ends is not None:
        last = min(last, int(max(0.0, min(ends, 1e11)) * 1000))
    return min(now + int(fresh * 1000), last), last
