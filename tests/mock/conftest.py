"""
A fresh mock server per test, and a client that talks to it in process.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from monetize_software_mock import Mock

from ..support.sample_requests import connect_http


@pytest.fixture
def mock() -> Iterator[Mock]:
    """
    The default world. At the end nothing may have gone wrong inside it.
    """
    with Mock() as fresh:
        yield fresh
        assert (0, 0) == (fresh.counters.broken_answers, fresh.counters.unexpected_errors)


@pytest.fixture
def client(mock: Mock) -> httpx.Client:
    """
    Talks to the default world.
    """
    return connect_http(mock)
