"""
A stateful mock of the monetize.software server API, for tests and laptops. Never talks to the real one.

```python
from monetize_software_mock import Mock

mock = Mock()
client = httpx.Client(transport=mock.transport(), base_url="http://mock.test")
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._lazy import names_of

if TYPE_CHECKING:
    from .billing.checkouts import PaymentError, UnknownSession
    from .billing.subscriptions import Impossible
    from .engine.comparison import Difference
    from .engine.report import Happening, Report
    from .engine.request_log import Exchange
    from .engine.timeline import ClockBusy, TooManySteps
    from .faults.faults import Faults
    from .handles.clock import VirtualClock
    from .handles.deliveries import Deliveries, Sent
    from .handles.events import Emitted, Events
    from .handles.inbox import Inbox, Mail
    from .handles.webhooks import Webhooks
    from .mock import Mock
    from .serving.asgi import App
    from .serving.background import Served
    from .serving.transport import AsyncMockTransport, MockTransport
    from .spec.document import SpecError
    from .state.clock import ClockMode
    from .state.rows import ApiKey
    from .state.store import StoreError
    from .state.values import Attempt, Endpoint, Invoice, Payment, Purchase, Refund
    from .webhooks.applications import LifespanError
    from .webhooks.courier import DeliveryError, ReceiverFailure, UnknownDelivery
    from .webhooks.receivers import SilentFailure
    from .world.declaration import (
        Bearer,
        Consent,
        Country,
        FixedCode,
        LocalPrice,
        Offer,
        Paywall,
        Person,
        Price,
        Processor,
        Subscription,
        Switches,
        Webhook,
        World,
    )
    from .world.default import default_world
    from .world.delivery_mode import DeliveryMode
    from .world.files import WorldError, load_world, world_from
    from .world.providers import Provider

__all__ = [
    "ApiKey",
    "AsyncMockTransport",
    "Attempt",
    "Bearer",
    "ClockBusy",
    "ClockMode",
    "Consent",
    "Country",
    "Deliveries",
    "DeliveryError",
    "DeliveryMode",
    "Difference",
    "Emitted",
    "Endpoint",
    "Events",
    "Exchange",
    "Faults",
    "FixedCode",
    "Happening",
    "Impossible",
    "Inbox",
    "Invoice",
    "LifespanError",
    "LocalPrice",
    "Mail",
    "Mock",
    "MockTransport",
    "Offer",
    "Payment",
    "PaymentError",
    "Paywall",
    "Person",
    "Price",
    "Processor",
    "Provider",
    "Purchase",
    "ReceiverFailure",
    "Refund",
    "Report",
    "Sent",
    "Served",
    "SilentFailure",
    "SpecError",
    "StoreError",
    "Subscription",
    "Switches",
    "TooManySteps",
    "UnknownDelivery",
    "UnknownSession",
    "VirtualClock",
    "Webhook",
    "Webhooks",
    "World",
    "WorldError",
    "create_app",
    "default_world",
    "load_world",
    "world_from",
]

_HOMES = {
    "ApiKey": "state.rows",
    "AsyncMockTransport": "serving.transport",
    "Attempt": "state.values",
    "Bearer": "world.declaration",
    "ClockBusy": "engine.timeline",
    "ClockMode": "state.clock",
    "Consent": "world.declaration",
    "Country": "world.declaration",
    "Deliveries": "handles.deliveries",
    "DeliveryError": "webhooks.courier",
    "DeliveryMode": "world.delivery_mode",
    "Difference": "engine.comparison",
    "Emitted": "handles.events",
    "Endpoint": "state.values",
    "Events": "handles.events",
    "Exchange": "engine.request_log",
    "Faults": "faults.faults",
    "FixedCode": "world.declaration",
    "Happening": "engine.report",
    "Impossible": "billing.subscriptions",
    "Inbox": "handles.inbox",
    "Invoice": "state.values",
    "LifespanError": "webhooks.applications",
    "LocalPrice": "world.declaration",
    "Mail": "handles.inbox",
    "Mock": "mock",
    "MockTransport": "serving.transport",
    "Offer": "world.declaration",
    "Payment": "state.values",
    "PaymentError": "billing.checkouts",
    "Paywall": "world.declaration",
    "Person": "world.declaration",
    "Price": "world.declaration",
    "Processor": "world.declaration",
    "Provider": "world.providers",
    "Purchase": "state.values",
    "ReceiverFailure": "webhooks.courier",
    "Refund": "state.values",
    "Report": "engine.report",
    "Sent": "handles.deliveries",
    "Served": "serving.background",
    "SilentFailure": "webhooks.receivers",
    "SpecError": "spec.document",
    "StoreError": "state.store",
    "Subscription": "world.declaration",
    "Switches": "world.declaration",
    "TooManySteps": "engine.timeline",
    "UnknownDelivery": "webhooks.courier",
    "UnknownSession": "billing.checkouts",
    "VirtualClock": "handles.clock",
    "Webhook": "world.declaration",
    "Webhooks": "handles.webhooks",
    "World": "world.declaration",
    "WorldError": "world.files",
    "default_world": "world.default",
    "load_world": "world.files",
    "world_from": "world.files",
}


def create_app(world: World | None = None, **options: Any) -> App:
    """
    Return a mock server as an ASGI application.

    Args:
        world: What it holds at the start; the documented default world when left out.
        options: Any other argument of `Mock`.
    """
    from .mock import Mock

    return Mock(world, **options).app


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
