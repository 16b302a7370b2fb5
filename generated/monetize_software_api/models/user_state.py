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
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "has_active_subscription",
    "purchases",
    "trial",
    "had_previous_trial",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class UserState(Model):
    """Whether a user has access.

    Attributes:
        has_active_subscription (bool): Active subscription, paid lifetime, or active trial.
        purchases (list[PurchaseState]):
        trial (None | TrialState):
        had_previous_trial (bool | None): Whether there was ever a trial on this paywall. Absent means false.
    """

    __module__ = "monetize_software.models"

    has_active_subscription: bool
    purchases: list[PurchaseState]
    trial: None | TrialState = None
    had_previous_trial: bool | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
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
        extras: dict[str, Any] | None = None
        if len(src_dict) == 4:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("has_active_subscription")
            value_1 = src_dict.get("purchases")
            value_2 = src_dict.get("trial")
            value_3 = src_dict.get("had_previous_trial")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not bool:
            raise InvalidPayload("UserState", "has_active_subscription", "true or false")
        decoded.has_active_subscription = value_0

        if type(value_1) is not list:
            raise InvalidPayload("UserState", "purchases", "a list")
        value_1 = [PurchaseState.from_dict(value_1_item) for value_1_item in value_1]
        decoded.purchases = value_1

        if value_2 is not None:
            value_2 = TrialState.from_dict(value_2)
        decoded.trial = value_2

        if value_3 is not None and type(value_3) is not bool:
            raise InvalidPayload("UserState", "had_previous_trial", "true or false")
        decoded.had_previous_trial = value_3

        decoded.additional_properties = extras
        if cls is not UserState:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(UserState)


# Last, because two models may refer to each other.
from ..models.purchase_state import PurchaseState
from ..models.trial_state import TrialState

settle(
    UserState,
    {
        "has_active_subscription": bool,
        "purchases": list[PurchaseState],
        "trial": None | TrialState,
        "had_previous_trial": bool | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
