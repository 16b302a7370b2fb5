"""
What opening a checkout answers.
"""

from attrs import field, frozen

from monetize_software_api.decoding import masked
from monetize_software_api.models.acquiring import Acquiring
from monetize_software_api.models.checkout_session import CheckoutSession

from .result import Result

__all__ = ["CheckoutResult"]


@frozen(eq=False, repr=False)
class CheckoutResult(Result):
    """
    An open checkout.

    Attributes:
        url: Hosted payment page. Send the user there.
        acquiring: The payment processor.
        user_id: The service's id of the user. Keep it: it is the `user_id` of later calls and of webhooks.
        idempotency_key: Pass it again to get this same checkout instead of a new one (about 24 hours).
    """

    __module__ = "monetize_software.models"

    url: str = field(repr=masked)
    acquiring: Acquiring
    user_id: str
    idempotency_key: str

    @classmethod
    def read(cls, session: CheckoutSession, idempotency_key: str) -> "CheckoutResult":
        """
        Build from the API's answer.
        """
        return cls(session.checkout_url, session.acquiring, session.user_id, idempotency_key)
