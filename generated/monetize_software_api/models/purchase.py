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
        id: Any = src_dict.get("id")
        if type(id) is not str:
            raise InvalidPayload("Purchase", "id", "text")

        status: Any = src_dict.get("status")
        if status is not None:
            status = (type(status) is str and _PurchaseStatus.get(status)) or member(
                PurchaseStatus, status, "Purchase", "status"
            )

        cancel_at: Any = src_dict.get("cancel_at")
        if cancel_at is not None:
            cancel_at = instant(cancel_at, "Purchase", "cancel_at")

        cancel_at_period_end: Any = src_dict.get("cancel_at_period_end")
        if cancel_at_period_end is not None and type(cancel_at_period_end) is not bool:
            raise InvalidPayload("Purchase", "cancel_at_period_end", "true or false")

        canceled_at: Any = src_dict.get("canceled_at")
        if canceled_at is not None:
            canceled_at = instant(canceled_at, "Purchase", "canceled_at")

        created: Any = src_dict.get("created")
        if created is not None:
            created = instant(created, "Purchase", "created")

        ended_at: Any = src_dict.get("ended_at")
        if ended_at is not None:
            ended_at = instant(ended_at, "Purchase", "ended_at")

        current_period_end: Any = src_dict.get("current_period_end")
        if current_period_end is not None:
            current_period_end = instant(current_period_end, "Purchase", "current_period_end")

        current_period_start: Any = src_dict.get("current_period_start")
        if current_period_start is not None:
            current_period_start = instant(current_period_start, "Purchase", "current_period_start")

        unit_amount: Any = src_dict.get("unit_amount")
        if unit_amount is not None and type(unit_amount) is not int:
            unit_amount = whole(unit_amount, "Purchase", "unit_amount")

        currency: Any = src_dict.get("currency")
        if currency is not None and type(currency) is not str:
            raise InvalidPayload("Purchase", "currency", "text")

        interval: Any = src_dict.get("interval")
        if interval is not None:
            interval = (type(interval) is str and _Interval.get(interval)) or member(
                Interval, interval, "Purchase", "interval"
            )

        discount: Any = src_dict.get("discount")
        if discount is not None:
            discount = number(discount, "Purchase", "discount")

        decoded = object.__new__(cls)
        decoded.id = id
        decoded.status = status
        decoded.cancel_at = cancel_at
        decoded.cancel_at_period_end = cancel_at_period_end
        decoded.canceled_at = canceled_at
        decoded.created = created
        decoded.ended_at = ended_at
        decoded.current_period_end = current_period_end
        decoded.current_period_start = current_period_start
        decoded.unit_amount = unit_amount
        decoded.currency = currency
        decoded.interval = interval
        decoded.discount = discount
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
