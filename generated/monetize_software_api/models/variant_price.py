# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter as _itemgetter
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
    "currency",
    "amount",
    "interval",
    "interval_count",
    "trial_days",
    "label",
    "description",
    "local",
    "replaces",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class VariantPrice(Model):
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

    __module__ = "monetize_software.models"

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
        field_dict["currency"] = self.currency
        field_dict["amount"] = exact_number(self.amount)
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
            value_1 = src_dict.get("currency")
            value_2 = src_dict.get("amount")
            value_3 = src_dict.get("interval")
            value_4 = src_dict.get("interval_count")
            value_5 = src_dict.get("trial_days")
            value_6 = src_dict.get("label")
            value_7 = src_dict.get("description")
            value_8 = src_dict.get("local")
            value_9 = src_dict.get("replaces")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("VariantPrice", "id", "text")
        decoded.id = value_0

        if type(value_1) is not str:
            raise InvalidPayload("VariantPrice", "currency", "text")
        decoded.currency = value_1

        if type(value_2) is not Decimal or not value_2.is_finite():
            value_2 = number(value_2, "VariantPrice", "amount")
        decoded.amount = value_2

        if value_3 is not None:
            try:
                value_3 = _Interval[value_3]
            except (KeyError, TypeError):
                value_3 = member(Interval, value_3, "VariantPrice", "interval")
        decoded.interval = value_3

        if value_4 is not None and type(value_4) is not int:
            value_4 = whole(value_4, "VariantPrice", "interval_count")
        decoded.interval_count = value_4

        if value_5 is not None and type(value_5) is not int:
            value_5 = whole(value_5, "VariantPrice", "trial_days")
        decoded.trial_days = value_5

        if value_6 is not None and type(value_6) is not str:
            raise InvalidPayload("VariantPrice", "label", "text")
        decoded.label = value_6

        if value_7 is not None and type(value_7) is not str:
            raise InvalidPayload("VariantPrice", "description", "text")
        decoded.description = value_7

        if value_8 is not None:
            value_8 = LocalPrice.from_dict(value_8)
        decoded.local = value_8

        if value_9 is not None and type(value_9) is not str:
            raise InvalidPayload("VariantPrice", "replaces", "text")
        decoded.replaces = value_9

        decoded.additional_properties = extras
        if cls is not VariantPrice:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(VariantPrice)


# Last, because two models may refer to each other.
from ..models.local_price import LocalPrice

settle(
    VariantPrice,
    {
        "id": str,
        "currency": str,
        "amount": Decimal,
        "interval": Interval | None,
        "interval_count": int | None,
        "trial_days": int | None,
        "label": None | str,
        "description": None | str,
        "local": LocalPrice | None,
        "replaces": None | str,
        "additional_properties": dict[str, Any],
    },
    {},
)
