"""
A fresh mock server per test, a client that talks to it in process, and every way to talk to one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from monetize_software_mock import Mock

from ..support.links import Link, linked
from ..support.mock_server import served
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


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[Mock, str]]:
    """
    One mock for all tests of a module over the socket, and its address.
    """
    with Mock() as mock, served(mock) as base_url:
        yield mock, base_url


@pytest.fixture(
    params=[
        pytest.param(("socket", "sync"), marks=pytest.mark.enable_socket),
        pytest.param(("socket", "async"), marks=pytest.mark.enable_socket),
        ("in process", "sync"),
        ("in process", "async"),
    ],
    ids=" ".join,
)
def link(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Iterator[Link]:
    """
    Both ways to a mock, with both kinds of client.
    """
    way, kind = request.param
    mock, base_url = request.getfixturevalue("listening") if way == "socket" else (Mock(), None)
    mock.reset()
    with linked(mock, runner, base_url=base_url, kind=kind) as found:
        yield found
