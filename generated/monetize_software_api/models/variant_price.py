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
from ..models.local_price import LocalPrice

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
        "replaces",
    }
)


@_attrs_define
class VariantPrice:
    """A price that replaces another in this variant.

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
        replaces (None | str): Id of the price it replaces.
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
    replaces: None | str = None
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
        if self.replaces is not None:
            field_dict["replaces"] = self.replaces
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("VariantPrice", "", "an object")
        id: Any = src_dict.get("id")
        if type(id) is not str:
            raise InvalidPayload("VariantPrice", "id", "text")

        currency: Any = src_dict.get("currency")
        if type(currency) is not str:
            raise InvalidPayload("VariantPrice", "currency", "text")

        amount: Any = src_dict.get("amount")
        amount = number(amount, "VariantPrice", "amount")

        interval: Any = src_dict.get("interval")
        if interval is not None:
            interval = (type(interval) is str and _Interval.get(interval)) or member(
                Interval, interval, "VariantPrice", "interval"
            )

        interval_count: Any = src_dict.get("interval_count")
        if interval_count is not None and type(interval_count) is not int:
            interval_count = whole(interval_count, "VariantPrice", "interval_count")

        trial_days: Any = src_dict.get("trial_days")
        if trial_days is not None and type(trial_days) is not int:
            trial_days = whole(trial_days, "VariantPrice", "trial_days")

        label: Any = src_dict.get("label")
        if label is not None and type(label) is not str:
            raise InvalidPayload("VariantPrice", "label", "text")

        description: Any = src_dict.get("description")
        if description is not None and type(description) is not str:
            raise InvalidPayload("VariantPrice", "description", "text")

        local: Any = src_dict.get("local")
        if local is not None:
            local = LocalPrice.from_dict(local)

        replaces: Any = src_dict.get("replaces")
        if replaces is not None and type(replaces) is not str:
            raise InvalidPayload("VariantPrice", "replaces", "text")

        decoded = object.__new__(cls)
        decoded.id = id
        decoded.currency = currency
        decoded.amount = amount
        decoded.interval = interval
        decoded.interval_count = interval_count
        decoded.trial_days = trial_days
        decoded.label = label
        decoded.description = description
        decoded.local = local
        decoded.replaces = replaces
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
