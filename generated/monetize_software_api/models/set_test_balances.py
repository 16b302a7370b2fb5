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
    "paywall_id",
    "user_id",
    "tokens",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class SetTestBalances(Model):
    """Balances to set.

    Attributes:
        paywall_id (int | str):
        user_id (str):
        tokens (int | None): Every balance becomes this; 0 when absent.
    """

    __module__ = "monetize_software.models"

    paywall_id: int | str
    user_id: str
    tokens: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["paywall_id"] = self.paywall_id
        field_dict["user_id"] = self.user_id
        if self.tokens is not None:
            field_dict["tokens"] = self.tokens
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("SetTestBalances", "", "an object")
        value_0: Any = src_dict.get("paywall_id")
        value_1: Any = src_dict.get("user_id")
        value_2: Any = src_dict.get("tokens")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) not in (int, str):
            raise InvalidPayload("SetTestBalances", "paywall_id", "int or str")
        decoded.paywall_id = value_0

        if type(value_1) is not str:
            raise InvalidPayload("SetTestBalances", "user_id", "text")
        decoded.user_id = value_1

        if value_2 is not None and type(value_2) is not int:
            value_2 = whole(value_2, "SetTestBalances", "tokens")
        decoded.tokens = value_2

        decoded.additional_properties = extras
        if cls is not SetTestBalances:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(SetTestBalances)

settle(
    SetTestBalances,
    {
        "paywall_id": int | str,
        "user_id": str,
        "tokens": int | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
