# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    masked,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "subscriptionId",
    "cancellationReason",
    "paywallId",
    "email",
    "userId",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class CancelSubscription(Model):
    """A subscription to cancel.

    Attributes:
        subscription_id (str):
        cancellation_reason (str): Usual values: too_expensive, not_using, missing_features, found_alternative, temporary_pause, other.
        paywall_id (str | None): Required with a key; ignored with a bearer.
        email (str | None): With a key.
        user_id (str | None): With a key.
    """

    __module__ = "monetize_software.models"

    subscription_id: str
    cancellation_reason: str
    paywall_id: str | None = None
    email: str | None = _attrs_field(default=None, repr=masked)
    user_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["subscriptionId"] = self.subscription_id
        field_dict["cancellationReason"] = self.cancellation_reason
        if self.paywall_id is not None:
            field_dict["paywallId"] = self.paywall_id
        if self.email is not None:
            field_dict["email"] = self.email
        if self.user_id is not None:
            field_dict["userId"] = self.user_id
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("CancelSubscription", "", "an object")
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
            value_0 = src_dict.get("subscriptionId")
            value_1 = src_dict.get("cancellationReason")
            value_2 = src_dict.get("paywallId")
            value_3 = src_dict.get("email")
            value_4 = src_dict.get("userId")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("CancelSubscription", "subscriptionId", "text")
        decoded.subscription_id = value_0

        if type(value_1) is not str:
            raise InvalidPayload("CancelSubscription", "cancellationReason", "text")
        decoded.cancellation_reason = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("CancelSubscription", "paywallId", "text")
        decoded.paywall_id = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("CancelSubscription", "email", "text")
        decoded.email = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("CancelSubscription", "userId", "text")
        decoded.user_id = value_4

        decoded.additional_properties = extras
        if cls is not CancelSubscription:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(CancelSubscription)

settle(
    CancelSubscription,
    {
        "subscription_id": str,
        "cancellation_reason": str,
        "paywall_id": str | None,
        "email": str | None,
        "user_id": str | None,
        "additional_properties": dict[str, Any],
    },
    {
        "subscription_id": "subscriptionId",
        "cancellation_reason": "cancellationReason",
        "paywall_id": "paywallId",
        "user_id": "userId",
    },
)
