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
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "layout",
    "prices",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class LocaleOverrides(Model):
    """A present key overrides; null clears.

    Attributes:
        layout (Layout | None): What the paywall shows, top to bottom.
        prices (PriceTexts | None): Overrides by price id.
    """

    __module__ = "monetize_software.models"

    layout: Layout | None = None
    prices: PriceTexts | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        if self.layout is not None:
            field_dict["layout"] = self.layout.to_dict()
        if self.prices is not None:
            field_dict["prices"] = self.prices.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("LocaleOverrides", "", "an object")
        value_0: Any = src_dict.get("layout")
        value_1: Any = src_dict.get("prices")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if value_0 is not None:
            value_0 = Layout.from_dict(value_0)
        decoded.layout = value_0

        if value_1 is not None:
            value_1 = PriceTexts.from_dict(value_1)
        decoded.prices = value_1

        decoded.additional_properties = extras
        if cls is not LocaleOverrides:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(LocaleOverrides)


# Last, because two models may refer to each other.
from ..models.layout import Layout
from ..models.price_texts import PriceTexts

settle(
    LocaleOverrides,
    {
        "layout": Layout | None,
        "prices": PriceTexts | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
