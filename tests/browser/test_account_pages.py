"""
Accounts in a real browser: confirm by the link in the inbox, reset a password, consent in a window of its own.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from monetize_software_mock import Mock, default_world

from ..support.mock_server import served
from ..support.sample_requests import CHALLENGE, VERIFIER

pytestmark = pytest.mark.enable_socket


def post(address: str, path: str, **body: Any) -> httpx.Response:
    """
    Call an account operation.
    """
    return httpx.post(f"{address}/api/v1/paywall/3/auth/{path}", json=body)


def press(browser: webdriver.Chrome, text: str) -> None:
    """
    Press the button with a text, and wait for the page it leads to.
    """
    browser.execute_script("window.left = true")
    browser.find_element(By.XPATH, f"//button[normalize-space()='{text}']").click()
    arrived = "return !window.left && document.readyState === 'complete'"
    WebDriverWait(browser, 10, 0.02).until(lambda _: browser.execute_script(arrived))


def heading(browser: webdriver.Chrome) -> str:
    """
    What the page is about.
    """
    return browser.find_element(By.TAG_NAME, "h1").text


def test_account_is_confirmed_and_its_password_forgotten(browser: webdriver.Chrome) -> None:
    """
    Sign up, open the inbox, follow the link, confirm; later forget the password and set a new one.
    """
    mock = Mock(default_world().with_switches(confirmation="link"))
    with served(mock) as address:
        ada = {"email": "ada@example.com", "password": "correct-horse-9"}
        post(address, "email/signup", **ada)
        browser.get(f"{address}/_mock/console/inbox")
        assert not browser.find_element(By.CSS_SELECTOR, "details a").is_displayed()
        browser.find_element(By.XPATH, "//summary[normalize-space()='Show']").click()
        browser.find_element(By.LINK_TEXT, "Follow the link").click()
        press(browser, "Confirm")
        assert "E-mail confirmed" == heading(browser)
        assert 200 == post(address, "email/signin", **ada).status_code

        post(address, "password/request-reset", email=ada["email"])
        browser.get(str(mock.inbox.expect(to=ada["email"], kind="reset").link))
        browser.find_element(By.ID, "password").send_keys("a-new-horse")
        press(browser, "Set password")
        assert "Password changed" == heading(browser)
        assert [401, 200] == [
            post(address, "email/signin", email=ada["email"], password=each).status_code
            for each in (ada["password"], "a-new-horse")
        ]


def test_window_that_asked_is_told_of_the_consent(browser: webdriver.Chrome, address: str) -> None:
    """
    The callback page posts what the vendor's posts, and the code is worth a session.
    """
    said = {"provider": "google", "code_challenge": CHALLENGE, "code_challenge_method": "s256"}
    page = post(address, "oauth/init", **said).json()["authorize_url"]
    browser.get(f"{address}/_mock/console/inbox")
    asking = browser.current_window_handle
    browser.execute_script(
        "window.told = []; addEventListener('message', ({data}) => told.push(data)); open(arguments[0])", page
    )
    (popup,) = set(browser.window_handles) - {asking}
    browser.switch_to.window(popup)
    email = browser.find_element(By.ID, "email")
    email.clear()
    email.send_keys("ada@example.com")
    press(browser, "Allow")
    assert "Allowed" == heading(browser)
    browser.close()
    browser.switch_to.window(asking)
    (told,) = WebDriverWait(browser, 10, 0.02).until(lambda _: browser.execute_script("return window.told"))

    assert ("pw-oauth", "success") == (told["type"], told["status"])
    session = post(address, "oauth/exchange", auth_code=told["code"], code_verifier=VERIFIER).json()
    assert "ada@example.com" == session["user"]["email"]
