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
    "settings",
    "prices",
    "offers",
    "version",
    "layout",
    "locales",
    "experiment",
    "user",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class Bootstrap(Model):
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

    __module__ = "monetize_software.models"

    settings: Settings
    prices: list[Price]
    offers: list[Offer]
    version: str | None = None
    layout: Layout | None = None
    locales: Locales | None = None
    experiment: Experiment | None = None
    user: None | UserState = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
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
        extras: dict[str, Any] | None = None
        if len(src_dict) == 8:
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
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("settings")
            value_1 = src_dict.get("prices")
            value_2 = src_dict.get("offers")
            value_3 = src_dict.get("version")
            value_4 = src_dict.get("layout")
            value_5 = src_dict.get("locales")
            value_6 = src_dict.get("experiment")
            value_7 = src_dict.get("user")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        value_0 = Settings.from_dict(value_0)
        decoded.settings = value_0

        if type(value_1) is not list:
            raise InvalidPayload("Bootstrap", "prices", "a list")
        value_1 = [Price.from_dict(value_1_item) for value_1_item in value_1]
        decoded.prices = value_1

        if type(value_2) is not list:
            raise InvalidPayload("Bootstrap", "offers", "a list")
        value_2 = [Offer.from_dict(value_2_item) for value_2_item in value_2]
        decoded.offers = value_2

        if value_3 is not None and type(value_3) is not str:
            raise InvalidPayload("Bootstrap", "version", "text")
        decoded.version = value_3

        if value_4 is not None:
            value_4 = Layout.from_dict(value_4)
        decoded.layout = value_4

        if value_5 is not None:
            value_5 = Locales.from_dict(value_5)
        decoded.locales = value_5

        if value_6 is not None:
            value_6 = Experiment.from_dict(value_6)
        decoded.experiment = value_6

        if value_7 is not None:
            value_7 = UserState.from_dict(value_7)
        decoded.user = value_7

        decoded.additional_properties = extras
        if cls is not Bootstrap:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(Bootstrap)


# Last, because two models may refer to each other.
from ..models.experiment import Experiment
from ..models.layout import Layout
from ..models.locales import Locales
from ..models.offer import Offer
from ..models.price import Price
from ..models.settings import Settings
from ..models.user_state import UserState

settle(
    Bootstrap,
    {
        "settings": Settings,
        "prices": list[Price],
        "offers": list[Offer],
        "version": str | None,
        "layout": Layout | None,
        "locales": Locales | None,
        "experiment": Experiment | None,
        "user": None | UserState,
        "additional_properties": dict[str, Any],
    },
    {},
)
