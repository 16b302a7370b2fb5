"""
Times without a zone are UTC, wherever the machine stands.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_READS = """
import time
time.tzset()
from datetime import datetime
from monetize_software import models, webhooks
purchase = models.Purchase.from_dict({"id": "s", "created": "2030-07-01T12:00:00", "ended_at": "2030-07-01"})
body = b'{"id":"e","type":"x","created_at":"2030-07-01T12:00:00","data":{}}'
print(purchase.created.isoformat(), purchase.ended_at.isoformat(), webhooks.parse(body).created_at.isoformat())
print(models.Purchase(id="s", created=datetime.fromisoformat("2030-07-01T12:00:00")).to_dict()["created"])
"""


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu", "XXX-13"])
def test_time_without_a_zone_is_utc(zone: str) -> None:
    """
    A time without a zone reads and is written as UTC in any local time zone.
    """
    done = subprocess.run(
        [sys.executable, "-c", _READS], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )

    assert [
        "2030-07-01T12:00:00+00:00 2030-07-01T00:00:00+00:00 2030-07-01T12:00:00+00:00",
        "2030-07-01T12:00:00Z",
    ] == done.stdout.splitlines()
