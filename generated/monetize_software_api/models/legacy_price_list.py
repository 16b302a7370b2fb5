# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import whole
from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "data",
        "error",
        "count",
        "status",
        "statusText",
    }
)


@_attrs_define
class LegacyPriceList:
    """An envelope of the older API.

    Attributes:
        data (list[LegacyPrice] | None):
        error (None | str): Not null when the call failed after all.
        count (int | None):
        status (int | None):
        status_text (str | None):
    """

    data: list[LegacyPrice] | None
    error: None | str = None
    count: int | None = None
    status: int | None = None
    status_text: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["data"] = None if self.data is None else [item.to_dict() for item in self.data]
        if self.error is not None:
            field_dict["error"] = self.error
        if self.count is not None:
            field_dict["count"] = self.count
        if self.status is not None:
            field_dict["status"] = self.status
        if self.status_text is not None:
            field_dict["statusText"] = self.status_text
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("LegacyPriceList", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("data")
        if value is not None:
            if type(value) is not list:
                raise InvalidPayload("LegacyPriceList", "data", "a list")
            value = [LegacyPrice.from_dict(value_item) for value_item in value]
        decoded.data = value

        value = src_dict.get("error")
        if value is not None and type(value) is not str:
            raise InvalidPayload("LegacyPriceList", "error", "text")
        decoded.error = value

        value = src_dict.get("count")
        if value is not None and type(value) is not int:
            value = whole(value, "LegacyPriceList", "count")
        decoded.count = value

        value = src_dict.get("status")
        if value is not None and type(value) is not int:
            value = whole(value, "LegacyPriceList", "status")
        decoded.status = value

        value = src_dict.get("statusText")
        if value is not None and type(value) is not str:
            raise InvalidPayload("LegacyPriceList", "statusText", "text")
        decoded.status_text = value

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
from ..models.legacy_price import LegacyPrice
