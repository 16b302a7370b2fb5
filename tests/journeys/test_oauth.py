"""
Users sign in with another provider: a backend begins, the user consents on the mock's page, and the backend ends it,
with either client. Every request of a client is checked by the document.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest

from monetize_software import (
    AsyncAuthClient,
    AuthClient,
    AuthenticationError,
    AuthSession,
    IdentityAlreadyLinkedError,
    InvalidRequestError,
)
from monetize_software.sessions import LastLogin, OAuthFlow
from monetize_software.storage import MemoryStore
from monetize_software_mock import Mock

from ..support.contract import AsyncContractTransport, ContractTransport
from ..support.driving import driven_auth

ADA = "ada@example.com"
USER, PASSWORD = "user@example.com", "correct-horse-1"

Connect = Callable[..., AuthClient]
Answer = dict[str, str]


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, mock: Mock, runner: asyncio.Runner) -> Connect:
    """
    Makes auth clients of one kind.
    """

    def make(**options: Any) -> AuthClient:
        options = {"paywall_id": "3", "api_origin": "https://pay.example.com", **options}
        if request.param == "sync":
            return AuthClient(transport=ContractTransport(mock.transport(), lambda _: None), **options)
        return driven_auth(
            AsyncAuthClient(transport=AsyncContractTransport(mock.async_transport(), lambda _: None), **options), runner
        )

    return make


@pytest.fixture
def visitor(connect: Connect) -> AuthSession:
    """
    A session in which nobody is signed in.
    """
    return connect().session("cookie-1")


def consented(mock: Mock, flow: OAuthFlow, email: str = ADA, action: str = "grant") -> Answer:
    """
    Answer the page as a browser does, and return what the page after it tells the window that opened it.
    """
    with httpx.Client(
        transport=mock.transport(),
        follow_redirects=True,
        headers={"Accept": "text/html"},
    ) as browser:
        assert "asks who you are" in browser.get(flow.authorize_url).text
        page = browser.post(flow.authorize_url, data={"action": action, "email": email})
    found = re.search(r'data-post="([^"]*)"', page.text)
    assert found is not None
    told: Answer = json.loads(unescape(found[1]))
    return told


def test_consent_signs_in_and_the_identity_stays_the_user_s(mock: Mock, connect: Connect) -> None:
    """
    Begun in one process and ended in another that shares the store; the second time it is the same user.
    """
    store = MemoryStore()
    first = connect(store=store).session("cookie-1")
    flow = first.start_oauth_flow("google", scopes="email")
    answer = consented(mock, flow)
    session = connect(store=store).session("cookie-1").complete_oauth_flow(flow.state, answer["code"])

    assert (ADA, "oauth", False) == (session.user.email, session.method, session.is_anonymous)
    assert [] == first.billing().list_purchases()
    again = connect().session("cookie-2")
    flow = again.start_oauth_flow("google")
    assert session.user.id == again.complete_oauth_flow(flow.state, answer=consented(mock, flow)).user.id


def test_consent_of_an_anonymous_user_keeps_their_id(mock: Mock, visitor: AuthSession) -> None:
    """
    The identity is linked to them, and they have an account from then on.
    """
    before = visitor.sign_in_anonymously()
    flow = visitor.start_oauth_flow("apple")
    after = visitor.complete_oauth_flow(flow.state, answer=consented(mock, flow))

    assert (before.user.id, ADA, False) == (after.user.id, after.user.email, after.is_anonymous)


def test_identity_of_another_account_is_told_as_that(mock: Mock, connect: Connect) -> None:
    """
    Whoever is signed in stays so; the flow is over; with `switch_account` it signs in as the other account.
    """
    other = connect().session("cookie-of-ada")
    flow = other.start_oauth_flow("google")
    owner = other.complete_oauth_flow(flow.state, answer=consented(mock, flow))
    visitor = connect().session("cookie-1")
    guest = visitor.sign_in_anonymously()
    flow = visitor.start_oauth_flow("google")
    refused = consented(mock, flow)

    with pytest.raises(IdentityAlreadyLinkedError, match="switch_account=True") as caught:
        visitor.complete_oauth_flow(flow.state, answer=refused)
    assert ("oauth_identity_already_linked", None) == (caught.value.code, caught.value.status)
    with pytest.raises(InvalidRequestError, match="start_oauth_flow"):
        visitor.complete_oauth_flow(flow.state, answer=refused)
    assert guest.user.id == visitor.refresh().user.id
    flow = visitor.start_oauth_flow("google", switch_account=True)
    assert owner.user.id == visitor.complete_oauth_flow(flow.state, answer=consented(mock, flow)).user.id


def test_user_who_does_not_consent_is_not_signed_in(mock: Mock, visitor: AuthSession) -> None:
    """
    It is an error of its own, with the page's words.
    """
    flow = visitor.start_oauth_flow("google")

    with pytest.raises(AuthenticationError, match="did not consent") as caught:
        visitor.complete_oauth_flow(flow.state, answer=consented(mock, flow, action="deny"))
    assert "oauth_failed" == caught.value.code
    assert not isinstance(caught.value, IdentityAlreadyLinkedError)
    assert None is visitor.get_session()
    assert None is visitor.get_last_login()


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "machine's word": ({"status": "error", "errorCode": "identity_already_exists"}, "oauth_identity_already_linked"),
    "in a query": ({"error_code": "identity_already_exists"}, "oauth_identity_already_linked"),
    "words alone": (
        {"status": "error", "description": "Identity is already linked to another user"},
        "oauth_identity_already_linked",
    ),
    "another": ({"status": "error", "error": "server_error"}, "oauth_failed"),
    "nothing": ({}, "oauth_failed"),
    "code of a refusal": ({"status": "error", "code": "c"}, "oauth_failed"),
    "no text": ({"code": 5, "error": ["x"], "description": None}, "oauth_failed"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusal_is_told_in_whatever_form_it_came(visitor: AuthSession, name: str) -> None:
    """
    As the page posts it or as it was called; what has no code never reaches the service.
    """
    answer, code = REFUSALS[name]
    flow = visitor.start_oauth_flow("google")

    with pytest.raises(AuthenticationError) as caught:
        visitor.complete_oauth_flow(flow.state, answer=answer)
    assert (code, False) == (caught.value.code, bool(caught.value.operation))


@pytest.mark.parametrize("given", [{}, {"code": "c0de", "answer": {"code": "c0de"}}, {"answer": "c0de"}])
def test_flow_survives_a_call_that_makes_no_sense(mock: Mock, visitor: AuthSession, given: dict[str, Any]) -> None:
    """
    Neither code nor answer, both, or an answer that is none: nothing was used up, and the code is shown nowhere.
    """
    flow = visitor.start_oauth_flow("google")

    with pytest.raises(InvalidRequestError) as caught:
        visitor.complete_oauth_flow(flow.state, **given)
    assert "c0de" not in str(caught.value)
    assert ADA == visitor.complete_oauth_flow(flow.state, answer=consented(mock, flow)).user.email


def test_way_in_is_remembered_after_a_sign_out(mock: Mock, visitor: AuthSession) -> None:
    """
    Which it was and whose, masked; the latest counts; an anonymous one is none; it goes when everything shall.
    """
    assert None is visitor.get_last_login()
    visitor.sign_in_anonymously()
    assert None is visitor.get_last_login()
    visitor.sign_in_with_email(USER, PASSWORD)
    visitor.sign_out()
    assert LastLogin("email", "u***@example.com") == visitor.get_last_login()

    flow = visitor.start_oauth_flow("google")
    visitor.complete_oauth_flow(flow.state, answer=consented(mock, flow))
    assert LastLogin("google", "a***@example.com") == visitor.get_last_login()
    assert ADA[0] not in repr(visitor.get_last_login()).partition("email=")[2]
    visitor.send_otp("otto@example.com")
    visitor.verify_otp("otto@example.com", mock.inbox.expect(to="otto@example.com", kind="otp").code or "")
    assert LastLogin("otp", "o***@example.com") == visitor.get_last_login()
    visitor.sign_out(forget_anonymous=True)
    assert None is visitor.get_last_login()


def test_last_login_of_one_session_is_no_other_s(connect: Connect) -> None:
    """
    It belongs to a paywall and a key, and the store holds no whole address of it.
    """
    store = MemoryStore()
    connect(store=store).session("cookie-1").sign_in_with_email(USER, PASSWORD)
    connect(store=store).session("cookie-1").sign_out()

    assert None is connect(store=store).session("cookie-2").get_last_login()
    assert None is connect(store=store, paywall_id="4").session("cookie-1").get_last_login()
    assert len(store.sessions._rows) > 0
    assert [] == [row for row in store.sessions._rows.values() if USER in str(row)]
