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
    }
)


@_attrs_define
class StartCheckout:
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

    price_id: int | str
    email: str | None = _attrs_field(default=None, repr=False)
    success_url: str | None = None
    error_url: str | None = None
    shop_url: str | None = None
    trial_days: int | None = None
    ignore_active_purchase: bool | None = None
    user_meta: Metadata | None = _attrs_field(default=None, repr=False)
    local_currency: str | None = None
    offer_id: str | None = None
    product_name: str | None = None
    visitor_id: str | None = None
    experiment_id: str | None = None
    variant_key: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("priceId")
        if type(value) not in (str, int):
            raise InvalidPayload("StartCheckout", "priceId", "str or int")
        decoded.price_id = value

        value = src_dict.get("email")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "email", "text")
        decoded.email = value

        value = src_dict.get("successUrl")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "successUrl", "text")
        decoded.success_url = value

        value = src_dict.get("errorUrl")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "errorUrl", "text")
        decoded.error_url = value

        value = src_dict.get("shopUrl")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "shopUrl", "text")
        decoded.shop_url = value

        value = src_dict.get("trial_days")
        if value is not None and type(value) is not int:
            value = whole(value, "StartCheckout", "trial_days")
        decoded.trial_days = value

        value = src_dict.get("ignoreActivePurchase")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("StartCheckout", "ignoreActivePurchase", "true or false")
        decoded.ignore_active_purchase = value

        value = src_dict.get("userMeta")
        if value is not None:
            value = Metadata.from_dict(value)
        decoded.user_meta = value

        value = src_dict.get("localCurrency")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "localCurrency", "text")
        decoded.local_currency = value

        value = src_dict.get("offerId")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "offerId", "text")
        decoded.offer_id = value

        value = src_dict.get("productName")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "productName", "text")
        decoded.product_name = value

        value = src_dict.get("visitorId")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "visitorId", "text")
        decoded.visitor_id = value

        value = src_dict.get("experimentId")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "experimentId", "text")
        decoded.experiment_id = value

        value = src_dict.get("variantKey")
        if value is not None and type(value) is not str:
            raise InvalidPayload("StartCheckout", "variantKey", "text")
        decoded.variant_key = value

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
from ..models.metadata import Metadata
