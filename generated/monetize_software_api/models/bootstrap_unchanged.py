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
    "unchanged",
    "version",
    "user",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class BootstrapUnchanged(Model):
    """The version in `if_version` is still current.

    Attributes:
        unchanged (Literal[True]):
        version (str):
        user (None | UserState):
    """

    __module__ = "monetize_software.models"

    TAG = ("unchanged", True)

    unchanged: Literal[True]
    version: str
    user: None | UserState = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["unchanged"] = self.unchanged
        field_dict["version"] = self.version
        if self.user is not None:
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
            raise InvalidPayload("BootstrapUnchanged", "", "an object")
        value_0: Any = src_dict.get("unchanged")
        value_1: Any = src_dict.get("version")
        value_2: Any = src_dict.get("user")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if (type(value_0), value_0) != (bool, True):
            raise InvalidPayload("BootstrapUnchanged", "unchanged", repr(True))
        decoded.unchanged = value_0

        if type(value_1) is not str:
            raise InvalidPayload("BootstrapUnchanged", "version", "text")
        decoded.version = value_1

        if value_2 is not None:
            value_2 = UserState.from_dict(value_2)
        decoded.user = value_2

        decoded.additional_properties = extras
        if cls is not BootstrapUnchanged:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(BootstrapUnchanged)


# Last, because two models may refer to each other.
from ..models.user_state import UserState

settle(
    BootstrapUnchanged,
    {
        "unchanged": Literal[True],
        "version": str,
        "user": None | UserState,
        "additional_properties": dict[str, Any],
    },
    {},
)
