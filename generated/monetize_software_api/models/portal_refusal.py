# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    member,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.test_flag import TestFlag

_TestFlag: dict[Any, Any] = TestFlag._value2member_map_


_NAMES = ("isTest",)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class PortalRefusal(Model):
    """No hosted portal for this user.

    Attributes:
        is_test (TestFlag): `1` when the processor is in test mode.
    """

    __module__ = "monetize_software.models"

    is_test: TestFlag
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
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
        value_0: Any = src_dict.get("isTest")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        try:
            value_0 = _TestFlag[value_0]
        except (KeyError, TypeError):
            value_0 = member(TestFlag, value_0, "PortalRefusal", "isTest")
        decoded.is_test = value_0

        decoded.additional_properties = extras
        if cls is not PortalRefusal:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(PortalRefusal)

settle(
    PortalRefusal,
    {
        "is_test": TestFlag,
        "additional_properties": dict[str, Any],
    },
    {
        "is_test": "isTest",
    },
)
