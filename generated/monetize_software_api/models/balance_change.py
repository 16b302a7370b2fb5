# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import member, whole
from ..errors import InvalidPayload
from ..models.balance_op import BalanceOp

_BalanceOp: dict[Any, Any] = BalanceOp._value2member_map_


_KNOWN = frozenset(
    {
        "type",
        "amount",
        "op",
        "email",
        "user_id",
    }
)


@_attrs_define
class BalanceChange:
    """A credit or a debit. `email` or `user_id` is required.

    Attributes:
        type_ (str): A configured token type.
        amount (int): Whole tokens.
        op (BalanceOp):
        email (str | None):
        user_id (str | None):
    """

    type_: str
    amount: int
    op: BalanceOp
    email: str | None = _attrs_field(default=None, repr=False)
    user_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["type"] = self.type_
        field_dict["amount"] = self.amount
        field_dict["op"] = self.op.value
        if self.email is not None:
            field_dict["email"] = self.email
        if self.user_id is not None:
            field_dict["user_id"] = self.user_id
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("BalanceChange", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("type")
        if type(value) is not str:
            raise InvalidPayload("BalanceChange", "type", "text")
        decoded.type_ = value

        value = src_dict.get("amount")
        if type(value) is not int:
            value = whole(value, "BalanceChange", "amount")
        decoded.amount = value

        value = src_dict.get("op")
        value = (type(value) is str and _BalanceOp.get(value)) or member(
            BalanceOp, value, "BalanceChange", "op"
        )
        decoded.op = value

        value = src_dict.get("email")
        if value is not None and type(value) is not str:
            raise InvalidPayload("BalanceChange", "email", "text")
        decoded.email = value

        value = src_dict.get("user_id")
        if value is not None and type(value) is not str:
            raise InvalidPayload("BalanceChange", "user_id", "text")
        decoded.user_id = value

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
