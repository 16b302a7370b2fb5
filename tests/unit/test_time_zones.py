"""
Times without a zone are UTC, wherever the machine stands.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monetize_software import models, webhooks

NOON = "2030-07-01T12:00:00"


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Kathmandu", "XXX-13"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """
    The local time zone of this process, for one test.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_time_without_a_zone_is_utc(zone: str) -> None:
    """
    A time without a zone reads and is written as UTC in any local time zone.
    """
    noon = datetime(2030, 7, 1, 12, tzinfo=UTC)
    purchase = models.Purchase.from_dict({"id": "s", "created": NOON, "ended_at": "2030-07-01"})
    event = webhooks.parse(f'{{"id":"e","type":"x","created_at":"{NOON}","data":{{}}}}'.encode())

    assert (noon, noon.replace(hour=0), noon) == (purchase.created, purchase.ended_at, event.created_at)
    assert f"{NOON}Z" == models.Purchase(id="s", created=noon.replace(tzinfo=None)).to_dict()["created"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2030-07-01t12:00:00z", datetime(2030, 7, 1, 12, tzinfo=UTC)),
        ("2030-06-30T23:59:60Z", datetime(2030, 7, 1, tzinfo=UTC)),
        ("2030-06-30T23:59:60.5+00:00", datetime(2030, 7, 1, microsecond=500_000, tzinfo=UTC)),
    ],
)
def test_what_rfc_3339_allows_is_read(text: str, moment: datetime) -> None:
    """
    Small letters and leap seconds are times; a leap second is the first moment of the next minute.
    """
    event = webhooks.parse(f'{{"id":"e","type":"x","created_at":"{text}","data":{{}}}}'.encode())

    assert (moment, moment) == (event.created_at, models.Purchase.from_dict({"id": "s", "created": text}).created)
