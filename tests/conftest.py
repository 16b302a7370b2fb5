"""
What every test gets: a clean environment, and a way to run the async client.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest_plugins = [
    "pytester",
    "tests.journeys.completeness",
    "tests.support.django_fixtures",
    "tests.support.servers",
    "tests.support.stores",
]

settings.register_profile("project", deadline=None, derandomize=True, database=None, print_blob=False)
settings.load_profile("project")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No setting of the machine reaches a test: no proxy, no credential.
    """
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in ("PAYWALL_ID", "PAYWALL_ORIGIN", "MONETIZE_API_KEY"):
            monkeypatch.delenv(name)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """
    An event loop for one test.
    """
    with asyncio.Runner() as loop_runner:
        yield loop_runner
