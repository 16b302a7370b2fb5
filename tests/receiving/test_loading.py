"""
The receiving side costs nothing until it is used.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

LOOK = """
rooms = {"access", "metering", "storage", "receivers"}
print(*sorted(name for name in sys.modules if name == "sqlalchemy" or rooms & {*name.split(".")[1:2]}))
"""


def loaded(program: str) -> str:
    """
    Which rooms of the receiving side, and which library of a store, a program loads.
    """
    command = [sys.executable, "-c", f"import sys\n{program}\n{LOOK}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    "program", ["import monetize_software", "from monetize_software import BillingClient, webhooks"]
)
def test_client_loads_nothing_of_the_receiving_side(program: str) -> None:
    """
    Neither its rooms nor SQLAlchemy.
    """
    assert "" == loaded(program)


@pytest.mark.parametrize("name", ["access", "metering", "storage"])
def test_room_that_is_imported_loads_no_database(name: str) -> None:
    """
    Each name is loaded when it is first used.
    """
    assert "sqlalchemy" not in loaded(f"import monetize_software.{name}").split()
