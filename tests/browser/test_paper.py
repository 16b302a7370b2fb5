"""
What a printer gets of a page, and what a browser does that runs no script.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from monetize_software import BillingClient
from monetize_software_mock import Mock

from ..support import pdf
from .tour import checkout, paid

pytestmark = pytest.mark.enable_socket


def printed(browser: webdriver.Chrome) -> list[str]:
    """
    The text of each sheet.
    """
    options = {"printBackground": False, "displayHeaderFooter": False}
    return pdf.pages(base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", options)["data"]))


def test_receipt_of_a_checkout_is_one_sheet(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    Merchant, number, day, buyer, plan and sum; no button, no link, nothing for developers.
    """
    browser.get(paid(billing, address, mock))
    (sheet,) = printed(browser)

    for wanted in ("Acme Plus", "Receipt", "inv_", "1 January 2030", "paid@example.com", "Monthly", "$9.99 USD"):
        assert wanted in sheet
    for unwanted in ("Return to", "Print", "JSON", "Thank you", "What your app sees", "Skip"):
        assert unwanted not in sheet


def test_invoice_of_the_portal_is_one_sheet(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    The same of an invoice that was not paid: it says so, and no way leads anywhere.
    """
    mock.subscribe("dora@example.com", "price_123", payments=["ok", "declined"])
    mock.clock.advance(months=1)
    portal = billing.for_user(email="dora@example.com").get_customer_portal_url(return_url=f"{address}/account").url
    browser.get(portal)
    browser.find_element(By.PARTIAL_LINK_TEXT, "1 Feb 2030").click()
    (sheet,) = printed(browser)

    for wanted in ("Acme Plus", "Invoice", "1 February 2030", "dora@example.com", "Asked for, not paid", "$9.99"):
        assert wanted in sheet
    for unwanted in ("Return to", "Your subscription", "Print", "JSON", "Sandbox of"):
        assert unwanted not in sheet


@pytest.fixture
def plain(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """
    The browser with its scripts switched off.
    """
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def press(plain: webdriver.Chrome, selector: str) -> None:
    """
    Press a button, and wait until its page is gone.
    """
    button = plain.find_element(By.CSS_SELECTOR, selector)
    button.click()
    WebDriverWait(plain, 10, 0.02, (NoSuchElementException, WebDriverException)).until(staleness_of(button))


def test_browser_without_scripts_buys_and_steers(
    plain: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    Pay, script a fault, step the clock; no button stands there that only a script would work.
    """
    plain.get(checkout(billing, address))
    press(plain, ".pay .primary")
    plain.get(f"{address}/_mock/console/faults")
    unseen = [each.is_displayed() for each in plain.find_elements(By.CSS_SELECTOR, ".js-only, [data-copy]")]
    press(plain, "main form .primary")
    press(plain, ".clock button")

    assert ["subscription.created"] == [each.type for each in mock.events if each.type != "subscription.updated"]
    assert not any(unseen)
    assert 1 == len(mock.faults.rules)
    assert "2030-01-01" < mock.clock.now().date().isoformat()
