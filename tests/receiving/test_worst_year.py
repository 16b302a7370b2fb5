"""
The example's shop in its worst year: a hundred customers, shuffled and doubled deliveries, and processes that are
killed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.receiving.worst_year import memory_year, sql_year, valkey_year

pytestmark = pytest.mark.enable_socket


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: Any, tmp_path: Path) -> str:
    """
    Where the shop keeps what it knows.
    """
    return f"sqlite:///{tmp_path / 'shop.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


def test_access_and_meter_are_the_services_after_the_worst_year(url: str, tmp_path: Path) -> None:
    """
    However the deliveries of a year come, whatever the shop misses, and wherever it is killed: it lets in whom the
    service lets in, its handler's writes are there once each, and its ledger is what the service took.
    """
    told = sql_year(url, tmp_path, 11, mode="inline", customers=100, months=12)

    assert sum(told.kills.values()) > 100
    assert told.missed
    assert told.repaired
    assert told.unknown


def test_worker_that_is_killed_too_changes_nothing(url: str, tmp_path: Path) -> None:
    """
    Where a worker runs the handlers, some months end the same, whoever of the two is killed.
    """
    told = sql_year(url, tmp_path, 12, mode="queued", customers=40, months=4)

    assert told.missed


def test_memory_is_right_until_it_is_gone(tmp_path: Path) -> None:
    """
    In a process that is not killed access and ledger are the service's after a year too; in the next process access is
    again once it was compared, and of the ledger nothing is left.
    """
    told = memory_year(13, customers=100, months=12)

    assert told.missed
    assert told.repaired
    assert told.unknown


def test_valkey_handles_each_event_at_least_once(valkey_url: str, tmp_path: Path) -> None:
    """
    It knows ids alone: in a year every event that was taken was handled, and twice only where its process was killed
    between the handler and the note that it was done.
    """
    told = valkey_year(valkey_url, tmp_path, 14, customers=100, months=12)

    assert sum(told.kills.values()) > 20
    assert told.missed
