# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    retyped,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "error",
    "code",
    "message",
    "msg",
    "type",
    "available",
    "requested",
    "details",
    "tier",
    "country",
    "countryMatch",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class ErrorBody(Model):
    """Any error. Which fields are there depends on the operation; others may follow.

    Attributes:
        error (Any | None): A slug, a sentence, or (upstream failures) an object.
        code (Any | None): A machine-readable code. Ignore it when it is not text.
        message (str | None): For people. Not a stable interface.
        msg (str | None): Another place for the message.
        type (str | None): `insufficient`: the token type.
        available (int | None): `insufficient`: tokens the user has.
        requested (int | None): `insufficient` on the legacy route: tokens asked for.
        details (Any | None): Further facts.
        tier (int | None): Price tier of the caller's country.
        country (str | None): ISO 3166 country of the caller.
        country_match (bool | None): Whether the paywall targets that country.
    """

    __module__ = "monetize_software.models"

    error: Any | None = None
    code: Any | None = None
    message: str | None = None
    msg: str | None = None
    type: str | None = None
    available: int | None = None
    requested: int | None = None
    details: Any | None = None
    tier: int | None = None
    country: str | None = None
    country_match: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        if self.error is not None:
            field_dict["error"] = self.error
        if self.code is not None:
            field_dict["code"] = self.code
        if self.message is not None:
            field_dict["message"] = self.message
        if self.msg is not None:
            field_dict["msg"] = self.msg
        if self.type is not None:
            field_dict["type"] = self.type
        if self.available is not None:
            field_dict["available"] = self.available
        if self.requested is not None:
            field_dict["requested"] = self.requested
        if self.details is not None:
            field_dict["details"] = self.details
        if self.tier is not None:
            field_dict["tier"] = self.tier
        if self.country is not None:
            field_dict["country"] = self.country
        if self.country_match is not None:
            field_dict["countryMatch"] = self.country_match
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("ErrorBody", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 11:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                    value_5,
                    value_6,
                    value_7,
                    value_8,
                    value_9,
                    value_10,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("error")
            value_1 = src_dict.get("code")
            value_2 = src_dict.get("message")
            value_3 = src_dict.get("msg")
            value_4 = src_dict.get("type")
            value_5 = src_dict.get("available")
            value_6 = src_dict.get("requested")
            value_7 = src_dict.get("details")
            value_8 = src_dict.get("tier")
            value_9 = src_dict.get("country")
            value_10 = src_dict.get("countryMatch")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)

        decoded.error = value_0

        decoded.code = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("ErrorBody", "message", "text")
        decoded.message = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("ErrorBody", "msg", "text")
        decoded.msg = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("ErrorBody", "type", "text")
        decoded.type = value_4

        if value_5 is not None and type(value_5) is not int:
            value_5 = whole(value_5, "ErrorBody", "available")
        decoded.available = value_5

        if value_6 is not None and type(value_6) is not int:
            value_6 = whole(value_6, "ErrorBody", "requested")
        decoded.requested = value_6

        decoded.details = value_7

        if value_8 is not None and type(value_8) is not int:
            value_8 = whole(value_8, "ErrorBody", "tier")
        decoded.tier = value_8

        if value_9 is not None and type(value_9) is not str:
            raise InvalidPayload("ErrorBody", "country", "text")
        decoded.country = value_9

        if value_10 is not None and type(value_10) is not bool:
            raise InvalidPayload("ErrorBody", "countryMatch", "true or false")
        decoded.country_match = value_10

        decoded.additional_properties = extras
        if cls is not ErrorBody:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(ErrorBody)

settle(
    ErrorBody,
    {
        "error": Any | None,
        "code": Any | None,
        "message": str | None,
        "msg": str | None,
        "type": str | None,
        "available": int | None,
        "requested": int | None,
        "details": Any | None,
        "tier": int | None,
        "country": str | None,
        "country_match": bool | None,
        "additional_properties": dict[str, Any],
    },
    {
        "country_match": "countryMatch",
    },
)
