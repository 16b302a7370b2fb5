"""
What the service does with each call and each step of time, as the contract tells it: the model of the state machine.

Small enough to read in one go; never imports the client or the mock server.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .life import Account, Price, Purchase, Refused, Told

DAY = timedelta(days=1)


@dataclass(eq=False)
class Session:
    """
    An open checkout.
    """

    account: Account
    price: Price
    trial_days: int
    replaces: bool
    opened: datetime
    url: str = ""
    purchase: Purchase | None = None


class Service:
    """
    The whole service.

    Args:
        now: When its life begins.
        accounts: Everybody who may ever come.
        told: Where the accounts tell their events.
        trials: Days of trial that a paywall's prices have by themselves.
    """

    def __init__(self, now: datetime, accounts: Iterable[Account], told: list[Told], trials: dict[str, int]) -> None:
        self.now, self.accounts, self.told, self.trials = now, list(accounts), told, trials
        self.keys: dict[tuple[str, str, str], Session] = {}
        self.tickets: dict[str, list[datetime]] = {}
        self.opened_tickets = 0

    # ------------------------------------------------------------------------------------------------ the API

    def checkout(self, account: Account, price: Price, key: str, *, trial: int | None, replace: bool) -> Session:
        """
        Open a session, or find the one of the same key.
        """
        scope = (account.paywall, account.email, key)
        known = self.keys.get(scope)
        if known and self.now < known.opened + DAY:
            return known
        if account.has_access() and not replace:
            raise Refused("already_purchased")
        days = self.trials.get(account.paywall, 0) if trial is None else trial
        free = 0 if account.had_trial() or price.months is None else days
        account.linked = True
        self.keys[scope] = Session(account, price, free, replace, self.now)
        return self.keys[scope]

    def change_tokens(self, account: Account, kind: str, by: int) -> int:
        """
        Credit or debit, all or nothing.
        """
        self._must_be_known(account)
        count = account.balances().get(kind, 0) + by
        if count < 0:
            raise Refused("insufficient")
        account.ledger.append((kind, by))
        return count

    def cancel(self, account: Account, purchase: Purchase) -> Purchase:
        """
        Let a subscription run out at the end of its period, which may be over; a trial ends at once.
        """
        self._must_be_known(account)
        if purchase.account is not account or purchase.price.months is None:
            raise Refused("not_found")
        if purchase.canceling or not purchase.running:
            raise Refused("already_cancelled")
        if purchase.status == "trialing":
            purchase.finish(self.now)
            return purchase
        purchase.canceling = True
        purchase.tell("subscription.updated")
        if purchase.status == "past_due":
            purchase.finish(self.now)
        return purchase

    def open_ticket(self, account: Account) -> int:
        """
        Open a ticket: two in 24 hours for one e-mail, on whatever paywall.
        """
        opened = self.tickets.setdefault(account.email, [])
        if sum(self.now - DAY < at for at in opened) >= 2:
            raise Refused("rate_limited")
        opened.append(self.now)
        self.opened_tickets += 1
        return self.opened_tickets

    def _must_be_known(self, account: Account) -> None:
        if not account.linked:
            raise Refused("identity_not_found")

    # ------------------------------------------------------------------------------ customers and their processor

    def pay(self, session: Session, outcome: str | None) -> Purchase | None:
        """
        Pay a session; None when the payment is declined and it stays open.
        """
        if session.purchase is not None:
            if outcome == "declined":
                raise Refused("paid already")
            return session.purchase
        if self.now >= session.opened + DAY:
            raise Refused("expired")
        if not self._is_paid(session, outcome):
            return None
        session.purchase = self._buy(session)
        return session.purchase

    def _is_paid(self, session: Session, outcome: str | None) -> bool:
        if outcome == "fails_on_renewal":
            session.account.fails_later = True
        if outcome is None and not session.trial_days:
            return session.account.charge(absent=False)
        return outcome != "declined"

    def _buy(self, session: Session) -> Purchase:
        account = session.account
        replaced = [each for each in account.purchases if each.running and session.replaces]
        purchase = self._new(session)
        account.purchases.append(purchase)
        if purchase.price.months is None:
            purchase.tell("payment.completed", purchase.paid)
        else:
            purchase.tell("subscription.created")
        for old in reversed(replaced):
            old.canceling = False
            old.finish(self.now)
        return purchase

    def _new(self, session: Session) -> Purchase:
        if session.trial_days:
            end = self.now + session.trial_days * DAY
            return Purchase(session.account, session.price, end, "trialing", end, trial_end=end)
        purchase = Purchase(session.account, session.price, self.now, "active", None)
        purchase.begin_period()
        if session.price.months is None:
            purchase.status, purchase.end = "paid", None
        return purchase

    def end_now(self, purchase: Purchase) -> None:
        """
        Cancel at once.
        """
        if not purchase.running:
            raise Refused("ended")
        purchase.canceling = False
        purchase.finish(self.now)

    def reactivate(self, purchase: Purchase) -> None:
        """
        Take a scheduled cancellation back.
        """
        if not purchase.running or not purchase.canceling:
            raise Refused("not cancelled")
        purchase.canceling = False
        purchase.tell("subscription.updated")

    def change_plan(self, purchase: Purchase, price: Price) -> None:
        """
        Move to another price; a period of another length is paid now and begins now, unless a trial is running.
        """
        if purchase.status not in ("active", "trialing") or price.months is None or price is purchase.price:
            raise Refused("not possible")
        longer = price.months != purchase.price.months and purchase.status == "active"
        if longer and purchase.account.outcomes[:1] == [False]:
            raise Refused("declined")
        purchase.price = price
        if longer:
            purchase.account.charge(absent=False)
            purchase.anchor, purchase.periods = self.now, 0
            purchase.begin_period()
        purchase.tell("subscription.updated")

    def refund(self, purchase: Purchase, amount: int | None) -> int:
        """
        Give back a part of the latest payment, or all that is left; all of it ends the purchase.
        """
        left = purchase.paid - purchase.refunded
        given = left if amount is None else amount
        if not 0 < given <= left:
            raise Refused("not so much was paid")
        purchase.refunded += given
        purchase.tell("refund.created", given)
        if given == left and purchase.ended is None:
            purchase.canceling = False
            purchase.finish(self.now)
        return given

    # ---------------------------------------------------------------------------------------------------- time

    def advance(self, by: timedelta) -> None:
        """
        Let time pass; everything due happens at its own moment, in order.
        """
        target = self.now + by
        while True:
            waiting = [(due, each) for each in self.purchases() if (due := each.due()) is not None and due <= target]
            if not waiting:
                break
            due, purchase = min(waiting, key=lambda each: each[0])
            self.now = max(self.now, due)
            purchase.happen(self.now)
        self.now = target

    def purchases(self) -> list[Purchase]:
        """
        Everybody's.
        """
        return [each for account in self.accounts for each in account.purchases]
