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
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "id",
    "email",
    "country",
    "name",
    "avatar",
    "is_anonymous",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class AuthUser(Model):
    """Who is signed in.

    Attributes:
        id (str):
        email (None | str): Null for anonymous users.
        country (None | str): ISO 3166 code.
        name (None | str):
        avatar (None | str):
        is_anonymous (bool | None): Absent means no.
    """

    __module__ = "monetize_software.models"

    id: str
    email: None | str = _attrs_field(default=None, repr=masked)
    country: None | str = None
    name: None | str = _attrs_field(default=None, repr=masked)
    avatar: None | str = _attrs_field(default=None, repr=masked)
    is_anonymous: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        if self.email is not None:
            field_dict["email"] = self.email
        if self.country is not None:
            field_dict["country"] = self.country
        if self.name is not None:
            field_dict["name"] = self.name
        if self.avatar is not None:
            field_dict["avatar"] = self.avatar
        if self.is_anonymous is not None:
            field_dict["is_anonymous"] = self.is_anonymous
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("AuthUser", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 6:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                    value_5,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("id")
            value_1 = src_dict.get("email")
            value_2 = src_dict.get("country")
            value_3 = src_dict.get("name")
            value_4 = src_dict.get("avatar")
            value_5 = src_dict.get("is_anonymous")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("AuthUser", "id", "text")
        decoded.id = value_0

        if value_1 is not None and type(value_1) is not str:
            raise InvalidPayload("AuthUser", "email", "text")
        decoded.email = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("AuthUser", "country", "text")
        decoded.country = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("AuthUser", "name", "text")
        decoded.name = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("AuthUser", "avatar", "text")
        decoded.avatar = value_4

        if value_5 is not None and type(value_5) is not bool:
            raise InvalidPayload("AuthUser", "is_anonymous", "true or false")
        decoded.is_anonymous = value_5

        decoded.additional_properties = extras
        if cls is not AuthUser:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(AuthUser)

settle(
    AuthUser,
    {
        "id": str,
        "email": None | str,
        "country": None | str,
        "name": None | str,
        "avatar": None | str,
        "is_anonymous": bool | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
