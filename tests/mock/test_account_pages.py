"""
The pages that mails and consents lead to, as a browser without JavaScript and as a program sees them.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world

from ..support.sample_requests import CHALLENGE, IN_THREE, VERIFIER, connect_http

ADA = "ada@example.com"
HTML = {"Accept": "text/html"}


def api(mock: Mock, path: str, **body: Any) -> Any:
    """
    Call an account operation that succeeds.
    """
    answer = connect_http(mock).post(f"{IN_THREE}/auth/{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture
def mock() -> Mock:
    """
    A world whose confirmations have links.
    """
    return Mock(default_world().with_switches(confirmation="link"))


@pytest.fixture
def browser(mock: Mock) -> httpx.Client:
    """
    A browser that follows redirects and runs no script.
    """
    return httpx.Client(transport=mock.transport(), headers=HTML, follow_redirects=True)


def confirmation(mock: Mock) -> str:
    """
    Sign Ada up; return the link of her mail.
    """
    api(mock, "email/signup", email=ADA, password="correct-horse-9")
    sent = mock.inbox.expect(to=ADA, kind="confirm")
    assert sent.code is None
    return str(sent.link)


def test_link_of_a_confirmation_is_looked_at_and_then_used(mock: Mock, browser: httpx.Client) -> None:
    """
    A program that follows the link confirms nothing; the button does, once, and then the password works.
    """
    link = confirmation(mock)
    for _ in range(2):
        assert "Confirm your e-mail" in browser.get(link).text
    with pytest.raises(AssertionError, match="email_not_confirmed"):
        api(mock, "email/signin", email=ADA, password="correct-horse-9")

    assert "E-mail confirmed" in browser.post(link, data={"a": "b"}).text
    assert api(mock, "email/signin", email=ADA, password="correct-horse-9")
    assert 404 == browser.get(link).status_code
    assert 404 == browser.post(link, data={"a": "b"}).status_code


@pytest.mark.parametrize("minutes", [59, 60])
def test_link_works_for_an_hour(mock: Mock, browser: httpx.Client, minutes: int) -> None:
    """
    And not a moment longer.
    """
    link = confirmation(mock)
    mock.clock.advance(minutes=minutes)

    assert (200 if minutes < 60 else 404) == browser.get(link).status_code


def test_only_the_newest_link_works(mock: Mock, browser: httpx.Client) -> None:
    """
    A mail that was asked for again replaces the one before.
    """
    first = confirmation(mock)
    mock.clock.advance(minutes=1)
    api(mock, "email/resend", email=ADA)

    assert [404, 200] == [browser.get(str(link)).status_code for link in (first, mock.inbox[-1].link)]


def test_password_is_reset_on_its_page(mock: Mock, browser: httpx.Client) -> None:
    """
    A short one is refused and the link still works; then it is used up.
    """
    api(mock, "password/request-reset", email="user@example.com")
    link = str(mock.inbox.expect(to="user@example.com", kind="reset").link)
    refused = browser.post(link, data={"password": "12345"})
    assert (400, True) == (refused.status_code, "at least 6 characters" in refused.text)

    assert "Password changed" in browser.post(link, data={"password": "a-new-one"}).text
    assert api(mock, "email/signin", email="user@example.com", password="a-new-one")
    assert 404 == browser.post(link, data={"password": "another-one"}).status_code


def begun(mock: Mock) -> str:
    """
    Begin a sign-in with Google; return the page's address.
    """
    said = {"provider": "google", "code_challenge": CHALLENGE, "code_challenge_method": "s256"}
    return str(api(mock, "oauth/init", **said)["authorize_url"])


def posted(page: httpx.Response) -> Any:
    """
    What the callback page posts to the window that opened it.
    """
    found = re.search(r'data-post="([^"]*)"', page.text)
    assert found is not None
    return json.loads(unescape(found[1]))


def test_consent_is_posted_as_the_vendor_does(mock: Mock, browser: httpx.Client) -> None:
    """
    With a code that the API exchanges.
    """
    page = begun(mock)
    assert "Acme Plus asks who you are" in browser.get(page).text
    message = posted(browser.post(page, data={"action": "grant", "email": ADA}))

    assert ("pw-oauth", "success") == (message["type"], message["status"])
    assert message["messageId"]
    session = api(mock, "oauth/exchange", auth_code=message["code"], code_verifier=VERIFIER)
    assert ADA == session["user"]["email"]
    assert 404 == browser.get(page).status_code


@pytest.mark.parametrize(("action", "code"), [("deny", "access_denied"), ("exists", "identity_already_exists")])
def test_failed_consent_is_posted_too(mock: Mock, browser: httpx.Client, action: str, code: str) -> None:
    """
    Without a code; the page cannot be answered again.
    """
    page = begun(mock)
    message = posted(browser.post(page, data={"action": action}))

    assert ("pw-oauth", "error", code, code) == tuple(
        message[name] for name in ("type", "status", "error", "errorCode")
    )
    assert ("already linked" in message["description"]) == (action == "exists")
    assert "code" not in message
    assert 404 == browser.post(page, data={"action": "grant", "email": ADA}).status_code


def test_consent_without_an_e_mail_is_asked_again(mock: Mock, browser: httpx.Client) -> None:
    """
    The page says what is missing.
    """
    page = begun(mock)
    refused = browser.post(page, data={"action": "grant", "email": "nobody"})

    assert (400, True) == (refused.status_code, "is no e-mail" in refused.text)
    assert 200 == browser.get(page).status_code


def test_pages_have_a_json_form_without_secrets(mock: Mock) -> None:
    """
    What is shown, for programs; never the code of a mail.
    """
    link, page, http = confirmation(mock), begun(mock), connect_http(mock)
    seen = http.get(link).json()

    assert {"email": ADA, "done": False, "refused": None, "paywall": "3", "merchant": "Acme Plus"} == seen
    assert "google" == http.get(page).json()["provider"]


def test_inbox_of_the_console_folds_what_is_inside(mock: Mock, browser: httpx.Client) -> None:
    """
    Codes and links stand in what is opened with a click, and the address in plain sight.
    """
    confirmation(mock)
    api(mock, "otp/send", email=ADA)
    code = str(mock.inbox[-1].code)
    text = browser.get("http://mock.test/_mock/console/inbox").text
    folded = "".join(re.findall(r"<details\b.*?</details>", text, re.DOTALL))

    assert ADA in text
    assert text.count(code) == folded.count(code) == 1
    assert str(mock.inbox[0].link) in folded
    assert 2 == len(browser.get("http://mock.test/_mock/console/inbox?format=json").json()["mails"])


def test_unknown_links_lead_nowhere(mock: Mock, browser: httpx.Client) -> None:
    """
    Neither does an empty one, whatever rows there are.
    """
    confirmation(mock)
    begun(mock)
    for path in ("auth/confirm/", "auth/confirm/x", "auth/reset/", "v3/auth/authorize/", "v3/auth/authorize/x"):
        assert 404 == browser.get(f"http://mock.test/paywall/{path}").status_code
        assert 404 == browser.post(f"http://mock.test/paywall/{path}", data={"password": "a-new-one"}).status_code
