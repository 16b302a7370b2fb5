"""
Events handed over to real Celery workers, over a real Valkey.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

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
receiver.core.hand_over = lambda id: None if id.endswith("0") else [handle.delay(id) for _ in range(2)]
assert all(deliver(receiver, event)[0] == 200 for event in events())
receiver.close()
if sys.argv[1] == "sweep":
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


def test_events_handed_over_twice_or_not_at_all_run_once(tmp_path: Path) -> None:
    """
    Every fifth hand-over is lost, all others are doubled, and the worker is killed on the way: after a sweep each event
    has run once.
    """
    database = f"sqlite:///{tmp_path / 'billing.db'}"
    store = SQLStore(database)
    store.migrate()
    store.database.write(lambda tx: tx.execute(RAN))
    with valkey_running() as server:
        environ = environment(server, database)
        program = [sys.executable, "-c", PROGRAM, "sweep"]
        swept = subprocess.run(program, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
        for enough in (10, 30):
            _work(environ, partial(_has_run, store, enough))
    found = ran(store)
    store.close()

    assert "30\n" == swept.stdout
    assert sorted(f"evt_{sub}{place}" for sub in range(6) for place in range(5)) == found


def ran(store: SQLStore) -> list[str]:
    return store.database.read(lambda tx: sorted(row[0] for row in tx.execute("SELECT id FROM ran")))


def _has_run(store: SQLStore, enough: int) -> bool:
    return len(ran(store)) >= enough


def _work(environ: dict[str, str], until: Callable[[], bool]) -> None:
    """
    Run a worker until enough is done, then kill it.
    """
    with subprocess.Popen(
        [sys.executable, *WORKER], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as worker:
        assert worker.stdout is not None
        for _ in worker.stdout:
            if until():
                break
        worker.kill()
