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
    whole,
)
from ..errors import InvalidPayload
from ..json_model import Model

_NAMES = (
    "balances",
    "purchases",
    "paid",
    "user",
    "tier",
    "country",
    "countryMatch",
    "trial",
    "meta",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class UserDetail(Model):
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
    meta: Metadata | None = _attrs_field(default=None, repr=masked)
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
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
        extras: dict[str, Any] | None = None
        if len(src_dict) == 9:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                    value_5,
                    value_6,
                    value_7,
                    value_8,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("balances")
            value_1 = src_dict.get("purchases")
            value_2 = src_dict.get("paid")
            value_3 = src_dict.get("user")
            value_4 = src_dict.get("tier")
            value_5 = src_dict.get("country")
            value_6 = src_dict.get("countryMatch")
            value_7 = src_dict.get("trial")
            value_8 = src_dict.get("meta")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not list:
            raise InvalidPayload("UserDetail", "balances", "a list")
        value_0 = [Balance.from_dict(value_0_item) for value_0_item in value_0]
        decoded.balances = value_0

        if type(value_1) is not list:
            raise InvalidPayload("UserDetail", "purchases", "a list")
        value_1 = [Purchase.from_dict(value_1_item) for value_1_item in value_1]
        decoded.purchases = value_1

        if type(value_2) is not bool:
            raise InvalidPayload("UserDetail", "paid", "true or false")
        decoded.paid = value_2

        if value_3 is not None:
            value_3 = UserProfile.from_dict(value_3)
        decoded.user = value_3

        if value_4 is not None and type(value_4) is not int:
            value_4 = whole(value_4, "UserDetail", "tier")
        decoded.tier = value_4

        if value_5 is not None and type(value_5) is not str:
            raise InvalidPayload("UserDetail", "country", "text")
        decoded.country = value_5

        if value_6 is not None and type(value_6) is not bool:
            raise InvalidPayload("UserDetail", "countryMatch", "true or false")
        decoded.country_match = value_6

        if value_7 is not None:
            value_7 = TrialDetail.from_dict(value_7)
        decoded.trial = value_7

        if value_8 is not None:
            value_8 = Metadata.from_dict(value_8)
        decoded.meta = value_8

        decoded.additional_properties = extras
        if cls is not UserDetail:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(UserDetail)


# Last, because two models may refer to each other.
from ..models.balance import Balance
from ..models.metadata import Metadata
from ..models.purchase import Purchase
from ..models.trial_detail import TrialDetail
from ..models.user_profile import UserProfile

settle(
    UserDetail,
    {
        "balances": list[Balance],
        "purchases": list[Purchase],
        "paid": bool,
        "user": None | UserProfile,
        "tier": int | None,
        "country": None | str,
        "country_match": bool | None,
        "trial": None | TrialDetail,
        "meta": Metadata | None,
        "additional_properties": dict[str, Any],
    },
    {
        "country_match": "countryMatch",
    },
)
