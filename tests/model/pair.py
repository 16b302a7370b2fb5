"""
The server and its model side by side: does the same with both, and compares what can be seen of them.

Never looks into the server: only what a client, a webhook's receiver and the mock's public handles see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any, TypeVar

import pytest

from monetize_software import (
    AlreadyCancelledError,
    AlreadyPurchasedError,
    BillingClient,
    IdentityNotFoundError,
    InsufficientTokensError,
    NotFoundError,
    PaywallError,
    PermissionDeniedError,
    RateLimitError,
)
from monetize_software_mock import Impossible, PaymentError

from .life import Account, Purchase, Refused
from .receiver import SECRET, Receiver
from .seen import state_of, told_by
from .troubles import Trouble
from .world import KEYS, OWNERS, PRICES, new_client, new_mock, new_service

T = TypeVar("T")

REFUSALS: Mapping[str, type[PaywallError]] = {
    "already_purchased": AlreadyPurchasedError,
    "already_cancelled": AlreadyCancelledError,
    "identity_not_found": IdentityNotFoundError,
    "insufficient": InsufficientTokensError,
    "not_found": NotFoundError,
    "rate_limited": RateLimitError,
}
"""
How a client tells what the model refuses.
"""

RETRIES = {
    "startCheckout": "keyed",
    "cancelSubscription": "natural",
    "adjustBalance": "never",
    "createSupportTicket": "never",
}
_SECOND = timedelta(seconds=1)


class Pair:
    """
    A server, its clients, a shop that listens to it, and the model.
    """

    def __init__(self, start: datetime) -> None:
        self.mock, self.service, self.shop = new_mock(start), new_service(start), Receiver()
        self.accounts = {(each.paywall, each.email): each for each in self.service.accounts}
        self._clients = {paywall: new_client(self.mock, paywall, owner) for paywall, owner in OWNERS.items()}
        self._turns = cycle(self.service.accounts)
        self._heard = 0
        for owner in KEYS:
            self.mock.webhooks.add(self.shop, secret=SECRET, account=owner)

    def another_client(self, account: Account) -> BillingClient:
        """
        A client of another process of the shop, which does not remember what this one's keys stand for.
        """
        return new_client(self.mock, account.paywall, OWNERS[account.paywall]).for_user(email=account.email)

    def client(self, account: Account) -> BillingClient:
        """
        A client that acts for an account.
        """
        return self._clients[account.paywall].for_user(email=account.email)

    def advance(self, by: timedelta = _SECOND) -> Any:
        """
        Let time pass for both, at least so much that no two changes share a moment, and return the server's report.
        """
        self.service.advance(by)
        return self.mock.clock.advance(by)

    def call(
        self, operation: str, trouble: Trouble | None, call: Callable[[], T], model: Callable[[], Any]
    ) -> tuple[Any, T] | None:
        """
        Make a call of the API, in trouble or not, and have the model do the same.

        Returns:
            What the model and the client say; None when both refuse or the client cannot know.
        """
        self.advance()
        overcome = trouble is None or trouble.is_overcome(RETRIES[operation])
        outcome = self._in_trouble(operation, trouble, call)
        expected = _try(model) if trouble is None or overcome or trouble.is_applied else None
        if trouble is not None and not overcome:
            assert isinstance(outcome, trouble.error), repr(outcome)
            assert outcome.may_have_been_applied
            return None
        if isinstance(expected, Refused):
            _must_be_told(expected, outcome, repeated=trouble is not None)
            return None
        assert not isinstance(outcome, PaywallError), repr(outcome)
        return expected, outcome

    def _in_trouble(self, operation: str, trouble: Trouble | None, call: Callable[[], T]) -> T | PaywallError:
        fault = self.mock.fault(operation, do=trouble.action, when=trouble.when, nth=1) if trouble else nullcontext()
        with fault:
            return caught(call)

    def both(self, act: Callable[[], T], model: Callable[[], Any]) -> T | None:
        """
        Do something that is no call of the API to both.

        Returns:
            What the server says; None when both refuse.
        """
        self.advance()
        if isinstance(_try(model), Refused):
            with pytest.raises((Impossible, PaymentError)):
                act()
            return None
        return act()

    # ------------------------------------------------------------------------------------------ what always holds

    def check_some_accounts(self) -> None:
        """
        Each step looks at a third of the accounts; within three steps it is everybody's turn.
        """
        for account in islice(self._turns, len(self.accounts) // 3):
            self.check_account(account)

    def check_account(self, account: Account) -> None:
        """
        An account has what the model says, through every route.
        """
        client = self.client(account)
        detail = caught(client.get_user_detail)
        if isinstance(detail, PaywallError):
            assert (False, IdentityNotFoundError) == (account.linked, type(detail)), repr(detail)
            return
        user = client.get_user()
        assert account.balances() == {each.type: each.count for each in detail.balances}
        assert {each.id: each.state() for each in account.purchases} == {
            each.id: state_of(each, each.unit_amount) for each in detail.purchases
        }
        assert account.has_access() is user.has_active_subscription
        assert (account.had_trial() if account.email.isascii() else None) is user.had_previous_trial

    def check_events(self) -> None:
        """
        The events since the last look are the model's: purchase by purchase, in order, none missing and none too many.
        """
        expected: defaultdict[str, list[Any]] = defaultdict(list)
        for each in self.service.told:
            account = each.purchase.account
            expected[each.purchase.id].append((each.type, account.paywall, account.email, each.detail))
        actual: defaultdict[str, list[Any]] = defaultdict(list)
        for event in list(self.mock.events)[self._heard :]:
            subject, told = told_by(event.body)
            actual[subject].append(told)
        self.service.told.clear()
        self._heard = len(self.mock.events)
        assert expected == actual

    def has_all_arrived(self) -> bool:
        """
        Whether the shop took every delivery.
        """
        return all(each.status == "delivered" for each in self.mock.deliveries)

    def check_shop(self) -> None:
        """
        The shop knows of every purchase what the server knows.
        """
        for purchase in self.service.purchases():
            self._check_shop(purchase)

    def _check_shop(self, purchase: Purchase) -> None:
        assert purchase.account.email == self.shop.owners[purchase.id]
        assert (purchase.status in ("active", "trialing", "paid")) is self.shop.gives_access(
            purchase.id, self.service.now
        )
        if purchase.price.months is not None:
            event = self.shop.subscriptions[purchase.id]
            assert purchase.state() == state_of(event.subscription, event.raw["data"]["price"]["unit_amount"])

    def check_stranger(self, account: Account) -> None:
        """
        The key of another owner opens nothing.
        """
        other = next(owner for owner in KEYS if owner != OWNERS[account.paywall])
        thief = new_client(self.mock, account.paywall, other).for_user(email=account.email)
        price = PRICES[account.paywall][0]
        for use in (
            thief.get_user_detail,
            lambda: thief.credit_tokens("gpt-4", 1),
            lambda: thief.create_checkout(price.id),
        ):
            assert isinstance(caught(use), PermissionDeniedError)

    def finish(self) -> None:
        """
        Deliver whatever did not arrive, the latest first.
        """
        for account in self.service.accounts:
            self.check_account(account)
            self.check_stranger(account)
        self.shop.up = True
        self.mock.deliveries.release(order="reversed")
        for each in reversed(list(self.mock.deliveries)):
            if each.status != "delivered":
                self.mock.deliveries.resend(each)
        assert self.has_all_arrived()
        self.check_shop()
        self.mock.close()


def caught(call: Callable[[], T]) -> T | PaywallError:
    """
    Make a call, and return what it raises as a value.
    """
    try:
        return call()
    except PaywallError as error:
        return error


def _must_be_told(refusal: Refused, outcome: object, *, repeated: bool) -> None:
    """
    A refusal reaches the caller; only a repeated cancellation that finds the work done counts as success.
    """
    if repeated and str(refusal) == "already_cancelled":
        assert not isinstance(outcome, PaywallError), repr(outcome)
    else:
        assert type(outcome) is REFUSALS[str(refusal)], repr(outcome)


def _try(act: Callable[[], T]) -> T | Refused:
    try:
        return act()
    except Refused as refusal:
        return refusal
