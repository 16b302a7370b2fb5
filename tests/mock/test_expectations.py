"""
What a test expects is about the customer it means, and what is missing or unclear is explained.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from monetize_software_mock import Emitted, Mock, Sent

ADA, BOB, SEEDED = "ada@example.com", "bob@example.com", "subscriber@example.com"
UPDATED = "subscription.updated"

Expect = Callable[..., Emitted | Sent]


@pytest.fixture(params=["events", "deliveries"])
def expect(request: pytest.FixtureRequest, mock: Mock) -> Expect:
    """
    Either of the two ways to expect something.
    """
    mock.webhooks.add(lambda body, headers: None)
    handle: Any = getattr(mock, request.param)
    made: Expect = handle.expect
    return made


def event_of(mock: Mock, found: Emitted | Sent) -> str:
    """
    Id of the event that was found.
    """
    return found.id if isinstance(found, Emitted) else found.event


def test_only_customer_need_not_be_named(mock: Mock, expect: Expect) -> None:
    """
    What time alone does to seeded subscriptions does not count, though it came later.
    """
    purchase = mock.subscribe(ADA, "price_123")
    mock.clock.advance(days=31)
    mock.cancel(purchase)
    mock.clock.advance(days=90)

    mine = [each.id for each in mock.events.of(UPDATED) if each.user_id == purchase.user_id]
    assert mine[-1] == event_of(mock, expect(UPDATED))


def test_seeded_subscription_never_satisfies_by_accident(mock: Mock, expect: Expect) -> None:
    """
    A test that forgot to buy fails, and is told why.
    """
    mock.clock.advance(days=31)

    with pytest.raises(AssertionError, match=rf"(?s)No {UPDATED} was .*there from the start.*name them: expect\("):
        expect(UPDATED)
    assert SEEDED == mock.events[0].data["user"]["email"]
    assert mock.events[0].id == event_of(mock, expect(UPDATED, SEEDED))


def test_seeded_customer_counts_once_something_was_done(mock: Mock, expect: Expect) -> None:
    """
    Cancelled by the test, for example.
    """
    mock.cancel("sub_seed_subscriber")

    assert mock.events[-1].id == event_of(mock, expect(UPDATED))


def test_customer_is_named_in_many_ways(mock: Mock, expect: Expect) -> None:
    """
    By e-mail, by either id, by a purchase, its id, or an event.
    """
    purchase = mock.subscribe("user@example.com", "price_123")
    mock.subscribe(BOB, "price_123")
    first = mock.events[0]

    named = ["user@example.com", "USER@example.com", purchase.user_id, "u_1", purchase, purchase.id, first]
    assert {first.id} == {event_of(mock, expect("subscription.created", each)) for each in named}


def test_purchase_means_itself(mock: Mock, expect: Expect) -> None:
    """
    Not another one of the same customer.
    """
    first = mock.subscribe(ADA, "price_123")
    mock.cancel(first, at_once=True)
    second = mock.subscribe(ADA, "price_123")

    assert mock.events[0].id == event_of(mock, expect("subscription.created", first))
    assert mock.events[-1].id == event_of(mock, expect("subscription.created", second))
    with pytest.raises(AssertionError, match="for that customer"):
        expect("subscription.cancelled", second)


def test_two_customers_are_ambiguous(mock: Mock, expect: Expect) -> None:
    """
    Both are listed, without their addresses.
    """
    users = [mock.subscribe(each, "price_123").user_id for each in (ADA, BOB)]

    with pytest.raises(AssertionError, match="for 2 customers, so say whose you mean") as caught:
        expect("subscription.created")
    assert users == [user for user in users if user in str(caught.value)]
    assert "@" not in str(caught.value)
    assert mock.events[-1].id == event_of(mock, expect("subscription.created", BOB))


def test_mistyped_type_is_recognised(mock: Mock, expect: Expect) -> None:
    """
    With what it may have meant, and what there was.
    """
    mock.subscribe(ADA, "price_123")

    with pytest.raises(AssertionError, match=r"did you mean subscription\.cancelled\?") as caught:
        expect("subscription.canceled")
    assert "subscription.created" in str(caught.value)


def test_unknown_customer_is_told_what_is_known(mock: Mock, expect: Expect) -> None:
    """
    Without repeating the address.
    """
    with pytest.raises(AssertionError, match="No customer is known by what was named") as caught:
        expect("subscription.created", "nobody@example.com")
    assert "nobody" not in str(caught.value)


def test_mark_forgets_what_was(mock: Mock, expect: Expect) -> None:
    """
    Also through a snapshot, a fork and back; a reset forgets the mark.
    """
    mock.subscribe(ADA, "price_123")
    mock.events.mark()

    with pytest.raises(AssertionError, match="since the mark"):
        expect("subscription.created")
    with pytest.raises(AssertionError, match="since the mark"), mock.fork() as fork:
        fork.events.expect("subscription.created")
    mock.reset()
    mock.subscribe(ADA, "price_123")
    assert mock.events[-1] == mock.events.expect("subscription.created")


def test_delivery_must_have_been_taken(mock: Mock) -> None:
    """
    What became of it is listed.
    """
    mock.webhooks.add(lambda body, headers: 503)
    mock.subscribe(ADA, "price_123")

    with pytest.raises(
        AssertionError, match=r"(?s)No subscription.created was delivered.*subscription.created pending"
    ):
        mock.deliveries.expect("subscription.created")


def test_expecting_reads_no_more_than_it_needs(mock: Mock, expect: Expect) -> None:
    """
    However many events there are, the number of rows that are read stays the same.
    """

    def effort() -> int:
        statements: list[str] = []
        mock._engine.store._connection.set_trace_callback(statements.append)
        expect("subscription.created", ADA)
        mock._engine.store._connection.set_trace_callback(None)
        return len(statements)

    mock.subscribe(ADA, "price_123")
    few = effort()
    for number in range(50):
        mock.subscribe(f"p{number}@example.com", "price_123")

    assert few == effort()
