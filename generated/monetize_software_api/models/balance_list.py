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
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "balances",
    "tokenization",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class BalanceList(Model):
    """A user's balances.

    Attributes:
        balances (list[Balance]):
        tokenization (bool | None): Whether the paywall has tokens at all.
    """

    __module__ = "monetize_software.models"

    balances: list[Balance]
    tokenization: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["balances"] = [item.to_dict() for item in self.balances]
        if self.tokenization is not None:
            field_dict["tokenization"] = self.tokenization
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("BalanceList", "", "an object")
        value_0: Any = src_dict.get("balances")
        value_1: Any = src_dict.get("tokenization")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not list:
            raise InvalidPayload("BalanceList", "balances", "a list")
        value_0 = [Balance.from_dict(value_0_item) for value_0_item in value_0]
        decoded.balances = value_0

        if value_1 is not None and type(value_1) is not bool:
            raise InvalidPayload("BalanceList", "tokenization", "true or false")
        decoded.tokenization = value_1

        decoded.additional_properties = extras
        if cls is not BalanceList:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(BalanceList)


# Last, because two models may refer to each other.
from ..models.balance import Balance

settle(
    BalanceList,
    {
        "balances": list[Balance],
        "tokenization": bool | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
