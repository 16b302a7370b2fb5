# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import member
from ..errors import InvalidPayload
from ..models.test_flag import TestFlag

_TestFlag: dict[Any, Any] = TestFlag._value2member_map_


_KNOWN = frozenset(
    {
        "isTest",
    }
)


@_attrs_define
class PortalRefusal:
    """No hosted portal for this user.

    Attributes:
        is_test (TestFlag): `1` when the processor is in test mode.
    """

    is_test: TestFlag
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["isTest"] = self.is_test.value
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("PortalRefusal", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("isTest")
        value = (type(value) is str and _TestFlag.get(value)) or member(
            TestFlag, value, "PortalRefusal", "isTest"
        )
        decoded.is_test = value

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
