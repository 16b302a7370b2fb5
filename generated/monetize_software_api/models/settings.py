# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter as _itemgetter
from typing import Any, Self

from attrs import field as _attrs_field
from attrs import frozen as _attrs_frozen

from ..decoding import (
    draft_of,
    member,
    retyped,
    settle,
    unknown_fields,
)
from ..errors import InvalidPayload
from ..json_model import Model
from ..models.checkout_mode import CheckoutMode
from ..models.runtime_mode import RuntimeMode

_RuntimeMode: dict[Any, Any] = RuntimeMode._value2member_map_
_CheckoutMode: dict[Any, Any] = CheckoutMode._value2member_map_


_NAMES = (
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
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class Settings(Model):
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

    __module__ = "monetize_software.models"

    id: str
    name: str
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
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
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
        extras: dict[str, Any] | None = None
        if len(src_dict) == 18:
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
                    value_14,
                    value_15,
                    value_16,
                    value_17,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("id")
            value_1 = src_dict.get("name")
            value_2 = src_dict.get("brand_color")
            value_3 = src_dict.get("custom_css")
            value_4 = src_dict.get("locale_default")
            value_5 = src_dict.get("custom_domain")
            value_6 = src_dict.get("runtime_mode")
            value_7 = src_dict.get("is_test_mode")
            value_8 = src_dict.get("checkout_mode")
            value_9 = src_dict.get("auth_providers")
            value_10 = src_dict.get("allow_anonymous")
            value_11 = src_dict.get("allow_close")
            value_12 = src_dict.get("title_auto_fit")
            value_13 = src_dict.get("success_redirect_url")
            value_14 = src_dict.get("checkout_shop_url")
            value_15 = src_dict.get("checkout_product_name")
            value_16 = src_dict.get("trial")
            value_17 = src_dict.get("visibility")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if type(value_0) is not str:
            raise InvalidPayload("Settings", "id", "text")
        decoded.id = value_0

        if type(value_1) is not str:
            raise InvalidPayload("Settings", "name", "text")
        decoded.name = value_1

        if value_2 is not None and type(value_2) is not str:
            raise InvalidPayload("Settings", "brand_color", "text")
        decoded.brand_color = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("Settings", "custom_css", "text")
        decoded.custom_css = value_3

        if value_4 is not None and type(value_4) is not str:
            raise InvalidPayload("Settings", "locale_default", "text")
        decoded.locale_default = value_4

        if value_5 is not None and type(value_5) is not str:
            raise InvalidPayload("Settings", "custom_domain", "text")
        decoded.custom_domain = value_5

        if value_6 is not None:
            try:
                value_6 = _RuntimeMode[value_6]
            except (KeyError, TypeError):
                value_6 = member(RuntimeMode, value_6, "Settings", "runtime_mode")
        decoded.runtime_mode = value_6

        if value_7 is not None and type(value_7) is not bool:
            raise InvalidPayload("Settings", "is_test_mode", "true or false")
        decoded.is_test_mode = value_7

        if value_8 is not None:
            try:
                value_8 = _CheckoutMode[value_8]
            except (KeyError, TypeError):
                value_8 = member(CheckoutMode, value_8, "Settings", "checkout_mode")
        decoded.checkout_mode = value_8

        if value_9 is not None:
            if type(value_9) is not list:
                raise InvalidPayload("Settings", "auth_providers", "a list")
            value_9_list = []
            for value_9_item in value_9:
                if type(value_9_item) is not str:
                    raise InvalidPayload("Settings", "auth_providers", "text")
                value_9_list.append(value_9_item)
            value_9 = value_9_list
        decoded.auth_providers = value_9

        if value_10 is not None and type(value_10) is not bool:
            raise InvalidPayload("Settings", "allow_anonymous", "true or false")
        decoded.allow_anonymous = value_10

        if value_11 is not None and type(value_11) is not bool:
            raise InvalidPayload("Settings", "allow_close", "true or false")
        decoded.allow_close = value_11

        if value_12 is not None and type(value_12) is not bool:
            raise InvalidPayload("Settings", "title_auto_fit", "true or false")
        decoded.title_auto_fit = value_12

        if value_13 is not None and type(value_13) is not str:
            raise InvalidPayload("Settings", "success_redirect_url", "text")
        decoded.success_redirect_url = value_13

        if value_14 is not None and type(value_14) is not str:
            raise InvalidPayload("Settings", "checkout_shop_url", "text")
        decoded.checkout_shop_url = value_14

        if value_15 is not None and type(value_15) is not str:
            raise InvalidPayload("Settings", "checkout_product_name", "text")
        decoded.checkout_product_name = value_15

        if value_16 is not None:
            value_16 = TrialConfig.from_dict(value_16)
        decoded.trial = value_16

        if value_17 is not None:
            value_17 = Visibility.from_dict(value_17)
        decoded.visibility = value_17

        decoded.additional_properties = extras
        if cls is not Settings:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(Settings)


# Last, because two models may refer to each other.
from ..models.trial_config import TrialConfig
from ..models.visibility import Visibility

settle(
    Settings,
    {
        "id": str,
        "name": str,
        "brand_color": None | str,
        "custom_css": None | str,
        "locale_default": None | str,
        "custom_domain": None | str,
        "runtime_mode": RuntimeMode | None,
        "is_test_mode": bool | None,
        "checkout_mode": CheckoutMode | None,
        "auth_providers": list[str] | None,
        "allow_anonymous": bool | None,
        "allow_close": bool | None,
        "title_auto_fit": bool | None,
        "success_redirect_url": None | str,
        "checkout_shop_url": None | str,
        "checkout_product_name": None | str,
        "trial": None | TrialConfig,
        "visibility": Visibility | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
