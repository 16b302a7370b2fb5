"""
Holds how a running mock delivers webhooks. Never part of the stored world.
"""

from __future__ import annotations

from typing import Final, Literal

from monetize_software_mock.state.statuses import DeliveryStatus
from monetize_software_mock.state.timestamps import DAY_MS

DeliveryMode = Literal["settle", "live", "collect", "manual"]
LOG_LASTS_MS: Final = 30 * DAY_MS
"""
How long the log keeps a delivery that is over.
"""

DELIVERY_MODES: tuple[DeliveryMode, ...] = ("settle", "live", "collect", "manual")


class Settings:
    """
    How webhooks are delivered.

    Attributes:
        mode: `settle` sends each when it is due and waits for the answer; `live` sends them from a thread of its own;
            `collect` keeps them and sends none; `manual` holds every one until it is released.
        held: Types that are held until released.

    Raises:
        ValueError: There is no such way.
    """

    def __init__(self, mode: DeliveryMode = "settle") -> None:
        self.mode: DeliveryMode
        self.go(mode)
        self.held: set[str] = set()

    def go(self, mode: str) -> None:
        """
        Deliver in another way from now on.

        Raises:
            ValueError: There is no such way.
        """
        for each in DELIVERY_MODES:
            if each == mode:
                self.mode = each
                return
        raise ValueError(f"mode must be one of: {', '.join(DELIVERY_MODES)}")

    def start_over(self, mode: DeliveryMode) -> None:
        """
        Deliver as at the start: in a mode, with no type held.
        """
        self.mode = mode
        self.held.clear()

    def first_status(self, kind: str) -> DeliveryStatus:
        """
        Return what a new delivery of an event of this type begins as.
        """
        if self.mode == "collect":
            return "collected"
        return "held" if self.mode == "manual" or kind in self.held or "*" in self.held else "pending"
