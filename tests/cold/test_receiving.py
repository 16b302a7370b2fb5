"""
The receiving side costs nothing where it is not used.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = "print(sorted(name for name in sys.modules if name.startswith(({names}))))"
HEAVY = ("sqlalchemy", "psycopg", "redis", "fastapi", "starlette", "flask", "celery")
ROOMS = ("monetize_software.storage", "monetize_software.receivers", "monetize_software.access")


def loaded(code: str, names: tuple[str, ...]) -> str:
    """
    Which modules of these names are loaded after a program.
    """
    program = f"import sys; {code}; {LOADED.format(names=', '.join(map(repr, names)))}"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_client_loads_nothing_of_it() -> None:
    """
    Neither the package nor a client loads a store, a receiver, or a library of theirs.
    """
    code = "import monetize_software; monetize_software.BillingClient; monetize_software.webhooks.construct_event"

    assert "[]" == loaded(code, (*HEAVY, *ROOMS))


@pytest.mark.parametrize("store", ["MemoryStore", "FileStore"])
def test_store_loads_its_own_library_alone(store: str) -> None:
    """
    A receiver on a store without a library needs none, and no framework.
    """
    code = f"from monetize_software.receivers import Receiver; from monetize_software.storage import {store}"

    assert "[]" == loaded(code, HEAVY)


def test_sql_loads_no_driver_but_its_own() -> None:
    """
    SQLite needs neither psycopg nor Redis.
    """
    code = "from monetize_software.storage import SQLStore; SQLStore('sqlite:///never-opened.db')"

    assert "[]" == loaded(code, ("psycopg", "redis", "fastapi", "flask"))
