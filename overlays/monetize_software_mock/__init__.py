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
    from .asgi import App
    from .billing import Impossible
    from .deliveries import DeliveryError, UnknownDelivery
    from .differences import Difference
    from .document import SpecError
    from .faces import Emitted
    from .mock import Mock
    from .paying import Payment, PaymentError, UnknownSession
    from .seeds import default_world
    from .store import StoreError
    from .timeline import ClockBusy, Happening, Report, TooManySteps
    from .transport import AsyncMockTransport, MockTransport
    from .webhook_faces import Sent
    from .world import Webhook, World
    from .world_files import WorldError, load_world, world_from

__all__ = [
    "AsyncMockTransport",
    "ClockBusy",
    "DeliveryError",
    "Difference",
    "Emitted",
    "Happening",
    "Impossible",
    "Mock",
    "MockTransport",
    "Payment",
    "PaymentError",
    "Report",
    "Sent",
    "SpecError",
    "StoreError",
    "TooManySteps",
    "UnknownDelivery",
    "UnknownSession",
    "Webhook",
    "World",
    "WorldError",
    "create_app",
    "default_world",
    "load_world",
    "world_from",
]

_HOMES = {
    "AsyncMockTransport": "transport",
    "ClockBusy": "timeline",
    "DeliveryError": "deliveries",
    "Difference": "differences",
    "Emitted": "faces",
    "Happening": "timeline",
    "Impossible": "billing",
    "Mock": "mock",
    "MockTransport": "transport",
    "Payment": "paying",
    "PaymentError": "paying",
    "Report": "timeline",
    "Sent": "webhook_faces",
    "SpecError": "document",
    "StoreError": "store",
    "TooManySteps": "timeline",
    "UnknownDelivery": "deliveries",
    "UnknownSession": "paying",
    "Webhook": "world",
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
