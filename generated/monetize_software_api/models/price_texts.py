# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    counted,
    draft_of,
    retyped,
    settle,
)
from ..errors import InvalidPayload
from ..json_model import Model


@_attrs_frozen(eq=False, repr=False)
class PriceTexts(Model):
    """Overrides by price id."""

    __module__ = "monetize_software.models"

    additional_properties: dict[str, PriceText] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=counted
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = {
            name: extra.to_dict() for name, extra in self.additional_properties.items()
        }
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("PriceTexts", "", "an object")
        decoded: Any = object.__new__(_Draft)
        extras: dict[str, Any] = {}
        for key, value in src_dict.items():
            value = PriceText.from_dict(value)
            extras[key] = value
        decoded.additional_properties = extras
        if cls is not PriceTexts:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(PriceTexts)


# Last, because two models may refer to each other.
from ..models.price_text import PriceText

settle(
    PriceTexts,
    {
        "additional_properties": dict[str, PriceText],
    },
    {},
)
