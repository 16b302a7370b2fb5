"""
How long a request took, as the console and the control route tell it: in the process's time, never in the world's.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from monetize_software_mock import Mock
from monetize_software_mock.faults.faults import delay

from ..support.browsing import browse
from ..support.sample_requests import GOOD, SUBSCRIBER, connect_http

READING = 2_500_000
EVENTS = "/api/v1/api-gateway/events?paywall_id=3"


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A watch that is 2.5 ms further at each look.
    """
    looks = count(step=READING)
    monkeypatch.setattr("time.monotonic_ns", lambda: next(looks))


def latest(mock: Mock) -> dict[str, Any]:
    """
    The latest request, as the control route tells it.
    """
    found: list[dict[str, Any]] = connect_http(mock).get("/_mock/requests").json()["requests"]
    return found[-1]


def page(mock: Mock, number: int) -> str:
    """
    The page of a request.
    """
    return browse(mock).get(f"/_mock/console/requests/{number}").text


def test_request_tells_how_long_it_took(mock: Mock) -> None:
    """
    In its row, on its page and in its JSON stands the time between two looks at the watch, also where the world's runs.
    """
    mock.clock.go("rate", 86_400)
    GOOD["listLegacyPrices"].of(connect_http(mock))

    assert (2.5, 0.0) == (latest(mock)["took_ms"], latest(mock)["delayed"])
    assert 2 == page(mock, 1).count("2.5 ms")
    assert "Slow because" not in page(mock, 1)


@pytest.mark.parametrize("when", ["before", "after_commit", "during_body"])
def test_request_that_a_fault_delays_says_so(when: Any, mock: Mock) -> None:
    """
    A delay before, behind or within an answer is named with its seconds; the answer that comes late is a whole one.
    """
    mock.fault("listLegacyPrices", do=delay(2), when=when)
    answer = GOOD["listLegacyPrices"].of(connect_http(mock))
    told = latest(mock)

    assert (200, "answered", 2.0) == (told["status"], told["ending"], told["delayed"])
    assert answer.text == told["answer"]
    assert "Slow because of a fault: 2 s delay, which is not in this time" in page(mock, 1)


def test_request_that_waited_for_a_fault_was_slow_because_of_it(mock: Mock) -> None:
    """
    Where the wait is in the time that was measured, nothing else is said.
    """
    mock.fault("listLegacyPrices", do=delay(0.002))
    GOOD["listLegacyPrices"].of(connect_http(mock))

    assert "Slow because of a fault: 0.002 s delay<" in page(mock, 1)


def test_body_in_pieces_takes_until_its_last_one(mock: Mock) -> None:
    """
    The time of a stream is that of its end.
    """
    with connect_http(mock).stream("GET", EVENTS, headers=SUBSCRIBER) as answer:
        (begun,) = mock.requests
        assert ("streaming", True) == (begun.ending, begun.took_ms < begun.took_ms)
        answer.read()
    (ended,) = mock.requests

    assert "answered" == ended.ending
    assert ended.answered_ms < ended.took_ms == ended.took_ms
