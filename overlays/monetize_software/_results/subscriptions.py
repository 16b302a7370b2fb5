"""
What cancelling a subscription answers.
"""

from datetime import datetime

from attrs import frozen

from monetize_software_api.models.cancelled_subscription import CancelledSubscription
from monetize_software_api.models.purchase_status import PurchaseStatus

from .result import Result

__all__ = ["Cancellation"]


@frozen(eq=False, repr=False)
class Cancellation(Result):
    """
    A cancellation at the end of the period.

    Attributes:
        id: The subscription.
        status: Its status, usually still "active"; None when only an earlier attempt's success is known.
        cancel_at_period_end: Whether it ends with the period.
        cancel_at: When access ends, or None when unknown.
        canceled_at: None until the processor confirms.
        message: The server's words, or None.
    """

    __module__ = "monetize_software.models"

    id: str
    status: PurchaseStatus | None = None
    cancel_at_period_end: bool | None = None
    cancel_at: datetime | None = None
    canceled_at: datetime | None = None
    message: str | None = None

    @classmethod
    def read(cls, answer: CancelledSubscription) -> "Cancellation":
        """
        Build from the API's answer.
        """
        done = answer.subscription
        return cls(done.id, done.status, done.cancel_at_period_end, done.cancel_at, done.canceled_at, answer.message)
