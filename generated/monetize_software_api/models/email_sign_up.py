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
    "email",
    "password",
    "visitor_id",
    "user_meta",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class EmailSignUp(Model):
    """An account to create.

    Attributes:
        email (str):
        password (str): Six characters at least.
        visitor_id (str | None): Device attribution.
        user_meta (Metadata | None): The integrator's own data about a user on this paywall, usually texts. `userId` in it is the
            integrator's id. Returned
            as `data.user.metadata` of webhooks.
    """

    __module__ = "monetize_software.models"

    email: str = _attrs_field(repr=masked)
    password: str = _attrs_field(repr=masked)
    visitor_id: str | None = None
    user_meta: Metadata | None = _attrs_field(default=None, repr=masked)
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["email"] = self.email
        field_dict["password"] = self.password
        if self.visitor_id is not None:
            field_dict["visitor_id"] = self.visitor_id
        if self.user_meta is not None:
            field_dict["user_meta"] = self.user_meta.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("EmailSignUp", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 4:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("email")
            value_1 = src_dict.get("password")
            value_2 = src_dict.get("visitor_id")
            value_3 = src_dict.get("user_meta")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("EmailSignUp", "email", "text")
        decoded.email = value_0

        if type(value_1) is not str:
            raise InvalidPayload("EmailSignUp", "password", "text")
        decoded.password = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("EmailSignUp", "visitor_id", "text")
        decoded.visitor_id = value_2

        if value_3 is not None:
            value_3 = Metadata.from_dict(value_3)
        decoded.user_meta = value_3

        decoded.additional_properties = extras
        if cls is not EmailSignUp:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(EmailSignUp)


# Last, because two models may refer to each other.
from ..models.metadata import Metadata

settle(
    EmailSignUp,
    {
        "email": str,
        "password": str,
        "visitor_id": str | None,
        "user_meta": Metadata | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
