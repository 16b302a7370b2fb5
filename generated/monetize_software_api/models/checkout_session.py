# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import member
from ..errors import InvalidPayload
from ..models.acquiring import Acquiring

_Acquiring: dict[Any, Any] = Acquiring._value2member_map_


_KNOWN = frozenset(
    {
        "checkoutUrl",
        "userId",
        "acquiring",
    }
)


@_attrs_define
class CheckoutSession:
    """An open checkout.

    Attributes:
        checkout_url (str): Hosted payment page.
        user_id (str): The service's user id. Keep it.
        acquiring (Acquiring): The payment processor.
    """

    checkout_url: str = _attrs_field(repr=False)
    user_id: str
    acquiring: Acquiring
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("checkoutUrl")
        if type(value) is not str:
            raise InvalidPayload("CheckoutSession", "checkoutUrl", "text")
        decoded.checkout_url = value

        value = src_dict.get("userId")
        if type(value) is not str:
            raise InvalidPayload("CheckoutSession", "userId", "text")
        decoded.user_id = value

        value = src_dict.get("acquiring")
        value = (type(value) is str and _Acquiring.get(value)) or member(
            Acquiring, value, "CheckoutSession", "acquiring"
        )
        decoded.acquiring = value

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
