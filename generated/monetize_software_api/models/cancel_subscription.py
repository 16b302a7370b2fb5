# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "subscriptionId",
        "cancellationReason",
        "paywallId",
        "email",
        "userId",
    }
)


@_attrs_define
class CancelSubscription:
    """A subscription to cancel.

    Attributes:
        subscription_id (str):
        cancellation_reason (str): Usual values: too_expensive, not_using, missing_features, found_alternative, temporary_pause, other.
        paywall_id (str | None): Required with a key; ignored with a bearer.
        email (str | None): With a key.
        user_id (str | None): With a key.
    """

    subscription_id: str
    cancellation_reason: str
    paywall_id: str | None = None
    email: str | None = _attrs_field(default=None, repr=False)
    user_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("subscriptionId")
        if type(value) is not str:
            raise InvalidPayload("CancelSubscription", "subscriptionId", "text")
        decoded.subscription_id = value

        value = src_dict.get("cancellationReason")
        if type(value) is not str:
            raise InvalidPayload("CancelSubscription", "cancellationReason", "text")
        decoded.cancellation_reason = value

        value = src_dict.get("paywallId")
        if value is not None and type(value) is not str:
            raise InvalidPayload("CancelSubscription", "paywallId", "text")
        decoded.paywall_id = value

        value = src_dict.get("email")
        if value is not None and type(value) is not str:
            raise InvalidPayload("CancelSubscription", "email", "text")
        decoded.email = value

        value = src_dict.get("userId")
        if value is not None and type(value) is not str:
            raise InvalidPayload("CancelSubscription", "userId", "text")
        decoded.user_id = value

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
