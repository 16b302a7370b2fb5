# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidPayload


@_attrs_define
class Locales:
    """Overrides by BCP 47 tag."""

    additional_properties: dict[str, LocaleOverrides] = _attrs_field(
        init=False, factory=dict, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
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
            raise InvalidPayload("Locales", "", "an object")
        decoded = object.__new__(cls)
        extras: dict[str, LocaleOverrides] = {}
        for key, value in src_dict.items():
            value = LocaleOverrides.from_dict(value)
            extras[key] = value
        decoded.additional_properties = extras
        return decoded

    @property
    def additional_keys(self) -> list[str]:
        """Names of the fields this release does not know."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> LocaleOverrides:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: LocaleOverrides) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


# Last, because two models may refer to each other.
from ..models.locale_overrides import LocaleOverrides
