"""
Holds how a mock was started: what its time, its ids and its webhooks do unless they are told otherwise. Never changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from monetize_software_mock.state.clock import ClockMode

from .declaration import STARTS_AT
from .delivery_mode import DeliveryMode

NOW = "now"
"""
As a beginning: the real time at which the world begins, and begins anew at each reset.
"""


@dataclass(frozen=True, slots=True)
class Start:
    """
    How a mock was started. A reset goes back to it.

    Attributes:
        clock: How the clock goes on.
        rate: Virtual seconds in a real second, for the clock `rate`.
        deliveries: How webhooks are delivered.
        starts_at: When worlds begin that do not say it: ISO 8601 text, or `now`.
        seed: Decides every id made later; the world's own seed when None.
        unique_ids: No id is given twice, whatever is reset or restored.
        webhook_hosts: Hosts that webhooks may be sent to over HTTP too, although they are other machines.
    """

    clock: ClockMode = "frozen"
    rate: float | None = None
    deliveries: DeliveryMode = "settle"
    starts_at: str = STARTS_AT
    seed: str | None = None
    unique_ids: bool = False
    webhook_hosts: tuple[str, ...] = ()


AS_IN_TESTS = Start()
"""
Time stands still at a fixed date, webhooks are sent inside what causes them, and ids are the same in every run.
"""
