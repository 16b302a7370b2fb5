"""
Reads a body into a typed event. Trusts nothing in it, fails in one way only, and never repeats a value in an error.

Says nothing about who sent the body: verify it first.
"""

from __future__ import annotations

import json
from math import isinf
from typing import Any, NoReturn, TypeGuard

from monetize_software.errors import WebhookPayloadError

from . import events
from .body import LARGEST_BODY, Body, raw_bytes
from .envelope import Subscription
from .events import WebhookEvent
from .payloads import InvalidPayload, PaymentEventData, RefundEventData, SubscriptionEventData, draft_of, instant

__all__ = ["parse", "read_event"]

_TYPED: dict[str, tuple[Any, Any]] = {
    events.PAYMENT_COMPLETED: (events.PaymentCompleted, PaymentEventData),
    events.SUBSCRIPTION_CREATED: (events.SubscriptionCreated, SubscriptionEventData),
    events.SUBSCRIPTION_UPDATED: (events.SubscriptionUpdated, SubscriptionEventData),
    events.SUBSCRIPTION_CANCELLED: (events.SubscriptionCancelled, SubscriptionEventData),
    events.REFUND_CREATED: (events.RefundCreated, RefundEventData),
}
_UNKNOWN = (events.UnknownEvent, None)
_DRAFTS = {kind: draft_of(kind) for kind, _ in [*_TYPED.values(), _UNKNOWN]}
_BLANKS = " \t\r\n"


def parse(body: Body) -> WebhookEvent:
    """
    Read a delivery's body.

    Args:
        body: The raw body, verified before.

    Returns:
        An object of the class of its type; `UnknownEvent` for types this release does not know.

    Raises:
        WebhookPayloadError: It is over 1 MB, not JSON, or not an event. The text names the field. Answer 400.
        TypeError: The body is not bytes.
    """
    message = raw_bytes(body)
    if len(message) > LARGEST_BODY:
        raise WebhookPayloadError("The webhook body is over 1 MB, more than is ever sent.")
    raw = _json(message)
    if not _is_object(raw):
        raise WebhookPayloadError("The webhook body must be a JSON object in UTF-8.")
    try:
        return read_event(raw)
    except InvalidPayload as problem:
        raise WebhookPayloadError(f"The webhook body is not a valid event: {problem}.") from None


def read_event(raw: dict[str, Any]) -> WebhookEvent:
    """
    Read an event's JSON.

    Raises:
        InvalidPayload: It is not an event. The text names the field.
    """
    identity, name, data = raw.get("id"), raw.get("type"), raw.get("data")
    if type(identity) is not str or not identity:
        raise InvalidPayload("event", "id", "a text that is not empty")
    if type(name) is not str or not name:
        raise InvalidPayload("event", "type", "a text that is not empty")
    if not _is_object(data):
        raise InvalidPayload("event", "data", "an object")
    kind, model = _TYPED.get(name, _UNKNOWN)
    occurred = raw.get("occurred_at")
    event = object.__new__(_DRAFTS[kind])
    event.id = identity
    event.created_at = instant(raw.get("created_at"), "event", "created_at")
    event.occurred_at = occurred if occurred is None else instant(occurred, "event", "occurred_at")
    event.raw = raw
    event.late = False
    event.type = name if model is not None else "unknown"
    event.data = data if model is None else _with_access(model.from_dict(data))
    event.__class__ = kind
    read: WebhookEvent = event
    return read


def _with_access(data: Any) -> Any:
    """
    Let the subscription inside, which was read as any other model, tell whether it gives access.
    """
    subscription = getattr(data, "subscription", None)
    if subscription is not None:
        object.__setattr__(subscription, "__class__", Subscription)
    return data


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return type(value) is dict


def _json(message: bytes) -> Any:
    try:
        text = message.decode().strip(_BLANKS)
        value, end = _DECODER.raw_decode(text)
        if end != len(text):
            return None
        if "\\" in text and "\\ud" in text.lower():
            # Half a surrogate pair is a text that no database and no log can take.
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except (ValueError, RecursionError):
        return None


def _finite(digits: str) -> float:
    number = float(digits)
    return _refuse(digits) if isinf(number) else number


def _refuse(_: str) -> NoReturn:
    raise ValueError


# Without these, NaN and numbers too large for a float would pass and could not be written as JSON again.
_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
