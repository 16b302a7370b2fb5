# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    member,
    retyped,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.ticket_status import TicketStatus

_TicketStatus: dict[Any, Any] = TicketStatus._value2member_map_


_NAMES = (
    "id",
    "status",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class Ticket(Model):
    """A support ticket.

    Attributes:
        id (int):
        status (TicketStatus):
    """

    __module__ = "monetize_software.models"

    id: int
    status: TicketStatus
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
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
        value_0: Any = src_dict.get("id")
        value_1: Any = src_dict.get("status")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not int:
            value_0 = whole(value_0, "Ticket", "id")
        decoded.id = value_0

        try:
            value_1 = _TicketStatus[value_1]
        except (KeyError, TypeError):
            value_1 = member(TicketStatus, value_1, "Ticket", "status")
        decoded.status = value_1

        decoded.additional_properties = extras
        if cls is not Ticket:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(Ticket)

settle(
    Ticket,
    {
        "id": int,
        "status": TicketStatus,
        "additional_properties": dict[str, Any],
    },
    {},
)
