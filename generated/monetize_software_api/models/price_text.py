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
class PriceText(Model):
    """Replaces a price's texts. An absent key leaves the text as it is, null clears it."""

    __module__ = "monetize_software.models"

    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=counted
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("PriceText", "", "an object")
        extras: dict[str, Any] = dict(src_dict)
        decoded: Any = object.__new__(_Draft)
        decoded.additional_properties = extras
        if cls is not PriceText:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(PriceText)

settle(
    PriceText,
    {
        "additional_properties": dict[str, Any],
    },
    {},
)
