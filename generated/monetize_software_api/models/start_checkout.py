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
    "priceId",
    "email",
    "successUrl",
    "errorUrl",
    "shopUrl",
    "trial_days",
    "ignoreActivePurchase",
    "userMeta",
    "localCurrency",
    "offerId",
    "productName",
    "visitorId",
    "experimentId",
    "variantKey",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class StartCheckout(Model):
    """A checkout to open.

    Attributes:
        price_id (int | str): From `prices[].id`.
        email (str | None): The buyer. Required with a key and for guests; ignored with a bearer.
        success_url (str | None): May hold the literal `__SESSION__`, replaced by the session id.
        error_url (str | None): Where a failed payment returns to.
        shop_url (str | None): Link back to the shop.
        trial_days (int | None): Overrides the price's trial. Ignored when the user had one before.
        ignore_active_purchase (bool | None): True to renew or upgrade; the old subscription ends once this is paid.
        user_meta (Metadata | None): The integrator's own data about a user on this paywall, usually texts. `userId` in it is the
            integrator's id. Returned
            as `data.user.metadata` of webhooks.
        local_currency (str | None): ISO 4217 hint; a local price must be configured.
        offer_id (str | None): Needed for offers that count minutes. A foreign id is ignored.
        product_name (str | None): Line item at the processor.
        visitor_id (str | None): Device attribution.
        experiment_id (str | None): Together with `variantKey`, or neither.
        variant_key (str | None):
    """

    __module__ = "monetize_software.models"

    price_id: int | str
    email: str | None = _attrs_field(default=None, repr=masked)
    success_url: str | None = None
    error_url: str | None = None
    shop_url: str | None = None
    trial_days: int | None = None
    ignore_active_purchase: bool | None = None
    user_meta: Metadata | None = _attrs_field(default=None, repr=masked)
    local_currency: str | None = None
    offer_id: str | None = None
    product_name: str | None = None
    visitor_id: str | None = None
    experiment_id: str | None = None
    variant_key: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["priceId"] = self.price_id
        if self.email is not None:
            field_dict["email"] = self.email
        if self.success_url is not None:
            field_dict["successUrl"] = self.success_url
        if self.error_url is not None:
            field_dict["errorUrl"] = self.error_url
        if self.shop_url is not None:
            field_dict["shopUrl"] = self.shop_url
        if self.trial_days is not None:
            field_dict["trial_days"] = self.trial_days
        if self.ignore_active_purchase is not None:
            field_dict["ignoreActivePurchase"] = self.ignore_active_purchase
        if self.user_meta is not None:
            field_dict["userMeta"] = self.user_meta.to_dict()
        if self.local_currency is not None:
            field_dict["localCurrency"] = self.local_currency
        if self.offer_id is not None:
            field_dict["offerId"] = self.offer_id
        if self.product_name is not None:
            field_dict["productName"] = self.product_name
        if self.visitor_id is not None:
            field_dict["visitorId"] = self.visitor_id
        if self.experiment_id is not None:
            field_dict["experimentId"] = self.experiment_id
        if self.variant_key is not None:
            field_dict["variantKey"] = self.variant_key
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("StartCheckout", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 14:
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
                    value_9,
                    value_10,
                    value_11,
                    value_12,
                    value_13,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("priceId")
            value_1 = src_dict.get("email")
            value_2 = src_dict.get("successUrl")
            value_3 = src_dict.get("errorUrl")
            value_4 = src_dict.get("shopUrl")
            value_5 = src_dict.get("trial_days")
            value_6 = src_dict.get("ignoreActivePurchase")
            value_7 = src_dict.get("userMeta")
            value_8 = src_dict.get("localCurrency")
            value_9 = src_dict.get("offerId")
            value_10 = src_dict.get("productName")
            value_11 = src_dict.get("visitorId")
            value_12 = src_dict.get("experimentId")
            value_13 = src_dict.get("variantKey")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) not in (str, int):
            raise InvalidPayload("StartCheckout", "priceId", "str or int")
        decoded.price_id = value_0

        if value_1 is not None and type(value_1) is not str:
            raise InvalidPayload("StartCheckout", "email", "text")
        decoded.email = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("StartCheckout", "successUrl", "text")
        decoded.success_url = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("StartCheckout", "errorUrl", "text")
        decoded.error_url = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("StartCheckout", "shopUrl", "text")
        decoded.shop_url = value_4

        if value_5 is not None and type(value_5) is not int:
            value_5 = whole(value_5, "StartCheckout", "trial_days")
        decoded.trial_days = value_5

        if value_6 is not None and type(value_6) is not bool:
            raise InvalidPayload("StartCheckout", "ignoreActivePurchase", "true or false")
        decoded.ignore_active_purchase = value_6

        if value_7 is not None:
            value_7 = Metadata.from_dict(value_7)
        decoded.user_meta = value_7

        if value_8 is not None and type(value_8) is not str:
            raise InvalidPayload("StartCheckout", "localCurrency", "text")
        decoded.local_currency = value_8

        if value_9 is not None and type(value_9) is not str:
            raise InvalidPayload("StartCheckout", "offerId", "text")
        decoded.offer_id = value_9

        if value_10 is not None and type(value_10) is not str:
            raise InvalidPayload("StartCheckout", "productName", "text")
        decoded.product_name = value_10

        if value_11 is not None and type(value_11) is not str:
            raise InvalidPayload("StartCheckout", "visitorId", "text")
        decoded.visitor_id = value_11

        if value_12 is not None and type(value_12) is not str:
            raise InvalidPayload("StartCheckout", "experimentId", "text")
        decoded.experiment_id = value_12

        if value_13 is not None and type(value_13) is not str:
            raise InvalidPayload("StartCheckout", "variantKey", "text")
        decoded.variant_key = value_13

        decoded.additional_properties = extras
        if cls is not StartCheckout:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(StartCheckout)


# Last, because two models may refer to each other.
from ..models.metadata import Metadata

settle(
    StartCheckout,
    {
        "price_id": int | str,
        "email": str | None,
        "success_url": str | None,
        "error_url": str | None,
        "shop_url": str | None,
        "trial_days": int | None,
        "ignore_active_purchase": bool | None,
        "user_meta": Metadata | None,
        "local_currency": str | None,
        "offer_id": str | None,
        "product_name": str | None,
        "visitor_id": str | None,
        "experiment_id": str | None,
        "variant_key": str | None,
        "additional_properties": dict[str, Any],
    },
    {
        "price_id": "priceId",
        "success_url": "successUrl",
        "error_url": "errorUrl",
        "shop_url": "shopUrl",
        "ignore_active_purchase": "ignoreActivePurchase",
        "user_meta": "userMeta",
        "local_currency": "localCurrency",
        "offer_id": "offerId",
        "product_name": "productName",
        "visitor_id": "visitorId",
        "experiment_id": "experimentId",
        "variant_key": "variantKey",
    },
)
