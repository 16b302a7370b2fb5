"""
The receiver and the mock server both keep the document's `webhooks`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from monetize_software import SignatureVerificationError, WebhookPayloadError, webhooks
from monetize_software_mock import Impossible, Mock, default_world

from ..support.document import events
from .event_bodies import bodies, fields, full, may_be_read, schema_of, shape, validator, variants

SECRET = "whsec_mock"
CLASSES: dict[str, type[webhooks.WebhookEvent]] = {
    "payment.completed": webhooks.PaymentCompleted,
    "subscription.created": webhooks.SubscriptionCreated,
    "subscription.updated": webhooks.SubscriptionUpdated,
    "subscription.cancelled": webhooks.SubscriptionCancelled,
    "refund.created": webhooks.RefundCreated,
}
KINDS = [kind for kind, _ in events()]

some = settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def received(sent: bytes) -> webhooks.WebhookEvent:
    """
    The event of what was sent, signed.
    """
    return webhooks.construct_event(sent, webhooks.sign(sent, SECRET), SECRET)


def check_kept(sent: dict[str, Any], read: Any, schema: dict[str, Any]) -> None:
    """
    Insist that an object has, for every field the document describes, what was sent.
    """
    for name, described in fields(schema):
        value, found, inner = sent.get(name), getattr(read, name), shape(described)
        if value is None:
            assert found is None, name
        elif inner.get("format") == "date-time":
            assert datetime.fromisoformat(value) == found, name
        elif list(fields(inner)):
            check_kept(value, found, inner)
        else:
            assert value == (found.to_dict() if hasattr(found, "to_dict") else found), name


@pytest.mark.parametrize("kind", KINDS)
def test_every_valid_event_is_read_whole(kind: str) -> None:
    """
    Any body that the document allows is an event of the type's class, with each described field and the unknown ones.
    """

    @seed(20300101)
    @some
    @given(bodies(kind, valid=True))
    def receive(sent: bytes) -> None:
        body, event = json.loads(sent), received(sent)
        assert CLASSES[kind] is type(event)
        assert body == event.raw
        check_kept(body, event, schema_of(kind))

    receive()


@pytest.mark.parametrize("kind", KINDS)
def test_no_invalid_event_does_more_than_be_refused(kind: str) -> None:
    """
    A body that the document forbids is a `WebhookPayloadError`, but for some lenient readings.

    An unknown type is kept as `UnknownEvent`, new values of open enums are kept, null is as good as nothing, and a time
    may be any that ISO 8601 allows, such as one without a zone.
    """

    @seed(20300101)
    @some
    @given(bodies(kind, valid=False))
    def receive(sent: bytes) -> None:
        try:
            event = received(sent)
        except WebhookPayloadError:
            return
        if type(event) is webhooks.UnknownEvent:
            assert event.name not in CLASSES
        else:
            assert may_be_read(event.type, json.loads(sent))

    receive()


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_is_read_as_the_document_has_it(kind: str) -> None:
    """
    Of an event with all fields, one left out or of another type: what the document allows is read, the rest refused.
    """
    whole = full(schema_of(kind))
    assert CLASSES[kind] is type(received(json.dumps(whole).encode()))

    for body in variants(whole):
        read = is_read(json.dumps(body).encode())
        assert not validator(kind).is_valid(body) or read, body
        assert not read or body["type"] not in CLASSES or may_be_read(kind, body), body


def is_read(sent: bytes) -> bool:
    """
    Whether what was sent is an event for the receiver.
    """
    try:
        received(sent)
    except WebhookPayloadError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_unsigned_events_are_not_even_read(kind: str) -> None:
    """
    However valid the body, a signature made with another secret is refused as such.
    """

    @seed(20300101)
    @some
    @given(bodies(kind, valid=True) | bodies(kind, valid=False))
    def receive(sent: bytes) -> None:
        with pytest.raises(SignatureVerificationError):
            webhooks.construct_event(sent, webhooks.sign(sent, "whsec_other"), SECRET)

    receive()


@pytest.mark.parametrize("kind", KINDS)
def test_new_types_are_kept(kind: str) -> None:
    """
    Under a type that comes after this release, any event is one with everything that was sent.
    """

    @seed(20300101)
    @some
    @given(bodies(kind, valid=True), st.text(min_size=1).filter(lambda text: text not in CLASSES))
    def receive(sent: bytes, new: str) -> None:
        body = {**json.loads(sent), "type": new}
        event = received(json.dumps(body).encode())
        assert webhooks.UnknownEvent is type(event)
        assert ("unknown", new, body["data"], body) == (event.type, event.name, event.data, event.raw)

    receive()


def rich_life() -> Mock:
    """
    A mock server in which everything happened that makes an event.
    """
    mock = Mock(default_world())
    mock.buy("ada@example.com", "9102")
    mock.refund(mock.buy("bob@example.com", "9102"), 100)
    trial = mock.subscribe("cleo@example.com", "price_123", trial_days=7)
    mock.subscribe("dan@example.com", "price_123", payments=["ok", "declined", "declined", "declined", "declined"])
    plan = mock.subscribe("eve@example.com", "price_123")
    mock.change_plan(plan, "9101")
    mock.cancel("sub_seed_subscriber")
    mock.reactivate("sub_seed_subscriber")
    mock.clock.advance(days=80)
    mock.refund(plan)
    mock.cancel(trial, at_once=True)
    return mock


def test_every_event_of_a_rich_life_is_valid() -> None:
    """
    What the mock server emits fits the document by another validator than its own, and the receiver types it.
    """
    emitted = [each.json for each in rich_life().events]

    assert set(KINDS) == {body["type"] for body in emitted}
    for body in emitted:
        assert [] == [error.message for error in validator(body["type"]).iter_errors(body)]
        assert CLASSES[body["type"]] is type(received(json.dumps(body).encode()))


@pytest.mark.parametrize("kind", KINDS)
def test_outbox_takes_what_the_document_allows_and_nothing_else(kind: str) -> None:
    """
    Whatever data an event is to carry, the mock server emits it exactly when another validator finds it valid.
    """
    mock = Mock()
    plain = mock.events.trigger(kind, "subscriber@example.com").json

    @seed(20300101)
    @some
    @given(bodies(kind, valid=True) | bodies(kind, valid=False))
    def emit(sent: bytes) -> None:
        data = data_of(sent)
        try:
            mock.events.trigger(kind, "subscriber@example.com", data=data)
            emitted = True
        except Impossible:
            emitted = False
        assert validator(kind).is_valid({**plain, "data": {**plain["data"], **data}}) is emitted

    emit()


def data_of(sent: bytes) -> dict[str, Any]:
    """
    The data of what was sent; nothing when there is none.
    """
    try:
        body = json.loads(sent)
    except ValueError:
        return {}
    data = body.get("data") if isinstance(body, dict) else None
    return data if isinstance(data, dict) else {}
