"""
Processes that are killed, and that race for the same keys, debit each key at most once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monetize_software.metering import TokenMeter
from monetize_software.storage import SQLStore
from tests.support.document import ROOT
from tests.support.metering_process import NOW, meter_all

HOUR = 3_600_000


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    url = (
        f"sqlite:///{tmp_path / 'billing.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )
    made = SQLStore(url)
    made.migrate()
    yield made, url
    made.close()


def start(url: str, truth: Path, point: str, seed: int, *keys: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.support.metering_process", url, str(truth), point, str(seed), *keys]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def debits(truth: Path) -> Counter[str]:
    return Counter(truth.read_text(encoding="utf-8").split() if truth.exists() else ())


def later(store: SQLStore, truth: Path, *keys: str) -> TokenMeter:
    """
    A meter in whose time every lease has ended, and that has tried these keys.
    """
    return meter_all(store, truth, "never", None, [*keys], NOW + HOUR)


@pytest.mark.parametrize(
    ("point", "left", "recovered", "applied"),
    [
        ("before insert 1", None, None, 0),
        ("after insert 1", "reserved", "released", 0),
        ("in the work", "reserved", "released", 0),
        ("before swap 1", "reserved", "released", 0),
        ("after swap 1", "sending", "unknown", 0),
        ("before it applied", "sending", "unknown", 0),
        ("after it applied", "sending", "unknown", 1),
        ("before swap 2", "sending", "unknown", 1),
        ("after swap 2", "applied", "applied", 1),
    ],
)
def test_key_of_a_killed_process_is_debited_at_most_once(
    point: str, left: str | None, recovered: str | None, applied: int, store: tuple[SQLStore, str], tmp_path: Path
) -> None:
    """
    Wherever the holder is killed, the ledger says what is certain, and the next holder debits only what was not sent.
    """
    kept, url = store
    truth = tmp_path / "truth"
    killed = start(url, truth, point, 0, "k").wait()
    row = kept.meters.get("k")
    later(kept, truth).recover()
    after = kept.meters.get("k")
    later(kept, truth, "k")

    assert -signal.SIGKILL == killed
    assert (left, recovered) == (row and row.state, after and after.state)
    assert (1 if recovered != "unknown" else applied) == debits(truth)["k"]


def test_processes_that_race_and_are_killed_debit_no_key_twice(store: tuple[SQLStore, str], tmp_path: Path) -> None:
    """
    Three at a time go through the same keys, are killed in the middle and start again, with answers lost before and
    after: no key is debited twice, and every one that the ledger calls applied was.
    """
    kept, url = store
    truth = tmp_path / "truth"
    keys = [f"key-{number}" for number in range(30)]
    for turn, steps in enumerate([20, 1_000_000]):
        running = [start(url, truth, str(steps + place), 1 + 3 * turn + place, *keys) for place in range(3)]
        codes = [process.wait() for process in running]
        assert {-signal.SIGKILL, 0} >= set(codes)
        later(kept, truth).recover(limit=1000)
    real = debits(truth)
    states = {key: row.state for key in keys if (row := kept.meters.get(key)) is not None}

    assert {1} == set(real.values())
    assert keys == sorted(states, key=keys.index)
    assert all(real[key] == 1 for key, state in states.items() if state == "applied")
    assert {key for key in keys if real[key]} <= {
        key for key, state in states.items() if state in ("applied", "unknown")
    }
    assert {"applied", "unknown"} >= set(states.values())
    assert sum(state == "applied" for state in states.values()) > len(keys) / 2
