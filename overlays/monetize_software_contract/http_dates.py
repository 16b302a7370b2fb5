"""
Reads the dates of HTTP headers. Never asks what time it is.
"""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime


def seconds_of(text: str) -> float | None:
    """
    Return the seconds since 1970; None for what is no date, or none that a calendar has.
    """
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
