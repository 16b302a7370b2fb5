# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from .. import types
from ..decoding import (
    draft_of,
    masked,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..types import File

_NAMES = (
    "subject",
    "content",
    "customer_email",
    "files",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class TicketForm(Model):
    """A ticket with files.

    Attributes:
        subject (str):
        content (str):
        customer_email (str | None):
        files (list[File] | None): Repeated parts named `files`; other parts of that name that are not files are ignored.
    """

    __module__ = "monetize_software.models"

    subject: str
    content: str
    customer_email: str | None = _attrs_field(default=None, repr=masked)
    files: list[File] | None = None
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
        if self.files is not None:
            field_dict["files"] = [item.to_tuple() for item in self.files]
        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        """Return the parts of a multipart form. Fields that are None are left out."""
        files: types.RequestFiles = []
        files.append(("subject", (None, str(self.subject).encode(), "text/plain")))

        files.append(("content", (None, str(self.content).encode(), "text/plain")))

        if self.customer_email is not None:
            files.append(
                ("customer_email", (None, str(self.customer_email).encode(), "text/plain"))
            )

        if self.files is not None:
            for files_item_element in self.files:
                files.append(("files", files_item_element.to_tuple()))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))
        return files

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("TicketForm", "", "an object")
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
            value_0 = src_dict.get("subject")
            value_1 = src_dict.get("content")
            value_2 = src_dict.get("customer_email")
            value_3 = src_dict.get("files")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("TicketForm", "subject", "text")
        decoded.subject = value_0

        if type(value_1) is not str:
            raise InvalidPayload("TicketForm", "content", "text")
        decoded.content = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("TicketForm", "customer_email", "text")
        decoded.customer_email = value_2

        if value_3 is not None:
            if type(value_3) is not list:
                raise InvalidPayload("TicketForm", "files", "a list")
            value_3_list = []
            for value_3_item in value_3:
                if type(value_3_item) is not bytes:
                    raise InvalidPayload("TicketForm", "files", "bytes")
                value_3_item = File(payload=BytesIO(value_3_item))
                value_3_list.append(value_3_item)
            value_3 = value_3_list
        decoded.files = value_3

        decoded.additional_properties = extras
        if cls is not TicketForm:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(TicketForm)

settle(
    TicketForm,
    {
        "subject": str,
        "content": str,
        "customer_email": str | None,
        "files": list[File] | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
