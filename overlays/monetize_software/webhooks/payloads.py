"""
Window on the generated types of what events carry, and on how they are read. Holds nothing of its own.
"""

from __future__ import annotations

from monetize_software_api.decoding import draft_of, instant
from monetize_software_api.errors import InvalidPayload
from monetize_software_api.json_model import Model
from monetize_software_api.models.event_acquiring import EventAcquiring
from monetize_software_api.models.event_customer import EventCustomer
from monetize_software_api.models.event_payment import EventPayment
from monetize_software_api.models.event_paywall import EventPaywall
from monetize_software_api.models.event_price import EventPrice
from monetize_software_api.models.event_refund import EventRefund
from monetize_software_api.models.event_subscription import EventSubscription
from monetize_software_api.models.event_user import EventUser
from monetize_software_api.models.payment_event_data import PaymentEventData
from monetize_software_api.models.refund_event_data import RefundEventData
from monetize_software_api.models.subscription_event_data import SubscriptionEventData

__all__ = [
    "EventAcquiring",
    "EventCustomer",
    "EventPayment",
    "EventPaywall",
    "EventPrice",
    "EventRefund",
    "EventSubscription",
    "EventUser",
    "InvalidPayload",
    "Model",
    "PaymentEventData",
    "RefundEventData",
    "SubscriptionEventData",
    "draft_of",
    "instant",
]
