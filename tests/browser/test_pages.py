"""
The pages in a real browser: buy, be declined, cancel, and step the clock, as people do it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from monetize_software import BillingClient
from monetize_software_mock import Mock
from monetize_software_mock.pages.console import live

from .tour import checkout

pytestmark = pytest.mark.enable_socket


def button(browser: webdriver.Chrome, text: str) -> WebElement:
    """
    The button with a text.
    """
    return browser.find_element(By.XPATH, f"//button[normalize-space()='{text}']")


def click(browser: webdriver.Chrome, text: str) -> None:
    """
    Press the button with a text, and wait for the page it leads to.
    """
    browser.execute_script("window.left = true")
    button(browser, text).click()
    arrived = "return !window.left && document.readyState === 'complete'"
    WebDriverWait(browser, 10, 0.02).until(lambda _: browser.execute_script(arrived))


def unfold(browser: webdriver.Chrome, text: str) -> None:
    """
    Open what is folded under a text.
    """
    browser.find_element(By.XPATH, f"//summary[starts-with(normalize-space(), '{text}')]").click()


def choose(browser: webdriver.Chrome, text: str) -> None:
    """
    Press the button whose first words are a text, and wait for the page it leads to.
    """
    browser.execute_script("window.left = true")
    browser.find_element(By.XPATH, f"//button[strong[normalize-space()='{text}']]").click()
    arrived = "return !window.left && document.readyState === 'complete'"
    WebDriverWait(browser, 10, 0.02).until(lambda _: browser.execute_script(arrived))


def type_card(browser: webdriver.Chrome, number: str) -> None:
    """
    Type another card into the checkout.
    """
    field = browser.find_element(By.NAME, "card")
    field.clear()
    field.send_keys(number)


def page_text(browser: webdriver.Chrome) -> str:
    """
    What the page says.
    """
    return str(browser.execute_script("return document.querySelector('main')?.innerText ?? ''"))


def status_of(mock: Mock, number: int = -1) -> str:
    """
    How a purchase is, as the latest event tells.
    """
    return str(mock.events[number].data["subscription"]["status"])


def test_buyer_pays_and_returns_with_markers(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    The shop gets the session's id, and the user has access.
    """
    url = checkout(billing, address)
    session = url.rpartition("/")[2]
    browser.get(url)
    click(browser, "Pay $9.99")

    markers = f"#paywall_status=paid&paywall_price_id=price_123&paywall_session_id={session}"
    assert f"{address}/ok?session={session}{markers}" == browser.current_url
    assert billing.for_user(email="ada@example.com").get_user().has_active_subscription


def test_declined_buyer_returns_to_the_error_url_and_pays_after_all(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    With the card that is declined, then back and with a good one.
    """
    url = checkout(billing, address)
    browser.get(url)
    type_card(browser, "4000000000000002")
    click(browser, "Pay $9.99")
    declined = browser.current_url
    browser.get(url)
    click(browser, "Pay $9.99")

    assert declined.startswith(f"{address}/failed#paywall_status=failed&")
    assert browser.current_url.startswith(f"{address}/ok?")
    assert ["subscription.created"] == [each.type for each in mock.events]


def test_impatient_buyer_pays_twice_and_another_closes_the_tab(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    Bought once; and bought although nobody came back.
    """
    browser.get(checkout(billing, address))
    unfold(browser, "Test outcomes")
    choose(browser, "Pay twice")
    once = len(mock.events)
    browser.get(checkout(billing, address, "9102", "bob@example.com"))
    unfold(browser, "Test outcomes")
    choose(browser, "Pay, then close the tab")

    assert (1, 2) == (once, len(mock.events))
    assert "nobody returned to your site" in page_text(browser)


def test_checkout_works_with_the_keyboard_alone(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    Tab to the folded outcomes, open them, go on to the one that closes the tab, and press Enter.
    """
    browser.get(checkout(billing, address))
    tab_to(browser, lambda focused: focused.text.startswith("Test outcomes")).send_keys(Keys.ENTER)
    reached = tab_to(browser, lambda focused: focused.text.startswith("Pay, then close the tab"))
    reached.send_keys(Keys.ENTER)
    WebDriverWait(browser, 10, 0.02).until(lambda _: "closed" in page_text(browser))

    assert "nobody returned to your site" in page_text(browser)
    assert "active" == status_of(mock)


def tab_to(browser: webdriver.Chrome, wanted: Callable[[WebElement], bool]) -> WebElement:
    """
    Press Tab until the focus is where it should be; every stop must show that it has the focus.
    """
    for _ in range(30):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        focused = browser.switch_to.active_element
        ring = "return getComputedStyle(arguments[0].closest('.joined label') || arguments[0]).outlineStyle"
        assert "none" != browser.execute_script(ring, focused)
        if wanted(focused):
            return focused
    raise AssertionError("The focus never came there")


def test_customer_cancels_in_the_portal_and_thinks_again(
    browser: webdriver.Chrome, billing: BillingClient, mock: Mock, address: str
) -> None:
    """
    The API says what the page says, each time.
    """
    subscriber = billing.for_user(email="subscriber@example.com")
    browser.get(subscriber.get_customer_portal_url(return_url=f"{address}/account").url)
    follow(browser, "Cancel subscription…")
    click(browser, "Cancel on 1 Feb 2030")
    cancelled = mock.purchase("sub_seed_subscriber").cancel_at_period_end
    told = page_text(browser)
    click(browser, "Keep subscription")
    browser.find_element(By.PARTIAL_LINK_TEXT, "Return to Acme Plus")

    assert (True, True) == (cancelled, "Ends on 1 February 2030, in 31 days." in told)
    assert "Renews by itself on 1 February 2030, in 31 days." in page_text(browser)
    assert not mock.purchase("sub_seed_subscriber").cancel_at_period_end


def follow(browser: webdriver.Chrome, text: str) -> None:
    """
    Follow the link with a text, and wait for the page it leads to.
    """
    browser.execute_script("window.left = true")
    browser.find_element(By.LINK_TEXT, text).click()
    arrived = "return !window.left && document.readyState === 'complete'"
    WebDriverWait(browser, 10, 0.02).until(lambda _: browser.execute_script(arrived))


def test_clock_steps_plays_and_freezes(browser: webdriver.Chrome, address: str, mock: Mock) -> None:
    """
    Stepping renews a subscription; playing refreshes the page by itself.
    """
    browser.get(f"{address}/_mock/")
    click(browser, "Step to what is next")
    stepped = page_text(browser)
    click(browser, "Play a day a second")
    first, shown = mock.clock.now(), clock_text(browser)
    WebDriverWait(browser, 10, 0.05).until(lambda _: clock_text(browser) != shown)  # nobody loads the page anew
    click(browser, "Freeze")

    assert "subscriber@example.com renewed; 9.99 USD paid" in stepped
    assert (True, "frozen") == (mock.clock.now() > first, mock.clock.mode)


def test_console_follows_the_world_while_time_stands_still(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    The first steps become the timeline with the first request, and a purchase stands there, without a reload by hand.
    """
    browser.get(f"{address}/_mock/")
    started = page_text(browser)
    billing.get_prices()
    WebDriverWait(browser, 10, 0.05).until(lambda _: page_text(browser).startswith("Timeline"))
    mock.subscribe("ada@example.com", "price_123")
    WebDriverWait(browser, 10, 0.05).until(lambda _: "ada@example.com bought" in page_text(browser))

    assert "Waiting for the first request" in started
    assert "monetize mock listen" in started
    assert "frozen" == mock.clock.mode


def test_world_is_kept_changed_and_compared(browser: webdriver.Chrome, address: str, mock: Mock) -> None:
    """
    A snapshot, a step of the clock, what differs since, and back again.
    """
    browser.get(f"{address}/_mock/console/worlds")
    browser.find_element(By.ID, "name").send_keys("before")
    click(browser, "Keep it as it is now")
    mock.clock.step()
    follow(browser, "Compare")
    compared = page_text(browser)
    click(browser, "Go back to it")

    assert "purchases sub_seed_subscriber current_period_end" in compared
    assert "2030-01-01" == mock.clock.now().date().isoformat()


def clock_text(browser: webdriver.Chrome) -> str:
    """
    What the page's clock says.
    """
    return str(browser.execute_script("return document.querySelector('.clock').textContent"))


def test_request_is_copied_with_one_click(browser: webdriver.Chrome, billing: BillingClient, address: str) -> None:
    """
    The clipboard holds the program.
    """
    billing.for_user(email="subscriber@example.com").get_user_detail()
    origin = {"origin": address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", origin)
    browser.get(f"{address}/_mock/console/requests/1")
    browser.find_element(By.CSS_SELECTOR, "[data-copy=text-python]").click()
    WebDriverWait(browser, 10, 0.02).until(lambda _: button(browser, "Copied"))

    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied.startswith("import os\n\nfrom monetize_software import BillingClient")


def test_console_steers_faults_and_webhooks(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    A fault scripted there happens, and an event triggered there is written.
    """
    browser.get(f"{address}/_mock/console/faults")
    Select(browser.find_element(By.ID, "do")).select_by_visible_text("are answered with 503, retry after 1 s")
    click(browser, "Let it happen")
    scripted = page_text(browser)
    browser.get(f"{address}/_mock/console/customers")
    browser.find_element(By.LINK_TEXT, "Sam Subscriber").click()
    click(browser, "Send it")

    assert "status(503)" in scripted
    assert 1 == len(mock.events)


def test_what_came_before_the_page_listened_is_drawn_too(
    browser: webdriver.Chrome, address: str, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A page tells where the world stood when it was made, so nothing is missed until its stream is there.
    """
    stream = live.stream

    def late(*given: Any) -> Any:
        mock.subscribe("ada@example.com", "price_123")  # the page is there, and the stream not yet
        monkeypatch.setattr(live, "stream", stream)
        return stream(*given)

    monkeypatch.setattr(live, "stream", late)
    browser.get(f"{address}/_mock/?show=")
    WebDriverWait(browser, 10, 0.05).until(lambda _: "ada@example.com bought" in page_text(browser))

    assert 1 == len(mock.events)
