"""
Each journey with a keyboard alone, on a phone and on a desk: whoever presses Tab always sees where they are, gets
everywhere, and is told what happened.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from monetize_software import AuthClient, BillingClient
from monetize_software_mock import Mock

from ..support import chromium
from ..support.keyboard import Keyboard

pytestmark = pytest.mark.enable_socket


@pytest.fixture(params=["phone", "desktop"])
def keyboard(request: pytest.FixtureRequest, browser: webdriver.Chrome) -> Iterator[Keyboard]:
    """
    The keyboard of a phone and of a desk; at the end the focus was nowhere that nobody sees.
    """
    chromium.look(browser, request.param, "light")
    made = Keyboard(browser)
    yield made
    assert [] == made.unseen


def text(browser: webdriver.Chrome) -> str:
    """
    What the page says.
    """
    return browser.find_element(By.TAG_NAME, "main").text


def said(browser: webdriver.Chrome) -> str:
    """
    What is announced.
    """
    return str(browser.execute_script("return document.getElementById('news').textContent"))


def test_checkout_is_paid(keyboard: Keyboard, address: str, billing: BillingClient, mock: Mock) -> None:
    """
    A card that is declined is announced where the focus is; the next one pays.
    """
    browser = keyboard.browser
    user = billing.for_user(email="ada@example.com")
    browser.get(user.create_checkout("price_123").url)
    keyboard.tab_to("Number")
    keyboard.press(*[Keys.BACKSPACE] * 19, "4000000000000002")
    keyboard.leave(Keys.ENTER)
    declined = browser.switch_to.active_element.text
    keyboard.tab_to("Number")
    keyboard.press(*[Keys.BACKSPACE] * 19, "4242424242424242")
    keyboard.follow("Try again", Keys.SPACE)

    assert "The card was declined" in declined
    assert "Thank you" in text(browser)
    assert user.get_user().has_active_subscription


def test_portal_does_all_it_can(keyboard: Keyboard, address: str, billing: BillingClient, mock: Mock) -> None:
    """
    Cancel with a reason, keep, another card, another plan, and an invoice.
    """
    browser = keyboard.browser
    mock.subscribe("eve@example.com", "price_123")
    browser.get(billing.for_user(email="eve@example.com").get_customer_portal_url().url)
    keyboard.follow("Cancel subscription")
    keyboard.tab_to("It costs too much")
    keyboard.press(Keys.SPACE)
    keyboard.follow("Cancel on")
    cancelled = text(browser)
    keyboard.follow("Keep subscription", Keys.SPACE)
    kept = text(browser)
    keyboard.follow("Change plan")
    keyboard.tab_to("Yearly")
    keyboard.press(Keys.SPACE)
    keyboard.follow("Change plan")
    changed = text(browser)
    keyboard.tab_to("Use another card")
    keyboard.press(Keys.SPACE)
    keyboard.tab_to("•••• 4242")
    keyboard.press(Keys.ARROW_DOWN)
    keyboard.follow("Save card")
    carded = text(browser)
    keyboard.follow("1 Jan 2030")

    assert "Ends on" in cancelled
    assert b"too_expensive" in mock.journal()
    assert "Renews by itself" in kept
    assert "4242" not in carded.partition("Payment method")[2].partition("Use another card")[0]
    assert "Yearly" in changed.partition("Payment method")[0]
    assert "Number\ninv_" in text(browser)


def lived(mock: Mock) -> None:
    """
    Let a customer buy and renew, and an app refuse what it is sent.
    """
    mock.webhooks.add(lambda body, headers: 200)
    mock.subscribe("eve@example.com", "price_123")
    mock.subscribe("dora@example.com", "price_123", payments=["ok", "declined"])
    mock.clock.advance(months=1, days=1)


def test_customer_is_followed_to_what_their_event_changed(keyboard: Keyboard, address: str, mock: Mock) -> None:
    """
    Search, story, event, difference, copy, and back.
    """
    browser = keyboard.browser
    lived(mock)
    origin = {"origin": address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", origin)
    browser.get(f"{address}/_mock/console/customers")
    keyboard.tab_to("Search customers")
    keyboard.press("eve")
    keyboard.leave(Keys.ENTER)
    keyboard.follow("eve@example.com")
    story = text(browser)
    keyboard.follow("try 1")
    keyboard.tab_to("What changed")
    folded = browser.find_element(By.ID, "changed")
    keyboard.press(Keys.SPACE)
    closed = folded.get_attribute("open")
    keyboard.press(Keys.ENTER)
    keyboard.tab_to("Body")
    keyboard.press(Keys.ENTER)
    keyboard.tab_to("Copy")
    keyboard.press(Keys.ENTER)
    keyboard.wait(lambda: said(browser) == "Copied.")
    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    back = "All deliveries" if browser.execute_script("return innerWidth") < 600 else "Log"
    browser.execute_script("document.activeElement.blur()")
    keyboard.follow(back)

    assert "Renewed; 9.99 USD paid" in story
    assert closed is None
    assert '"subscription.updated"' in copied
    assert "Nothing is opened" in browser.page_source


def test_filter_leaves_what_is_asked_for(keyboard: Keyboard, address: str, mock: Mock) -> None:
    """
    A choice is made by its first letters, and the list is filtered.
    """
    lived(mock)
    keyboard.browser.get(f"{address}/_mock/console/customers")
    keyboard.tab_to("Access")
    keyboard.press("Past")
    keyboard.follow("Filter")

    assert "dora@example.com" in text(keyboard.browser)
    assert "eve@example.com" not in text(keyboard.browser)


def test_fault_is_read_before_and_after_it_is_scripted(keyboard: Keyboard, address: str, mock: Mock) -> None:
    """
    The sentence follows each choice, and is the one that stands in the list.
    """
    browser = keyboard.browser
    browser.get(f"{address}/_mock/console/faults")
    told = browser.find_element(By.ID, "rule-told")
    first = told.text
    keyboard.tab_to("Operation")
    keyboard.press("getBal")
    keyboard.tab_to("How many calls")
    keyboard.press(Keys.BACKSPACE, "3")
    keyboard.tab_to("What happens")
    keyboard.press(Keys.ARROW_DOWN)
    keyboard.tab_to("Where")
    keyboard.press(Keys.ARROW_DOWN)
    sentence = told.text
    keyboard.follow("Let it happen")
    listed = browser.find_element(By.ID, "rules").text
    keyboard.wait(lambda: said(browser) == "The fault is scripted.")

    assert "The next call of any operation is answered with 500, before anything is done." == first
    expected = "Each of the next 3 calls of getBalances is answered with 503, and asked to retry after 1 s"
    assert f"{expected}, after everything is done." == sentence
    assert sentence in listed


def test_every_choice_of_the_builder_reads_as_its_rule(browser: webdriver.Chrome, address: str, mock: Mock) -> None:
    """
    Whatever is chosen, the words on the page are those of the rule that comes of it.
    """
    browser.get(f"{address}/_mock/console/faults")
    pairs = browser.execute_script(EVERY_CHOICE)
    with httpx.Client(base_url=address) as client:
        scripted = [told for fields, told in pairs if client.post("/_mock/faults", json=fields).status_code == 200]
        page = client.get("/_mock/console/faults?format=json").json()

    assert 50 < len(scripted)
    assert scripted == [each["text"] for each in page["rules"]]


EVERY_CHOICE = """
const of = name => document.getElementById(name), found = [];
const set = (field, value) => { field.value = value; field.dispatchEvent(new Event("input", {bubbles: true})); };
for (const act of of("do").options) for (const place of of("when").options) for (const count of ["", "1", "4"]) {
  const after = place.value === "during_body" && count === "4" ? "3 events" : "";
  set(of("operation"), count ? "getUser" : "*"); set(of("do"), act.value); set(of("when"), place.value);
  set(of("count"), count); set(of("after"), after);
  const fields = {operation: of("operation").value, do: JSON.parse(act.value), when: place.value};
  if (count) fields.count = Number(count);
  if (after) fields.after = after;
  found.push([fields, of("rule-told").textContent]);
}
return found;
"""


def test_world_is_kept_and_compared(keyboard: Keyboard, address: str, mock: Mock) -> None:
    """
    A snapshot by name, the clock stepped twice without looking for its button again, what differs, and back.
    """
    browser = keyboard.browser
    browser.get(f"{address}/_mock/console/worlds")
    keyboard.tab_to("Name of the snapshot")
    keyboard.press("before")
    keyboard.leave(Keys.ENTER)
    keyboard.tab_to("Step", back=True)
    keyboard.leave(Keys.ENTER)
    again = keyboard.focus()
    keyboard.leave(Keys.SPACE)
    keyboard.wait(lambda: "happened" in said(browser))
    keyboard.follow("Compare")
    compared = text(browser)
    keyboard.follow("Go back to it")

    assert again is not None
    assert again["name"].startswith("Step")
    assert "Since before" in compared
    assert "2030-01-01" == mock.clock.now().date().isoformat()


def test_focus_stays_when_the_page_is_drawn_anew(keyboard: Keyboard, address: str, mock: Mock) -> None:
    """
    New lines above what has the focus are told, and do not take it away; nor what is half written and unfolded.
    """
    browser = keyboard.browser
    lived(mock)
    browser.get(f"{address}/_mock/console/deliveries")
    keyboard.tab_to("Search deliveries")
    keyboard.press("half")
    keyboard.tab_to("200subscription.updated< 1 mseve")
    where = keyboard.focus()
    mock.subscribe("new@example.com", "price_123")
    keyboard.wait(lambda: "1 new event." == said(browser))
    now = keyboard.focus()

    assert (where, "half") == (now, browser.find_element(By.ID, "q").get_attribute("value"))
    assert "new@example.com" in text(browser)


def test_mails_and_consent_lead_through(keyboard: Keyboard, address: str, mock: Mock) -> None:
    """
    Confirm an e-mail from the inbox, set a new password, and consent.
    """
    browser = keyboard.browser
    mock.seed(mock.world.with_switches(confirmation="link"))
    with AuthClient(paywall_id="3", api_origin=address) as auth:
        user = auth.session()
        user.sign_up("ada@example.com", "correct-horse-9")
        browser.get(f"{address}/_mock/console/inbox")
        keyboard.tab_to("Show")
        keyboard.press(Keys.ENTER)
        keyboard.follow("Follow the link")
        keyboard.follow("Confirm")
        confirmed = text(browser)
        user.request_password_reset("ada@example.com")
        browser.get(str(mock.inbox.expect(to="ada@example.com", kind="reset").link))
        keyboard.tab_to("New password")
        keyboard.press("a-new-horse")
        keyboard.leave(Keys.ENTER)
        changed = text(browser)
        browser.get(user.start_oauth_flow("google").authorize_url)
        keyboard.follow("Allow", Keys.SPACE)

        assert "E-mail confirmed" in confirmed
        assert "Password changed" in changed
        assert "Allowed" in text(browser)
        assert "ada@example.com" == user.sign_in_with_email("ada@example.com", "a-new-horse").user.email
