# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import member, whole
from ..errors import InvalidPayload
from ..models.ticket_status import TicketStatus

_TicketStatus: dict[Any, Any] = TicketStatus._value2member_map_


_KNOWN = frozenset(
    {
        "id",
        "status",
    }
)


@_attrs_define
class Ticket:
    """A support ticket.

    Attributes:
        id (int):
        status (TicketStatus):
    """

    id: int
    status: TicketStatus
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["status"] = self.status.value
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Ticket", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not int:
            value = whole(value, "Ticket", "id")
        decoded.id = value

        value = src_dict.get("status")
        value = (type(value) is str and _TicketStatus.get(value)) or member(
            TicketStatus, value, "Ticket", "status"
        )
        decoded.status = value

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
