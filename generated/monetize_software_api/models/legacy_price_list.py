# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    retyped,
    settle,
    unknown_fields,
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "data",
    "error",
    "count",
    "status",
    "statusText",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class LegacyPriceList(Model):
    """An envelope of the older API.

    Attributes:
        data (list[LegacyPrice] | None):
        error (None | str): Not null when the call failed after all.
        count (int | None):
        status (int | None):
        status_text (str | None):
    """

    __module__ = "monetize_software.models"

    data: list[LegacyPrice] | None
    error: None | str = None
    count: int | None = None
    status: int | None = None
    status_text: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["data"] = None if self.data is None else [item.to_dict() for item in self.data]
        if self.error is not None:
            field_dict["error"] = self.error
        if self.count is not None:
            field_dict["count"] = self.count
        if self.status is not None:
            field_dict["status"] = self.status
        if self.status_text is not None:
            field_dict["statusText"] = self.status_text
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("LegacyPriceList", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 5:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("data")
            value_1 = src_dict.get("error")
            value_2 = src_dict.get("count")
            value_3 = src_dict.get("status")
            value_4 = src_dict.get("statusText")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if value_0 is not None:
            if type(value_0) is not list:
                raise InvalidPayload("LegacyPriceList", "data", "a list")
            value_0 = [LegacyPrice.from_dict(value_0_item) for value_0_item in value_0]
        decoded.data = value_0

        if value_1 is not None and type(value_1) is not str:
            raise InvalidPayload("LegacyPriceList", "error", "text")
        decoded.error = value_1

        if value_2 is not None and type(value_2) is not int:
            value_2 = whole(value_2, "LegacyPriceList", "count")
        decoded.count = value_2

        if value_3 is not None and type(value_3) is not int:
            value_3 = whole(value_3, "LegacyPriceList", "status")
        decoded.status = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("LegacyPriceList", "statusText", "text")
        decoded.status_text = value_4

        decoded.additional_properties = extras
        if cls is not LegacyPriceList:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(LegacyPriceList)


# Last, because two models may refer to each other.
from ..models.legacy_price import LegacyPrice

settle(
    LegacyPriceList,
    {
        "data": list[LegacyPrice] | None,
        "error": None | str,
        "count": int | None,
        "status": int | None,
        "status_text": str | None,
        "additional_properties": dict[str, Any],
    },
    {
        "status_text": "statusText",
    },
)
