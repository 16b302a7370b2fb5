"""
Users sign in, stay signed in and sign out, with either client, against the mock; every request is checked by the
document.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from monetize_software import (
    AsyncAuthClient,
    AuthClient,
    AuthenticationError,
    AuthSession,
    ConfigurationError,
    InvalidRequestError,
    SessionEndedError,
    StorageError,
    sessions,
)
from monetize_software.storage import MemoryStore
from monetize_software_mock import Mock

from ..support.contract import AsyncContractTransport, ContractTransport, Exchange
from ..support.driving import driven_auth

USER, PASSWORD = "user@example.com", "correct-horse-1"
WALKER = "walker@example.com"

Connect = Callable[..., AuthClient]


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, mock: Mock, runner: asyncio.Runner) -> Connect:
    """
    Makes auth clients of one kind.
    """

    def note(exchange: Exchange) -> None:
        passed.append(exchange.request)

    passed: list[httpx.Request] = []

    def make(**options: Any) -> AuthClient:
        options = {"paywall_id": "3", "api_origin": "https://pay.example.com", **options}
        if request.param == "sync":
            return AuthClient(transport=ContractTransport(mock.transport(), note), **options)
        return driven_auth(
            AsyncAuthClient(transport=AsyncContractTransport(mock.async_transport(), note), **options), runner
        )

    make.passed = passed  # type: ignore[attr-defined]
    return make


@pytest.fixture
def auth(connect: Connect) -> AuthClient:
    return connect()


@pytest.fixture
def ada(auth: AuthClient) -> AuthSession:
    """
    Signed in by password.
    """
    session = auth.session("cookie-1")
    session.sign_in_with_email(USER, PASSWORD)
    return session


def asked(connect: Connect) -> list[str]:
    """
    The last part of every path that was asked for.
    """
    return [request.url.path.rpartition("/")[2] for request in connect.passed]  # type: ignore[attr-defined]


def test_signed_in_user_bills_as_themselves(auth: AuthClient, ada: AuthSession) -> None:
    """
    The handle is a bearer: billing calls are about the user who signed in, and another key has nobody.
    """
    session = ada.get_session()
    balances = ada.billing().get_balances()

    assert session is not None
    assert (USER, False, "email") == (session.user.email, session.is_anonymous, session.method)
    assert {"gpt-4": 10}.items() <= {each.type: each.count for each in balances}.items()
    assert None is auth.session("cookie-2").get_session()


def test_wrong_password_signs_nobody_in(auth: AuthClient) -> None:
    """
    The error says so, and shows neither password nor address.
    """
    session = auth.session("cookie-1")

    with pytest.raises(AuthenticationError) as caught:
        session.sign_in_with_email(USER, "wrong-horse-1")
    assert "invalid_credentials" == caught.value.code
    assert not {"wrong-horse-1", USER} & set(str(caught.value).split())
    assert None is session.get_session()


def test_expired_token_is_renewed_and_the_call_succeeds(connect: Connect, mock: Mock, ada: AuthSession) -> None:
    """
    A token that the service refuses is renewed once, and the call is sent again with the new one.
    """
    billing = ada.billing()
    before = ada.token()
    mock.clock.advance(hours=2)

    assert billing.get_balances()
    assert before != ada.token()
    assert ["balances", "refresh", "balances"] == asked(connect)[-3:]


def test_session_that_the_service_ended_is_told_as_ended(mock: Mock, ada: AuthSession) -> None:
    """
    After thirty idle days the refresh token is dead: one clean error, and nobody is signed in any more.
    """
    mock.clock.advance(days=31)

    with pytest.raises(SessionEndedError) as caught:
        ada.refresh()
    assert "invalid_refresh_token" == caught.value.code
    assert None is ada.get_session()
    with pytest.raises(SessionEndedError):
        ada.billing().get_balances()


def test_refresh_rotates_both_tokens(ada: AuthSession) -> None:
    """
    Whatever the age of the tokens, and the user stays.
    """
    before, after = ada.get_session(), ada.refresh()

    assert before is not None
    assert before.user == after.user
    assert not {before.access_token, before.refresh_token} & {after.access_token, after.refresh_token}


def test_sign_out_ends_the_session_at_the_service(connect: Connect, mock: Mock, ada: AuthSession) -> None:
    """
    Here and there: its refresh token is dead afterwards, also where the access token was over already.
    """
    session = ada.get_session()
    assert session is not None
    ada.sign_out()
    ada.sign_out()

    assert None is ada.get_session()
    assert ["signin", "signout"] == asked(connect)
    refused = httpx.Client(transport=mock.transport()).post(
        "https://pay.example.com/api/v1/paywall/3/auth/refresh", json={"refresh_token": session.refresh_token}
    )
    assert 401 == refused.status_code


def test_revoking_all_ends_every_session_of_the_user(auth: AuthClient, ada: AuthSession) -> None:
    """
    Another device's session cannot be refreshed afterwards.
    """
    other = auth.session("phone")
    other.sign_in_with_email(USER, PASSWORD)
    ada.revoke_all_sessions()

    assert None is ada.get_session()
    with pytest.raises(SessionEndedError):
        other.refresh()
    with pytest.raises(SessionEndedError):
        ada.revoke_all_sessions()


def test_code_from_a_mail_signs_in(auth: AuthClient) -> None:
    """
    A code works once, and a wrong one is refused.
    """
    session = auth.session()

    with pytest.raises(AuthenticationError, match="invalid_otp"):
        session.verify_otp(WALKER, "000000")
    assert WALKER == session.verify_otp(WALKER, "424242").user.email
    assert "otp" == getattr(session.get_session(), "method", None)


def test_new_password_is_the_one_that_works(auth: AuthClient, ada: AuthSession) -> None:
    """
    The session goes on, the old password does not.
    """
    assert USER == ada.update_password("correct-horse-2").email
    assert ada.billing().get_balances()

    other = auth.session()
    with pytest.raises(AuthenticationError):
        other.sign_in_with_email(USER, PASSWORD)
    other.sign_in_with_email(USER, "correct-horse-2")


def test_anonymous_user_is_the_same_after_a_sign_out(connect: Connect, auth: AuthClient) -> None:
    """
    Until they are forgotten; then somebody new comes.
    """
    session = auth.session("cookie-1")
    first = session.sign_in_anonymously().user
    session.sign_out()
    again = session.sign_in_anonymously().user
    session.sign_out(forget_anonymous=True)
    new = session.sign_in_anonymously().user

    assert first == again
    assert first.id != new.id
    assert (True, None) == (first.is_anonymous, first.email)
    assert ["signin", "signout", "signin"] == asked(connect)


def test_anonymous_user_keeps_the_id_through_an_upgrade(mock: Mock, auth: AuthClient) -> None:
    """
    The same user, with an account, or with a mail to answer first.
    """
    session = auth.session("cookie-1")
    before = session.sign_in_anonymously()
    outcome = session.upgrade_anonymous_to_email("new@example.com", "correct-horse-3")

    match outcome.kind:
        case "updated":
            assert (before.user.id, "new@example.com") == (outcome.session.user.id, outcome.session.user.email)
            assert not outcome.session.is_anonymous
        case "confirmation_required":
            assert (before.user.id, "new@example.com") == (outcome.user_id, outcome.email)


def test_taken_address_is_an_outcome(auth: AuthClient) -> None:
    """
    A sign-up with an address that has an account is a value, and signs nobody in.
    """
    session = auth.session()
    outcome = session.sign_up(USER, "correct-horse-1")

    assert "already_registered" == outcome.kind
    assert USER not in repr(outcome)
    assert None is session.get_session()


def test_sign_in_at_another_provider_belongs_to_who_began_it(auth: AuthClient) -> None:
    """
    Neither another session nor a second attempt can end it, and the popup's flow names the way that works.
    """
    mine, other = auth.session("mine"), auth.session("other")
    flow = mine.start_oauth_flow("google")

    with pytest.raises(InvalidRequestError) as caught:
        other.complete_oauth_flow(flow.state, "code")
    assert "oauth_invalid_state" == caught.value.code
    with pytest.raises(AuthenticationError, match="exchange_failed"):
        mine.complete_oauth_flow(flow.state, "code")
    with pytest.raises(InvalidRequestError, match="start_oauth_flow"):
        mine.complete_oauth_flow(flow.state, "code")
    with pytest.raises(ConfigurationError, match="start_oauth_flow") as unavailable:
        mine.sign_in_with_oauth("google")
    assert "oauth_unavailable" == unavailable.value.code
    assert flow.state not in repr(flow)


def test_listeners_are_told_and_cannot_break_a_client(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    """
    Each change is told once; one that raises is logged, and shows no token.
    """
    told: list[str] = []

    def listen(change: Any) -> None:
        told.append(change.kind)
        raise RuntimeError("a listener failed")

    session = connect(on_change=listen).session("cookie-1")
    session.sign_in_with_email(USER, PASSWORD)
    tokens = session.refresh()
    session.sign_out()

    assert ["signed_in", "token_refreshed", "signed_out"] == told
    assert 3 == caplog.text.count("A hook failed")
    assert tokens.access_token not in caplog.text


def test_store_that_is_down_signs_nobody_out(connect: Connect) -> None:
    """
    It is a failure of the store, and when it is back the session is there.
    """
    store = MemoryStore()
    session = connect(store=store).session("cookie-1")
    session.sign_in_with_email(USER, PASSWORD)
    kept, store.sessions._rows = store.sessions._rows, None  # type: ignore[assignment]

    for use in (session.token, session.get_session, session.sign_out, session.billing().get_balances):
        with pytest.raises(StorageError):
            use()
    store.sessions._rows = kept
    assert session.get_session() is not None


def test_sign_up_is_confirmed_by_a_code(mock: Mock, auth: AuthClient) -> None:
    """
    From the mail: until then the password does not work, afterwards it does.
    """
    session = auth.session()
    outcome = session.sign_up("new@example.com", "correct-horse-3")
    assert isinstance(outcome, sessions.ConfirmationRequired)
    with pytest.raises(AuthenticationError, match="email_not_confirmed"):
        session.sign_in_with_email("new@example.com", "correct-horse-3")
    code = mock.inbox.expect(to="new@example.com", kind="confirm").code or ""

    assert outcome.user_id == session.verify_otp("new@example.com", code, type="signup").user.id
    session.sign_out()
    assert "new@example.com" == session.sign_in_with_email("new@example.com", "correct-horse-3").user.email


def test_forgotten_password_is_replaced(mock: Mock, auth: AuthClient) -> None:
    """
    By a code from a mail; listeners are told that it is a recovery.
    """
    session = auth.session()
    session.request_password_reset(USER)
    code = mock.inbox.expect(to=USER, kind="reset").code or ""
    session.verify_otp(USER, code, type="recovery")
    session.update_password("correct-horse-4")
    session.sign_out()

    assert USER == session.sign_in_with_email(USER, "correct-horse-4").user.email
