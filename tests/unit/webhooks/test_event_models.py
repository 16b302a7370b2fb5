"""
Events as values: closed types, one parse, and a JSON form that is what came.
"""

from __future__ import annotations

import json
import pickle
import typing
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from monetize_software import models, webhooks

from ...support.webhook_bodies import body

TYPES = {
    "payment.completed": {"payment": {"id": "p"}},
    "subscription.created": {"subscription": {"id": "s", "status": "active"}},
    "subscription.updated": {"subscription": {"id": "s", "status": "active"}},
    "subscription.cancelled": {"subscription": {"id": "s", "status": "canceled"}},
    "refund.created": {"refund": {"id": "r"}, "subscription": {"id": "s", "status": "active"}},
    "of.a.later.release": {"anything": [1]},
}
EACH = pytest.mark.parametrize("name", TYPES)


def read(name: str) -> webhooks.WebhookEvent:
    """
    An event of this type.
    """
    return webhooks.parse(body(type=name, data=TYPES[name], livemode=True))


@EACH
def test_type_is_what_the_class_declares(name: str) -> None:
    """
    `type` is the literal of its class, "unknown" for the rest, and `name` always the vendor's word.
    """
    event = read(name)

    assert typing.get_args(typing.get_type_hints(type(event))["type"]) == (event.type,)
    assert name == event.name
    assert ("unknown" == event.type) is isinstance(event, webhooks.UnknownEvent)
    assert isinstance(event, webhooks.WebhookEvent)


@EACH
def test_json_form_is_what_came(name: str) -> None:
    """
    `to_dict()` is a copy of the JSON that came, from which the same event is read again; pickling keeps it too.
    """
    event = read(name)
    form = event.to_dict()
    form["data"].clear()

    assert event.raw == event.to_dict() == dict(event)
    assert event == type(event).from_dict(event.to_dict()) == pickle.loads(pickle.dumps(event))


@EACH
def test_pydantic_reads_and_writes_events(name: str) -> None:
    """
    The union is a pydantic type: each event comes back as its own class and is described with its data.
    """
    event = read(name)
    adapter: TypeAdapter[Any] = TypeAdapter(webhooks.WebhookEvent)
    schema = TypeAdapter(type(event)).json_schema(mode="serialization")

    assert event.raw == json.loads(adapter.dump_json(event))
    assert type(event) is type(adapter.validate_json(adapter.dump_json(event)))
    assert {"id", "type", "created_at", "occurred_at", "data"} == set(schema["properties"])
    with pytest.raises(ValidationError, match="must be"):
        adapter.validate_python({"id": "e"})


def test_subscription_is_parsed_once() -> None:
    """
    `event.subscription` is the object in the event's data, at every access the same.
    """
    for name in ("subscription.updated", "refund.created"):
        event = read(name)

        assert isinstance(event.subscription, webhooks.Subscription)
        assert event.subscription is event.subscription
        assert isinstance(event, webhooks.SubscriptionEvent | webhooks.RefundCreated)
        assert event.subscription is event.data.subscription


def test_events_of_another_type_are_refused() -> None:
    """
    Reading the JSON of an event with another event's class fails.
    """
    with pytest.raises(ValueError, match=r"PaymentCompleted\.type must be"):
        webhooks.PaymentCompleted.from_dict(read("refund.created").to_dict())
    assert isinstance(read("payment.completed").data, models.PaymentEventData)
