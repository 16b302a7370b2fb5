# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..decoding import member
from ..errors import InvalidPayload
from ..models.checkout_mode import CheckoutMode
from ..models.runtime_mode import RuntimeMode

_RuntimeMode: dict[Any, Any] = RuntimeMode._value2member_map_
_CheckoutMode: dict[Any, Any] = CheckoutMode._value2member_map_


_KNOWN = frozenset(
    {
        "id",
        "name",
        "brand_color",
        "custom_css",
        "locale_default",
        "custom_domain",
        "runtime_mode",
        "is_test_mode",
        "checkout_mode",
        "auth_providers",
        "allow_anonymous",
        "allow_close",
        "title_auto_fit",
        "success_redirect_url",
        "checkout_shop_url",
        "checkout_product_name",
        "trial",
        "visibility",
    }
)


@_attrs_define
class Settings:
    """How the paywall is set up.

    Attributes:
        id (str): The paywall's id.
        name (str): Title. May be empty.
        brand_color (None | str):
        custom_css (None | str):
        locale_default (None | str): Language the server derived from the caller's country.
        custom_domain (None | str): With or without a scheme.
        runtime_mode (RuntimeMode | None):
        is_test_mode (bool | None): Whether the processor is in test mode.
        checkout_mode (CheckoutMode | None):
        auth_providers (list[str] | None): google, apple, …
        allow_anonymous (bool | None):
        allow_close (bool | None):
        title_auto_fit (bool | None):
        success_redirect_url (None | str): Default of `successUrl`.
        checkout_shop_url (None | str): Default of `shopUrl`.
        checkout_product_name (None | str): Line item at the processor.
        trial (None | TrialConfig):
        visibility (Visibility | None): Whether the caller's country and device may see the paywall. Computed from the caller's address.
    """

    id: str
    name: str = _attrs_field(repr=False)
    brand_color: None | str = None
    custom_css: None | str = None
    locale_default: None | str = None
    custom_domain: None | str = None
    runtime_mode: RuntimeMode | None = None
    is_test_mode: bool | None = None
    checkout_mode: CheckoutMode | None = None
    auth_providers: list[str] | None = None
    allow_anonymous: bool | None = None
    allow_close: bool | None = None
    title_auto_fit: bool | None = None
    success_redirect_url: None | str = None
    checkout_shop_url: None | str = None
    checkout_product_name: None | str = None
    trial: None | TrialConfig = None
    visibility: Visibility | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["name"] = self.name
        if self.brand_color is not None:
            field_dict["brand_color"] = self.brand_color
        if self.custom_css is not None:
            field_dict["custom_css"] = self.custom_css
        if self.locale_default is not None:
            field_dict["locale_default"] = self.locale_default
        if self.custom_domain is not None:
            field_dict["custom_domain"] = self.custom_domain
        if self.runtime_mode is not None:
            field_dict["runtime_mode"] = self.runtime_mode.value
        if self.is_test_mode is not None:
            field_dict["is_test_mode"] = self.is_test_mode
        if self.checkout_mode is not None:
            field_dict["checkout_mode"] = self.checkout_mode.value
        if self.auth_providers is not None:
            field_dict["auth_providers"] = self.auth_providers
        if self.allow_anonymous is not None:
            field_dict["allow_anonymous"] = self.allow_anonymous
        if self.allow_close is not None:
            field_dict["allow_close"] = self.allow_close
        if self.title_auto_fit is not None:
            field_dict["title_auto_fit"] = self.title_auto_fit
        if self.success_redirect_url is not None:
            field_dict["success_redirect_url"] = self.success_redirect_url
        if self.checkout_shop_url is not None:
            field_dict["checkout_shop_url"] = self.checkout_shop_url
        if self.checkout_product_name is not None:
            field_dict["checkout_product_name"] = self.checkout_product_name
        if self.trial is not None:
            field_dict["trial"] = self.trial.to_dict()
        if self.visibility is not None:
            field_dict["visibility"] = self.visibility.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Settings", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("id")
        if type(value) is not str:
            raise InvalidPayload("Settings", "id", "text")
        decoded.id = value

        value = src_dict.get("name")
        if type(value) is not str:
            raise InvalidPayload("Settings", "name", "text")
        decoded.name = value

        value = src_dict.get("brand_color")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Settings", "brand_color", "text")
        decoded.brand_color = value

        value = src_dict.get("custom_css")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Settings", "custom_css", "text")
        decoded.custom_css = value

        value = src_dict.get("locale_default")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Settings", "locale_default", "text")
        decoded.locale_default = value

        value = src_dict.get("custom_domain")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Settings", "custom_domain", "text")
        decoded.custom_domain = value

        value = src_dict.get("runtime_mode")
        if value is not None:
            value = (type(value) is str and _RuntimeMode.get(value)) or member(
                RuntimeMode, value, "Settings", "runtime_mode"
            )
        decoded.runtime_mode = value

        value = src_dict.get("is_test_mode")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("Settings", "is_test_mode", "true or false")
        decoded.is_test_mode = value

        value = src_dict.get("checkout_mode")
        if value is not None:
            value = (type(value) is str and _CheckoutMode.get(value)) or member(
                CheckoutMode, value, "Settings", "checkout_mode"
            )
        decoded.checkout_mode = value

        value = src_dict.get("auth_providers")
        if value is not None:
            if type(value) is not list:
                raise InvalidPayload("Settings", "auth_providers", "a list")
            value_list = []
            for value_item in value:
                if type(value_item) is not str:
                    raise InvalidPayload("Settings", "auth_providers", "text")
                value_list.append(value_item)
            value = value_list
        decoded.auth_providers = value

        value = src_dict.get("allow_anonymous")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("Settings", "allow_anonymous", "true or false")
        decoded.allow_anonymous = value

        value = src_dict.get("allow_close")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("Settings", "allow_close", "true or false")
        decoded.allow_close = value

        value = src_dict.get("title_auto_fit")
        if value is not None and type(value) is not bool:
            raise InvalidPayload("Settings", "title_auto_fit", "true or false")
        decoded.title_auto_fit = value

        value = src_dict.get("success_redirect_url")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Settings", "success_redirect_url", "text")
        decoded.success_redirect_url = value

        value = src_dict.get("checkout_shop_url")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Settings", "checkout_shop_url", "text")
        decoded.checkout_shop_url = value

        value = src_dict.get("checkout_product_name")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Settings", "checkout_product_name", "text")
        decoded.checkout_product_name = value

        value = src_dict.get("trial")
        if value is not None:
            value = TrialConfig.from_dict(value)
        decoded.trial = value

        value = src_dict.get("visibility")
        if value is not None:
            value = Visibility.from_dict(value)
        decoded.visibility = value

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
from ..models.trial_config import TrialConfig
from ..models.visibility import Visibility
