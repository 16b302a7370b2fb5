# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "has_active_subscription",
        "purchases",
        "trial",
        "had_previous_trial",
    }
)


@_attrs_define
class UserState:
    """Whether a user has access.

    Attributes:
        has_active_subscription (bool): Active subscription, paid lifetime, or active trial.
        purchases (list[PurchaseState]):
        trial (None | TrialState):
        had_previous_trial (bool | None): Whether there was ever a trial on this paywall. Absent means false.
    """

    has_active_subscription: bool
    purchases: list[PurchaseState]
    trial: None | TrialState = None
    had_previous_trial: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["has_active_subscription"] = self.has_active_subscription
        field_dict["purchases"] = [item.to_dict() for item in self.purchases]
        if self.trial is not None:
            field_dict["trial"] = self.trial.to_dict()
        if self.had_previous_trial is not None:
            field_dict["had_previous_trial"] = self.had_previous_trial
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("UserState", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("has_active_subscription")
        if type(value) is not bool:
            raise InvalidPayload("UserState", "has_active_subscription", "true or false")
        decoded.has_active_subscription = value

        value = src_dict.get("purchases")
        if type(value) is not list:
            raise InvalidPayload("UserState", "purchases", "a list")
        value = [PurchaseState.from_dict(value_item) for value_item in value]
        decoded.purchases = value

        value = src_dict.get("trial")
        if value is not None:
            value = TrialState.from_dict(value)
        decoded.trial = value

        value = src_dict.get("had_previous_trial")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("UserState", "had_previous_trial", "true or false")
        decoded.had_previous_trial = value

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


# Last, because two models may refer to each other.
from ..models.purchase_state import PurchaseState
from ..models.trial_state import TrialState
