"""
The examples of a shop, each started by its one command and clicked through: prices, checkout, webhook, members' page.
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


def started(browser: webdriver.Chrome, name: str, **environment: str) -> Iterator[str]:
    """
    Start an example; its address.
    """
    command = [sys.executable, str(EXAMPLES / f"{name}.py")]
    settings = {**os.environ, "PORT": "0", **environment}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=settings
    ) as server:
        assert server.stdout is not None
        yield next(line for line in server.stdout if line.startswith("http://")).strip()
        browser.get("about:blank")
        server.terminate()
        server.stdout.read()


@pytest.fixture
def shop(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[str]:
    """
    The shop on FastAPI.
    """
    yield from started(browser, "shop", SHOP_DATABASE=str(tmp_path / "shop.db"))


@pytest.fixture
def project(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[str]:
    """
    The project on Django.
    """
    yield from started(browser, "django_project", PROJECT_DATABASE=str(tmp_path / "project.db"))


def press(browser: webdriver.Chrome, words: str) -> None:
    """
    Press the button that begins with these words, and wait for the page it leads to.
    """
    browser.execute_script("window.left = true")
    browser.find_element(By.XPATH, f"//button[starts-with(normalize-space(), '{words}')]").click()
    arrived = "return !window.left && document.readyState === 'complete'"
    WebDriverWait(browser, 20, 0.02).until(lambda _: browser.execute_script(arrived))


def seen(browser: webdriver.Chrome) -> str:
    # In one step: an element found first may belong to a page that is gone when its text is asked for.
    return str(browser.execute_script("return document.body ? document.body.innerText : ''"))


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


def test_administrator_finds_the_event_that_let_a_buyer_in(browser: webdriver.Chrome, project: str) -> None:
    """
    Somebody pays, is in when the webhook has come, and the admin shows the event, what it said, and the new user.
    """
    browser.get(project)
    browser.find_element(By.NAME, "email").send_keys("ada@example.com")
    press(browser, "Monthly")
    press(browser, "Pay")
    WebDriverWait(browser, 20, 0.1).until(reloaded_with("Monthly: active"))

    browser.get(f"{project}/admin/monetize/event/")
    browser.find_element(By.NAME, "username").send_keys("admin")
    browser.find_element(By.NAME, "password").send_keys("admin")
    browser.find_element(By.CSS_SELECTOR, "input[type=submit]").click()
    browser.find_element(By.LINK_TEXT, event_id(browser)).click()
    assert "ada@example.com" in seen(browser)
    browser.get(f"{project}/admin/auth/user/")
    assert "ada@example.com" in seen(browser)


def event_id(browser: webdriver.Chrome) -> str:
    WebDriverWait(browser, 20, 0.02).until(lambda _: "subscription.created" in seen(browser))
    return browser.find_element(By.CSS_SELECTOR, "th.field-event_id a").text


def test_project_is_short() -> None:
    """
    Under 150 lines.
    """
    assert len((EXAMPLES / "django_project.py").read_text(encoding="utf-8").splitlines()) < 150
