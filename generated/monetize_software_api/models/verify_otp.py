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
    member,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.otp_type import OtpType

_OtpType: dict[Any, Any] = OtpType._value2member_map_


_NAMES = (
    "email",
    "token",
    "type",
    "visitor_id",
    "user_meta",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class VerifyOtp(Model):
    """The code, and where it was sent.

    Attributes:
        email (str):
        token (str): The six digits of the mail.
        type (OtpType | None): What the code is for; absent means `email`.
        visitor_id (str | None): Device attribution.
        user_meta (Metadata | None): The integrator's own data about a user on this paywall, usually texts. `userId` in it is the
            integrator's id. Returned
            as `data.user.metadata` of webhooks.
    """

    __module__ = "monetize_software.models"

    email: str = _attrs_field(repr=masked)
    token: str = _attrs_field(repr=masked)
    type: OtpType | None = None
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
        field_dict["token"] = self.token
        if self.type is not None:
            field_dict["type"] = self.type.value
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
            raise InvalidPayload("VerifyOtp", "", "an object")
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
            value_0 = src_dict.get("email")
            value_1 = src_dict.get("token")
            value_2 = src_dict.get("type")
            value_3 = src_dict.get("visitor_id")
            value_4 = src_dict.get("user_meta")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("VerifyOtp", "email", "text")
        decoded.email = value_0

        if type(value_1) is not str:
            raise InvalidPayload("VerifyOtp", "token", "text")
        decoded.token = value_1

        if value_2 is not None:
            try:
                value_2 = _OtpType[value_2]
            except (KeyError, TypeError):
                value_2 = member(OtpType, value_2, "VerifyOtp", "type")
        decoded.type = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("VerifyOtp", "visitor_id", "text")
        decoded.visitor_id = value_3

        if value_4 is not None:
            value_4 = Metadata.from_dict(value_4)
        decoded.user_meta = value_4

        decoded.additional_properties = extras
        if cls is not VerifyOtp:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(VerifyOtp)


# Last, because two models may refer to each other.
from ..models.metadata import Metadata

settle(
    VerifyOtp,
    {
        "email": str,
        "token": str,
        "type": OtpType | None,
        "visitor_id": str | None,
        "user_meta": Metadata | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
