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
    "subject",
    "content",
    "customer_email",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class TicketRequest(Model):
    """A ticket without files.

    Attributes:
        subject (str):
        content (str):
        customer_email (None | str): Required for guests and with a key; ignored with a bearer.
    """

    __module__ = "monetize_software.models"

    subject: str
    content: str
    customer_email: None | str = _attrs_field(default=None, repr=masked)
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["subject"] = self.subject
        field_dict["content"] = self.content
        if self.customer_email is not None:
            field_dict["customer_email"] = self.customer_email
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("TicketRequest", "", "an object")
        value_0: Any = src_dict.get("subject")
        value_1: Any = src_dict.get("content")
        value_2: Any = src_dict.get("customer_email")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("TicketRequest", "subject", "text")
        decoded.subject = value_0

        if type(value_1) is not str:
            raise InvalidPayload("TicketRequest", "content", "text")
        decoded.content = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("TicketRequest", "customer_email", "text")
        decoded.customer_email = value_2

        decoded.additional_properties = extras
        if cls is not TicketRequest:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(TicketRequest)

settle(
    TicketRequest,
    {
        "subject": str,
        "content": str,
        "customer_email": None | str,
        "additional_properties": dict[str, Any],
    },
    {},
)
