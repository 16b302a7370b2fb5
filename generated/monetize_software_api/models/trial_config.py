# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    exact_number,
    member,
    number,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.trial_mode import TrialMode

_TrialMode: dict[Any, Any] = TrialMode._value2member_map_


_NAMES = (
    "mode",
    "payload",
    "storage",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class TrialConfig(Model):
    """The trial before the paywall, counted on the client.

    Attributes:
        mode (TrialMode):
        payload (Decimal): Hours (`time`) or openings (`opens`).
        storage (str | None): `client` or `server`.
    """

    __module__ = "monetize_software.models"

    mode: TrialMode
    payload: Decimal
    storage: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["mode"] = self.mode.value
        field_dict["payload"] = exact_number(self.payload)
        if self.storage is not None:
            field_dict["storage"] = self.storage
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("TrialConfig", "", "an object")
        value_0: Any = src_dict.get("mode")
        value_1: Any = src_dict.get("payload")
        value_2: Any = src_dict.get("storage")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        try:
            value_0 = _TrialMode[value_0]
        except (KeyError, TypeError):
            value_0 = member(TrialMode, value_0, "TrialConfig", "mode")
        decoded.mode = value_0

        if type(value_1) is not Decimal or not value_1.is_finite():
            value_1 = number(value_1, "TrialConfig", "payload")
        decoded.payload = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("TrialConfig", "storage", "text")
        decoded.storage = value_2

        decoded.additional_properties = extras
        if cls is not TrialConfig:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(TrialConfig)

settle(
    TrialConfig,
    {
        "mode": TrialMode,
        "payload": Decimal,
        "storage": str | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
