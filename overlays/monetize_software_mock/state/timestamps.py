"""
Converts between moments, milliseconds and ISO 8601 text, and counts calendar periods. Never asks what time it is.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000


def to_millis(moment: datetime) -> int:
    """
    Return whole milliseconds since 1970 of an aware time.
    """
    return (moment - _EPOCH) // _MILLISECOND


def from_millis(millis: int) -> datetime:
    """
    Return the aware UTC time of milliseconds since 1970.
    """
    return _EPOCH + millis * _MILLISECOND


@lru_cache(maxsize=1024)  # one moment is written many times: into events, facts and answers
def to_iso(millis: int | None) -> str | None:
    """
    Write milliseconds as the wire has them, `2030-01-01T00:00:00.000Z`; None stays None.
    """
    if millis is None:
        return None
    return from_millis(millis).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def from_iso(text: str) -> datetime:
    """
    Read ISO 8601 text as an aware UTC time; without a zone it counts as UTC.

    Raises:
        ValueError: It is not ISO 8601, or beyond the years 1 to 9999.
    """
    moment = datetime.fromisoformat(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is beyond the years 1 to 9999") from error


def period_end(anchor: int, interval: str, count: int, periods: int) -> int:
    """
    Return when the n-th billing period after an anchor ends.

    Months and years keep the anchor's day: 31 January, 28 February, 31 March.

    Args:
        anchor: When the first period began, in milliseconds.
        interval: `day`, `week`, `month` or `year`.
        count: Intervals in a period.
        periods: How many periods, 1 for the end of the first.
    """
    steps = count * periods
    if interval in ("day", "week"):
        return anchor + steps * (7 if interval == "week" else 1) * DAY_MS
    return to_millis(add_months(from_millis(anchor), steps * (12 if interval == "year" else 1)))


def add_months(moment: datetime, months: int, day: int | None = None) -> datetime:
    """
    Move by calendar months; a day that the month lacks becomes its last.

    Args:
        day: The day of the month to come to; the moment's own when left out.

    Raises:
        ValueError: Dates end before that.
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    last = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(day or moment.day, last))
