# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    exact_number,
    instant,
    iso_time,
    number,
    retyped,
    rfc3339,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "id",
    "discount_percent",
    "expires_at",
    "price_id",
    "duration_minutes",
    "label",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class Offer(Model):
    """A discount.

    Attributes:
        id (str):
        discount_percent (Decimal | None): 1 to 100; null or less means not applicable.
        expires_at (datetime.datetime | None): Wins over `duration_minutes`.
        price_id (None | str): Null means any price.
        duration_minutes (int | None): Minutes from the visitor's first view.
        label (None | str):
    """

    __module__ = "monetize_software.models"

    id: str
    discount_percent: Decimal | None
    expires_at: datetime.datetime | None
    price_id: None | str
    duration_minutes: int | None = None
    label: None | str = None
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
        field_dict["discount_percent"] = (
            None if self.discount_percent is None else exact_number(self.discount_percent)
        )
        field_dict["expires_at"] = None if self.expires_at is None else rfc3339(self.expires_at)
        field_dict["price_id"] = self.price_id
        if self.duration_minutes is not None:
            field_dict["duration_minutes"] = self.duration_minutes
        if self.label is not None:
            field_dict["label"] = self.label
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Offer", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 6:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                    value_5,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("id")
            value_1 = src_dict.get("discount_percent")
            value_2 = src_dict.get("expires_at")
            value_3 = src_dict.get("price_id")
            value_4 = src_dict.get("duration_minutes")
            value_5 = src_dict.get("label")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("Offer", "id", "text")
        decoded.id = value_0

        if value_1 is not None and (type(value_1) is not Decimal or not value_1.is_finite()):
            value_1 = number(value_1, "Offer", "discount_percent")
        decoded.discount_percent = value_1

        if value_2 is not None:
            try:
                value_2 = iso_time(value_2)
                if value_2.tzinfo is None:
                    value_2 = value_2.replace(tzinfo=UTC)
            except (ValueError, TypeError):
                value_2 = instant(value_2, "Offer", "expires_at")
        decoded.expires_at = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("Offer", "price_id", "text")
        decoded.price_id = value_3

        if value_4 is not None and type(value_4) is not int:
            value_4 = whole(value_4, "Offer", "duration_minutes")
        decoded.duration_minutes = value_4

        if value_5 is not None and type(value_5) is not str:
            raise InvalidPayload("Offer", "label", "text")
        decoded.label = value_5

        decoded.additional_properties = extras
        if cls is not Offer:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(Offer)

settle(
    Offer,
    {
        "id": str,
        "discount_percent": Decimal | None,
        "expires_at": datetime.datetime | None,
        "price_id": None | str,
        "duration_minutes": int | None,
        "label": None | str,
        "additional_properties": dict[str, Any],
    },
    {},
)
