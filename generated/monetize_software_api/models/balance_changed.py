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
    "success",
    "user_id",
    "type",
    "count",
    "balances",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class BalanceChanged(Model):
    """The balance after the change.

    Attributes:
        success (bool):
        user_id (str):
        type (str):
        count (int): The new balance of `type`.
        balances (list[Balance] | None):
    """

    __module__ = "monetize_software.models"

    success: bool
    user_id: str
    type: str
    count: int
    balances: list[Balance] | None = None
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
        field_dict["user_id"] = self.user_id
        field_dict["type"] = self.type
        field_dict["count"] = self.count
        if self.balances is not None:
            field_dict["balances"] = [item.to_dict() for item in self.balances]
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("BalanceChanged", "", "an object")
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
            value_0 = src_dict.get("success")
            value_1 = src_dict.get("user_id")
            value_2 = src_dict.get("type")
            value_3 = src_dict.get("count")
            value_4 = src_dict.get("balances")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not bool:
            raise InvalidPayload("BalanceChanged", "success", "true or false")
        decoded.success = value_0

        if type(value_1) is not str:
            raise InvalidPayload("BalanceChanged", "user_id", "text")
        decoded.user_id = value_1

        if type(value_2) is not str:
            raise InvalidPayload("BalanceChanged", "type", "text")
        decoded.type = value_2

        if type(value_3) is not int:
            value_3 = whole(value_3, "BalanceChanged", "count")
        decoded.count = value_3

        if value_4 is not None:
            if type(value_4) is not list:
                raise InvalidPayload("BalanceChanged", "balances", "a list")
            value_4 = [Balance.from_dict(value_4_item) for value_4_item in value_4]
        decoded.balances = value_4

        decoded.additional_properties = extras
        if cls is not BalanceChanged:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(BalanceChanged)


# Last, because two models may refer to each other.
from ..models.balance import Balance

settle(
    BalanceChanged,
    {
        "success": bool,
        "user_id": str,
        "type": str,
        "count": int,
        "balances": list[Balance] | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
