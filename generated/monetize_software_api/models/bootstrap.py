# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "settings",
        "prices",
        "offers",
        "version",
        "layout",
        "locales",
        "experiment",
        "user",
    }
)


@_attrs_define
class Bootstrap:
    """Everything a paywall shows.

    Attributes:
        settings (Settings): How the paywall is set up.
        prices (list[Price]):
        offers (list[Offer]): Already filtered for this visitor.
        version (str | None): Content hash of everything but `user`. Opaque.
        layout (Layout | None): What the paywall shows, top to bottom.
        locales (Locales | None): Overrides by BCP 47 tag.
        experiment (Experiment | None):
        user (None | UserState):
    """

    settings: Settings
    prices: list[Price]
    offers: list[Offer]
    version: str | None = None
    layout: Layout | None = None
    locales: Locales | None = None
    experiment: Experiment | None = None
    user: None | UserState = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
        field_dict: dict[str, Any] = dict(self.additional_properties)
        field_dict["settings"] = self.settings.to_dict()
        field_dict["prices"] = [item.to_dict() for item in self.prices]
        field_dict["offers"] = [item.to_dict() for item in self.offers]
        if self.version is not None:
            field_dict["version"] = self.version
        if self.layout is not None:
            field_dict["layout"] = self.layout.to_dict()
        if self.locales is not None:
            field_dict["locales"] = self.locales.to_dict()
        if self.experiment is not None:
            field_dict["experiment"] = self.experiment.to_dict()
        if self.user is not None:
            field_dict["user"] = self.user.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("Bootstrap", "", "an object")
        decoded = object.__new__(cls)
        value: Any = src_dict.get("settings")
        value = Settings.from_dict(value)
        decoded.settings = value

        value = src_dict.get("prices")
        if type(value) is not list:
            raise InvalidPayload("Bootstrap", "prices", "a list")
        value = [Price.from_dict(value_item) for value_item in value]
        decoded.prices = value

        value = src_dict.get("offers")
        if type(value) is not list:
            raise InvalidPayload("Bootstrap", "offers", "a list")
        value = [Offer.from_dict(value_item) for value_item in value]
        decoded.offers = value

        value = src_dict.get("version")
        if value is not None and type(value) is not str:
            raise InvalidPayload("Bootstrap", "version", "text")
        decoded.version = value

        value = src_dict.get("layout")
        if value is not None:
            value = Layout.from_dict(value)
        decoded.layout = value

        value = src_dict.get("locales")
        if value is not None:
            value = Locales.from_dict(value)
        decoded.locales = value

        value = src_dict.get("experiment")
        if value is not None:
            value = Experiment.from_dict(value)
        decoded.experiment = value

        value = src_dict.get("user")
        if value is not None:
            value = UserState.from_dict(value)
        decoded.user = value

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
from ..models.experiment import Experiment
from ..models.layout import Layout
from ..models.locales import Locales
from ..models.offer import Offer
from ..models.price import Price
from ..models.settings import Settings
from ..models.user_state import UserState
