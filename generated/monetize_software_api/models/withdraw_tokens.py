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
        "paywall_id",
        "user_id",
        "tokens",
        "token_type",
    }
)


@_attrs_define
class WithdrawTokens:
    """A debit on the legacy route.

    Attributes:
        paywall_id (str):
        user_id (str): The service's user id, not the integrator's.
        tokens (int):
        token_type (str | None):
    """

    paywall_id: str
    user_id: str
    tokens: int
    token_type: str | None = "standard"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("paywall_id")
        if type(value) is not str:
            raise InvalidPayload("WithdrawTokens", "paywall_id", "text")
        decoded.paywall_id = value

        value = src_dict.get("user_id")
        if type(value) is not str:
            raise InvalidPayload("WithdrawTokens", "user_id", "text")
        decoded.user_id = value

        value = src_dict.get("tokens")
        if type(value) is not int:
            value = whole(value, "WithdrawTokens", "tokens")
        decoded.tokens = value

        value = src_dict.get("token_type")
        if value is not None and type(value) is not str:
            raise InvalidPayload("WithdrawTokens", "token_type", "text")
        decoded.token_type = value

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
