# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import whole
from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "balances",
        "purchases",
        "paid",
        "user",
        "tier",
        "country",
        "countryMatch",
        "trial",
        "meta",
    }
)


@_attrs_define
class UserDetail:
    """Everything about a user on this paywall.

    Attributes:
        balances (list[Balance]):
        purchases (list[Purchase]):
        paid (bool): Active subscription or lifetime payment; a trial does not count.
        user (None | UserProfile): Filled with a bearer only.
        tier (int | None): Price tier of the caller's country.
        country (None | str): ISO 3166 code.
        country_match (bool | None):
        trial (None | TrialDetail):
        meta (Metadata | None): The integrator's own data about a user on this paywall, usually texts. `userId` in it is the
            integrator's id. Returned
            as `data.user.metadata` of webhooks.
    """

    balances: list[Balance]
    purchases: list[Purchase]
    paid: bool
    user: None | UserProfile = None
    tier: int | None = None
    country: None | str = None
    country_match: bool | None = None
    trial: None | TrialDetail = None
    meta: Metadata | None = _attrs_field(default=None, repr=False)
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["balances"] = [item.to_dict() for item in self.balances]
        field_dict["purchases"] = [item.to_dict() for item in self.purchases]
        field_dict["paid"] = self.paid
        if self.user is not None:
            field_dict["user"] = self.user.to_dict()
        if self.tier is not None:
            field_dict["tier"] = self.tier
        if self.country is not None:
            field_dict["country"] = self.country
        if self.country_match is not None:
            field_dict["countryMatch"] = self.country_match
        if self.trial is not None:
            field_dict["trial"] = self.trial.to_dict()
        if self.meta is not None:
            field_dict["meta"] = self.meta.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("UserDetail", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("balances")
        if type(value) is not list:
            raise InvalidPayload("UserDetail", "balances", "a list")
        value = [Balance.from_dict(value_item) for value_item in value]
        decoded.balances = value

        value = src_dict.get("purchases")
        if type(value) is not list:
            raise InvalidPayload("UserDetail", "purchases", "a list")
        value = [Purchase.from_dict(value_item) for value_item in value]
        decoded.purchases = value

        value = src_dict.get("paid")
        if type(value) is not bool:
            raise InvalidPayload("UserDetail", "paid", "true or false")
        decoded.paid = value

        value = src_dict.get("user")
        if value is not None:
            value = UserProfile.from_dict(value)
        decoded.user = value

        value = src_dict.get("tier")
        if value is not None and type(value) is not int:
            value = whole(value, "UserDetail", "tier")
        decoded.tier = value

        value = src_dict.get("country")
        if value is not None and type(value) is not str:
            raise InvalidPayload("UserDetail", "country", "text")
        decoded.country = value

        value = src_dict.get("countryMatch")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("UserDetail", "countryMatch", "true or false")
        decoded.country_match = value

        value = src_dict.get("trial")
        if value is not None:
            value = TrialDetail.from_dict(value)
        decoded.trial = value

        value = src_dict.get("meta")
        if value is not None:
            value = Metadata.from_dict(value)
        decoded.meta = value

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
from ..models.balance import Balance
from ..models.metadata import Metadata
from ..models.purchase import Purchase
from ..models.trial_detail import TrialDetail
from ..models.user_profile import UserProfile
