# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    retyped,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "key",
    "weight",
    "prices",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class ExperimentVariant(Model):
    """One arm of an experiment.

    Attributes:
        key (str):
        weight (int):
        prices (list[VariantPrice] | None):
    """

    __module__ = "monetize_software.models"

    key: str
    weight: int
    prices: list[VariantPrice] | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["key"] = self.key
        field_dict["weight"] = self.weight
        if self.prices is not None:
            field_dict["prices"] = [item.to_dict() for item in self.prices]
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("ExperimentVariant", "", "an object")
        value_0: Any = src_dict.get("key")
        value_1: Any = src_dict.get("weight")
        value_2: Any = src_dict.get("prices")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("ExperimentVariant", "key", "text")
        decoded.key = value_0

        if type(value_1) is not int:
            value_1 = whole(value_1, "ExperimentVariant", "weight")
        decoded.weight = value_1

        if value_2 is not None:
            if type(value_2) is not list:
                raise InvalidPayload("ExperimentVariant", "prices", "a list")
            value_2 = [VariantPrice.from_dict(value_2_item) for value_2_item in value_2]
        decoded.prices = value_2

        decoded.additional_properties = extras
        if cls is not ExperimentVariant:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(ExperimentVariant)


# Last, because two models may refer to each other.
from ..models.variant_price import VariantPrice

settle(
    ExperimentVariant,
    {
        "key": str,
        "weight": int,
        "prices": list[VariantPrice] | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
