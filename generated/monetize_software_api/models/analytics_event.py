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
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "type",
    "ts",
    "props",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class AnalyticsEvent(Model):
    """Something that happened on a page.

    Attributes:
        type (str):
        ts (int): Unix milliseconds.
        props (EventProperties | None): Whatever is worth knowing about it.
    """

    __module__ = "monetize_software.models"

    type: str
    ts: int
    props: EventProperties | None = _attrs_field(default=None, repr=masked)
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["type"] = self.type
        field_dict["ts"] = self.ts
        if self.props is not None:
            field_dict["props"] = self.props.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("AnalyticsEvent", "", "an object")
        value_0: Any = src_dict.get("type")
        value_1: Any = src_dict.get("ts")
        value_2: Any = src_dict.get("props")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("AnalyticsEvent", "type", "text")
        decoded.type = value_0

        if type(value_1) is not int:
            value_1 = whole(value_1, "AnalyticsEvent", "ts")
        decoded.ts = value_1

        if value_2 is not None:
            value_2 = EventProperties.from_dict(value_2)
        decoded.props = value_2

        decoded.additional_properties = extras
        if cls is not AnalyticsEvent:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(AnalyticsEvent)


# Last, because two models may refer to each other.
from ..models.event_properties import EventProperties

settle(
    AnalyticsEvent,
    {
        "type": str,
        "ts": int,
        "props": EventProperties | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
