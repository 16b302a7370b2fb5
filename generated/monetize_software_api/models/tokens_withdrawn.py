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
    "success",
    "remaining",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class TokensWithdrawn(Model):
    """What is left of the type.

    Attributes:
        success (bool):
        remaining (int):
    """

    __module__ = "monetize_software.models"

    success: bool
    remaining: int
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["success"] = self.success
        field_dict["remaining"] = self.remaining
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("TokensWithdrawn", "", "an object")
        value_0: Any = src_dict.get("success")
        value_1: Any = src_dict.get("remaining")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not bool:
            raise InvalidPayload("TokensWithdrawn", "success", "true or false")
        decoded.success = value_0

        if type(value_1) is not int:
            value_1 = whole(value_1, "TokensWithdrawn", "remaining")
        decoded.remaining = value_1

        decoded.additional_properties = extras
        if cls is not TokensWithdrawn:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(TokensWithdrawn)

settle(
    TokensWithdrawn,
    {
        "success": bool,
        "remaining": int,
        "additional_properties": dict[str, Any],
    },
    {},
)
