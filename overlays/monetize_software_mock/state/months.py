"""
Keeps the day of the month that steps of months ask for, so that 31 January, 28 February, 31 March follow each other.

Never moves the clock.
"""

from __future__ import annotations

from datetime import datetime

from .store import Transaction
from .timestamps import from_millis, to_millis

_DAY, _REACHED = "months_day", "months_reached"


def day_asked_for(tx: Transaction, now: datetime) -> int:
    """
    Return the day that a step of months leads to: the one the step before asked for, while it is still that date.
    """
    day, reached = tx.number(_DAY), tx.number(_REACHED)
    if day is None or reached is None or from_millis(reached).date() != now.date():
        return now.day
    return day


def keep(tx: Transaction, reached: datetime, day: int) -> None:
    """
    Note where a step of months led, and which day it asked for.
    """
    tx.set_number(_DAY, day)
    tx.set_number(_REACHED, to_millis(reached))
