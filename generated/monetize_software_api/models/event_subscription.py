# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import instant, member
from ..errors import InvalidPayload
from ..models.purchase_status import PurchaseStatus

_PurchaseStatus: dict[Any, Any] = PurchaseStatus._value2member_map_


_KNOWN = frozenset(
    {
        "id",
        "status",
        "current_period_start",
        "current_period_end",
        "trial_period_start",
        "trial_period_end",
        "cancel_at_period_end",
        "cancel_at",
        "canceled_at",
        "ended_at",
    }
)


@_attrs_define
class EventSubscription:
    """The subscription after the change. A missing field says nothing.

    Attributes:
        id (str):
        status (None | PurchaseStatus):
        current_period_start (datetime.datetime | None):
        current_period_end (datetime.datetime | None): Next billing date. Not moved back by immediate cancellation.
        trial_period_start (datetime.datetime | None):
        trial_period_end (datetime.datetime | None):
        cancel_at_period_end (bool | None):
        cancel_at (datetime.datetime | None):
        canceled_at (datetime.datetime | None): When cancellation was requested.
        ended_at (datetime.datetime | None): When it really ended.
    """

    id: str
    status: None | PurchaseStatus = None
    current_period_start: datetime.datetime | None = None
    current_period_end: datetime.datetime | None = None
    trial_period_start: datetime.datetime | None = None
    trial_period_end: datetime.datetime | None = None
    cancel_at_period_end: bool | None = None
    cancel_at: datetime.datetime | None = None
    canceled_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        if self.status is not None:
            field_dict["status"] = self.status.value
        if self.current_period_start is not None:
            field_dict["current_period_start"] = self.current_period_start.isoformat()
        if self.current_period_end is not None:
            field_dict["current_period_end"] = self.current_period_end.isoformat()
        if self.trial_period_start is not None:
            field_dict["trial_period_start"] = self.trial_period_start.isoformat()
        if self.trial_period_end is not None:
            field_dict["trial_period_end"] = self.trial_period_end.isoformat()
        if self.cancel_at_period_end is not None:
            field_dict["cancel_at_period_end"] = self.cancel_at_period_end
        if self.cancel_at is not None:
            field_dict["cancel_at"] = self.cancel_at.isoformat()
        if self.canceled_at is not None:
            field_dict["canceled_at"] = self.canceled_at.isoformat()
        if self.ended_at is not None:
            field_dict["ended_at"] = self.ended_at.isoformat()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("EventSubscription", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("EventSubscription", "id", "text")
        decoded.id = value

        value = src_dict.get("status")
        if value is not None:
            value = (type(value) is str and _PurchaseStatus.get(value)) or member(
                PurchaseStatus, value, "EventSubscription", "status"
            )
        decoded.status = value

        value = src_dict.get("current_period_start")
        if value is not None:
            value = instant(value, "EventSubscription", "current_period_start")
        decoded.current_period_start = value

        value = src_dict.get("current_period_end")
        if value is not None:
            value = instant(value, "EventSubscription", "current_period_end")
        decoded.current_period_end = value

        value = src_dict.get("trial_period_start")
        if value is not None:
            value = instant(value, "EventSubscription", "trial_period_start")
        decoded.trial_period_start = value

        value = src_dict.get("trial_period_end")
        if value is not None:
            value = instant(value, "EventSubscription", "trial_period_end")
        decoded.trial_period_end = value

        value = src_dict.get("cancel_at_period_end")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("EventSubscription", "cancel_at_period_end", "true or false")
        decoded.cancel_at_period_end = value

        value = src_dict.get("cancel_at")
        if value is not None:
            value = instant(value, "EventSubscription", "cancel_at")
        decoded.cancel_at = value

        value = src_dict.get("canceled_at")
        if value is not None:
            value = instant(value, "EventSubscription", "canceled_at")
        decoded.canceled_at = value

        value = src_dict.get("ended_at")
        if value is not None:
            value = instant(value, "EventSubscription", "ended_at")
        decoded.ended_at = value

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
