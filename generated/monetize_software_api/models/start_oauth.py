# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
from typing import Any, Literal, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "provider",
    "code_challenge",
    "code_challenge_method",
    "scopes",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class StartOauth(Model):
    """A flow to begin.

    Attributes:
        provider (str): google or apple; others are refused until the vendor enables them.
        code_challenge (str): SHA-256 of the verifier, base64url without padding.
        code_challenge_method (Literal['s256']):
        scopes (str | None): Further scopes to ask the provider for.
    """

    __module__ = "monetize_software.models"

    TAG = ("code_challenge_method", "s256")

    provider: str
    code_challenge: str
    code_challenge_method: Literal["s256"]
    scopes: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["provider"] = self.provider
        field_dict["code_challenge"] = self.code_challenge
        field_dict["code_challenge_method"] = self.code_challenge_method
        if self.scopes is not None:
            field_dict["scopes"] = self.scopes
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("StartOauth", "", "an object")
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
            value_0 = src_dict.get("provider")
            value_1 = src_dict.get("code_challenge")
            value_2 = src_dict.get("code_challenge_method")
            value_3 = src_dict.get("scopes")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("StartOauth", "provider", "text")
        decoded.provider = value_0

        if type(value_1) is not str:
            raise InvalidPayload("StartOauth", "code_challenge", "text")
        decoded.code_challenge = value_1

        if (type(value_2), value_2) != (str, "s256"):
            raise InvalidPayload("StartOauth", "code_challenge_method", repr("s256"))
        decoded.code_challenge_method = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("StartOauth", "scopes", "text")
        decoded.scopes = value_3

        decoded.additional_properties = extras
        if cls is not StartOauth:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(StartOauth)

settle(
    StartOauth,
    {
        "provider": str,
        "code_challenge": str,
        "code_challenge_method": Literal["s256"],
        "scopes": str | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
