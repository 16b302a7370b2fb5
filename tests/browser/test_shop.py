"""
The example of a shop, started by its one command and clicked through: prices, checkout, webhook, members' page, portal.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from ..support.examples import EXAMPLES

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def shop(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[str]:
    """
    Its address.
    """
    environment = {**os.environ, "PORT": "0", "SHOP_DATABASE": str(tmp_path / "shop.db")}
    command = [sys.executable, str(EXAMPLES / "shop.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        browser.get("about:blank")
        server.terminate()
        server.stdout.read()


def press(browser: webdriver.Chrome, words: str) -> None:
    """
    Press the button that begins with these words, and wait for the page it leads to.
    """
    browser.execute_script("window.left = true")
    browser.find_element(By.XPATH, f"//button[starts-with(normalize-space(), '{words}')]").click()
    arrived = "return !window.left && document.readyState === 'complete'"
    WebDriverWait(browser, 20, 0.02).until(lambda _: browser.execute_script(arrived))


def seen(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "body").text


def reloaded_with(words: str) -> Callable[[webdriver.Chrome], bool]:
    """
    Whether the page has these words now; the webhook comes when it comes.
    """

    def look(browser: webdriver.Chrome) -> bool:
        browser.refresh()
        return words in seen(browser)

    return look


def test_buyer_goes_from_prices_to_the_members_page_and_the_portal(browser: webdriver.Chrome, shop: str) -> None:
    """
    Somebody without an account pays, is in, and finds the subscription in the portal.
    """
    browser.get(shop)
    browser.find_element(By.NAME, "email").send_keys("ada@example.com")
    press(browser, "Monthly")
    assert "ada@example.com" in seen(browser)
    press(browser, "Pay")
    assert f"{shop}/members" == browser.current_url.partition("#")[0]
    assert "Welcome" in seen(browser)
    WebDriverWait(browser, 20, 0.1).until(reloaded_with("Monthly: active"))
    press(browser, "Manage")
    assert "/portal/" in browser.current_url
    assert "Monthly" in seen(browser)
