"""
When a call is sent again, and after how long.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software._call.retry import LONGEST_RETRY_AFTER, needs_now, retry_after, wait_before_retry
from monetize_software._profile.retry_policy import RetryPolicy

from ..support.flows import lost, reply

POLICY = RetryPolicy(max_retries=5)


def wait(attempt: int = 1, waited: float = 0.0, chance: float = 0.0, **headers: Any) -> float | None:
    """
    The wait of a read after a 503.
    """
    return wait_before_retry(POLICY, "safe", attempt, reply(503, **headers), waited, chance)


def test_wait_doubles_up_to_its_ceiling() -> None:
    """
    Each retry may wait twice as long as the one before, never more than the longest wait.
    """
    assert [0.25, 0.5, 1.0, 2.0, 4.0] == [wait(attempt) for attempt in range(1, 6)]


def test_chance_spreads_the_wait() -> None:
    """
    The jitter covers half of the wait, so that many clients do not return at once.
    """
    assert (0.25, 0.375) == (wait(chance=0.0), wait(chance=0.5))


def test_retry_after_is_honoured() -> None:
    """
    The server's wish is kept: never sooner, at most a tenth later.
    """
    assert 7.0 == wait(retry_after="7")
    assert pytest.approx(7.35) == wait(retry_after="7", chance=0.5)


def test_retry_after_beyond_the_limit_ends_the_call() -> None:
    """
    A server that asks for more than 30 seconds is not asked again, least of all too early.
    """
    assert (30.0, None) == (wait(retry_after="30", chance=0.9), wait(retry_after="31"))


def test_total_wait_is_bounded() -> None:
    """
    The waits of one call never add up to more than a minute.
    """
    assert (20.0, None) == (wait(retry_after="20", waited=40.0), wait(retry_after="20", waited=40.1))


def test_no_retry_is_left() -> None:
    """
    After the last allowed attempt there is no wait but an end.
    """
    assert wait(attempt=6) is None


@pytest.mark.parametrize(
    ("retry_class", "after_unsent", "after_sent"),
    [("safe", True, True), ("keyed", True, True), ("natural", True, True), ("never", True, False)],
)
def test_failure_without_answer(retry_class: str, after_unsent: bool, after_sent: bool) -> None:
    """
    Unsent calls are always repeated; sent ones only where a second arrival does no harm.
    """
    repeated = [
        wait_before_retry(POLICY, retry_class, 1, lost(unsent=unsent), 0.0, 0.0) is not None for unsent in (True, False)
    ]

    assert [after_unsent, after_sent] == repeated


SENT: dict[str, Any] = {"date": "Wed, 21 Oct 2026 07:28:00 GMT"}
NOW = 1792567680.0  # the same moment
LATER = "Wed, 21 Oct 2026 07:28:10 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "9999999999999999"}, 9999999999999999.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": LATER}, 10.0),
        ({"retry-after": LATER, "date": "yesterday"}, 10.0),
        ({"retry-after": LATER, "date": "Wed, 21 Oct 2026 07:28:04 GMT"}, 6.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:27:00 GMT", **SENT}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10", **SENT}, 10.0),
        ({"retry-after": "Wed, 21 Oct 9999 07:28:00 GMT", **SENT}, 251603539200.0),
        ({"retry-after": "Wed, 21 Oct 99999 07:28:00 GMT", **SENT}, None),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    """
    Seconds and dates are understood. A date is measured against the answer's own, and without one against the clock.
    """
    assert seconds == retry_after(headers, NOW)


@pytest.mark.parametrize(
    ("headers", "needed"),
    [
        ({}, False),
        ({"retry_after": "3"}, False),
        ({"retry_after": LATER, **SENT}, False),
        ({"retry_after": LATER}, True),
        ({"retry_after": LATER, "date": "yesterday"}, True),
    ],
)
def test_clock_is_read_only_for_a_date_that_nothing_else_dates(headers: dict[str, Any], needed: bool) -> None:
    """
    The answer's own `Date` goes before this machine's clock.
    """
    assert needed is needs_now(reply(503, **headers))
    assert needs_now(lost()) is False


@pytest.mark.parametrize("wish", ["0", "0.001", "0.24", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_wish_is_never_a_reason_to_hurry(wish: str) -> None:
    """
    A server that asks for no wait, or a tiny one, is asked again no sooner than without its wish.
    """
    assert [0.25, 0.5, 1.0] == [wait(attempt, retry_after=wish, **SENT) for attempt in (1, 2, 3)]


@pytest.mark.parametrize("wish", ["9" * 16, "9" * 400, "soon", "-1", "1e9", "Wed, 21 Oct 99999 07:28:00 GMT"])
def test_wish_that_is_huge_or_unreadable_ends_the_call(wish: str) -> None:
    """
    A server that does wish something, and surely not to be asked soon, is not asked again.
    """
    assert wait(retry_after=wish) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_retry_after_never_fails(value: str, date: str) -> None:
    """
    No header text makes reading it raise, and a wait is never negative.
    """
    seconds = retry_after({"retry-after": value, "date": date})

    assert seconds is None or seconds >= 0


@given(
    st.sampled_from(["safe", "keyed", "natural", "never"]),
    st.integers(1, 10),
    st.sampled_from([reply(429, retry_after="12"), reply(503), reply(500), lost(), lost(unsent=True)]),
    st.floats(0, 60),
    st.floats(0, 1, exclude_max=True),
)
def test_waits_stay_within_their_bounds(
    retry_class: str, attempt: int, outcome: object, waited: float, chance: float
) -> None:
    """
    Whatever happened, a wait is short, and the sum of waits bounded.
    """
    wait = wait_before_retry(POLICY, retry_class, attempt, outcome, waited, chance)  # type: ignore[arg-type]

    assert wait is None or (0 <= wait <= LONGEST_RETRY_AFTER and waited + wait <= POLICY.total_wait)
