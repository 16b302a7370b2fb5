# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidPayload

_KNOWN = frozenset(
    {
        "user",
        "customer",
        "paywall",
        "acquiring",
        "price",
    }
)


@_attrs_define
class EventSubject:
    """Whom and what an event is about. Every full sample has all five; treat each as optional.

    Attributes:
        user (EventUser | None): The user, by the service's own id.
        customer (EventCustomer | None): The customer at the processor.
        paywall (EventPaywall | None): The paywall.
        acquiring (EventAcquiring | None): The processor's account.
        price (EventPrice | None): The price bought.
    """

    user: EventUser | None = None
    customer: EventCustomer | None = None
    paywall: EventPaywall | None = None
    acquiring: EventAcquiring | None = None
    price: EventPrice | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form. Optional fields that are None are left out."""
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
        decoded = object.__new__(cls)
        value: Any = src_dict.get("user")
        if value is not None:
            value = EventUser.from_dict(value)
        decoded.user = value

        value = src_dict.get("customer")
        if value is not None:
            value = EventCustomer.from_dict(value)
        decoded.customer = value

        value = src_dict.get("paywall")
        if value is not None:
            value = EventPaywall.from_dict(value)
        decoded.paywall = value

        value = src_dict.get("acquiring")
        if value is not None:
            value = EventAcquiring.from_dict(value)
        decoded.acquiring = value

        value = src_dict.get("price")
        if value is not None:
            value = EventPrice.from_dict(value)
        decoded.price = value

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
from ..models.event_acquiring import EventAcquiring
from ..models.event_customer import EventCustomer
from ..models.event_paywall import EventPaywall
from ..models.event_price import EventPrice
from ..models.event_user import EventUser
