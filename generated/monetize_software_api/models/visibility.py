# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
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
    "visible",
    "reason",
    "country",
    "tier",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class Visibility(Model):
    """Whether the caller's country and device may see the paywall. Computed from the caller's address.

    Attributes:
        visible (bool):
        reason (None | str): country_not_match, device_not_match, disabled, …
        country (None | str): ISO 3166 code.
        tier (int | None): 1 to 3.
    """

    __module__ = "monetize_software.models"

    visible: bool
    reason: None | str = None
    country: None | str = None
    tier: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["visible"] = self.visible
        if self.reason is not None:
            field_dict["reason"] = self.reason
        if self.country is not None:
            field_dict["country"] = self.country
        if self.tier is not None:
            field_dict["tier"] = self.tier
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Visibility", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 4:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("visible")
            value_1 = src_dict.get("reason")
            value_2 = src_dict.get("country")
            value_3 = src_dict.get("tier")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not bool:
            raise InvalidPayload("Visibility", "visible", "true or false")
        decoded.visible = value_0

        if value_1 is not None and type(value_1) is not str:
            raise InvalidPayload("Visibility", "reason", "text")
        decoded.reason = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("Visibility", "country", "text")
        decoded.country = value_2

        if value_3 is not None and type(value_3) is not int:
            value_3 = whole(value_3, "Visibility", "tier")
        decoded.tier = value_3

        decoded.additional_properties = extras
        if cls is not Visibility:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(Visibility)

settle(
    Visibility,
    {
        "visible": bool,
        "reason": None | str,
        "country": None | str,
        "tier": int | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
