"""
What an event tells about itself.
"""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from monetize_software import webhooks

from ...support.webhook_bodies import LIFETIME, SUBJECT, body, moment


def read(type: str = "subscription.updated", /, **changes: Any) -> Any:
    """
    A parsed event.
    """
    return webhooks.parse(body(type, **changes))


def test_envelope() -> None:
    """
    An event carries its id, its times as aware moments, the user and the user's metadata.
    """
    event = read(created_at="2030-01-02T01:00:00+01:00")

    assert ("evt_1893456000_k3x9", moment(2), moment(1)) == (event.id, event.created_at, event.occurred_at)
    assert ("5d9f0c1e-0000-4000-8000-000000000001", {"userId": "u-77"}) == (event.user_id, event.metadata)


def test_time_is_when_it_happened_else_when_it_was_built() -> None:
    """
    Events are ordered by the processor's time, and by the vendor's where that is missing or null.
    """
    assert moment(1) == read(created_at="2030-01-05T00:00:00Z").time
    assert moment(5) == read(created_at="2030-01-05T00:00:00Z", occurred_at=None).time


@pytest.mark.parametrize(
    ("user", "customer", "email"),
    [
        ("nina@acme.test", "billing@acme.test", "nina@acme.test"),
        (None, "billing@acme.test", "billing@acme.test"),
        ("", "billing@acme.test", "billing@acme.test"),
        (None, None, None),
    ],
)
def test_email_is_the_users_else_the_customers(user: str | None, customer: str | None, email: str | None) -> None:
    """
    Both documented places of the e-mail are read, the user's first.
    """
    data = {"user": {"id": "u", "email": user}, "customer": {"id": "c", "email": customer}}

    assert email == read(data=data).email


@pytest.mark.parametrize(
    ("type", "subject"),
    [
        (webhooks.SUBSCRIPTION_UPDATED, "sub_A1"),
        (webhooks.PAYMENT_COMPLETED, "pay_A1"),
        (webhooks.REFUND_CREATED, "re_1"),
        ("new.type", "evt_1893456000_k3x9"),
    ],
)
def test_subject_is_what_to_order_by(type: str, subject: str) -> None:
    """
    Events are ordered per subscription, payment or refund, not per user.
    """
    assert subject == read(type).subject


def test_subject_of_an_unknown_type_is_the_first_object_it_has() -> None:
    """
    A new kind of subscription event is ordered with the others of that subscription.
    """
    data = {"payment": {"id": "pay_A1"}, "subscription": {"id": "sub_A1"}}

    assert "sub_A1" == read("subscription.paused", data=data).subject


def describe(event: webhooks.WebhookEvent) -> str:
    """
    What a receiver written with class patterns does; checked by the type checkers too.
    """
    match event:
        case webhooks.SubscriptionCancelled(subscription=subscription):
            return f"ended {subscription.id}"
        case webhooks.SubscriptionEvent(data=data):
            return f"changed {data.subscription.id}"
        case webhooks.PaymentCompleted(payment=payment, grants_lifetime_access=True):
            return f"bought {payment.id}"
        case webhooks.RefundCreated(refund=refund):
            return f"paid back {refund.id}"
        case _:
            return f"ignored {event.name}"


@pytest.mark.parametrize(
    ("type", "told"),
    [
        (webhooks.SUBSCRIPTION_CREATED, "changed sub_A1"),
        (webhooks.SUBSCRIPTION_UPDATED, "changed sub_A1"),
        (webhooks.SUBSCRIPTION_CANCELLED, "ended sub_A1"),
        (webhooks.PAYMENT_COMPLETED, "bought pay_A1"),
        (webhooks.REFUND_CREATED, "paid back re_1"),
        ("new.type", "ignored new.type"),
    ],
)
def test_events_are_told_apart_by_class_patterns(type: str, told: str) -> None:
    """
    A match statement narrows an event to its class and its typed parts.
    """
    assert told == describe(read(type))


@pytest.mark.parametrize(
    ("price", "status", "granted"),
    [
        (LIFETIME, "succeeded", True),
        (LIFETIME, None, True),
        (LIFETIME, "failed", False),
        (SUBJECT["price"], "succeeded", False),
        ({"id": "1"}, "succeeded", False),
        (None, "succeeded", False),
    ],
)
def test_only_a_lifetime_payment_grants_access(price: Any, status: str | None, granted: bool) -> None:
    """
    A payment that may be a subscription's first one grants nothing on its own.
    """
    event = read(webhooks.PAYMENT_COMPLETED, data={"price": price, "payment": {"id": "p", "status": status}})

    assert granted is event.grants_lifetime_access


@pytest.mark.parametrize(
    ("price", "amount", "partial", "ended", "doubtful"),
    [
        (LIFETIME, 19900, False, True, False),
        (LIFETIME, 20000, False, True, False),
        (LIFETIME, 19899, True, False, True),
        (LIFETIME, None, False, True, False),
        ({"id": "1", "interval": "lifetime"}, 5, False, False, True),
        ({"id": "1", "interval": "lifetime"}, None, False, True, False),
        (SUBJECT["price"], 1250, False, False, False),
        (SUBJECT["price"], 1, True, False, False),
        (None, 5, False, False, False),
    ],
)
def test_a_lifetime_refund_ends_access_or_is_a_doubt(
    price: Any, amount: int | None, partial: bool, ended: bool, doubtful: bool
) -> None:
    """
    All of the list price ends access; less of it, or of an unknown price, is a question to the API, since no event says
    what was paid; and a subscription's refund leaves the decision to its own events.
    """
    event = read(webhooks.REFUND_CREATED, data={"price": price, "refund": {"id": "re_1", "amount": amount}})

    assert (partial, ended) == (event.is_partial, event.ends_lifetime_access)
    assert doubtful is event.may_end_lifetime_access


def test_refund_may_name_its_subscription() -> None:
    """
    Where the vendor links a refund to a subscription, it is typed like any other.
    """
    event = read(webhooks.REFUND_CREATED, data={"subscription": {"id": "sub_A1", "status": "active"}})

    assert event.subscription.grants_access(moment(1))
    assert "pay_A1" == event.payment.id
    assert read(webhooks.REFUND_CREATED).subscription is None


def test_repr_shows_ids_and_no_personal_data() -> None:
    """
    An event in a log says what it is, and never an e-mail address or metadata.
    """
    assert (
        "<SubscriptionUpdated id='evt_1893456000_k3x9' type='subscription.updated' subject='sub_A1' "
        "user_id='5d9f0c1e-0000-4000-8000-000000000001' time=2030-01-01T00:00:00+00:00>"
    ) == repr(read())
    for part in ("nina", "billing", "u-77"):
        assert part not in repr(read()) + repr(read().data) + repr(read().subscription)


def test_repr_of_long_and_hostile_texts_is_short() -> None:
    """
    A long text is cut and a line break is escaped, so that one event is one line of a log.
    """
    shown = repr(read("x\n" * 100_000))

    assert len(shown) < 400
    assert "\n" not in shown


def test_events_are_values() -> None:
    """
    The same delivery read twice is equal, can be pickled and copied, and cannot be changed.
    """
    event = read()

    assert {event} == {read(), copy.deepcopy(event), pickle.loads(pickle.dumps(event))}
    assert event != read(id="evt_2")
    with pytest.raises(AttributeError):
        event.id = "evt_2"


def test_metadata_is_a_copy() -> None:
    """
    Changing what was read does not change the event.
    """
    event = read()
    event.metadata["userId"] = "other"

    assert {"userId": "u-77"} == event.metadata
