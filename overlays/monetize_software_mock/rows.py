"""
Declares the rows of the store, one dataclass per table. Never reads or writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ApiKey:
    """
    An owner's key.
    """

    key: str
    account_id: str
    active: bool


@dataclass(frozen=True, slots=True)
class PaywallRow:
    """
    A paywall; `document` is a `world.Paywall` as JSON text.
    """

    id: str
    account_id: str
    document: str


@dataclass(frozen=True, slots=True)
class User:
    """
    A person, known to every paywall.

    Attributes:
        email_key: The e-mail in the form it is compared in; None for anonymous users.
    """

    id: str
    email: str | None
    email_key: str | None
    name: str | None
    created: int

    @property
    def anonymous(self) -> bool:
        """
        Whether the user has no e-mail.
        """
        return self.email is None


@dataclass(frozen=True, slots=True)
class Link:
    """
    That a user has used a paywall, with the integrator's data about them there.
    """

    user_id: str
    paywall_id: str
    meta: Mapping[str, Any]
    meta_user_id: str | None
    created: int


@dataclass(frozen=True, slots=True)
class BearerToken:
    """
    An access token of a user.
    """

    token: str
    user_id: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Checkout:
    """
    A checkout session.

    Attributes:
        unit_amount: Minor units.
        discount: Percent, or None without an offer.
        replaces: Running subscriptions end once this is paid.
        purchase_id: What was bought; None while open.
    """

    id: str
    paywall_id: str
    user_id: str
    price_id: str
    interval: str | None
    interval_count: int
    unit_amount: int
    currency: str
    trial_days: int
    discount: float | None
    success_url: str | None
    error_url: str | None
    shop_url: str | None
    replaces: bool
    created: int
    purchase_id: str | None


@dataclass(frozen=True, slots=True)
class Idempotency:
    """
    A remembered answer; `scope` is paywall, credential, user and key.
    """

    scope: str
    status: int
    body: Mapping[str, Any]
    expires_at: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """
    A subscription or a lifetime purchase.

    Attributes:
        anchor: When the first paid period began or will begin; the billing day follows it.
        periods: Paid periods begun so far.
        unit_amount: Minor units.
    """

    id: str
    paywall_id: str
    user_id: str
    price_id: str
    status: str
    interval: str | None
    interval_count: int
    unit_amount: int
    currency: str
    discount: float | None
    created: int
    anchor: int
    periods: int
    current_period_start: int | None
    current_period_end: int | None
    trial_start: int | None
    trial_end: int | None
    cancel_at_period_end: bool
    cancel_at: int | None
    canceled_at: int | None
    ended_at: int | None

    @property
    def lifetime(self) -> bool:
        """
        Whether it was paid once and has no periods.
        """
        return self.interval == "lifetime"


@dataclass(frozen=True, slots=True)
class Balance:
    """
    Tokens of one type that a user has on a paywall.
    """

    user_id: str
    paywall_id: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    A support ticket; `files` holds name, type and size of each.
    """

    id: int
    paywall_id: str
    user_id: str | None
    email_key: str | None
    email: str | None
    subject: str
    content: str
    files: tuple[Mapping[str, Any], ...]
    status: str
    created: int


@dataclass(frozen=True, slots=True)
class PortalLink:
    """
    A one-time link to the customer portal.
    """

    id: str
    paywall_id: str
    user_id: str
    return_url: str | None
    created: int
