# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..errors import InvalidPayload
from ..types import File

_KNOWN = frozenset(
    {
        "subject",
        "content",
        "customer_email",
        "files",
    }
)


@_attrs_define
class TicketForm:
    """A ticket with files.

    Attributes:
        subject (str):
        content (str):
        customer_email (str | None):
        files (list[File] | None): Repeated parts named `files`; other parts of that name that are not files are ignored.
    """

    subject: str
    content: str
    customer_email: str | None = _attrs_field(default=None, repr=False)
    files: list[File] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("subject")
        if type(value) is not str:
            raise InvalidPayload("TicketForm", "subject", "text")
        decoded.subject = value

        value = src_dict.get("content")
        if type(value) is not str:
            raise InvalidPayload("TicketForm", "content", "text")
        decoded.content = value

        value = src_dict.get("customer_email")
        if value is not None and type(value) is not str:
            raise InvalidPayload("TicketForm", "customer_email", "text")
        decoded.customer_email = value

        value = src_dict.get("files")
        if value is not None:
            if type(value) is not list:
                raise InvalidPayload("TicketForm", "files", "a list")
            value_list = []
            for value_item in value:
                if type(value_item) is not bytes:
                    raise InvalidPayload("TicketForm", "files", "bytes")
                value_item = File(payload=BytesIO(value_item))
                value_list.append(value_item)
            value = value_list
        decoded.files = value

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
