"""
One Chromium for all tests of a process, and a mock on a real port for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from monetize_software import BillingClient
from monetize_software_mock import Mock

from ..support import chromium
from ..support.mock_server import served


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """
    The browser; without one the tests are skipped, and say what to install.
    """
    reason = chromium.missing()
    if reason is not None:
        pytest.skip(reason)
    import pytest_socket

    pytest_socket.enable_socket()
    with chromium.started(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def browser(chrome: webdriver.Chrome, socket_enabled: None) -> Iterator[webdriver.Chrome]:
    """
    The browser as a desktop, without what the last test left. At the end its console holds no complaint.
    """
    chrome.get("about:blank")
    chromium.look(chrome, "desktop", "light")
    complaints(chrome)
    yield chrome
    assert [] == complaints(chrome)


def complaints(browser: Any) -> list[str]:
    """
    What the browser's console has against the mock's pages since the last look; the shop of the tests is not there.
    """
    severe = [line["message"] for line in browser.get_log("browser") if line["level"] == "SEVERE"]
    return [message for message in severe if "status of 404" not in message or "/_mock/assets/" in message]


@pytest.fixture
def mock(socket_enabled: None) -> Iterator[Mock]:
    """
    The default world. At the end nothing may have gone wrong inside it.
    """
    with Mock() as fresh:
        yield fresh
        assert (0, 0) == (fresh.counters.broken_answers, fresh.counters.unexpected_errors)


@pytest.fixture
def address(mock: Mock, browser: webdriver.Chrome) -> Iterator[str]:
    """
    Where the mock is served; the browser leaves it before it ends.
    """
    with served(mock) as url:
        yield url
        browser.get("about:blank")


@pytest.fixture
def billing(address: str) -> Iterator[BillingClient]:
    """
    A client of it, as a shop has one.
    """
    with BillingClient(paywall_id="3", api_origin=address, api_key="sk_test_mock") as client:
        yield client


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    """
    Where screenshots go.
    """
    return request.config.rootpath / "build" / "pages"
