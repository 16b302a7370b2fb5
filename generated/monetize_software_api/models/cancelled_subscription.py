# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "subscription",
    "success",
    "message",
)
_KNOWN = frozenset(_NAMES)


@_attrs_frozen(eq=False, repr=False)
class CancelledSubscription(Model):
    """The cancellation as it was accepted.

    Attributes:
        subscription (Cancellation): What happens to the subscription.
        success (bool | None):
        message (str | None):
    """

    __module__ = "monetize_software.models"

    subscription: Cancellation
    success: bool | None = None
    message: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["subscription"] = self.subscription.to_dict()
        if self.success is not None:
            field_dict["success"] = self.success
        if self.message is not None:
            field_dict["message"] = self.message
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("CancelledSubscription", "", "an object")
        value_0: Any = src_dict.get("subscription")
        value_1: Any = src_dict.get("success")
        value_2: Any = src_dict.get("message")
        extras: dict[str, Any] = (
            {} if _KNOWN.issuperset(src_dict) else unknown_fields(src_dict, _KNOWN)
        )
        decoded: Any = object.__new__(_Draft)
        value_0 = Cancellation.from_dict(value_0)
        decoded.subscription = value_0

        if value_1 is not None and type(value_1) is not bool:
            raise InvalidPayload("CancelledSubscription", "success", "true or false")
        decoded.success = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("CancelledSubscription", "message", "text")
        decoded.message = value_2

        decoded.additional_properties = extras
        if cls is not CancelledSubscription:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(CancelledSubscription)


# Last, because two models may refer to each other.
from ..models.cancellation import Cancellation

settle(
    CancelledSubscription,
    {
        "subscription": Cancellation,
        "success": bool | None,
        "message": str | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
