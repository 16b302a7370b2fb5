"""
A world kept in a file survives whatever happens to its process.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from monetize_software_mock import Mock, StoreError

WRITER = """
import sys
from monetize_software_mock import Mock

mock = Mock(db=sys.argv[1])
for number in range(1_000_000):
    purchase = mock.subscribe(f"buyer{number}@example.com", "price_123")
    print(purchase.id, flush=True)
"""


@pytest.mark.parametrize("after", [1, 5, 20])
def test_world_survives_a_kill_in_the_middle_of_a_write(after: int, tmp_path: Path) -> None:
    """
    Whatever was answered is there, whole and with its event; what was under way is there whole or not at all.
    """
    file = tmp_path / "world.db"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        answered = [writer.stdout.readline().strip() for _ in range(after)]
        writer.kill()  # SIGKILL: no handler, no clean-up
        answered += writer.stdout.read().split("\n")[:-1]
    with Mock(db=file) as mock:
        purchase = {event.data["subscription"]["id"] for event in mock.events}
        assert [] == [each for each in answered if mock.purchase(each).status != "active"]
        assert set(answered) <= purchase
        assert len(purchase) - len(answered) in (0, 1)
        assert mock.subscribe("after@example.com", "price_123").status == "active"
    connection = sqlite3.connect(file)
    assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()


def test_world_continues_where_it_was(tmp_path: Path) -> None:
    """
    State, clock and what is due.
    """
    with Mock(db=tmp_path / "world.db") as mock:
        purchase = mock.subscribe("ada@example.com", "price_123")
        mock.clock.advance(days=10)
        before = mock.clock.now()
    with Mock(db=tmp_path / "world.db") as mock:
        assert before == mock.clock.now()
        mock.clock.advance(days=22)
        assert 2 == mock.purchase(purchase).periods


def test_file_of_another_version_is_refused(tmp_path: Path) -> None:
    """
    With one line, and it is left as it was.
    """
    file = tmp_path / "old.db"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    before = file.read_bytes()

    with pytest.raises(StoreError, match="not written by this version"):
        Mock(db=file)
    assert before == file.read_bytes()
