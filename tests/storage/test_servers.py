"""
The servers that tests run against are real, private and gone with the process that started them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monetize_software.errors import StorageError
from monetize_software.storage import SQLStore
from tests.support.servers import Postgres, postgres_running, valkey_running

_CHILD = """
import os, sys
from tests.support.servers import postgres_running, valkey_running
with postgres_running() as one, valkey_running() as two:
    print(one._process.pid, two._process.pid, flush=True)
    sys.stdin.read()
"""


def test_each_test_gets_a_database_with_the_tables(postgres_url: str) -> None:
    """
    The tables of this release are there, and nothing of another test.
    """
    store = SQLStore(postgres_url)

    rows = store.database.read(lambda tx: tx.driver("SELECT count(*) FROM monetize_event").fetchone()[0])

    assert 0 == rows
    store.close()


def test_connections_that_a_restart_broke_are_opened_again(postgres_server: Postgres) -> None:
    """
    A write after the restart of the server succeeds, and a read too.
    """
    del postgres_server
    with postgres_running() as server:
        store = SQLStore(server.url("postgres"))
        store.migrate()
        server.restart()
        assert 1 == store.database.write(lambda tx: tx.driver("SELECT 1").fetchone()[0])
        assert [7] == store.database.submit(lambda tx, items: [[item] for item in items], 7).result()
        server.restart()
        assert [8] == store.database.submit(lambda tx, items: [[item] for item in items], 8).result()
        assert 1 == store.database.read(lambda tx: tx.driver("SELECT 1").fetchone()[0])
        server.stop(signal.SIGQUIT)
        with pytest.raises(StorageError) as gone:
            store.database.submit(lambda tx, items: items, 9).result()
        assert gone.value.retryable
        store.close()


def test_connection_that_the_server_closed_is_not_used(postgres_server: Postgres) -> None:
    """
    Work that may run once only is not spent on a connection that was closed while nobody used it.
    """
    del postgres_server
    with postgres_running() as server:
        store = SQLStore(server.url("postgres"))
        assert 1 == store.database.once(lambda tx: tx.driver("SELECT 1").fetchone()[0])
        server.restart()
        assert 2 == store.database.once(lambda tx: tx.driver("SELECT 2").fetchone()[0])
        store.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_servers_end_with_a_process_that_was_killed() -> None:
    """
    A test run that is killed leaves no server behind.
    """
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    pids = [int(word) for word in child.stdout.readline().split()]
    watched = [os.pidfd_open(pid) for pid in pids]
    child.kill()
    child.communicate()

    ended = [_has_ended(one) for one in watched]

    assert [True, True] == ended


def _has_ended(process: int) -> bool:
    import select

    try:
        return bool(select.select([process], [], [], 10)[0])
    finally:
        os.close(process)


def test_valkey_serves_on_a_socket_alone() -> None:
    """
    It answers, and has no port.
    """
    import redis

    with valkey_running() as server, redis.Redis.from_url(server.url) as client:
        assert client.ping()
        assert "0" == client.config_get("port")["port"]
