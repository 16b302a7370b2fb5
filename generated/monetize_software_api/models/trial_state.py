# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from datetime import UTC
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    instant,
    iso_time,
    retyped,
    rfc3339,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "started_at",
    "expires_at",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class TrialState(Model):
    """A running trial, as `getUserState` spells it.

    Attributes:
        started_at (datetime.datetime | None):
        expires_at (datetime.datetime | None):
    """

    __module__ = "monetize_software.models"

    started_at: datetime.datetime | None = None
    expires_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        if self.started_at is not None:
            field_dict["started_at"] = rfc3339(self.started_at)
        if self.expires_at is not None:
            field_dict["expires_at"] = rfc3339(self.expires_at)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("TrialState", "", "an object")
        value_0: Any = src_dict.get("started_at")
        value_1: Any = src_dict.get("expires_at")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if value_0 is not None:
            try:
                value_0 = iso_time(value_0)
                if value_0.tzinfo is None:
                    value_0 = value_0.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_0 = instant(value_0, "TrialState", "started_at")
        decoded.started_at = value_0

        if value_1 is not None:
            try:
                value_1 = iso_time(value_1)
                if value_1.tzinfo is None:
                    value_1 = value_1.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_1 = instant(value_1, "TrialState", "expires_at")
        decoded.expires_at = value_1

        decoded.additional_properties = extras
        if cls is not TrialState:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(TrialState)

settle(
    TrialState,
    {
        "started_at": datetime.datetime | None,
        "expires_at": datetime.datetime | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
