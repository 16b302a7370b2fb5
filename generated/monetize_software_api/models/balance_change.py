# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    masked,
    member,
    retyped,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.balance_op import BalanceOp

_BalanceOp: dict[Any, Any] = BalanceOp._value2member_map_


_NAMES = (
    "type",
    "amount",
    "op",
    "email",
    "user_id",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class BalanceChange(Model):
    """A credit or a debit. `email` or `user_id` is required.

    Attributes:
        type (str): A configured token type.
        amount (int): Whole tokens.
        op (BalanceOp):
        email (str | None):
        user_id (str | None):
    """

    __module__ = "monetize_software.models"

    type: str
    amount: int
    op: BalanceOp
    email: str | None = _attrs_field(default=None, repr=masked)
    user_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["type"] = self.type
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
        extras: dict[str, Any] | None = None
        if len(src_dict) == 5:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("type")
            value_1 = src_dict.get("amount")
            value_2 = src_dict.get("op")
            value_3 = src_dict.get("email")
            value_4 = src_dict.get("user_id")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("BalanceChange", "type", "text")
        decoded.type = value_0

        if type(value_1) is not int:
            value_1 = whole(value_1, "BalanceChange", "amount")
        decoded.amount = value_1

        try:
            value_2 = _BalanceOp[value_2]
        except (KeyError, TypeError):
            value_2 = member(BalanceOp, value_2, "BalanceChange", "op")
        decoded.op = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("BalanceChange", "email", "text")
        decoded.email = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("BalanceChange", "user_id", "text")
        decoded.user_id = value_4

        decoded.additional_properties = extras
        if cls is not BalanceChange:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(BalanceChange)

settle(
    BalanceChange,
    {
        "type": str,
        "amount": int,
        "op": BalanceOp,
        "email": str | None,
        "user_id": str | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
