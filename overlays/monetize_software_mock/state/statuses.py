"""
Every status that a row may have, and the sets of them that rules ask for.

The columns are of these types, so a type checker refuses a comparison with a status that is none.
"""

from __future__ import annotations

from typing import Final, Literal

PurchaseStatus = Literal[
    "active", "trialing", "past_due", "canceled", "incomplete", "incomplete_expired", "unpaid", "pending", "paid"
]
"""
What a subscription or a lifetime purchase is: only the latter is `pending` or `paid`.
"""

DeliveryStatus = Literal["pending", "held", "collected", "delivered", "refused", "exhausted"]
"""
What has become of a delivery: `exhausted` after the last try of the retry schedule, `refused` when none may help.
"""

TicketStatus = Literal["open"]

RUNNING: Final[tuple[PurchaseStatus, ...]] = ("active", "trialing", "past_due")
"""
What a subscription that lives on by itself may be.
"""

OPEN: Final[tuple[PurchaseStatus, ...]] = ("active", "trialing", "past_due", "incomplete", "unpaid")
"""
What a subscription that has not ended may be.
"""

IN_PERIOD: Final[tuple[PurchaseStatus, ...]] = ("active", "trialing")
"""
What a subscription may be while nothing is owed for it.
"""

PAID_FOR: Final[tuple[PurchaseStatus, ...]] = ("active", "paid")
"""
What a purchase is while it is paid; a trial is not (A-52).
"""

AWAITED: Final[tuple[PurchaseStatus, ...]] = ("incomplete", "pending")
"""
What a purchase is while its first payment is waited for.
"""

ON_THE_WAY: Final[tuple[DeliveryStatus, ...]] = ("pending", "held")
"""
What a delivery may be that another attempt will be made of.
"""

ATTEMPTED: Final[tuple[DeliveryStatus, ...]] = ("delivered", "refused", "exhausted")
"""
What a delivery may be of which the schedule makes no attempt any more.
"""
