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
    "cancel_at_period_end",
    "cancel_at",
    "canceled_at",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class Cancellation(Model):
    """What happens to the subscription.

    Attributes:
        id (str):
        status (None | PurchaseStatus):
        cancel_at_period_end (bool | None):
        cancel_at (datetime.datetime | None): When access ends.
        canceled_at (datetime.datetime | None): Null in the answer; filled once the processor confirms.
    """

    id: str
    status: None | PurchaseStatus = None
    cancel_at_period_end: bool | None = None
    cancel_at: datetime.datetime | None = None
    canceled_at: datetime.datetime | None = None
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
        if self.cancel_at_period_end is not None:
            field_dict["cancel_at_period_end"] = self.cancel_at_period_end
        if self.cancel_at is not None:
            field_dict["cancel_at"] = rfc3339(self.cancel_at)
        if self.canceled_at is not None:
            field_dict["canceled_at"] = rfc3339(self.canceled_at)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Cancellation", "", "an object")
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
            value_1 = src_dict.get("status")
            value_2 = src_dict.get("cancel_at_period_end")
            value_3 = src_dict.get("cancel_at")
            value_4 = src_dict.get("canceled_at")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("Cancellation", "id", "text")
        decoded.id = value_0

        if value_1 is not None:
            try:
                value_1 = _PurchaseStatus[value_1]
            except (KeyError, TypeError):
                value_1 = member(PurchaseStatus, value_1, "Cancellation", "status")
        decoded.status = value_1

        if value_2 is not None and type(value_2) is not bool:
            raise InvalidPayload("Cancellation", "cancel_at_period_end", "true or false")
        decoded.cancel_at_period_end = value_2

        if value_3 is not None:
            try:
                value_3 = iso_time(value_3)
                if value_3.tzinfo is None:
                    value_3 = value_3.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_3 = instant(value_3, "Cancellation", "cancel_at")
        decoded.cancel_at = value_3

        if value_4 is not None:
            try:
                value_4 = iso_time(value_4)
                if value_4.tzinfo is None:
                    value_4 = value_4.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_4 = instant(value_4, "Cancellation", "canceled_at")
        decoded.canceled_at = value_4

        decoded.additional_properties = extras
        if cls is not Cancellation:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(Cancellation)

settle(
    Cancellation,
    {
        "id": str,
        "status": None | PurchaseStatus,
        "cancel_at_period_end": bool | None,
        "cancel_at": datetime.datetime | None,
        "canceled_at": datetime.datetime | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
