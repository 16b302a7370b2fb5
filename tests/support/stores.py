"""
Stores to test with, each empty and with this release's tables: in memory, in SQLite, in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monetize_software.storage import MemoryStore, SQLStore, Store

__all__ = ["sql_store", "store"]


def _made(kind: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    if kind == "memory":
        return MemoryStore()
    url = f"sqlite:///{folder / 'billing.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    made = SQLStore(url)
    made.migrate()
    return made


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: Any, tmp_path: Path) -> Iterator[Store]:
    """
    Each store that keeps an inbox.
    """
    made = _made(request.param, request, tmp_path)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def sql_store(request: Any, tmp_path: Path) -> Iterator[SQLStore]:
    """
    Each database.
    """
    made = _made(request.param, request, tmp_path)
    assert isinstance(made, SQLStore)
    yield made
    made.close()
