"""
The stream that tells a console in a browser when to look again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest

from monetize_software_mock import Mock

from ..support.mock_server import served


def told(lines: Iterator[str]) -> str:
    """
    The next thing the stream tells.
    """
    return next(line for line in lines if line.startswith("data: "))


def test_stream_tells_each_change_though_the_clock_stands_still(mock: Mock) -> None:
    """
    At once where the world stands, then a purchase, then a scripted fault; the same never twice.
    """
    client = httpx.Client(transport=mock.transport(), base_url="http://mock.test")
    with client.stream("GET", "/_mock/console/live") as response:
        lines = response.iter_lines()
        first = told(lines)
        mock.subscribe("ada@example.com", "price_123")
        second = told(lines)
        mock.fault("getUser", do="reset", nth=1)
        third = told(lines)

    assert "text/event-stream" == response.headers["content-type"]
    assert 3 == len({first, second, third})


@pytest.mark.enable_socket
def test_server_stops_though_somebody_follows(mock: Mock) -> None:
    """
    An open console does not keep the server from ending.
    """
    with served(mock) as address, httpx.Client() as client:
        response = client.send(client.build_request("GET", f"{address}/_mock/console/live"), stream=True)
        before = threading.active_count()
        assert told(response.iter_lines())
        assert 200 == response.status_code

    assert threading.active_count() < before
