# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
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
    "userMeta",
    "returnUrl",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class OpenPortal(Model):
    """A portal link to ask for.

    Attributes:
        email (str | None): Required with a key; ignored with a bearer.
        user_meta (Metadata | None): The integrator's own data about a user on this paywall, usually texts. `userId` in it is the
            integrator's id. Returned
            as `data.user.metadata` of webhooks.
        return_url (str | None): Where the portal's return button leads.
    """

    __module__ = "monetize_software.models"

    email: str | None = _attrs_field(default=None, repr=masked)
    user_meta: Metadata | None = _attrs_field(default=None, repr=masked)
    return_url: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        if self.email is not None:
            field_dict["email"] = self.email
        if self.user_meta is not None:
            field_dict["userMeta"] = self.user_meta.to_dict()
        if self.return_url is not None:
            field_dict["returnUrl"] = self.return_url
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("OpenPortal", "", "an object")
        value_0: Any = src_dict.get("email")
        value_1: Any = src_dict.get("userMeta")
        value_2: Any = src_dict.get("returnUrl")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if value_0 is not None and type(value_0) is not str:
            raise InvalidPayload("OpenPortal", "email", "text")
        decoded.email = value_0

        if value_1 is not None:
            value_1 = Metadata.from_dict(value_1)
        decoded.user_meta = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("OpenPortal", "returnUrl", "text")
        decoded.return_url = value_2

        decoded.additional_properties = extras
        if cls is not OpenPortal:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(OpenPortal)


# Last, because two models may refer to each other.
from ..models.metadata import Metadata

settle(
    OpenPortal,
    {
        "email": str | None,
        "user_meta": Metadata | None,
        "return_url": str | None,
        "additional_properties": dict[str, Any],
    },
    {
        "user_meta": "userMeta",
        "return_url": "returnUrl",
    },
)
