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
    "paywall_id",
    "user_id",
    "tokens",
    "token_type",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class WithdrawTokens(Model):
    """A debit on the legacy route.

    Attributes:
        paywall_id (str):
        user_id (str): The service's user id, not the integrator's.
        tokens (int):
        token_type (str | None):
    """

    __module__ = "monetize_software.models"

    paywall_id: str
    user_id: str
    tokens: int
    token_type: str | None = "standard"
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
        field_dict["tokens"] = self.tokens
        if self.token_type is not None:
            field_dict["token_type"] = self.token_type
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("WithdrawTokens", "", "an object")
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
            value_0 = src_dict.get("paywall_id")
            value_1 = src_dict.get("user_id")
            value_2 = src_dict.get("tokens")
            value_3 = src_dict.get("token_type")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("WithdrawTokens", "paywall_id", "text")
        decoded.paywall_id = value_0

        if type(value_1) is not str:
            raise InvalidPayload("WithdrawTokens", "user_id", "text")
        decoded.user_id = value_1

        if type(value_2) is not int:
            value_2 = whole(value_2, "WithdrawTokens", "tokens")
        decoded.tokens = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("WithdrawTokens", "token_type", "text")
        decoded.token_type = value_3

        decoded.additional_properties = extras
        if cls is not WithdrawTokens:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(WithdrawTokens)

settle(
    WithdrawTokens,
    {
        "paywall_id": str,
        "user_id": str,
        "tokens": int,
        "token_type": str | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
