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
        "current_period_end",
        "cancel_at_period_end",
    }
)


@_attrs_define
class PurchaseState:
    """A purchase in short.

    Attributes:
        id (str):
        status (None | PurchaseStatus):
        current_period_end (datetime.datetime | None):
        cancel_at_period_end (bool | None):
    """

    id: str
    status: None | PurchaseStatus = None
    current_period_end: datetime.datetime | None = None
    cancel_at_period_end: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        if self.status is not None:
            field_dict["status"] = self.status.value
        if self.current_period_end is not None:
            field_dict["current_period_end"] = self.current_period_end.isoformat()
        if self.cancel_at_period_end is not None:
            field_dict["cancel_at_period_end"] = self.cancel_at_period_end
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("PurchaseState", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("PurchaseState", "id", "text")
        decoded.id = value

        value = src_dict.get("status")
        if value is not None:
            value = (type(value) is str and _PurchaseStatus.get(value)) or member(
                PurchaseStatus, value, "PurchaseState", "status"
            )
        decoded.status = value

        value = src_dict.get("current_period_end")
        if value is not None:
            value = instant(value, "PurchaseState", "current_period_end")
        decoded.current_period_end = value

        value = src_dict.get("cancel_at_period_end")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("PurchaseState", "cancel_at_period_end", "true or false")
        decoded.cancel_at_period_end = value

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
