# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    exact_number,
    member,
    number,
    retyped,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.interval import Interval

_Interval: dict[Any, Any] = Interval._value2member_map_


_NAMES = (
    "id",
    "unit_amount",
    "interval",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class LegacyPrice(Model):
    """One plan of the older API.

    Attributes:
        id (int):
        unit_amount (Decimal): Major units.
        interval (Interval): Billing interval; `lifetime` is paid once.
    """

    __module__ = "monetize_software.models"

    id: int
    unit_amount: Decimal
    interval: Interval
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
        field_dict["unit_amount"] = exact_number(self.unit_amount)
        field_dict["interval"] = self.interval.value
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("LegacyPrice", "", "an object")
        value_0: Any = src_dict.get("id")
        value_1: Any = src_dict.get("unit_amount")
        value_2: Any = src_dict.get("interval")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not int:
            value_0 = whole(value_0, "LegacyPrice", "id")
        decoded.id = value_0

        if type(value_1) is not Decimal or not value_1.is_finite():
            value_1 = number(value_1, "LegacyPrice", "unit_amount")
        decoded.unit_amount = value_1

        try:
            value_2 = _Interval[value_2]
        except (KeyError, TypeError):
            value_2 = member(Interval, value_2, "LegacyPrice", "interval")
        decoded.interval = value_2

        decoded.additional_properties = extras
        if cls is not LegacyPrice:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(LegacyPrice)

settle(
    LegacyPrice,
    {
        "id": int,
        "unit_amount": Decimal,
        "interval": Interval,
        "additional_properties": dict[str, Any],
    },
    {},
)
