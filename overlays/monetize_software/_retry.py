"""
Decides whether a call is sent again, and after how long. Never sleeps, never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ._exchange import Reply

if TYPE_CHECKING:
    from ._exchange import Failure

__all__ = ["LONGEST_RETRY_AFTER", "RetryPolicy", "retry_after", "wait_before_retry"]

LONGEST_RETRY_AFTER = 30.0
"""Seconds. A server that asks for more is not asked again; its wish stands in `RateLimitError.retry_after`."""

_TRANSIENT_STATUSES = frozenset({429, 502, 503, 504})
_REPEATABLE_AFTER_SENDING = frozenset({"safe", "keyed"})


@frozen
class RetryPolicy:
    """
    How often and how patiently to repeat.

    Args:
        max_retries: Attempts after the first one.
        first_wait: Seconds before the first retry; each further one doubles it.
        longest_wait: Seconds; the doubling stops here.
        total_wait: Seconds; the waits of one call never add up to more.
    """

    max_retries: int = 2
    first_wait: float = 0.5
    longest_wait: float = 8.0
    total_wait: float = 60.0


def wait_before_retry(
    policy: RetryPolicy, retry_class: str, attempt: int, outcome: Reply | Failure, waited: float, chance: float
) -> float | None:
    """
    Say how long to wait before the next attempt, or None to stop.

    Args:
        policy: How often and how patiently.
        retry_class: The operation's `x-retry`: safe, keyed, natural or never.
        attempt: Number of the attempt that just ended, from 1.
        outcome: How it ended.
        waited: Seconds this call has already waited between attempts.
        chance: A number in [0, 1) for the jitter.
    """
    if attempt > policy.max_retries or not _may_repeat(retry_class, outcome):
        return None
    asked = retry_after(outcome.headers) if isinstance(outcome, Reply) else None
    if asked is None:
        ceiling = min(policy.longest_wait, policy.first_wait * 2.0 ** (attempt - 1))
        wait = ceiling * (0.5 + chance / 2)
    elif asked > LONGEST_RETRY_AFTER:
        return None
    else:
        wait = min(asked * (1 + chance / 10), LONGEST_RETRY_AFTER)
    return wait if waited + wait <= policy.total_wait else None


def _may_repeat(retry_class: str, outcome: Reply | Failure) -> bool:
    if isinstance(outcome, Reply):
        return retry_class in _REPEATABLE_AFTER_SENDING and outcome.status in _TRANSIENT_STATUSES
    if outcome.permanent:
        return False
    return outcome.unsent or retry_class != "never"


def retry_after(headers: dict[str, str]) -> float | None:
    """
    Read `Retry-After` as seconds: a number, or a date measured against the answer's own `Date`.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.replace(".", "", 1).isdecimal() and value.isascii():
        return float(value) if len(value) < 16 else None
    return _seconds_until(value, headers.get("date", ""))


def _seconds_until(moment: str, now: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(moment) - parsedate_to_datetime(now)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
