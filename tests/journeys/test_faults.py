"""
What the client makes of a server that fails: answers are recovered where that is safe, and nothing happens twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from monetize_software import (
    AsyncBillingClient,
    BillingClient,
    NetworkError,
    PaywallError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
)
from monetize_software_mock import Mock
from monetize_software_mock.faults.faults import ActionName, Place, delay, status

from ..support.driving import driven
from .conftest import Connect

LOST: list[tuple[ActionName, Place]] = [
    ("reset", "after_commit"),
    ("reset", "during_body"),
    ("close", "after_commit"),
    ("close", "during_body"),
    ("short_body", "during_body"),
    ("garbage", "after_commit"),
    ("garbage", "during_body"),
    ("silence", "after_commit"),
    ("silence", "during_body"),
]
NEVER_CAME: list[tuple[ActionName, Place]] = [
    ("reset", "before"),
    ("close", "before"),
    ("garbage", "before"),
    ("silence", "before"),
]
each_lost_answer = pytest.mark.parametrize(("do", "when"), LOST)
each_fault = pytest.mark.parametrize(("do", "when"), NEVER_CAME + LOST)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """
    How long the client would have waited between its attempts; it does not.
    """
    asked: list[float] = []

    async def ask(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(time, "sleep", asked.append)
    monkeypatch.setattr(anyio, "sleep", ask)
    return asked


@pytest.fixture
def plain(connect_mock: Connect, request: pytest.FixtureRequest, mock: Mock, runner: asyncio.Runner) -> Connect:
    """
    Makes clients of the same kind as `connect_mock` does, for answers that the spec does not have.
    """

    def make(**options: Any) -> BillingClient:
        options = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_test_mock", **options}
        if request.node.callspec.params["connect_mock"] == "sync":
            return BillingClient(transport=mock.transport(), **options)
        return driven(AsyncBillingClient(transport=mock.async_transport(), **options), runner)

    return make


def tokens(client: BillingClient) -> int:
    """
    What the bound user has.
    """
    return next(balance.count for balance in client.get_balances() if balance.type == "gpt-4")


@each_lost_answer
def test_checkout_whose_answer_is_lost_is_found_again(
    ada: BillingClient, mock: Mock, do: ActionName, when: Place
) -> None:
    """
    The second attempt is answered with the session of the first: its number is the first one of this world.
    """
    expected = _first_checkout_of(Mock())
    with mock.fault("startCheckout", do=do, when=when, nth=1) as rule:
        checkout = ada.create_checkout("price_123")

    assert 2 == rule.seen
    assert expected == checkout.url
    assert checkout.url == ada.create_checkout("price_123", idempotency_key=checkout.idempotency_key).url


def _first_checkout_of(mock: Mock) -> str:
    client = BillingClient(
        paywall_id="3", api_origin="https://pay.example.com", api_key="sk_test_mock", transport=mock.transport()
    )
    return client.for_user(email="user@example.com").create_checkout("price_123").url


def test_checkout_that_fails_for_good_can_be_taken_up_by_its_key(ada: BillingClient, mock: Mock) -> None:
    """
    The error carries the key; with it a later call finds the session that was opened.
    """
    with (
        mock.fault("startCheckout", do="close", when="after_commit") as rule,
        pytest.raises(NetworkError) as caught,
    ):
        ada.create_checkout("price_123")
    assert (3, True) == (rule.seen, caught.value.may_have_been_applied)

    found = ada.create_checkout("price_123", idempotency_key=caught.value.idempotency_key)

    assert _first_checkout_of(Mock()) == found.url


@each_fault
def test_debit_is_sent_once_whatever_happens(ada: BillingClient, mock: Mock, do: ActionName, when: Place) -> None:
    """
    Whether it was applied cannot be known here, so it is never repeated and the error says so.
    """
    with mock.fault("adjustBalance", do=do, when=when) as rule, pytest.raises(NetworkError) as caught:
        ada.debit_tokens("gpt-4", 5)

    error = caught.value
    assert (1, True, True) == (rule.seen, error.may_have_been_applied, error.request_sent)
    assert (10 if when == "before" else 5) == tokens(ada)
    assert (do == "silence") is isinstance(error, RequestTimeoutError)
    assert not error.retryable


@pytest.mark.parametrize("change", [BillingClient.credit_tokens, BillingClient.debit_tokens], ids=lambda f: f.__name__)
@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_balance_change_is_not_repeated_after_a_status(
    plain: Connect, mock: Mock, code: int, change: Callable[..., Any], waits: list[float]
) -> None:
    """
    Not even when the server asks to come again.
    """
    ada = plain().for_user(email="user@example.com")
    with (
        mock.fault("adjustBalance", when="after_commit", do=status(code, retry_after=0)) as rule,
        pytest.raises(PaywallError) as caught,
    ):
        getattr(ada, change.__name__)("gpt-4", 5)

    assert (1, code, []) == (rule.seen, caught.value.status, waits)
    assert (15 if change.__name__.startswith("credit") else 5) == tokens(ada)


@each_fault
def test_cancel_whose_answer_is_lost_succeeds(
    subscriber: BillingClient, mock: Mock, do: ActionName, when: Place
) -> None:
    """
    The second attempt hears that it is cancelled already, which is what was wanted.
    """
    purchase = subscriber.list_purchases()[0]
    with mock.fault("cancelSubscription", do=do, when=when, nth=1) as rule:
        done = subscriber.cancel_subscription(purchase.id, "other")

    assert (2, purchase.id) == (rule.seen, done.id)
    assert subscriber.list_purchases()[0].cancel_at_period_end


@each_fault
def test_ticket_is_never_doubled(plain: Connect, mock: Mock, do: ActionName, when: Place) -> None:
    """
    Its attempt is the only one; the next ticket's number tells whether it was opened.
    """
    ada = plain().for_user(email="user@example.com")
    with mock.fault("createSupportTicket", do=do, when=when) as rule, pytest.raises(NetworkError) as caught:
        ada.create_support_ticket("Cannot log in", "The page stays blank.")

    assert (1, True) == (rule.seen, caught.value.may_have_been_applied)
    assert (1 if when == "before" else 2) == ada.create_support_ticket("And", "another").id


@each_fault
def test_read_recovers(subscriber: BillingClient, mock: Mock, do: ActionName, when: Place) -> None:
    """
    Two failures are survived, the third one is told.
    """
    with mock.fault(["getUser", "getUserState"], do=do, when=when, first=2) as rule:
        assert subscriber.list_purchases()
    assert (3, 2) == (rule.seen, rule.fired)

    with mock.fault(["getUser", "getUserState"], do=do, when=when) as rule, pytest.raises(NetworkError):
        subscriber.list_purchases()
    assert 3 == rule.seen


def test_read_without_retries_fails_at_once(subscriber: BillingClient, mock: Mock) -> None:
    """
    `max_retries=0` means one attempt.
    """
    with mock.fault("*", do="reset") as rule, pytest.raises(NetworkError) as caught:
        subscriber.with_options(max_retries=0).get_user()

    assert (1, True) == (rule.seen, caught.value.retryable)


def test_retry_after_is_honoured(plain: Connect, mock: Mock, waits: list[float]) -> None:
    """
    The wait is what the server asked for, and a little more.
    """
    with mock.fault("getBootstrap", do=status(503, retry_after=2), first=2):
        plain().bootstrap()

    assert 2 == len(waits)
    assert all(2 <= wait <= 2.2 for wait in waits)


def test_retry_after_zero_is_no_reason_to_hurry(plain: Connect, mock: Mock, waits: list[float]) -> None:
    """
    The client comes again no sooner than it would by itself.
    """
    with mock.fault("getBootstrap", do=status(503, retry_after=0), first=2):
        plain().bootstrap()

    assert 2 == len(waits)
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1


def test_server_that_asks_for_too_long_is_left_alone(plain: Connect, mock: Mock, waits: list[float]) -> None:
    """
    The error says how long it asked for.
    """
    with mock.fault("*", do=status(429, retry_after=3600)) as rule, pytest.raises(RateLimitError) as caught:
        plain().bootstrap()

    assert (1, 3600, []) == (rule.seen, caught.value.retry_after, waits)


def test_checkout_outlives_a_busy_server(plain: Connect, mock: Mock) -> None:
    """
    A 503 that replaced the answer of an opened session does not open a second one.
    """
    ada = plain().for_user(email="user@example.com")
    with mock.fault("startCheckout", do=status(503, retry_after=0), when="after_commit", first=2) as rule:
        checkout = ada.create_checkout("price_123")

    assert 3 == rule.seen
    assert _first_checkout_of(Mock()) == checkout.url


def test_error_page_of_a_proxy_is_a_server_error(plain: Connect, mock: Mock) -> None:
    """
    HTML is no answer of this API; its status decides, after the retries.
    """
    with mock.fault("getBootstrap", do="html_502") as rule, pytest.raises(ServerError) as caught:
        plain().bootstrap()

    assert (3, 502, "http_502") == (rule.seen, caught.value.status, caught.value.code)


def test_slow_server_is_waited_for_only_so_long(ada: BillingClient, mock: Mock) -> None:
    """
    Beyond the read timeout a debit is uncertain, and was applied.
    """
    with mock.fault("adjustBalance", do=delay(31)), pytest.raises(RequestTimeoutError) as caught:
        ada.debit_tokens("gpt-4", 5)

    assert caught.value.may_have_been_applied
    assert 5 == tokens(ada)


def test_flaky_server(subscriber: BillingClient, mock: Mock) -> None:
    """
    Exactly those reads fail whose three attempts all fell among the failing ones.
    """
    mock.fault("*", do="reset", rate=0.4, seed=7)
    outcomes = [_answered(subscriber) for _ in range(50)]

    failing = {each.number for each in mock.faults.fired}
    assert _expected(failing, 50) == outcomes
    assert 1 < outcomes.count(False) < 10


def _answered(client: BillingClient) -> bool:
    try:
        client.get_user()
    except NetworkError:
        return False
    return True


def _expected(failing: set[int], calls: int) -> list[bool]:
    attempt, outcomes = 0, list[bool]()
    for _ in range(calls):
        good = next((more for more in (1, 2, 3) if attempt + more not in failing), None)
        attempt += good or 3
        outcomes.append(good is not None)
    return outcomes
