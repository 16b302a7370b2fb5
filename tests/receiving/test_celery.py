"""
Events handed over to real Celery workers, over a real Valkey.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import redis

from monetize_software import webhooks
from monetize_software.storage import SQLStore
from tests.receiving.killing import RAN
from tests.support.servers import Valkey, valkey_running
from tests.support.told import state

ROOT = Path(__file__).parents[2]
WORKER = ["-m", "celery", "-A", "tests.receiving.celery_shop:celery", "worker", "--pool=solo", "--without-gossip",
          "--without-mingle", "--without-heartbeat", "--loglevel=ERROR"]  # fmt: skip
PROGRAM = """
import sys
from tests.receiving.celery_shop import receiver, handle
from tests.receiving.test_celery import events
from tests.support.deliveries import deliver
if sys.argv[1] == "deliver":
    receiver.core.hand_over = lambda id: None if id.endswith("0") else [handle.delay(id) for _ in range(2)]
    assert all(deliver(receiver, event)[0] == 200 for event in events())
else:
    receiver.core._clock.now += 61
    receiver.core.hand_over = handle.delay
    print(receiver.sweep())
receiver.close()
"""


def events() -> list[webhooks.WebhookEvent]:
    made = [state(place, id=f"evt_{sub}{place}", sub=f"sub_{sub}") for sub in range(6) for place in range(5)]
    random.Random(3).shuffle(made)
    return made


def environment(server: Valkey, database: str) -> dict[str, str]:
    broker = f"redis+socket://{server.folder / 'valkey.sock'}"
    return {**os.environ, "SHOP_BROKER": broker, "SHOP_DATABASE": database, "PYTHONPATH": str(ROOT)}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: Any, tmp_path: Path) -> str:
    """
    Where the shop keeps what it knows.
    """
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'billing.db'}"
    return str(request.getfixturevalue("postgres_url"))


def test_events_handed_over_twice_or_not_at_all_run_once(database: str) -> None:
    """
    Every fifth hand-over is lost, all others are doubled, one worker is killed in the middle of a task and one behind
    it, before the broker was told: after a sweep each event has run once.
    """
    store = SQLStore(database)
    store.migrate()
    store.database.write(lambda tx: tx.execute(RAN))
    with valkey_running() as server:
        environ = environment(server, database)
        _do(environ, "deliver")
        killed = [_work(environ, point, after) for point, after in (("execute", 4), ("run", 6))]
        before = ran(store)
        open_ones = int(_do(environ, "sweep"))
        _work(environ)
        waiting = _waiting(server)
    found = ran(store)
    store.close()

    assert [-signal.SIGKILL] * 2 == killed
    assert 30 - len(before) == open_ones
    assert 9 <= len(before) < 25
    assert 0 == waiting
    assert sorted(f"evt_{sub}{place}" for sub in range(6) for place in range(5)) == found


def ran(store: SQLStore) -> list[str]:
    return store.database.read(lambda tx: sorted(row[0] for row in tx.execute("SELECT id FROM ran")))


def _waiting(server: Valkey) -> int:
    with redis.Redis.from_url(server.url) as client:
        return int(client.llen("celery"))


def _do(environ: dict[str, str], what: str) -> str:
    command = [sys.executable, "-c", PROGRAM, what]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout


def _work(environ: dict[str, str], point: str = "", after: int = 1) -> int:
    """
    Run a worker until it is killed at a point, or until it has run all tasks that wait; its exit code.
    """
    with redis.Redis.from_url(environ["SHOP_BROKER"].removeprefix("redis+").replace("socket", "unix")) as client:
        waiting = int(client.llen("celery"))
    with subprocess.Popen(
        [sys.executable, *WORKER],
        cwd=ROOT,
        env={**environ, "SHOP_POINT": point, "SHOP_AFTER": str(after)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        finished = (line for line in worker.stdout if line.startswith("ran "))
        for number, _ in enumerate(finished, 1):
            if not point and number == waiting:
                worker.kill()
    return worker.returncode
