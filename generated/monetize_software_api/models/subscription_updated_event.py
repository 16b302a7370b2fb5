# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from datetime import UTC
from operator import itemgetter as _itemgetter
from typing import Any, Literal, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    instant,
    iso_time,
    retyped,
    rfc3339,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "id",
    "type",
    "created_at",
    "data",
    "occurred_at",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class SubscriptionUpdatedEvent(Model):
    """A subscription changed.

    Attributes:
        id (str):
        type (Literal['subscription.updated']):
        created_at (datetime.datetime):
        data (SubscriptionEventData): What the `subscription.*` events carry.
        occurred_at (datetime.datetime | None):
    """

    __module__ = "monetize_software.models"

    TAG = ("type", "subscription.updated")

    id: str
    type: Literal["subscription.updated"]
    created_at: datetime.datetime
    data: SubscriptionEventData
    occurred_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["type"] = self.type
        field_dict["created_at"] = rfc3339(self.created_at)
        field_dict["data"] = self.data.to_dict()
        if self.occurred_at is not None:
            field_dict["occurred_at"] = rfc3339(self.occurred_at)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("SubscriptionUpdatedEvent", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 5:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("id")
            value_1 = src_dict.get("type")
            value_2 = src_dict.get("created_at")
            value_3 = src_dict.get("data")
            value_4 = src_dict.get("occurred_at")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("SubscriptionUpdatedEvent", "id", "text")
        decoded.id = value_0

        if (type(value_1), value_1) != (str, "subscription.updated"):
            raise InvalidPayload("SubscriptionUpdatedEvent", "type", repr("subscription.updated"))
        decoded.type = value_1

        try:
            value_2 = iso_time(value_2)
            if value_2.tzinfo is None:
                value_2 = value_2.replace(tzinfo=UTC)
        except (ValueError, TypeError):
            value_2 = instant(value_2, "SubscriptionUpdatedEvent", "created_at")
        decoded.created_at = value_2

        value_3 = SubscriptionEventData.from_dict(value_3)
        decoded.data = value_3

        if value_4 is not None:
            try:
                value_4 = iso_time(value_4)
                if value_4.tzinfo is None:
                    value_4 = value_4.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_4 = instant(value_4, "SubscriptionUpdatedEvent", "occurred_at")
        decoded.occurred_at = value_4

        decoded.additional_properties = extras
        if cls is not SubscriptionUpdatedEvent:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(SubscriptionUpdatedEvent)


# Last, because two models may refer to each other.
from ..models.subscription_event_data import SubscriptionEventData

settle(
    SubscriptionUpdatedEvent,
    {
        "id": str,
        "type": Literal["subscription.updated"],
        "created_at": datetime.datetime,
        "data": SubscriptionEventData,
        "occurred_at": datetime.datetime | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
