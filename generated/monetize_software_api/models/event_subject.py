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
    "user",
    "customer",
    "paywall",
    "acquiring",
    "price",
)
_KNOWN = frozenset(_NAMES)
_ALL: Any = _itemgetter(*_NAMES)


@_attrs_frozen(eq=False, repr=False)
class EventSubject(Model):
    """Whom and what an event is about. Every full sample has all five; treat each as optional.

    Attributes:
        user (EventUser | None): The user, by the service's own id.
        customer (EventCustomer | None): The customer at the processor.
        paywall (EventPaywall | None): The paywall.
        acquiring (EventAcquiring | None): The processor's account.
        price (EventPrice | None): The price bought.
    """

    __module__ = "monetize_software.models"

    user: EventUser | None = None
    customer: EventCustomer | None = None
    paywall: EventPaywall | None = None
    acquiring: EventAcquiring | None = None
    price: EventPrice | None = None
    additional_properties: dict[str, Any] = _attrs_field(
        factory=dict, kw_only=True, hash=False, repr=False
    )

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form, spelled as on the wire. Optional fields that are None are left out; what this release does
        not know is there.
        """
        field_dict: dict[str, Any] = dict(self.additional_properties)
        if self.user is not None:
            field_dict["user"] = self.user.to_dict()
        if self.customer is not None:
            field_dict["customer"] = self.customer.to_dict()
        if self.paywall is not None:
            field_dict["paywall"] = self.paywall.to_dict()
        if self.acquiring is not None:
            field_dict["acquiring"] = self.acquiring.to_dict()
        if self.price is not None:
            field_dict["price"] = self.price.to_dict()
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A required field is missing or a field has the wrong type.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):
            raise InvalidPayload("EventSubject", "", "an object")
        extras: dict[str, Any] | None = None
        if len(src_dict) == 5:
            try:
                (
                    value_0,
                    value_1,
                    value_2,
                    value_3,
                    value_4,
                ) = _ALL(src_dict)
                extras = {}
            except KeyError:
                pass  # as many fields, but not these
        if extras is None:
            value_0 = src_dict.get("user")
            value_1 = src_dict.get("customer")
            value_2 = src_dict.get("paywall")
            value_3 = src_dict.get("acquiring")
            value_4 = src_dict.get("price")
            extras = unknown_fields(src_dict, _KNOWN)
        decoded: Any = object.__new__(_Draft)
        if value_0 is not None:
            value_0 = EventUser.from_dict(value_0)
        decoded.user = value_0

        if value_1 is not None:
            value_1 = EventCustomer.from_dict(value_1)
        decoded.customer = value_1

        if value_2 is not None:
            value_2 = EventPaywall.from_dict(value_2)
        decoded.paywall = value_2

        if value_3 is not None:
            value_3 = EventAcquiring.from_dict(value_3)
        decoded.acquiring = value_3

        if value_4 is not None:
            value_4 = EventPrice.from_dict(value_4)
        decoded.price = value_4

        decoded.additional_properties = extras
        if cls is not EventSubject:
            return retyped(decoded, cls)
        decoded.__class__ = cls
        made: Self = decoded
        return made


_Draft: Any = draft_of(EventSubject)


# Last, because two models may refer to each other.
from ..models.event_acquiring import EventAcquiring
from ..models.event_customer import EventCustomer
from ..models.event_paywall import EventPaywall
from ..models.event_price import EventPrice
from ..models.event_user import EventUser

settle(
    EventSubject,
    {
        "user": EventUser | None,
        "customer": EventCustomer | None,
        "paywall": EventPaywall | None,
        "acquiring": EventAcquiring | None,
        "price": EventPrice | None,
        "additional_properties": dict[str, Any],
    },
    {},
)
