"""
From bytes to a typed event.
"""

from __future__ import annotations

import json
import traceback
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software import SignatureVerificationError, WebhookPayloadError, webhooks
from monetize_software_api.catalogue import EVENTS

from ...support.webhook_bodies import PARTS, SECRET, body, event

CLASSES: dict[str, type[webhooks.WebhookEvent]] = {
    webhooks.PAYMENT_COMPLETED: webhooks.PaymentCompleted,
    webhooks.SUBSCRIPTION_CREATED: webhooks.SubscriptionCreated,
    webhooks.SUBSCRIPTION_UPDATED: webhooks.SubscriptionUpdated,
    webhooks.SUBSCRIPTION_CANCELLED: webhooks.SubscriptionCancelled,
    webhooks.REFUND_CREATED: webhooks.RefundCreated,
}


def refused(payload: bytes) -> str:
    """
    The words of the refusal.
    """
    with pytest.raises(WebhookPayloadError) as caught:
        webhooks.parse(payload)
    assert "invalid_webhook" == caught.value.code
    return caught.value.message


def test_every_type_of_the_contract_has_a_class() -> None:
    """
    No webhook event of the specification is left untyped.
    """
    assert set(EVENTS) == set(CLASSES)


@pytest.mark.parametrize("type", CLASSES)
def test_type_decides_the_class(type: str) -> None:
    """
    The class follows `type` alone, and `raw` is what came.
    """
    parsed = webhooks.parse(body(type))

    assert CLASSES[type] is parsed.__class__
    assert (type, event(type)) == (parsed.type, parsed.raw)


@pytest.mark.parametrize("type", ["trial.started", "Subscription.Updated", "💥", "__class__"], ids=ascii)
def test_unknown_type_is_kept(type: str) -> None:
    """
    A type this release does not know is an event with plain data, never an error.
    """
    parsed = webhooks.parse(body(type, data={"subscription": 5, "new": [1, None]}))

    assert isinstance(parsed, webhooks.UnknownEvent)
    assert (5, [1, None]) == (parsed.data["subscription"], parsed.data["new"])
    assert (None, None, None) == (parsed.subscription, parsed.payment, parsed.refund)


def test_unknown_fields_and_values_are_kept() -> None:
    """
    New fields, statuses, intervals and processors of the vendor pass and can be read.
    """
    data = {
        "subscription": {"id": "sub_A1", "status": "paused", "new": 1},
        "price": {"id": "1", "interval": "quarter"},
        "acquiring": {"id": "acq_1", "provider": "polar"},
    }
    parsed = webhooks.parse(body(data=data, livemode=False))

    assert isinstance(parsed, webhooks.SubscriptionUpdated)
    assert ("paused", 1) == (parsed.subscription.status, parsed.subscription.additional_properties["new"])
    assert parsed.data.price
    assert "quarter" == parsed.data.price.interval
    assert parsed.raw["livemode"] is False


@pytest.mark.parametrize("type", CLASSES)
def test_optional_parts_may_be_missing_or_null(type: str) -> None:
    """
    Samples omit fields freely: an event needs no more than its own object and the envelope.
    """
    own = {part: {"id": "x_1"} for part in PARTS[type] if part in ("subscription", "payment", "refund")}
    envelope = {"id": "evt_1", "type": type, "created_at": "2030-01-01T00:00:00Z"}
    nothing: dict[str, Any] = dict.fromkeys(("user", "customer", "paywall", "acquiring", "price"))

    for data in (own, own | nothing):
        parsed = webhooks.parse(json.dumps(envelope | {"data": data}).encode())
        assert (None, None, {}) == (parsed.email, parsed.user_id, parsed.metadata)
        assert "x_1" == parsed.subject


HOSTILE_BODIES = [
    pytest.param(b"", id="empty"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[]", id="list"),
    pytest.param(b'"text"', id="text"),
    pytest.param(b"5", id="number"),
    pytest.param(b"<html>ada@example.com</html>", id="HTML"),
    pytest.param(body()[:-1], id="cut"),
    pytest.param(body() + b"{}", id="two objects"),
    pytest.param(b"\xef\xbb\xbf" + body(), id="byte order mark"),
    pytest.param(body().decode().encode("utf-16"), id="UTF-16"),
    pytest.param(b'{"id":"\xff"}', id="not UTF-8"),
    pytest.param(b'{"id":"\xed\xa0\x80"}', id="encoded surrogate"),
    pytest.param(body().replace(b"nina", rb"\ud800"), id="lone surrogate"),
    pytest.param(body().replace(b"nina", rb"\uDFFF"), id="lone surrogate in capitals"),
    pytest.param(body().replace(b"1250", b"NaN"), id="NaN"),
    pytest.param(body(other=0).replace(b'"other": 0', b'"other": -Infinity'), id="Infinity"),
    pytest.param(body(other=0).replace(b'"other": 0', b'"other": 1e999'), id="overflowing number"),
    pytest.param(body(other=0).replace(b'"other": 0', b'"other": ' + b"1" * 5_000), id="endless number"),
    pytest.param(b'{"a":' * 100_000, id="deep, cut"),
    pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="deep"),
    pytest.param(b"[" * 500_000 + b"]" * 500_000, id="deep list"),
    pytest.param(b" " * (1024 * 1024) + body(), id="over 1 MB"),
    pytest.param(b"\x00" * 100, id="NUL"),
]


@pytest.mark.parametrize("payload", HOSTILE_BODIES)
def test_what_is_no_json_object_fails_in_one_way(payload: bytes) -> None:
    """
    Bytes that are not a JSON object in UTF-8 are refused with one exception, which quotes nothing of them.
    """
    with pytest.raises(WebhookPayloadError) as caught:
        webhooks.parse(payload)

    assert b"nina" not in "".join(traceback.format_exception(caught.value)).encode()
    assert caught.value.__context__ is None


WRONG_FIELDS = [
    ({"id": ""}, "event.id"),
    ({"id": 5}, "event.id"),
    ({"id": None}, "event.id"),
    ({"type": ""}, "event.type"),
    ({"type": ["subscription.updated"]}, "event.type"),
    ({"created_at": None}, "event.created_at"),
    ({"created_at": "soon nina"}, "event.created_at"),
    ({"created_at": 1893456000}, "event.created_at"),
    ({"occurred_at": "nina"}, "event.occurred_at"),
    ({"occurred_at": {}}, "event.occurred_at"),
    ({"data": {"subscription": None}}, "EventSubscription"),
    ({"data": {"subscription": ["nina"]}}, "EventSubscription"),
    ({"data": {"subscription": {}}}, "EventSubscription.id"),
    ({"data": {"subscription": {"id": 5}}}, "EventSubscription.id"),
    ({"data": {"subscription": {"id": "s", "status": 1}}}, "EventSubscription.status"),
    ({"data": {"subscription": {"id": "s", "ended_at": "nina"}}}, "EventSubscription.ended_at"),
    ({"data": {"subscription": {"id": "s", "cancel_at_period_end": "nina"}}}, "cancel_at_period_end"),
    ({"data": {"user": "nina"}}, "EventUser"),
    ({"data": {"user": {"id": "u", "email": ["nina"]}}}, "EventUser.email"),
    ({"data": {"price": {"id": "p", "unit_amount": "nina"}}}, "EventPrice.unit_amount"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG_FIELDS)
def test_wrong_field_is_named_and_not_quoted(changes: dict[str, Any], field: str) -> None:
    """
    The refusal says which field is wrong and never what it holds.
    """
    message = refused(body(**changes))

    assert field in message
    assert "nina" not in message


@pytest.mark.parametrize("field", ["id", "type", "created_at", "data"])
def test_missing_field_is_named(field: str) -> None:
    """
    An envelope without a required field is refused, and the text names the field.
    """
    payload = event()
    del payload[field]

    assert f"event.{field} must be" in refused(json.dumps(payload).encode())


@pytest.mark.parametrize("data", [None, [], "nina", 5])
def test_data_must_be_an_object(data: Any) -> None:
    """
    Known or not, an event's data is an object.
    """
    assert "event.data must be an object" in refused(json.dumps({**event("new.type"), "data": data}).encode())


def test_escaped_pairs_of_surrogates_are_text() -> None:
    """
    An emoji written as two escapes, as many senders do, is no lone surrogate.
    """
    assert "😀" == webhooks.parse(body(data={"user": {"id": "u", "email": "😀"}})).email


def test_time_without_zone_is_utc() -> None:
    """
    All times are aware, whatever the sender left out.
    """
    assert webhooks.parse(body(created_at="2030-01-01T00:00:02")).created_at == webhooks.parse(body()).created_at


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2030-01-01t00:00:02z", "2030-01-01T00:00:02+00:00"),
        ("2030-01-01T00:00:02.5z", "2030-01-01T00:00:02.500000+00:00"),
        ("2030-01-01T00:00:02.1234567890123Z", "2030-01-01T00:00:02.123456+00:00"),
        ("2030-01-01 00:00:02-00:00", "2030-01-01T00:00:02+00:00"),
        ("2029-12-31T23:59:60Z", "2030-01-01T00:00:00+00:00"),
        ("2029-12-31T23:59:60.25Z", "2030-01-01T00:00:00.250000+00:00"),
        ("2029-12-31t18:59:60-05:00", "2030-01-01T00:00:00+00:00"),
    ],
)
@pytest.mark.parametrize("field", ["created_at", "occurred_at"])
def test_whatever_the_standard_allows_is_read(field: str, text: str, meant: str) -> None:
    """
    Small letters, fractions of any length and leap seconds are no reason to lose an event for good.
    """
    event = webhooks.parse(body(**{field: text}))

    assert datetime.fromisoformat(meant) == getattr(event, field)


@pytest.mark.parametrize(
    "text", ["2030-01-01T00:00:61Z", "2030-13-01T00:00:00Z", "9999-12-31T23:59:60Z", "z", ":60", ""]
)
def test_time_that_cannot_be_is_refused(text: str) -> None:
    """
    What no calendar has is no time.
    """
    with pytest.raises(WebhookPayloadError, match="created_at"):
        webhooks.parse(body(created_at=text))


def test_construct_event_verifies_before_it_parses() -> None:
    """
    A forged body is refused for its signature, and never read.
    """
    headers = webhooks.sign(body(), SECRET)

    assert webhooks.parse(body()) == webhooks.construct_event(body(), headers, SECRET)
    with pytest.raises(SignatureVerificationError):
        webhooks.construct_event(b"not even JSON", headers, SECRET)
    with pytest.raises(WebhookPayloadError):
        webhooks.construct_event(b"{}", webhooks.sign(b"{}", SECRET), SECRET)
    assert "evt_1893456000_k3x9" == webhooks.construct_event(body(), {}, SECRET, allow_unsigned=True).id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
FIELDS = st.sampled_from(
    ["id", "user", "email", "status", "subscription", "payment", "refund", "price", "ended_at", "metadata"]
)


@given(payload=st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_arbitrary_bytes_raise_nothing_else(payload: bytes) -> None:
    """
    Any bytes and any JSON are an event or a refusal, and never another exception.
    """
    refused(payload)


@given(
    type=st.sampled_from([*CLASSES, "new.type"]),
    data=st.recursive(JSON, lambda inner: st.dictionaries(FIELDS, inner, max_size=4), max_leaves=12),
)
def test_arbitrary_data_raises_nothing_else(type: str, data: Any) -> None:
    """
    Any data under any type is refused, or is an event whose every property can be read.
    """
    envelope = {"id": "evt_1", "type": type, "created_at": "2030-01-01T00:00:00Z", "data": data}
    try:
        parsed = webhooks.parse(json.dumps(envelope).encode())
    except WebhookPayloadError:
        return

    assert parsed.subject
    for name in ("email", "user_id", "metadata", "subscription", "payment", "refund", "is_final", "time"):
        getattr(parsed, name)
    assert type in repr(parsed)
