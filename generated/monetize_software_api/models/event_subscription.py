# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from datetime import UTC
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    instant,
    iso_time,
    member,
    retyped,
    rfc3339,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.purchase_status import PurchaseStatus

_PurchaseStatus: dict[Any, Any] = PurchaseStatus._value2member_map_


_NAMES = (
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
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class EventSubscription(Model):
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

    __module__ = "monetize_software.models"

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
        if self.status is not None:
            field_dict["status"] = self.status.value
        if self.current_period_start is not None:
            field_dict["current_period_start"] = rfc3339(self.current_period_start)
        if self.current_period_end is not None:
            field_dict["current_period_end"] = rfc3339(self.current_period_end)
        if self.trial_period_start is not None:
            field_dict["trial_period_start"] = rfc3339(self.trial_period_start)
        if self.trial_period_end is not None:
            field_dict["trial_period_end"] = rfc3339(self.trial_period_end)
        if self.cancel_at_period_end is not None:
            field_dict["cancel_at_period_end"] = self.cancel_at_period_end
        if self.cancel_at is not None:
            field_dict["cancel_at"] = rfc3339(self.cancel_at)
        if self.canceled_at is not None:
            field_dict["canceled_at"] = rfc3339(self.canceled_at)
        if self.ended_at is not None:
            field_dict["ended_at"] = rfc3339(self.ended_at)
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
        extras: dict[str, Any] | None = None
        if len(src_dict) == 10:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                    value_5,
                    value_6,
                    value_7,
                    value_8,
                    value_9,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("id")
            value_1 = src_dict.get("status")
            value_2 = src_dict.get("current_period_start")
            value_3 = src_dict.get("current_period_end")
            value_4 = src_dict.get("trial_period_start")
            value_5 = src_dict.get("trial_period_end")
            value_6 = src_dict.get("cancel_at_period_end")
            value_7 = src_dict.get("cancel_at")
            value_8 = src_dict.get("canceled_at")
            value_9 = src_dict.get("ended_at")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("EventSubscription", "id", "text")
        decoded.id = value_0

        if value_1 is not None:
            try:
                value_1 = _PurchaseStatus[value_1]
            except (KeyError, TypeError):
                value_1 = member(PurchaseStatus, value_1, "EventSubscription", "status")
        decoded.status = value_1

        if value_2 is not None:
            try:
                value_2 = iso_time(value_2)
                if value_2.tzinfo is None:
                    value_2 = value_2.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_2 = instant(value_2, "EventSubscription", "current_period_start")
        decoded.current_period_start = value_2

        if value_3 is not None:
            try:
                value_3 = iso_time(value_3)
                if value_3.tzinfo is None:
                    value_3 = value_3.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_3 = instant(value_3, "EventSubscription", "current_period_end")
        decoded.current_period_end = value_3

        if value_4 is not None:
            try:
                value_4 = iso_time(value_4)
                if value_4.tzinfo is None:
                    value_4 = value_4.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_4 = instant(value_4, "EventSubscription", "trial_period_start")
        decoded.trial_period_start = value_4

        if value_5 is not None:
            try:
                value_5 = iso_time(value_5)
                if value_5.tzinfo is None:
                    value_5 = value_5.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_5 = instant(value_5, "EventSubscription", "trial_period_end")
        decoded.trial_period_end = value_5

        if value_6 is not None and type(value_6) is not bool:
            raise InvalidPayload("EventSubscription", "cancel_at_period_end", "true or false")
        decoded.cancel_at_period_end = value_6

        if value_7 is not None:
            try:
                value_7 = iso_time(value_7)
                if value_7.tzinfo is None:
                    value_7 = value_7.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_7 = instant(value_7, "EventSubscription", "cancel_at")
        decoded.cancel_at = value_7

        if value_8 is not None:
            try:
                value_8 = iso_time(value_8)
                if value_8.tzinfo is None:
                    value_8 = value_8.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_8 = instant(value_8, "EventSubscription", "canceled_at")
        decoded.canceled_at = value_8

        if value_9 is not None:
            try:
                value_9 = iso_time(value_9)
                if value_9.tzinfo is None:
                    value_9 = value_9.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_9 = instant(value_9, "EventSubscription", "ended_at")
        decoded.ended_at = value_9

        decoded.additional_properties = extras
        if cls is not EventSubscription:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(EventSubscription)

settle(
    EventSubscription,
    {
        "id": str,
        "status": None | PurchaseStatus,
        "current_period_start": datetime.datetime | None,
        "current_period_end": datetime.datetime | None,
        "trial_period_start": datetime.datetime | None,
        "trial_period_end": datetime.datetime | None,
        "cancel_at_period_end": bool | None,
        "cancel_at": datetime.datetime | None,
        "canceled_at": datetime.datetime | None,
        "ended_at": datetime.datetime | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
