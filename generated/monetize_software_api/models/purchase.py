# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    exact_number,
    instant,
    iso_time,
    member,
    number,
    retyped,
    rfc3339,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.interval import Interval
from ..models.purchase_status import PurchaseStatus

_PurchaseStatus: dict[Any, Any] = PurchaseStatus._value2member_map_
_Interval: dict[Any, Any] = Interval._value2member_map_


_NAMES = (
    "id",
    "status",
    "cancel_at",
    "cancel_at_period_end",
    "canceled_at",
    "created",
    "ended_at",
    "current_period_end",
    "current_period_start",
    "unit_amount",
    "currency",
    "interval",
    "discount",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class Purchase(Model):
    """A subscription or a lifetime purchase. Only `id` is sure to be there.

    Attributes:
        id (str):
        status (None | PurchaseStatus):
        cancel_at (datetime.datetime | None):
        cancel_at_period_end (bool | None):
        canceled_at (datetime.datetime | None):
        created (datetime.datetime | None):
        ended_at (datetime.datetime | None):
        current_period_end (datetime.datetime | None):
        current_period_start (datetime.datetime | None):
        unit_amount (int | None): Minor units, such as 999.
        currency (None | str): ISO 4217 code.
        interval (Interval | None):
        discount (Decimal | None): Percent. Absent without an offer.
    """

    __module__ = "monetize_software.models"

    id: str
    status: None | PurchaseStatus = None
    cancel_at: datetime.datetime | None = None
    cancel_at_period_end: bool | None = None
    canceled_at: datetime.datetime | None = None
    created: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    current_period_end: datetime.datetime | None = None
    current_period_start: datetime.datetime | None = None
    unit_amount: int | None = None
    currency: None | str = None
    interval: Interval | None = None
    discount: Decimal | None = None
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
        if self.cancel_at is not None:
            field_dict["cancel_at"] = rfc3339(self.cancel_at)
        if self.cancel_at_period_end is not None:
            field_dict["cancel_at_period_end"] = self.cancel_at_period_end
        if self.canceled_at is not None:
            field_dict["canceled_at"] = rfc3339(self.canceled_at)
        if self.created is not None:
            field_dict["created"] = rfc3339(self.created)
        if self.ended_at is not None:
            field_dict["ended_at"] = rfc3339(self.ended_at)
        if self.current_period_end is not None:
            field_dict["current_period_end"] = rfc3339(self.current_period_end)
        if self.current_period_start is not None:
            field_dict["current_period_start"] = rfc3339(self.current_period_start)
        if self.unit_amount is not None:
            field_dict["unit_amount"] = self.unit_amount
        if self.currency is not None:
            field_dict["currency"] = self.currency
        if self.interval is not None:
            field_dict["interval"] = self.interval.value
        if self.discount is not None:
            field_dict["discount"] = exact_number(self.discount)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Purchase", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 13:
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
                    value_10,
                    value_11,
                    value_12,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("id")
            value_1 = src_dict.get("status")
            value_2 = src_dict.get("cancel_at")
            value_3 = src_dict.get("cancel_at_period_end")
            value_4 = src_dict.get("canceled_at")
            value_5 = src_dict.get("created")
            value_6 = src_dict.get("ended_at")
            value_7 = src_dict.get("current_period_end")
            value_8 = src_dict.get("current_period_start")
            value_9 = src_dict.get("unit_amount")
            value_10 = src_dict.get("currency")
            value_11 = src_dict.get("interval")
            value_12 = src_dict.get("discount")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("Purchase", "id", "text")
        decoded.id = value_0

        if value_1 is not None:
            try:
                value_1 = _PurchaseStatus[value_1]
            except (KeyError, TypeError):
                value_1 = member(PurchaseStatus, value_1, "Purchase", "status")
        decoded.status = value_1

        if value_2 is not None:
            try:
                value_2 = iso_time(value_2)
                if value_2.tzinfo is None:
                    value_2 = value_2.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_2 = instant(value_2, "Purchase", "cancel_at")
        decoded.cancel_at = value_2

        if value_3 is not None and type(value_3) is not bool:
            raise InvalidPayload("Purchase", "cancel_at_period_end", "true or false")
        decoded.cancel_at_period_end = value_3

        if value_4 is not None:
            try:
                value_4 = iso_time(value_4)
                if value_4.tzinfo is None:
                    value_4 = value_4.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_4 = instant(value_4, "Purchase", "canceled_at")
        decoded.canceled_at = value_4

        if value_5 is not None:
            try:
                value_5 = iso_time(value_5)
                if value_5.tzinfo is None:
                    value_5 = value_5.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_5 = instant(value_5, "Purchase", "created")
        decoded.created = value_5

        if value_6 is not None:
            try:
                value_6 = iso_time(value_6)
                if value_6.tzinfo is None:
                    value_6 = value_6.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_6 = instant(value_6, "Purchase", "ended_at")
        decoded.ended_at = value_6

        if value_7 is not None:
            try:
                value_7 = iso_time(value_7)
                if value_7.tzinfo is None:
                    value_7 = value_7.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_7 = instant(value_7, "Purchase", "current_period_end")
        decoded.current_period_end = value_7

        if value_8 is not None:
            try:
                value_8 = iso_time(value_8)
                if value_8.tzinfo is None:
                    value_8 = value_8.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_8 = instant(value_8, "Purchase", "current_period_start")
        decoded.current_period_start = value_8

        if value_9 is not None and type(value_9) is not int:
            value_9 = whole(value_9, "Purchase", "unit_amount")
        decoded.unit_amount = value_9

        if value_10 is not None and type(value_10) is not str:
            raise InvalidPayload("Purchase", "currency", "text")
        decoded.currency = value_10

        if value_11 is not None:
            try:
                value_11 = _Interval[value_11]
            except (KeyError, TypeError):
                value_11 = member(Interval, value_11, "Purchase", "interval")
        decoded.interval = value_11

        if value_12 is not None and (type(value_12) is not Decimal or not value_12.is_finite()):
            value_12 = number(value_12, "Purchase", "discount")
        decoded.discount = value_12

        decoded.additional_properties = extras
        if cls is not Purchase:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(Purchase)

settle(
    Purchase,
    {
        "id": str,
        "status": None | PurchaseStatus,
        "cancel_at": datetime.datetime | None,
        "cancel_at_period_end": bool | None,
        "canceled_at": datetime.datetime | None,
        "created": datetime.datetime | None,
        "ended_at": datetime.datetime | None,
        "current_period_end": datetime.datetime | None,
        "current_period_start": datetime.datetime | None,
        "unit_amount": int | None,
        "currency": None | str,
        "interval": Interval | None,
        "discount": Decimal | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
