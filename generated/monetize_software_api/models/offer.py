# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import instant, number, whole
from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "id",
        "discount_percent",
        "expires_at",
        "price_id",
        "duration_minutes",
        "label",
    }
)


@_attrs_define
class Offer:
    """A discount.

    Attributes:
        id (str):
        discount_percent (Decimal | None): 1 to 100; null or less means not applicable.
        expires_at (datetime.datetime | None): Wins over `duration_minutes`.
        price_id (None | str): Null means any price.
        duration_minutes (int | None): Minutes from the visitor's first view.
        label (None | str):
    """

    id: str
    discount_percent: Decimal | None
    expires_at: datetime.datetime | None
    price_id: None | str
    duration_minutes: int | None = None
    label: None | str = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["discount_percent"] = (
            None if self.discount_percent is None else float(self.discount_percent)
        )
        field_dict["expires_at"] = None if self.expires_at is None else self.expires_at.isoformat()
        field_dict["price_id"] = self.price_id
        if self.duration_minutes is not None:
            field_dict["duration_minutes"] = self.duration_minutes
        if self.label is not None:
            field_dict["label"] = self.label
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Offer", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("Offer", "id", "text")
        decoded.id = value

        value = src_dict.get("discount_percent")
        if value is not None:
            value = number(value, "Offer", "discount_percent")
        decoded.discount_percent = value

        value = src_dict.get("expires_at")
        if value is not None:
            value = instant(value, "Offer", "expires_at")
        decoded.expires_at = value

        value = src_dict.get("price_id")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Offer", "price_id", "text")
        decoded.price_id = value

        value = src_dict.get("duration_minutes")
        if value is not None and type(value) is not int:
            value = whole(value, "Offer", "duration_minutes")
        decoded.duration_minutes = value

        value = src_dict.get("label")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Offer", "label", "text")
        decoded.label = value

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
