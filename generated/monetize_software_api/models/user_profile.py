# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import instant
from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "id",
        "email",
        "name",
        "avatar",
        "created_at",
    }
)


@_attrs_define
class UserProfile:
    """Who the bearer is.

    Attributes:
        id (str):
        email (None | str): Null for anonymous users.
        name (None | str):
        avatar (None | str):
        created_at (datetime.datetime | None):
    """

    id: str
    email: None | str = _attrs_field(default=None, repr=False)
    name: None | str = _attrs_field(default=None, repr=False)
    avatar: None | str = _attrs_field(default=None, repr=False)
    created_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        if self.email is not None:
            field_dict["email"] = self.email
        if self.name is not None:
            field_dict["name"] = self.name
        if self.avatar is not None:
            field_dict["avatar"] = self.avatar
        if self.created_at is not None:
            field_dict["created_at"] = self.created_at.isoformat()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("UserProfile", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("UserProfile", "id", "text")
        decoded.id = value

        value = src_dict.get("email")
        if value is not None and type(value) is not str:
            raise InvalidPayload("UserProfile", "email", "text")
        decoded.email = value

        value = src_dict.get("name")
        if value is not None and type(value) is not str:
            raise InvalidPayload("UserProfile", "name", "text")
        decoded.name = value

        value = src_dict.get("avatar")
        if value is not None and type(value) is not str:
            raise InvalidPayload("UserProfile", "avatar", "text")
        decoded.avatar = value

        value = src_dict.get("created_at")
        if value is not None:
            value = instant(value, "UserProfile", "created_at")
        decoded.created_at = value

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
