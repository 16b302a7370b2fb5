# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import instant
from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "id",
        "type",
        "created_at",
        "data",
        "occurred_at",
    }
)


@_attrs_define
class SubscriptionCancelledEvent:
    """A subscription really ended.

    Attributes:
        id (str):
        type_ (Literal['subscription.cancelled']):
        created_at (datetime.datetime):
        data (SubscriptionEventData): What the `subscription.*` events carry.
        occurred_at (datetime.datetime | None):
    """

    id: str
    type_: Literal["subscription.cancelled"]
    created_at: datetime.datetime
    data: SubscriptionEventData
    occurred_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["type"] = self.type_
        field_dict["created_at"] = self.created_at.isoformat()
        field_dict["data"] = self.data.to_dict()
        if self.occurred_at is not None:
            field_dict["occurred_at"] = self.occurred_at.isoformat()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("SubscriptionCancelledEvent", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("SubscriptionCancelledEvent", "id", "text")
        decoded.id = value

        value = src_dict.get("type")
        if (type(value), value) != (str, "subscription.cancelled"):
            raise InvalidPayload(
                "SubscriptionCancelledEvent", "type", repr("subscription.cancelled")
            )
        decoded.type_ = value

        value = src_dict.get("created_at")
        value = instant(value, "SubscriptionCancelledEvent", "created_at")
        decoded.created_at = value

        value = src_dict.get("data")
        value = SubscriptionEventData.from_dict(value)
        decoded.data = value

        value = src_dict.get("occurred_at")
        if value is not None:
            value = instant(value, "SubscriptionCancelledEvent", "occurred_at")
        decoded.occurred_at = value

        if _KNOWN.issuperset(src_dict):
            decoded.additional_properties = {}
        else:
            decoded.additional_properties = {
                key: src_dict[key] for key in src_dict if key not in _KNOWN
            }
        return decoded

    @property
    def additional_keys(self) -> list[str]:
        """Names of the fields this release does not know."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


# Last, because two models may refer to each other.
from ..models.subscription_event_data import SubscriptionEventData
