"""
What the SDK makes of the API's answers about users. The rule about access is here once: paid, or in a trial.
"""

from datetime import datetime

from attrs import field, frozen

from monetize_software_api.decoding import masked
from monetize_software_api.models import user_detail as wire
from monetize_software_api.models.balance import Balance
from monetize_software_api.models.purchase import Purchase
from monetize_software_api.models.purchase_state import PurchaseState
from monetize_software_api.models.trial_detail import TrialDetail
from monetize_software_api.models.trial_state import TrialState
from monetize_software_api.models.user_state import UserState

from .result import Result

__all__ = ["PaywallUser", "Trial", "UserDetail", "VerifiedUser"]

_GRANTING = frozenset({"active", "trialing", "paid"})


class UserDetail(wire.UserDetail):
    """
    Everything about a user on this paywall.

    Attributes:
        balances: Token balances.
        purchases: Purchases, old and current.
        paid: Whether something is paid for: an active subscription or a lifetime purchase. False during a trial, so not
            the question to ask before letting somebody in; that is `has_active_subscription`.
        user: Who the bearer is; None when the owner's key asked.
        tier: Price tier of the caller's country.
        country: ISO 3166 code of the caller's country.
        country_match: Whether that is the country the user first came from, as far as the service knows.
        trial: The running trial, or None.
        meta: Your own data about the user, usually texts; `userId` in it is your id.
        additional_properties: Fields this release does not know.
    """

    __slots__ = ()
    __module__ = "monetize_software.models"

    @property
    def has_active_subscription(self) -> bool:
        """
        Whether the user may in: paid, or in a trial.
        """
        return self.paid or self.trial is not None


@frozen(eq=False, repr=False)
class Trial(Result):
    """
    A running trial.

    Attributes:
        started_at: When it began, or None.
        expires_at: When it ends, or None.
    """

    __module__ = "monetize_software.models"

    started_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def read(cls, trial: TrialState | TrialDetail | None) -> "Trial | None":
        """
        Build from either spelling of the API.
        """
        return None if trial is None else cls(trial.started_at, trial.expires_at)


@frozen(eq=False, repr=False)
class PaywallUser(Result):
    """
    Whether a user may in.

    Attributes:
        has_active_subscription: Active subscription, paid lifetime or running trial.
        purchases: What the user has bought, in short.
        trial: The running trial, or None.
        had_previous_trial: Whether there was ever a trial here; None when the route that answered cannot tell.
    """

    __module__ = "monetize_software.models"

    has_active_subscription: bool
    purchases: list[PurchaseState]
    trial: Trial | None
    had_previous_trial: bool | None

    @property
    def active_purchase(self) -> PurchaseState | None:
        """
        The first purchase that gives access, or None. `purchases[0]` may be an old one.
        """
        return next((purchase for purchase in self.purchases if purchase.status in _GRANTING), None)

    @classmethod
    def nobody(cls) -> "PaywallUser":
        """
        Build for an e-mail that the service has not met: no access, nothing bought.
        """
        return cls(has_active_subscription=False, purchases=[], trial=None, had_previous_trial=False)

    @classmethod
    def from_state(cls, state: UserState) -> "PaywallUser":
        """
        Build from the answer that knows of access.
        """
        return cls(
            state.has_active_subscription, state.purchases, Trial.read(state.trial), bool(state.had_previous_trial)
        )

    @classmethod
    def from_detail(cls, detail: UserDetail) -> "PaywallUser":
        """
        Build from the detailed answer, which has no such flag.
        """
        short = [
            PurchaseState(
                id=purchase.id,
                status=purchase.status,
                current_period_end=purchase.current_period_end,
                cancel_at_period_end=purchase.cancel_at_period_end,
            )
            for purchase in detail.purchases
        ]
        return cls(detail.has_active_subscription, short, Trial.read(detail.trial), None)


@frozen(eq=False, repr=False)
class VerifiedUser(Result):
    """
    Who a bearer belongs to, and what that user has.

    Attributes:
        id: The service's user id.
        email: E-mail, or None for anonymous users.
        name: Display name, or None.
        has_active_subscription: Whether the user may in: active subscription, paid lifetime or running trial.
        paid: Whether something is paid for: an active subscription or a lifetime purchase. False during a trial, so not
            the question to ask before letting somebody in; that is `has_active_subscription`.
        balances: Token balances.
        purchases: Purchases.
        trial: The running trial, or None.
        detail: Everything the server said.
    """

    __module__ = "monetize_software.models"

    id: str
    email: str | None = field(repr=masked)
    name: str | None = field(repr=masked)
    has_active_subscription: bool
    paid: bool
    balances: list[Balance]
    purchases: list[Purchase]
    trial: Trial | None
    detail: UserDetail = field(repr=False)

    @classmethod
    def read(cls, detail: UserDetail) -> "VerifiedUser":
        """
        Build from the detailed answer to a bearer.

        Raises:
            ValueError: The answer does not say who the user is.
        """
        profile = detail.user
        if profile is None:
            raise ValueError("the answer to an access token has no user")
        return cls(
            id=profile.id,
            email=profile.email,
            name=profile.name,
            has_active_subscription=detail.has_active_subscription,
            paid=detail.paid,
            balances=detail.balances,
            purchases=detail.purchases,
            trial=Trial.read(detail.trial),
            detail=detail,
        )
