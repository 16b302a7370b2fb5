# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
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
    "status",
    "user",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class UpgradeUpdated(Model):
    """The user has an e-mail and a password now.

    Attributes:
        status (Literal['updated']):
        user (AuthUser): Who is signed in.
    """

    __module__ = "monetize_software.models"

    TAG = ("status", "updated")

    status: Literal["updated"]
    user: AuthUser
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
        field_dict["user"] = self.user.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("UpgradeUpdated", "", "an object")
        value_0: Any = src_dict.get("status")
        value_1: Any = src_dict.get("user")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if (type(value_0), value_0) != (str, "updated"):
            raise InvalidPayload("UpgradeUpdated", "status", repr("updated"))
        decoded.status = value_0

        value_1 = AuthUser.from_dict(value_1)
        decoded.user = value_1

        decoded.additional_properties = extras
        if cls is not UpgradeUpdated:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(UpgradeUpdated)


# Last, because two models may refer to each other.
from ..models.auth_user import AuthUser

settle(
    UpgradeUpdated,
    {
        "status": Literal["updated"],
        "user": AuthUser,
        "additional_properties": dict[str, Any],
    },
    {},
)
