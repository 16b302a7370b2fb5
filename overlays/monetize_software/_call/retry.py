"""
Decides whether a call is sent again, and after how long. Never sleeps, never sends.
"""

from __future__ import annotations

from datetime import UTC
from math import inf
from typing import TYPE_CHECKING

from monetize_software._exchange import Reply

if TYPE_CHECKING:
    from monetize_software._exchange import Failure
    from monetize_software._profile.retry_policy import RetryPolicy

__all__ = ["LONGEST_RETRY_AFTER", "may_ask_mirror", "needs_now", "retry_after", "wait_before_retry"]

LONGEST_RETRY_AFTER = 30.0
"""Seconds. A server that asks for more is not asked again; its wish stands in `RateLimitError.retry_after`."""

_TRANSIENT_STATUSES = frozenset({429, 502, 503, 504})
_REPEATABLE_AFTER_SENDING = frozenset({"safe", "keyed"})


def wait_before_retry(
    policy: RetryPolicy,
    retry_class: str,
    attempt: int,
    outcome: Reply | Failure,
    waited: float,
    chance: float,
    now: float | None = None,
) -> float | None:
    """
    Say how long to wait before the next attempt, or None to stop.

    The server's wish is kept and never makes the wait shorter than it would have been. A wish that is too long or
    cannot be read ends the call.

    Args:
        policy: How often and how patiently.
        retry_class: The operation's `x-retry`: safe, keyed, natural or never.
        attempt: Number of the attempt that just ended, from 1.
        outcome: How it ended.
        waited: Seconds this call has already waited between attempts.
        chance: A number in [0, 1) for the jitter.
        now: Seconds since 1970, needed where `needs_now` says so.
    """
    if attempt > policy.max_retries or not _may_repeat(retry_class, outcome):
        return None
    wait = min(policy.longest_wait, policy.first_wait * 2.0 ** (attempt - 1)) * (0.5 + chance / 2)
    if isinstance(outcome, Reply) and _wish(outcome.headers):
        asked = retry_after(outcome.headers, now)
        if asked is None or asked > LONGEST_RETRY_AFTER:
            return None
        wait = max(wait, min(asked * (1 + chance / 10), LONGEST_RETRY_AFTER))
    return wait if waited + wait <= policy.total_wait else None


def _may_repeat(retry_class: str, outcome: Reply | Failure) -> bool:
    if isinstance(outcome, Reply):
        return retry_class in _REPEATABLE_AFTER_SENDING and outcome.status in _TRANSIENT_STATUSES
    if outcome.permanent:
        return False
    return outcome.unsent or retry_class != "never"


def may_ask_mirror(outcome: Reply | Failure, *, doubtful: bool) -> bool:
    """
    Tell whether an attempt may be made at the domain's mirror: it provably never left for the domain itself, and no
    earlier one may have been carried out there.

    A certificate that does not fit is no reason: somebody may stand in between. Nor is a queue of our own.
    """
    if isinstance(outcome, Reply) or doubtful or type(outcome.error).__name__ == "PoolTimeout":
        return False
    return outcome.unsent and not outcome.permanent


def needs_now(outcome: Reply | Failure) -> bool:
    """
    Tell whether the server's wish is a date in an answer that does not say when it was sent.
    """
    if not isinstance(outcome, Reply):
        return False
    headers = outcome.headers
    return bool(_wish(headers)) and _number(_wish(headers)) is None and _instant(headers.get("date", "")) is None


def retry_after(headers: dict[str, str], now: float | None = None) -> float | None:
    """
    Read `Retry-After` as seconds: a number, or a date measured against the answer's own `Date`, else against `now`.

    Returns:
        Seconds, or None when the header is absent or cannot be read.
    """
    value = _wish(headers)
    number = _number(value)
    if number is not None or not value:
        return number
    until = _instant(value)
    since = _instant(headers.get("date", ""))
    since = now if since is None else since
    return None if until is None or since is None else max(0.0, until - since)


def _wish(headers: dict[str, str]) -> str:
    return headers.get("retry-after", "").strip()


def _number(value: str) -> float | None:
    if not (value.isascii() and value.replace(".", "", 1).isdecimal()):
        return None
    seconds = float(value)
    return seconds if seconds != inf else None


def _instant(date: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
