# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "email",
        "subject",
        "message",
        "userMeta",
    }
)


@_attrs_define
class LegacyTicketRequest:
    """A ticket on the legacy route.

    Attributes:
        email (str):
        subject (str):
        message (str):
        user_meta (Metadata | None): The integrator's own data about a user on this paywall, usually texts. `userId` in it is the
            integrator's id. Returned
            as `data.user.metadata` of webhooks.
    """

    email: str = _attrs_field(repr=False)
    subject: str
    message: str
    user_meta: Metadata | None = _attrs_field(default=None, repr=False)
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["email"] = self.email
        field_dict["subject"] = self.subject
        field_dict["message"] = self.message
        if self.user_meta is not None:
            field_dict["userMeta"] = self.user_meta.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("LegacyTicketRequest", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("email")
        if type(value) is not str:
            raise InvalidPayload("LegacyTicketRequest", "email", "text")
        decoded.email = value

        value = src_dict.get("subject")
        if type(value) is not str:
            raise InvalidPayload("LegacyTicketRequest", "subject", "text")
        decoded.subject = value

        value = src_dict.get("message")
        if type(value) is not str:
            raise InvalidPayload("LegacyTicketRequest", "message", "text")
        decoded.message = value

        value = src_dict.get("userMeta")
        if value is not None:
            value = Metadata.from_dict(value)
        decoded.user_meta = value

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


# Last, because two models may refer to each other.
from ..models.metadata import Metadata
