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
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "access_token",
    "refresh_token",
    "expires_in",
    "expires_at",
    "token_type",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class AuthTokens(Model):
    """The tokens of a session.

    Attributes:
        access_token (str): The bearer.
        refresh_token (str): Works once.
        expires_in (int): Seconds until the access token expires.
        expires_at (int | None): The same as Unix seconds, by the server's clock.
        token_type (str | None): `bearer`.
    """

    __module__ = "monetize_software.models"

    access_token: str = _attrs_field(repr=masked)
    refresh_token: str = _attrs_field(repr=masked)
    expires_in: int
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
        field_dict["access_token"] = self.access_token
        field_dict["refresh_token"] = self.refresh_token
        field_dict["expires_in"] = self.expires_in
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
            raise InvalidPayload("AuthTokens", "", "an object")
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
            value_0 = src_dict.get("access_token")
            value_1 = src_dict.get("refresh_token")
            value_2 = src_dict.get("expires_in")
            value_3 = src_dict.get("expires_at")
            value_4 = src_dict.get("token_type")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("AuthTokens", "access_token", "text")
        decoded.access_token = value_0

        if type(value_1) is not str:
            raise InvalidPayload("AuthTokens", "refresh_token", "text")
        decoded.refresh_token = value_1

        if type(value_2) is not int:
            value_2 = whole(value_2, "AuthTokens", "expires_in")
        decoded.expires_in = value_2

        if value_3 is not None and type(value_3) is not int:
            value_3 = whole(value_3, "AuthTokens", "expires_at")
        decoded.expires_at = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("AuthTokens", "token_type", "text")
        decoded.token_type = value_4

        decoded.additional_properties = extras
        if cls is not AuthTokens:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(AuthTokens)

settle(
    AuthTokens,
    {
        "access_token": str,
        "refresh_token": str,
        "expires_in": int,
        "expires_at": int | None,
        "token_type": str | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
