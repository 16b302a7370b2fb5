# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import member, number, whole
from ..errors import InvalidPayload
from ..models.interval import Interval

_Interval: dict[Any, Any] = Interval._value2member_map_


_KNOWN = frozenset(
    {
        "id",
        "currency",
        "amount",
        "interval",
        "interval_count",
        "trial_days",
        "label",
        "description",
        "local",
    }
)


@_attrs_define
class Price:
    """One plan.

    Attributes:
        id (str): Changes when pricing is edited; never hard-code it.
        currency (str): ISO 4217 code.
        amount (Decimal): Major units, such as 9.99.
        interval (Interval | None):
        interval_count (int | None):
        trial_days (int | None): Free days after payment details are given.
        label (None | str):
        description (None | str):
        local (LocalPrice | None):
    """

    id: str
    currency: str
    amount: Decimal
    interval: Interval | None
    interval_count: int | None
    trial_days: int | None
    label: None | str = None
    description: None | str = None
    local: LocalPrice | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["currency"] = self.currency
        field_dict["amount"] = float(self.amount)
        field_dict["interval"] = None if self.interval is None else self.interval.value
        field_dict["interval_count"] = self.interval_count
        field_dict["trial_days"] = self.trial_days
        if self.label is not None:
            field_dict["label"] = self.label
        if self.description is not None:
            field_dict["description"] = self.description
        if self.local is not None:
            field_dict["local"] = self.local.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Price", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("Price", "id", "text")
        decoded.id = value

        value = src_dict.get("currency")
        if type(value) is not str:
            raise InvalidPayload("Price", "currency", "text")
        decoded.currency = value

        value = src_dict.get("amount")
        value = number(value, "Price", "amount")
        decoded.amount = value

        value = src_dict.get("interval")
        if value is not None:
            value = (type(value) is str and _Interval.get(value)) or member(
                Interval, value, "Price", "interval"
            )
        decoded.interval = value

        value = src_dict.get("interval_count")
        if value is not None and type(value) is not int:
            value = whole(value, "Price", "interval_count")
        decoded.interval_count = value

        value = src_dict.get("trial_days")
        if value is not None and type(value) is not int:
            value = whole(value, "Price", "trial_days")
        decoded.trial_days = value

        value = src_dict.get("label")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Price", "label", "text")
        decoded.label = value

        value = src_dict.get("description")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Price", "description", "text")
        decoded.description = value

        value = src_dict.get("local")
        if value is not None:
            value = LocalPrice.from_dict(value)
        decoded.local = value

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
from ..models.local_price import LocalPrice
