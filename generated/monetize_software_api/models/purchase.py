# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import instant, member, number, whole
from ..errors import InvalidPayload
from ..models.interval import Interval
from ..models.purchase_status import PurchaseStatus

_PurchaseStatus: dict[Any, Any] = PurchaseStatus._value2member_map_
_Interval: dict[Any, Any] = Interval._value2member_map_


_KNOWN = frozenset(
    {
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
    }
)


@_attrs_define
class Purchase:
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
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        if self.status is not None:
            field_dict["status"] = self.status.value
        if self.cancel_at is not None:
            field_dict["cancel_at"] = self.cancel_at.isoformat()
        if self.cancel_at_period_end is not None:
            field_dict["cancel_at_period_end"] = self.cancel_at_period_end
        if self.canceled_at is not None:
            field_dict["canceled_at"] = self.canceled_at.isoformat()
        if self.created is not None:
            field_dict["created"] = self.created.isoformat()
        if self.ended_at is not None:
            field_dict["ended_at"] = self.ended_at.isoformat()
        if self.current_period_end is not None:
            field_dict["current_period_end"] = self.current_period_end.isoformat()
        if self.current_period_start is not None:
            field_dict["current_period_start"] = self.current_period_start.isoformat()
        if self.unit_amount is not None:
            field_dict["unit_amount"] = self.unit_amount
        if self.currency is not None:
            field_dict["currency"] = self.currency
        if self.interval is not None:
            field_dict["interval"] = self.interval.value
        if self.discount is not None:
            field_dict["discount"] = float(self.discount)
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("Purchase", "id", "text")
        decoded.id = value

        value = src_dict.get("status")
        if value is not None:
            value = (type(value) is str and _PurchaseStatus.get(value)) or member(
                PurchaseStatus, value, "Purchase", "status"
            )
        decoded.status = value

        value = src_dict.get("cancel_at")
        if value is not None:
            value = instant(value, "Purchase", "cancel_at")
        decoded.cancel_at = value

        value = src_dict.get("cancel_at_period_end")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("Purchase", "cancel_at_period_end", "true or false")
        decoded.cancel_at_period_end = value

        value = src_dict.get("canceled_at")
        if value is not None:
            value = instant(value, "Purchase", "canceled_at")
        decoded.canceled_at = value

        value = src_dict.get("created")
        if value is not None:
            value = instant(value, "Purchase", "created")
        decoded.created = value

        value = src_dict.get("ended_at")
        if value is not None:
            value = instant(value, "Purchase", "ended_at")
        decoded.ended_at = value

        value = src_dict.get("current_period_end")
        if value is not None:
            value = instant(value, "Purchase", "current_period_end")
        decoded.current_period_end = value

        value = src_dict.get("current_period_start")
        if value is not None:
            value = instant(value, "Purchase", "current_period_start")
        decoded.current_period_start = value

        value = src_dict.get("unit_amount")
        if value is not None and type(value) is not int:
            value = whole(value, "Purchase", "unit_amount")
        decoded.unit_amount = value

        value = src_dict.get("currency")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Purchase", "currency", "text")
        decoded.currency = value

        value = src_dict.get("interval")
        if value is not None:
            value = (type(value) is str and _Interval.get(value)) or member(
                Interval, value, "Purchase", "interval"
            )
        decoded.interval = value

        value = src_dict.get("discount")
        if value is not None:
            value = number(value, "Purchase", "discount")
        decoded.discount = value

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
