"""
Reads durations such as `45d`, `3h30m` and `1mo`, and moves a time by them. Never asks what time it is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, timedelta

_PART = re.compile(r"(\d{1,9})(mo|y|w|d|h|m|s)")
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")
_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


def parse_duration(text: str) -> tuple[int, int]:
    """
    Read a duration.

    Returns:
        Calendar months, and seconds.

    Raises:
        ValueError: It is no duration.
    """
    plain = text.strip().lower()
    if not _WHOLE.fullmatch(plain):
        raise ValueError(f"{text!r} is no duration. Write for example 45d, 3h30m, 2w, 1mo or 1y.")
    months = seconds = 0
    for digits, unit in _PART.findall(plain):
        months += int(digits) * {"mo": 1, "y": 12}.get(unit, 0)
        seconds += int(digits) * _SECONDS.get(unit, 0)
    return months, seconds


def moved(start: datetime, months: int, seconds: int) -> datetime:
    """
    Move a time forward. Months keep the day where they have it: one month after 31 January is 28 February.

    Raises:
        ValueError: Dates end before that.
    """
    years, month = divmod(start.month - 1 + months, 12)
    try:
        day = min(start.day, monthrange(start.year + years, month + 1)[1])
        return start.replace(year=start.year + years, month=month + 1, day=day) + timedelta(seconds=seconds)
    except (ValueError, OverflowError, IndexError):
        raise ValueError("That is further than dates go.") from None
