"""
Why a key was not charged now. Nothing was sent to the service in any of these.
"""

from __future__ import annotations

from typing import ClassVar

from monetize_software.errors import PaywallError

__all__ = ["ChargeInProgressError", "ChargeMismatchError", "ChargeUnknownError", "MeterError"]


class MeterError(PaywallError):
    """
    The ledger does not allow a debit now. Nothing was sent.
    """

    default_code: ClassVar[str] = "meter_error"


class ChargeInProgressError(MeterError):
    """
    Somebody else holds this key, or balances are being compared. Try again later.
    """

    default_code: ClassVar[str] = "charge_in_progress"


class ChargeUnknownError(MeterError):
    """
    This key was sent once and no answer came, so that it may have been debited. It is not sent again by itself: see
    `reconcile()` and `settle()`.
    """

    default_code: ClassVar[str] = "charge_unknown"


class ChargeMismatchError(MeterError, ValueError):
    """
    This key stood for another user, type or amount. A key is one charge's for good.
    """

    default_code: ClassVar[str] = "charge_mismatch"
