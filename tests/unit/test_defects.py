"""
The defects of the vendor's JavaScript SDK that cost money or show one user's data to another do not occur here.

Each test names the defect (D-…) of the review it answers; test_defects_results.py has the milder ones.
Gateway defects D-06, D-07, D-15 and D-17: this release has no gateway. D-35: it has no sign-in of its own.
D-42: nothing is stored. D-47: the wire is openapi.yaml, which tests/journeys checks every request against.
"""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient

from ..support.recorder import ALL, GOOD, NEVER, SAFE, Recorder, fails, says
from .conftest import Connect

LOST = [httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.WriteTimeout, httpx.RemoteProtocolError]


@pytest.mark.parametrize("name", NEVER)
@pytest.mark.parametrize("kind", LOST, ids=lambda kind: kind.__name__)
def test_what_may_have_arrived_is_not_sent_again(connect_recorder: Connect, name: str, kind: Any) -> None:
    """
    D-01: a balance change or ticket whose answer is lost goes out once, and the error says that it may have worked.
    """
    client, recorder = connect_recorder(fails(kind), max_retries=5)

    with pytest.raises(sdk.NetworkError) as caught:
        NEVER[name](client.for_user(email="ada@example.com"))
    assert (1, True, False) == (len(recorder.requests), caught.value.may_have_been_applied, caught.value.retryable)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.RemoteProtocolError])
def test_no_failure_makes_a_call_go_to_another_host(connect_recorder: Connect, name: str, kind: Any) -> None:
    """
    D-05: the key is for the given origin alone; there is no mirror that a failure could move calls to.
    """
    client, recorder = connect_recorder(fails(kind))

    for _ in range(2):
        with pytest.raises(sdk.NetworkError):
            ALL[name](client.for_user(email="ada@example.com"))
    assert {"pay.example.com"} == recorder.hosts


def whose(request: httpx.Request) -> str:
    """
    The e-mail a request is about.
    """
    if b"email" in request.url.query:
        return str(request.url.params["email"])
    body = request.content
    return httpx.Response(200, content=body).json()["email"] if body else request.headers["x-user-email"]


class Slow(Recorder):
    """
    Answers `first` only after `during` has run: another user's whole call happens inside the first one's.
    """

    def __init__(self, first: str) -> None:
        super().__init__(self._echo)
        self.first = first
        self.during: Any = None
        self.result: Any = None

    def _echo(self, request: httpx.Request) -> httpx.Response:
        email = whose(request)
        if email == self.first and self.during is not None:
            self.result = self.during()
        if request.method == "POST":
            return says(200, {"checkoutUrl": f"https://c/{email}", "userId": email, "acquiring": "stripe"})(request)
        return says(200, {"purchases": [], "paid": email.startswith("ada"), "balances": [], "tier": 1})(request)


def test_late_answer_stays_with_its_own_user() -> None:
    """
    D-02: an answer that comes after another user's whole call goes to whom it was asked for, and stays nowhere.
    """
    slow = Slow("ada@example.com")
    client = BillingClient(**GOOD, transport=slow)
    ada, bob = client.for_user(email="ada@example.com"), client.for_user(email="bob@example.com")
    slow.during = bob.get_user_detail

    assert (True, False) == (ada.get_user_detail().paid, slow.result.paid)
    assert not bob.get_user_detail().paid


def test_checkouts_in_flight_are_not_merged() -> None:
    """
    D-03: two users who buy the same price at once get two checkouts, each with its own e-mail and its own key.
    """
    slow = Slow("ada@example.com")
    client = BillingClient(**GOOD, transport=slow)
    slow.during = lambda: client.for_user(email="bob@example.com").create_checkout("price_123")

    mine = client.for_user(email="ada@example.com").create_checkout("price_123")

    assert ("https://c/ada@example.com", "https://c/bob@example.com") == (mine.url, slow.result.url)
    assert ["ada@example.com", "bob@example.com"] == [body["email"] for body in slow.bodies]
    assert 2 == len({request.headers["idempotency-key"] for request in slow.requests})


@pytest.mark.parametrize("name", ["identity", "_anything"])
def test_identity_cannot_be_changed(connect_recorder: Connect, name: str) -> None:
    """
    D-04: a client has no current user that could change between a check and a call.
    """
    client = BillingClient(**GOOD)

    with pytest.raises(AttributeError):
        setattr(client, name, sdk.Identity("bob@example.com"))
    with pytest.raises(AttributeError):
        client.identity.email = "bob@example.com"  # type: ignore[misc]


def test_binding_a_bearer_leaves_the_bound_user_behind(connect_recorder: Connect) -> None:
    """
    D-04: a copy never reads one user and charges another, whichever of the two was bound first.
    """
    client, recorder = connect_recorder()
    mixed = client.for_user(email="subscriber@example.com", user_id="u_42").with_bearer("bearer_user")

    with pytest.raises(sdk.IdentityRequiredError):
        mixed.debit_tokens("gpt-4", 1)
    mixed.create_checkout("price_123")
    assert [{"priceId": "price_123"}] == recorder.bodies


@pytest.mark.parametrize("nothing", [None, "", "  ", b"bearer_user", 5])
def test_token_that_is_missing_is_nobodys(connect_recorder: Connect, nothing: Any) -> None:
    """
    D-04: verifying no token is an authentication error, never an answer about the bound user.
    """
    client, recorder = connect_recorder(identity=sdk.Identity("user@example.com"))

    with pytest.raises(sdk.AuthenticationError):
        client.verify_token(nothing)
    with pytest.raises(sdk.AuthenticationError):
        client.with_bearer(nothing)
    assert [] == recorder.requests


def test_currency_is_never_taken_from_where_this_server_stands(connect_recorder: Connect) -> None:
    """
    D-08: prices with a local amount do not make the next checkout ask for that currency.
    """
    client, recorder = connect_recorder()
    assert any(price.local is not None for price in client.get_prices())

    client.for_user(email="ada@example.com").create_checkout("9101")

    assert [{"priceId": "9101", "email": "ada@example.com"}] == recorder.bodies


def test_access_of_a_user_id_is_asked_with_the_key(connect_recorder: Connect) -> None:
    """
    D-09: with only a user id the server is asked, by key, and a stranger is an error rather than a guest.
    """
    client, recorder = connect_recorder()

    assert client.for_user(user_id="u_42").get_user().has_active_subscription
    assert GOOD["api_key"] == recorder.requests[-1].headers["x-api-key"]
    with pytest.raises(sdk.IdentityNotFoundError):
        client.for_user(user_id="nobody").get_user()


@pytest.mark.parametrize("name", ["get_user", "list_purchases", "get_user_detail", "get_balances"])
def test_nobody_is_not_guessed(connect_recorder: Connect, name: str) -> None:
    """
    D-09, D-30, D-34: without a user a read is refused here and never answers an empty value.
    """
    client, recorder = connect_recorder()

    with pytest.raises(sdk.IdentityRequiredError) as caught:
        SAFE[name](client)
    assert ("identity_required", []) == (caught.value.code, recorder.requests)


def test_users_leave_nothing_behind(connect_recorder: Connect) -> None:
    """
    D-25: after a call the client holds nothing of its user.
    """
    client, recorder = connect_recorder()
    ada = client.for_user(email="subscriber@example.com")
    left: list[Any] = [weakref.ref(ada.identity), weakref.ref(ada.get_user())]
    recorder.requests.clear()

    del ada
    gc.collect()

    assert [None, None] == [reference() for reference in left]


def test_calls_start_nothing_in_the_background() -> None:
    """
    D-18, D-21: no task outlives a call, and binding a user sends nothing.
    """
    recorder = Recorder()

    async def work() -> set[Any]:
        client = AsyncBillingClient(**GOOD, transport=recorder)
        ada = client.for_user(email="user@example.com").with_options(timeout=3)
        assert [] == recorder.requests
        await ada.get_user()
        await ada.get_balances()
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert set() == asyncio.run(work())
    assert 2 == len(recorder.requests)
