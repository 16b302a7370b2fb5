# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import whole
from ..errors import InvalidPayload


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
        d = dict(src_dict)
        paywall_id = d.pop("paywall_id", None)
        if type(paywall_id) is not str:
            raise InvalidPayload("WithdrawTokens", "paywall_id", "text")

        user_id = d.pop("user_id", None)
        if type(user_id) is not str:
            raise InvalidPayload("WithdrawTokens", "user_id", "text")

        tokens = d.pop("tokens", None)
        if type(tokens) is not int:
            tokens = whole(tokens, "WithdrawTokens", "tokens")

        token_type = d.pop("token_type", None)
        if token_type is not None and type(token_type) is not str:
            raise InvalidPayload("WithdrawTokens", "token_type", "text")

        decoded = cls(
            paywall_id=paywall_id,
            user_id=user_id,
            tokens=tokens,
            token_type=token_type,
        )
        decoded.additional_properties = d
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
