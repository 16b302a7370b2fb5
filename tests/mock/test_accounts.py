"""
Accounts by plain HTTP: who may sign in, for how long, and what a token is worth.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, Person, default_world

from ..support.sample_requests import CHALLENGE, GOOD, IN_THREE, VERIFIER, connect_http

ADA, PASSWORD = "ada@example.com", "correct-horse-9"


class Visitor:
    """
    Somebody who calls the account operations of a paywall.
    """

    def __init__(self, mock: Mock, paywall: str = "3") -> None:
        self.http, self.path = connect_http(mock), f"/api/v1/paywall/{paywall}"

    def post(self, path: str, bearer: str | None = None, /, **body: Any) -> httpx.Response:
        """
        Call an operation, as the holder of an access token if one is given.
        """
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        return self.http.post(f"{self.path}/{path}", json=body, headers=headers)

    def told(self, path: str, bearer: str | None = None, /, **body: Any) -> Any:
        """
        Call one that succeeds, and return what it says.
        """
        answer = self.post(path, bearer, **body)
        assert answer.is_success, answer.text
        return answer.json()

    def sign_in(self) -> Any:
        """
        Return a session of Uma, who is there from the start.
        """
        return self.told("auth/email/signin", email="user@example.com", password="correct-horse-1")

    def refresh(self, session: Any) -> httpx.Response:
        """
        Exchange the refresh token of a session.
        """
        return self.post("auth/refresh", refresh_token=session["refresh_token"])

    def who(self, session: Any) -> httpx.Response:
        """
        Ask who an access token belongs to.
        """
        return self.http.get(f"{self.path}/user", headers={"Authorization": f"Bearer {session['access_token']}"})


@pytest.fixture
def visitor(mock: Mock) -> Visitor:
    """
    Somebody on paywall 3.
    """
    return Visitor(mock)


def test_walk_from_sign_up_to_sign_out(mock: Mock, visitor: Visitor) -> None:
    """
    Who signs up confirms with the code of the mail, is the user the answer named, refreshes, and signs out for good.
    """
    meta = {"userId": "u_7"}
    made = visitor.told("auth/email/signup", email=ADA, password=PASSWORD, user_meta=meta)
    code = mock.inbox.expect(to=ADA, kind="confirm").code
    session = visitor.told("auth/otp/verify", email=ADA, token=code, type="signup")
    newer = visitor.refresh(session).json()
    shown = visitor.who(newer).json()

    assert "confirmation_required" == made["status"]
    assert made["user"]["id"] == session["user"]["id"] == shown["user"]["id"]
    assert (ADA, False, meta) == (session["user"]["email"], session["user"]["is_anonymous"], shown["meta"])
    visitor.told("auth/signout", newer["access_token"])
    assert 401 == visitor.refresh(newer).status_code


def test_password_works_once_the_mail_is_confirmed(mock: Mock, visitor: Visitor) -> None:
    """
    Before that the right password is told from a wrong one, and neither signs in.
    """
    visitor.told("auth/email/signup", email=ADA, password=PASSWORD)
    codes = [visitor.post("auth/email/signin", email=ADA, password=each).json()["code"] for each in (PASSWORD, "x")]
    visitor.told("auth/otp/verify", email=ADA, token=mock.inbox.expect(to=ADA).code)

    assert ["email_not_confirmed", "invalid_credentials"] == codes
    assert visitor.post("auth/email/signin", email=ADA.upper(), password=PASSWORD).is_success


def test_paywall_that_confirms_nothing_signs_in_at_once(mock: Mock) -> None:
    """
    The outcome has a session, and no mail is sent.
    """
    made = Visitor(mock, "4").told("auth/email/signup", email=ADA, password=PASSWORD)

    assert "signed_in" == made["status"]
    assert 200 == Visitor(mock, "4").who(made).status_code
    assert 0 == len(mock.inbox)


def test_buyer_who_signs_up_stays_the_same_user(mock: Mock, visitor: Visitor) -> None:
    """
    A guest's purchases are there after the sign-up.
    """
    bought = mock.subscribe(ADA, "price_123")
    visitor.told("auth/email/signup", email=ADA, password=PASSWORD)
    session = visitor.told("auth/otp/verify", email=ADA, token=mock.inbox.expect(to=ADA).code)

    assert bought.user_id == session["user"]["id"]
    assert [bought.id] == [each["id"] for each in visitor.who(session).json()["purchases"]]


def test_who_signs_up_again_before_confirming_has_the_new_password(mock: Mock, visitor: Visitor) -> None:
    """
    The answer is the same, a second mail is sent a minute later only, and the first code is dead then.
    """
    visitor.told("auth/email/signup", email=ADA, password="the-first-one")
    first = mock.inbox.expect(to=ADA).code
    assert "confirmation_required" == visitor.told("auth/email/signup", email=ADA, password=PASSWORD)["status"]
    assert 1 == len(mock.inbox)
    mock.clock.advance(seconds=61)
    visitor.told("auth/email/resend", email=ADA)

    assert 401 == visitor.post("auth/otp/verify", email=ADA, token=first, type="signup").status_code
    visitor.told("auth/otp/verify", email=ADA, token=mock.inbox.expect(to=ADA).code, type="signup")
    assert 401 == visitor.post("auth/email/signin", email=ADA, password="the-first-one").status_code
    assert visitor.post("auth/email/signin", email=ADA, password=PASSWORD).is_success


def test_both_tokens_rotate(visitor: Visitor) -> None:
    """
    Each exchange gives two new tokens and says the hour they live; the chain goes on.
    """
    session = visitor.sign_in()
    first = visitor.refresh(session).json()
    second = visitor.refresh(first).json()

    assert 3 == len({each["refresh_token"] for each in (session, first, second)})
    assert 3 == len({each["access_token"] for each in (session, first, second)})
    assert (3600, 1893459600, "bearer") == (second["expires_in"], second["expires_at"], second["token_type"])
    assert "user" not in second


def test_token_used_twice_ends_its_session(visitor: Visitor) -> None:
    """
    Neither the used one nor the one it was exchanged for works then; other sessions of the user do.
    """
    session, other = visitor.sign_in(), visitor.sign_in()
    newer = visitor.refresh(session).json()

    assert [401, 401] == [visitor.refresh(each).status_code for each in (session, newer)]
    assert 200 == visitor.refresh(other).status_code


def test_reuse_is_forgiven_for_as_long_as_the_switch_says() -> None:
    """
    The token just before the newest gets the newest again, until the seconds are over or that one was used.
    """
    mock = Mock(default_world().with_switches(refresh_reuse_seconds=10))
    visitor = Visitor(mock)
    session = visitor.sign_in()
    newest = visitor.refresh(session).json()["refresh_token"]
    mock.clock.advance(seconds=9)
    again = visitor.refresh(session).json()
    assert newest == again["refresh_token"]
    assert 200 == visitor.who(again).status_code
    mock.clock.advance(seconds=1)

    assert 401 == visitor.refresh(session).status_code
    assert 401 == visitor.refresh(again).status_code


def test_forgiveness_ends_when_the_successor_was_used() -> None:
    """
    A grandparent is no lost answer, however soon.
    """
    visitor = Visitor(Mock(default_world().with_switches(refresh_reuse_seconds=10)))
    session = visitor.sign_in()
    child = visitor.refresh(session).json()
    grandchild = visitor.refresh(child).json()

    assert [401, 401] == [visitor.refresh(each).status_code for each in (session, grandchild)]


def test_dead_refresh_token_is_told_as_the_switch_says() -> None:
    """
    With a code beside the slug, or as the slug alone (A-77).
    """
    mocks = {how: Mock(default_world().with_switches(refresh_401=how)) for how in ("coded", "slug")}
    bodies = {how: Visitor(mock).post("auth/refresh", refresh_token="x").json() for how, mock in mocks.items()}

    assert {"error": "refresh_failed", "code": "invalid_refresh_token"} == bodies["coded"]
    assert {"error": "invalid_refresh_token"} == bodies["slug"]


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 401)])
def test_session_ends_after_thirty_idle_days(mock: Mock, visitor: Visitor, days: int, status: int) -> None:
    """
    Each exchange begins the thirty days anew.
    """
    session = visitor.sign_in()
    mock.clock.advance(days=20)
    newer = visitor.refresh(session).json()
    mock.clock.advance(days=days)

    assert status == visitor.refresh(newer).status_code


def test_access_token_lives_an_hour(mock: Mock, visitor: Visitor) -> None:
    """
    By the virtual clock, to the second.
    """
    session = visitor.sign_in()
    mock.clock.advance(seconds=3599)
    assert 200 == visitor.who(session).status_code
    mock.clock.advance(seconds=1)

    assert 401 == visitor.who(session).status_code


def test_access_token_outlives_its_session(visitor: Visitor) -> None:
    """
    After a sign-out everywhere no session can be refreshed, and what is out works until it expires.
    """
    first, second = visitor.sign_in(), visitor.sign_in()
    visitor.told("auth/revoke-all", first["access_token"])

    assert [401, 401] == [visitor.refresh(each).status_code for each in (first, second)]
    assert [200, 200] == [visitor.who(each).status_code for each in (first, second)]


def test_sign_out_is_of_one_session(visitor: Visitor) -> None:
    """
    The user's other sessions go on; a second sign-out does no harm.
    """
    first, second = visitor.sign_in(), visitor.sign_in()
    for _ in range(2):
        visitor.told("auth/signout", first["access_token"])

    assert [401, 200] == [visitor.refresh(each).status_code for each in (first, second)]


def test_session_belongs_to_its_paywall(mock: Mock, visitor: Visitor) -> None:
    """
    Another paywall does not exchange its token, and does not end it.
    """
    session = visitor.sign_in()

    assert 401 == Visitor(mock, "5").refresh(session).status_code
    assert 200 == visitor.refresh(session).status_code


def test_code_works_once_for_an_hour_and_its_address(mock: Mock, visitor: Visitor) -> None:
    """
    Somebody else's code, a used one and an old one are refused alike.
    """
    visitor.told("auth/otp/send", email=ADA)
    code = mock.inbox.expect(to=ADA, kind="otp").code
    assert 401 == visitor.post("auth/otp/verify", email="bob@example.com", token=code).status_code
    mock.clock.advance(minutes=59)
    visitor.told("auth/otp/verify", email=ADA, token=code)
    assert 401 == visitor.post("auth/otp/verify", email=ADA, token=code).status_code
    visitor.told("auth/otp/send", email=ADA)
    mock.clock.advance(minutes=60)

    assert 401 == visitor.post("auth/otp/verify", email=ADA, token=mock.inbox.expect(to=ADA).code).status_code


def test_code_is_for_one_purpose(mock: Mock, visitor: Visitor) -> None:
    """
    A code to sign in sets no password, and one of a reset confirms no account.
    """
    visitor.told("auth/password/request-reset", email="user@example.com")
    visitor.told("auth/otp/send", email="user@example.com")
    reset, otp = (mock.inbox.expect(to="user@example.com", kind=kind).code for kind in ("reset", "otp"))
    kinds = [(otp, "recovery"), (otp, "signup"), (reset, "email"), (reset, "signup"), (otp, "invite")]

    for token, kind in kinds:
        assert 401 == visitor.post("auth/otp/verify", email="user@example.com", token=token, type=kind).status_code
    assert visitor.post("auth/otp/verify", email="user@example.com", token=otp, type="magiclink").is_success


def test_nobody_learns_who_has_an_account(mock: Mock, visitor: Visitor) -> None:
    """
    Every operation that mails answers the same for strangers, limit included, and mails them nothing they did not ask.
    """
    for path in ("auth/email/resend", "auth/password/request-reset"):
        addresses = ("user@example.com", "stranger@example.com")
        answers = [[visitor.post(path, email=email) for _ in range(2)] for email in addresses]
        told = [[(each.status_code, each.json()) for each in pair] for pair in answers]
        assert told[0] == told[1]
        assert [200, 429] == [status for status, _ in told[0]]
    visitor.told("auth/otp/send", email="other@example.com", create_user=False)

    assert ["user@example.com"] == [each.to for each in mock.inbox]


def test_one_mail_a_minute(mock: Mock, visitor: Visitor) -> None:
    """
    The next one is refused for sixty seconds, and another kind of mail is not.
    """
    visitor.told("auth/otp/send", email="user@example.com")
    visitor.told("auth/password/request-reset", email="user@example.com")
    mock.clock.advance(seconds=59)
    assert 429 == visitor.post("auth/otp/send", email="User@example.com").status_code
    mock.clock.advance(seconds=1)

    assert visitor.post("auth/otp/send", email="user@example.com").is_success


def test_failed_sign_ins_are_counted_by_address(mock: Mock, visitor: Visitor) -> None:
    """
    After four within five minutes even the right password is refused; a success does not count, and time heals.
    """
    visitor.sign_in()
    for _ in range(4):
        assert 401 == visitor.post("auth/email/signin", email="user@example.com", password="x").status_code
    assert 429 == visitor.post("auth/email/signin", email="user@example.com", password="correct-horse-1").status_code
    mock.clock.advance(minutes=5)

    assert visitor.sign_in()


def test_thirty_anonymous_users_an_hour(mock: Mock, visitor: Visitor) -> None:
    """
    The next one comes an hour after the first.
    """
    users = {visitor.told("auth/anonymous/signin")["user"]["id"] for _ in range(30)}
    assert 30 == len(users)
    assert 429 == visitor.post("auth/anonymous/signin").status_code
    mock.clock.advance(hours=1)

    assert visitor.post("auth/anonymous/signin").is_success


def test_anonymous_user_gets_an_e_mail_and_stays(mock: Mock, visitor: Visitor) -> None:
    """
    Until the mail is confirmed they are anonymous; then id and tokens are what they were, and the password works.
    """
    session = visitor.told("auth/anonymous/signin")
    asked = visitor.told("auth/anonymous/upgrade", session["access_token"], email=ADA, password=PASSWORD)
    assert {"status": "confirmation_required", "email": ADA} == asked
    assert visitor.who(session).json()["user"]["email"] is None
    confirmed = visitor.told("auth/otp/verify", email=ADA, token=mock.inbox.expect(to=ADA).code, type="signup")
    later = visitor.told("auth/email/signin", email=ADA, password=PASSWORD)

    assert {session["user"]["id"]} == {each["user"]["id"] for each in (confirmed, later)}
    assert ADA == visitor.who(session).json()["user"]["email"]


def test_anonymous_user_is_upgraded_at_once_where_nothing_is_confirmed() -> None:
    """
    The outcome names the user, who is the same.
    """
    visitor = Visitor(Mock(default_world().with_paywall("3", confirms_emails=False)))
    session = visitor.told("auth/anonymous/signin")
    done = visitor.told("auth/anonymous/upgrade", session["access_token"], email=ADA, password=PASSWORD)

    assert ("updated", session["user"]["id"], ADA) == (done["status"], done["user"]["id"], done["user"]["email"])


def test_e_mail_that_was_taken_meanwhile_confirms_nothing(mock: Mock, visitor: Visitor) -> None:
    """
    Whoever confirms first has it.
    """
    session = visitor.told("auth/anonymous/signin")
    visitor.told("auth/anonymous/upgrade", session["access_token"], email=ADA, password=PASSWORD)
    mock.subscribe(ADA, "price_123")
    code = mock.inbox.expect(to=ADA).code

    assert 401 == visitor.post("auth/otp/verify", email=ADA, token=code, type="signup").status_code


def test_new_password_replaces_the_old_one(mock: Mock, visitor: Visitor) -> None:
    """
    Through the code of a reset; the session that set it goes on.
    """
    visitor.told("auth/password/request-reset", email="user@example.com")
    code = mock.inbox.expect(to="user@example.com", kind="reset").code
    session = visitor.told("auth/otp/verify", email="user@example.com", token=code, type="recovery")
    visitor.told("auth/password/update", session["access_token"], password=PASSWORD)
    tried = [
        visitor.post("auth/email/signin", email="user@example.com", password=each).status_code
        for each in ("correct-horse-1", PASSWORD)
    ]

    assert [401, 200] == tried
    assert 200 == visitor.refresh(session).status_code


def begun(visitor: Visitor, token: str | None = None) -> str:
    """
    Begin a sign-in with Google; return the page's address.
    """
    said = {"provider": "google", "code_challenge": CHALLENGE, "code_challenge_method": "s256"}
    return str(visitor.told("auth/oauth/init", token, **said)["authorize_url"])


def test_consent_signs_in_whoever_gave_it(mock: Mock, visitor: Visitor) -> None:
    """
    Once, and again as the same user; somebody new becomes one.
    """
    users = []
    for _ in range(2):
        code = mock.consent(begun(visitor), ADA)
        users.append(visitor.told("auth/oauth/exchange", auth_code=code, code_verifier=VERIFIER)["user"])
        assert 401 == visitor.post("auth/oauth/exchange", auth_code=code, code_verifier=VERIFIER).status_code

    assert users[0] == users[1]
    assert ADA == users[0]["email"]


def test_wrong_verifier_uses_the_code_up(mock: Mock, visitor: Visitor) -> None:
    """
    Who stole a code without its verifier gets nothing, and nobody gets anything for it afterwards.
    """
    code = mock.consent(begun(visitor), ADA)

    for verifier in ("x" * 43, VERIFIER):
        assert 401 == visitor.post("auth/oauth/exchange", auth_code=code, code_verifier=verifier).status_code


def test_consent_is_exchanged_within_ten_minutes(mock: Mock, visitor: Visitor) -> None:
    """
    After that its code is too old; and a page that nobody answered for so long is gone.
    """
    page = begun(visitor)
    code = mock.consent(begun(visitor), ADA)
    mock.clock.advance(minutes=10)

    assert 401 == visitor.post("auth/oauth/exchange", auth_code=code, code_verifier=VERIFIER).status_code
    with pytest.raises(ValueError, match="left already"):
        mock.consent(page, ADA)


def test_identity_is_linked_to_who_is_signed_in(mock: Mock, visitor: Visitor) -> None:
    """
    With a bearer no user is made; an anonymous one gets the e-mail, and signs in with it from then on.
    """
    session = visitor.told("auth/anonymous/signin")
    code = mock.consent(begun(visitor, session["access_token"]), ADA)
    linked = visitor.told("auth/oauth/exchange", auth_code=code, code_verifier=VERIFIER)
    again = mock.consent(begun(visitor), ADA)
    later = visitor.told("auth/oauth/exchange", auth_code=again, code_verifier=VERIFIER)

    assert (session["user"]["id"], ADA) == (linked["user"]["id"], linked["user"]["email"])
    assert session["user"]["id"] == later["user"]["id"]


def test_identity_of_somebody_else_is_not_linked() -> None:
    """
    Who declared it at the world's start keeps it.
    """
    person = Person("5d9f0c1e-0000-4000-8000-000000000077", "eve@example.com", identities={"google": ADA})
    world = default_world()
    mock = Mock(replace(world, people=(*world.people, person)))
    visitor = Visitor(mock)

    with pytest.raises(ValueError, match="already linked to another user"):
        mock.consent(begun(visitor, visitor.sign_in()["access_token"]), ADA)


@pytest.mark.parametrize(
    ("paywall", "path", "email"), [("3", "signin", "user@example.com"), ("4", "signup", ADA)], ids=["in", "up"]
)
def test_repeated_key_gets_the_first_answer(mock: Mock, paywall: str, path: str, email: str) -> None:
    """
    The same session, and no new one; with another password the key is worth nothing.
    """
    visitor, headers = Visitor(mock, paywall), {"Idempotency-Key": "one"}
    body = {"email": email, "password": "correct-horse-1"}
    url = f"/api/v1/paywall/{paywall}/auth/email/{path}"
    first, second = (visitor.http.post(url, json=body, headers=headers) for _ in range(2))
    other = visitor.http.post(url, json={**body, "password": "another"}, headers=headers)

    assert first.content == second.content
    assert first.json()["access_token"] not in other.text


def test_accounts_are_part_of_the_world(mock: Mock, visitor: Visitor) -> None:
    """
    A fork has the sessions and the mails, goes its own way, and a comparison shows neither tokens nor addresses.
    """
    session = visitor.sign_in()
    visitor.told("auth/otp/send", email=ADA)
    with mock.fork() as fork:
        there = Visitor(fork)
        newer = there.refresh(session).json()
        assert mock.inbox.expect(to=ADA) == fork.inbox.expect(to=ADA)
        there.told("auth/otp/verify", email=ADA, token=fork.inbox.expect(to=ADA).code)
        shown = "\n".join(map(str, mock.diff(fork)))

    assert 200 == visitor.refresh(session).status_code
    assert {"refresh_tokens", "codes", "bearers"} <= {line.split()[0] for line in shown.splitlines()}
    secrets = [*(each[name] for each in (session, newer) for name in ("access_token", "refresh_token")), ADA]
    assert not any(secret in shown for secret in secrets)


def test_inbox_says_what_there_is_instead(mock: Mock, visitor: Visitor) -> None:
    """
    Without an address and without a code, in the message and in the text of a mail.
    """
    visitor.told("auth/otp/send", email=ADA)
    code = str(mock.inbox.expect(to=ADA).code)
    messages = []
    for to, kind in ((ADA, "reset"), ("bob@example.com", None)):
        with pytest.raises(AssertionError) as caught:
            mock.inbox.expect(to=to, kind=kind)
        messages.append(str(caught.value))

    assert "No reset mail was sent to that address; there were to that address: otp" == messages[0]
    assert "No mail was sent to that address; 1 went to other addresses" == messages[1]
    assert not any(text in repr(mock.inbox[0]) for text in (ADA, code))


def test_inbox_can_be_read_from_outside(mock: Mock, visitor: Visitor) -> None:
    """
    For programs in other languages, oldest first.
    """
    visitor.told("auth/otp/send", email=ADA)
    visitor.told("auth/password/request-reset", email="user@example.com")
    found = visitor.http.get("/_mock/inbox").json()["mails"]

    assert [(ADA, "otp"), ("user@example.com", "reset")] == [(each["to"], each["kind"]) for each in found]
    assert [each.code for each in mock.inbox] == [each["code"] for each in found]
    assert found[1]["link"].startswith("http://mock.test/paywall/auth/reset/")


def test_log_of_requests_shows_no_secret(mock: Mock, visitor: Visitor) -> None:
    """
    Neither what a request carried nor what its answer gave, whole or cut off.
    """
    session = visitor.sign_in()
    newer = visitor.refresh(session).json()
    json_type = {"Content-Type": "application/json"}
    visitor.http.post(f"{IN_THREE}/auth/email/signin", content=b'{"password": "cut-o', headers=json_type)
    shown = visitor.http.get("/_mock/requests").text
    secrets = [each[name] for each in (session, newer) for name in ("access_token", "refresh_token")]

    assert "user@example.com" in shown
    assert not any(secret in shown for secret in (*secrets, "correct-horse-1", "cut-o"))


def test_failed_attempts_outlive_their_refusal(visitor: Visitor) -> None:
    """
    What is counted, ended or used up by a call stays so though the call is refused.
    """
    session = visitor.sign_in()
    newer = visitor.refresh(session).json()
    visitor.refresh(session)
    for _ in range(3):
        visitor.post("auth/email/signin", email="nobody@example.com", password="x")
    visitor.post("auth/email/signin", email="user@example.com", password="x")

    assert 401 == visitor.refresh(newer).status_code
    assert 429 == visitor.post("auth/email/signin", email="user@example.com", password="x").status_code


def test_analytics_take_a_hundred_and_say_nothing(mock: Mock, visitor: Visitor) -> None:
    """
    The answer has no body at all.
    """
    event = {"type": "paywall_viewed", "ts": 1893456000000}
    answer = visitor.post("events", events=[event] * 100)

    assert (204, b"") == (answer.status_code, answer.content)
    assert "content-type" not in answer.headers
    assert 413 == visitor.post("events", events=[event] * 101).status_code


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("events", "text/plain;charset=UTF-8", 204),
        ("events", "text/plain", 204),
        ("events", "text/html", 415),
        ("events", "", 415),
        ("auth/otp/send", "text/plain;charset=UTF-8", 415),
    ],
)
def test_last_events_of_a_page_come_as_text(mock: Mock, path: str, kind: str, status: int) -> None:
    """
    What its headers would say stands in the body then; no other operation takes text.
    """
    told = {"visitor_id": "v" * 36, "user_id": None, "sdk_version": "3.5.1", "paywall_id": "3", "capabilities": ""}
    body = {"events": [{"type": "paywall_closed", "ts": 1893456000000}], "email": "user@example.com", **told}
    ask = GOOD["recordEvents"].at(f"{IN_THREE}/{path}").sending(json.dumps(body).encode(), kind or " ")

    assert status == ask.of(connect_http(mock)).status_code
