"""
A stateful mock of the monetize.software server API, for tests and laptops. Never talks to the real one.

```python
from monetize_software_mock import Mock

mock = Mock()
client = httpx.Client(transport=mock.transport(), base_url="http://mock.test")
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .applications import LifespanError
    from .asgi import App
    from .background import Served
    from .billing import Impossible
    from .deliveries import DeliveryError, ReceiverFailure, UnknownDelivery
    from .differences import Difference
    from .document import SpecError
    from .exchanges import Exchange
    from .faces import Emitted, Events, VirtualClock
    from .faults import Faults
    from .mock import Mock
    from .paying import PaymentError, UnknownSession
    from .receivers import SilentFailure
    from .rows import ApiKey
    from .seeds import default_world
    from .store import StoreError
    from .timeline import ClockBusy, Happening, Report, TooManySteps
    from .transport import AsyncMockTransport, MockTransport
    from .values import Attempt, Endpoint, Invoice, Payment, Purchase, Refund
    from .webhook_faces import Deliveries, Sent, Webhooks
    from .world import (
        Bearer,
        Country,
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
    from .world_files import WorldError, load_world, world_from

__all__ = [
    "ApiKey",
    "AsyncMockTransport",
    "Attempt",
    "Bearer",
    "ClockBusy",
    "Country",
    "Deliveries",
    "DeliveryError",
    "Difference",
    "Emitted",
    "Endpoint",
    "Events",
    "Exchange",
    "Faults",
    "Happening",
    "Impossible",
    "Invoice",
    "LifespanError",
    "LocalPrice",
    "Mock",
    "MockTransport",
    "Offer",
    "Payment",
    "PaymentError",
    "Paywall",
    "Person",
    "Price",
    "Processor",
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
    "ApiKey": "rows",
    "AsyncMockTransport": "transport",
    "Attempt": "values",
    "Bearer": "world",
    "ClockBusy": "timeline",
    "Country": "world",
    "Deliveries": "webhook_faces",
    "DeliveryError": "deliveries",
    "Difference": "differences",
    "Emitted": "faces",
    "Endpoint": "values",
    "Events": "faces",
    "Exchange": "exchanges",
    "Faults": "faults",
    "Happening": "timeline",
    "Impossible": "billing",
    "Invoice": "values",
    "LifespanError": "applications",
    "LocalPrice": "world",
    "Mock": "mock",
    "MockTransport": "transport",
    "Offer": "world",
    "Payment": "values",
    "PaymentError": "paying",
    "Paywall": "world",
    "Person": "world",
    "Price": "world",
    "Processor": "world",
    "Purchase": "values",
    "ReceiverFailure": "deliveries",
    "Refund": "values",
    "Report": "timeline",
    "Sent": "webhook_faces",
    "Served": "background",
    "SilentFailure": "receivers",
    "SpecError": "document",
    "StoreError": "store",
    "Subscription": "world",
    "Switches": "world",
    "TooManySteps": "timeline",
    "UnknownDelivery": "deliveries",
    "UnknownSession": "paying",
    "VirtualClock": "faces",
    "Webhook": "world",
    "Webhooks": "webhook_faces",
    "World": "world",
    "WorldError": "world_files",
    "default_world": "seeds",
    "load_world": "world_files",
    "world_from": "world_files",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
