"""
Who may in, asked of the store, and of the service where the store would refuse or is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from inspect import isawaitable
from typing import Any

import anyio
import pytest

from monetize_software import AsyncBillingClient, BillingClient, webhooks
from monetize_software.access import Access, AsyncAccess, Reconciled, contribution
from monetize_software.errors import AuthenticationError
from monetize_software.storage import MemoryStore, SQLStore, Store
from monetize_software_mock import Mock, default_world
from monetize_software_mock.world import Offer

ADA, BOB = "ada@example.com", "bob@example.com"
TEN = timedelta(seconds=10)


@dataclass
class Shop:
    """
    A shop that receives what the mock tells, and asks in a blocking or an awaiting way.
    """

    mock: Mock
    store: Store
    access: Any
    billing: Any
    received: int = 0

    def receive(self, *, but: Callable[[webhooks.WebhookEvent], bool] = lambda event: False) -> None:
        """
        Record what was told meanwhile, but for what is lost.
        """
        events = [webhooks.parse(each.body) for each in list(self.mock.events)[self.received :]]
        self.received += len(events)
        for event in events:
            if not but(event):
                self.store.facts.add(contribution(event).values())

    def check(self, **named: Any) -> Any:
        return self.done(self.access.check(**named))

    def reconcile(self, **named: Any) -> Reconciled:
        page: Reconciled = self.done(self.access.reconcile(self.billing, **named))
        return page

    @staticmethod
    def done(result: Any) -> Any:
        async def wait() -> Any:
            return await result

        return anyio.run(wait) if isawaitable(result) else result

    @property
    def questions(self) -> int:
        """
        How often the service was asked.
        """
        return len(self.mock.requests)


@pytest.fixture(params=["blocking", "awaiting"])
def shop(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Shop]:
    mock = Mock(default_world().with_paywall("3", offers=(Offer("sale", 20.0),)))
    store: Store = MemoryStore() if request.param == "blocking" else SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    store.migrate()
    place = {"paywall_id": "3", "api_origin": "http://127.0.0.1:4242", "api_key": "sk_test_mock", "max_retries": 0}
    kinds: tuple[Any, Any, Any] = (
        (Access, BillingClient, mock.transport())
        if request.param == "blocking"
        else (AsyncAccess, AsyncBillingClient, mock.async_transport())
    )
    access = kinds[0](store, plans={"price_123": "pro"}, clock=mock.clock.now)
    yield Shop(mock, store, access, kinds[1](**place, transport=kinds[2]))
    store.close()


def test_user_is_found_by_each_name(shop: Shop) -> None:
    """
    By the service's id, the address and the shop's own id the answer is one, and it has the shop's name of the plan.
    """
    mock = shop.mock
    client = BillingClient(
        paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=mock.transport()
    )
    mock.pay(client.for_user(email=ADA, user_id="u_42").create_checkout("price_123", trial_days=0))
    shop.receive()
    by_mail = shop.check(email=" Ada@Example.com")

    assert (True, "active", "pro", "events", "no") == tuple(
        getattr(by_mail, name) for name in ("allowed", "because", "plan", "source", "asked")
    )
    assert by_mail == shop.check(user_id=by_mail.user_id) == shop.check(app_user_id="u_42")
    assert "unknown user" == shop.check(email=BOB).because


@pytest.mark.parametrize("named", [{}, {"email": ADA, "user_id": "1"}])
def test_exactly_one_name_is_needed(named: dict[str, str], shop: Shop) -> None:
    """
    Nobody, and two who may be different, are refused before anything is read.
    """
    with pytest.raises(TypeError, match=r"check\(\) needs one of user_id=, email= and app_user_id="):
        shop.check(**named)


def test_service_is_asked_only_when_the_store_would_refuse(shop: Shop) -> None:
    """
    A member costs no call.
    """
    shop.mock.subscribe(ADA, "9101", trial_days=0)
    shop.receive()
    before = shop.questions

    assert shop.check(email=ADA, ask=shop.billing)
    assert before == shop.questions


def test_purchase_whose_webhook_is_on_its_way_is_known_by_asking_once(shop: Shop) -> None:
    """
    Between checkout and webhook the service says yes, and is not asked again at every request; then the event decides.
    """
    shop.mock.subscribe(ADA, "9101", trial_days=0)
    answers = [shop.check(email=ADA, ask=shop.billing) for _ in range(3)]
    asked = shop.questions
    shop.receive()

    assert [(True, "api", "answered"), *[(True, "api", "recently")] * 2] == [
        (each.allowed, each.source, each.asked) for each in answers
    ]
    assert 1 == asked
    assert ("events", "no") == (shop.check(email=ADA).source, shop.check(email=ADA, ask=shop.billing).asked)


def test_refusal_is_remembered_for_a_short_time(shop: Shop) -> None:
    """
    Who bought nothing costs one call per ten seconds, not one per request.
    """
    answers = [shop.check(email=BOB, ask=shop.billing).asked for _ in range(2)]
    shop.mock.clock.advance(TEN)

    assert ["answered", "recently", "answered"] == [*answers, shop.check(email=BOB, ask=shop.billing).asked]
    assert 2 == shop.questions


def test_known_user_who_bought_again_is_let_in_for_good(shop: Shop) -> None:
    """
    What the service says about a user whose id is known is kept, and later events go on from there.
    """
    first = shop.mock.subscribe(ADA, "price_123", trial_days=0)
    shop.mock.cancel(first, at_once=True)
    shop.receive()
    second = shop.mock.subscribe(ADA, "9101", trial_days=0)
    shop.receive(but=lambda event: True)

    assert (False, "ended") == shop.check(email=ADA)[0:3:2]
    assert (True, "answered") == shop.check(email=ADA, ask=shop.billing)[0::10]
    assert (True, second.id, "api") == tuple(
        getattr(shop.check(email=ADA), name) for name in ("allowed", "purchase_id", "source")
    )
    shop.mock.clock.advance(days=1)
    shop.mock.cancel(second, at_once=True)
    shop.receive()
    assert (False, "ended", "events") == tuple(
        getattr(shop.check(email=ADA), name) for name in ("allowed", "because", "source")
    )


@pytest.mark.parametrize("amount", [100, None])
def test_doubt_about_a_discounted_purchase_is_settled_by_the_service(amount: int | None, shop: Shop) -> None:
    """
    A part of a lifetime purchase, and all of a discounted one, look alike; the service knows, and is asked once.
    """
    client = BillingClient(
        paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=shop.mock.transport()
    )
    paid = shop.mock.pay(client.for_user(email=ADA).create_checkout("9102", offer_id="sale")).purchase
    assert paid is not None
    shop.mock.refund(paid, amount)
    shop.receive()
    shop.mock.clock.advance(minutes=11)
    doubt = shop.check(email=ADA)
    settled = shop.check(email=ADA, ask=shop.billing)

    assert (True, "partly refunded") == (doubt.allowed, doubt.because)
    assert ((False, "refunded") if amount is None else (True, "lifetime")) == (settled.allowed, settled.because)
    assert settled[:3] == shop.check(email=ADA)[:3]


def test_service_that_cannot_answer_leaves_the_stores_answer(shop: Shop) -> None:
    """
    A service that fails makes nobody a member and nobody a stranger; a wrong key is told.
    """
    shop.mock.subscribe(ADA, "price_123", trial_days=0)
    shop.mock.faults.add("*", do="html_502")
    stranger = shop.check(email=ADA, ask=shop.billing)
    shop.receive()

    assert (False, "failed") == (stranger.allowed, stranger.asked)
    assert shop.check(email=ADA, ask=shop.billing)


def test_client_of_another_paywall_cannot_be_asked(shop: Shop) -> None:
    """
    It would answer about other purchases.
    """
    with pytest.raises(ValueError, match="a client of paywall 3 and knows nothing of paywall 4"):
        shop.check(email=ADA, paywall_id=4, ask=shop.billing)


def test_reconciling_finds_what_was_lost_and_says_why(shop: Shop) -> None:
    """
    A lost end, a lost renewal and purchases from before the receiver are found page by page, and repaired.
    """
    mock = shop.mock
    mock.subscribe(ADA, "price_123", trial_days=0)
    bob = mock.subscribe(BOB, "price_123", trial_days=0)
    shop.receive()
    mock.clock.advance(days=1)
    mock.cancel(bob, at_once=True)
    mock.clock.advance(days=35)
    shop.receive(but=lambda event: True)
    said = shop.reconcile(repair=False)
    assert ("overdue", "overdue") == (shop.check(email=ADA).because, shop.check(email=BOB).because)
    pages = [shop.reconcile(limit=1)]
    while pages[-1].after is not None:
        pages.append(shop.reconcile(limit=1, after=pages[-1].after))

    assert {"active", "ended"} == {found.theirs for found in said.repaired}
    assert sorted(said.repaired) == sorted(
        found._replace(at=said.repaired[0].at) for page in pages for found in page.repaired
    )
    assert all(found.ours.startswith("overdue, by event evt_") for found in said.repaired)
    assert ("active", "ended") == (shop.check(email=ADA).because, shop.check(email=BOB).because)
    assert {"active", "ended"} == {found.theirs for found in shop.done(shop.access.findings())}
    assert ([], []) == (shop.reconcile().repaired, shop.reconcile().doubts)


def test_user_the_service_does_not_know_is_reported_and_left(shop: Shop) -> None:
    """
    What is known of a user of another service, or of a deleted one, is not changed.
    """
    shop.mock.subscribe(ADA, "price_123", trial_days=0)
    shop.receive()
    other = shop.store.facts
    rows = [fact._replace(user="gone", subject=f"x{fact.subject}") for fact in other.of_identity("email", ADA)]
    other.add(rows)
    page = shop.reconcile()

    assert (2, ["gone"]) == (page.checked, page.unknown)
    assert shop.check(user_id="gone")


def test_wrong_key_is_told_and_not_taken_for_a_refusal(shop: Shop) -> None:
    """
    A mistake of the shop is no answer about a customer.
    """
    kind: Any = type(shop.billing)
    transport: Any = shop.mock.transport() if kind is BillingClient else shop.mock.async_transport()
    stranger = kind(paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_nobody", transport=transport)

    with pytest.raises(AuthenticationError):
        shop.check(email=ADA, ask=stranger)
