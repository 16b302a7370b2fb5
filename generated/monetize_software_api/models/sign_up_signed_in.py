# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
from typing import Any, Literal, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    masked,
    retyped,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "status",
    "access_token",
    "refresh_token",
    "expires_in",
    "user",
    "expires_at",
    "token_type",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class SignUpSignedIn(Model):
    """The account is there and signed in.

    Attributes:
        status (Literal['signed_in']):
        access_token (str): The bearer.
        refresh_token (str): Works once.
        expires_in (int): Seconds until the access token expires.
        user (AuthUser): Who is signed in.
        expires_at (int | None): The same as Unix seconds, by the server's clock.
        token_type (str | None): `bearer`.
    """

    __module__ = "monetize_software.models"

    TAG = ("status", "signed_in")

    status: Literal["signed_in"]
    access_token: str = _attrs_field(repr=masked)
    refresh_token: str = _attrs_field(repr=masked)
    expires_in: int
    user: AuthUser
    expires_at: int | None = None
    token_type: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["status"] = self.status
        field_dict["access_token"] = self.access_token
        field_dict["refresh_token"] = self.refresh_token
        field_dict["expires_in"] = self.expires_in
        field_dict["user"] = self.user.to_dict()
        if self.expires_at is not None:
            field_dict["expires_at"] = self.expires_at
        if self.token_type is not None:
            field_dict["token_type"] = self.token_type
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("SignUpSignedIn", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 7:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                    value_5,
                    value_6,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("status")
            value_1 = src_dict.get("access_token")
            value_2 = src_dict.get("refresh_token")
            value_3 = src_dict.get("expires_in")
            value_4 = src_dict.get("user")
            value_5 = src_dict.get("expires_at")
            value_6 = src_dict.get("token_type")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if (type(value_0), value_0) != (str, "signed_in"):
            raise InvalidPayload("SignUpSignedIn", "status", repr("signed_in"))
        decoded.status = value_0

        if type(value_1) is not str:
            raise InvalidPayload("SignUpSignedIn", "access_token", "text")
        decoded.access_token = value_1

        if type(value_2) is not str:
            raise InvalidPayload("SignUpSignedIn", "refresh_token", "text")
        decoded.refresh_token = value_2

        if type(value_3) is not int:
            value_3 = whole(value_3, "SignUpSignedIn", "expires_in")
        decoded.expires_in = value_3

        value_4 = AuthUser.from_dict(value_4)
        decoded.user = value_4

        if value_5 is not None and type(value_5) is not int:
            value_5 = whole(value_5, "SignUpSignedIn", "expires_at")
        decoded.expires_at = value_5

        if value_6 is not None and type(value_6) is not str:
            raise InvalidPayload("SignUpSignedIn", "token_type", "text")
        decoded.token_type = value_6

        decoded.additional_properties = extras
        if cls is not SignUpSignedIn:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(SignUpSignedIn)


# Last, because two models may refer to each other.
from ..models.auth_user import AuthUser

settle(
    SignUpSignedIn,
    {
        "status": Literal["signed_in"],
        "access_token": str,
        "refresh_token": str,
        "expires_in": int,
        "user": AuthUser,
        "expires_at": int | None,
        "token_type": str | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
