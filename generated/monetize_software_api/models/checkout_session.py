# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
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
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.acquiring import Acquiring

_Acquiring: dict[Any, Any] = Acquiring._value2member_map_


_NAMES = (
    "checkoutUrl",
    "userId",
    "acquiring",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class CheckoutSession(Model):
    """An open checkout.

    Attributes:
        checkout_url (str): Hosted payment page.
        user_id (str): The service's user id. Keep it.
        acquiring (Acquiring): The payment processor.
    """

    __module__ = "monetize_software.models"

    checkout_url: str = _attrs_field(repr=masked)
    user_id: str
    acquiring: Acquiring
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["checkoutUrl"] = self.checkout_url
        field_dict["userId"] = self.user_id
        field_dict["acquiring"] = self.acquiring.value
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("CheckoutSession", "", "an object")
        value_0: Any = src_dict.get("checkoutUrl")
        value_1: Any = src_dict.get("userId")
        value_2: Any = src_dict.get("acquiring")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("CheckoutSession", "checkoutUrl", "text")
        decoded.checkout_url = value_0

        if type(value_1) is not str:
            raise InvalidPayload("CheckoutSession", "userId", "text")
        decoded.user_id = value_1

        try:
            value_2 = _Acquiring[value_2]
        except (KeyError, TypeError):
            value_2 = member(Acquiring, value_2, "CheckoutSession", "acquiring")
        decoded.acquiring = value_2

        decoded.additional_properties = extras
        if cls is not CheckoutSession:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(CheckoutSession)

settle(
    CheckoutSession,
    {
        "checkout_url": str,
        "user_id": str,
        "acquiring": Acquiring,
        "additional_properties": dict[str, Any],
    },
    {
        "checkout_url": "checkoutUrl",
        "user_id": "userId",
    },
)
