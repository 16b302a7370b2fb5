# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import whole
from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
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
    }
)


@_attrs_define
class ErrorBody:
    """Any error. Which fields are there depends on the operation; others may follow.

    Attributes:
        error (Any | None): A slug, a sentence, or (upstream failures) an object.
        code (Any | None): A machine-readable code. Ignore it when it is not text.
        message (str | None): For people. Not a stable interface.
        msg (str | None): Another place for the message.
        type_ (str | None): `insufficient`: the token type.
        available (int | None): `insufficient`: tokens the user has.
        requested (int | None): `insufficient` on the legacy route: tokens asked for.
        details (Any | None): Further facts.
        tier (int | None): Price tier of the caller's country.
        country (str | None): ISO 3166 country of the caller.
        country_match (bool | None): Whether the paywall targets that country.
    """

    error: Any | None = None
    code: Any | None = None
    message: str | None = None
    msg: str | None = None
    type_: str | None = None
    available: int | None = None
    requested: int | None = None
    details: Any | None = None
    tier: int | None = None
    country: str | None = None
    country_match: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        if self.error is not None:
            field_dict["error"] = self.error
        if self.code is not None:
            field_dict["code"] = self.code
        if self.message is not None:
            field_dict["message"] = self.message
        if self.msg is not None:
            field_dict["msg"] = self.msg
        if self.type_ is not None:
            field_dict["type"] = self.type_
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("error")

        decoded.error = value

        value = src_dict.get("code")

        decoded.code = value

        value = src_dict.get("message")
        if value is not None and type(value) is not str:
            raise InvalidPayload("ErrorBody", "message", "text")
        decoded.message = value

        value = src_dict.get("msg")
        if value is not None and type(value) is not str:
            raise InvalidPayload("ErrorBody", "msg", "text")
        decoded.msg = value

        value = src_dict.get("type")
        if value is not None and type(value) is not str:
            raise InvalidPayload("ErrorBody", "type", "text")
        decoded.type_ = value

        value = src_dict.get("available")
        if value is not None and type(value) is not int:
            value = whole(value, "ErrorBody", "available")
        decoded.available = value

        value = src_dict.get("requested")
        if value is not None and type(value) is not int:
            value = whole(value, "ErrorBody", "requested")
        decoded.requested = value

        value = src_dict.get("details")

        decoded.details = value

        value = src_dict.get("tier")
        if value is not None and type(value) is not int:
            value = whole(value, "ErrorBody", "tier")
        decoded.tier = value

        value = src_dict.get("country")
        if value is not None and type(value) is not str:
            raise InvalidPayload("ErrorBody", "country", "text")
        decoded.country = value

        value = src_dict.get("countryMatch")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("ErrorBody", "countryMatch", "true or false")
        decoded.country_match = value

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
