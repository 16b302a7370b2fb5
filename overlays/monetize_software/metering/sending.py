"""
Takes keys, sends their debits, and writes down what came of them. Decides nothing itself: the ledger does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from monetize_software import BillingClient
from monetize_software.errors import ChargeInProgressError, InsufficientTokensError, MeterError, PaywallError
from monetize_software.storage.meters import Bounds, Charge, KnownBalance, Meters
from monetize_software.storage.threads import pause, run

from .holding import Held, Terms, acting_for, forbidden, fresh_row, stopped, turns, user_of
from .ledger import Wanted, claim, settled_late, to

__all__ = ["Sending"]


class Sending:
    """
    The steps of a charge, each durable before the next.

    Args:
        meters: The ledger's rows.
        terms: What the meter's owner chose.
        clock: Milliseconds since 1970.
    """

    def __init__(self, meters: Meters, terms: Terms, clock: Callable[[], int]) -> None:
        self._meters, self._terms, self._clock = meters, terms, clock

    def claimed(
        self, wanted: Wanted, client: BillingClient, retry_refused: bool, state: Literal["reserved", "sending"]
    ) -> Charge:
        """
        Take the key, or answer what it came to before.
        """
        now, terms = self._clock(), self._terms
        row = fresh_row(wanted, user_of(client), now, now + terms.lease, terms.on_crash)
        if state == "sending":
            row = row._replace(state=state, sent=now, lease=now + terms.answer_within)
        bounds = Bounds(now, gate=True, since=now - terms.fresh)
        # A reservation that a power cut forgets took nothing, and its key is free: only a promise to charge must stay.
        durable = state == "sending" or terms.on_crash == "charge"
        if run(self._meters, self._meters.insert, row, bounds, durable=durable):
            return row
        return self._claimed_again(row, bounds, retry_refused)

    def debited_at_once(self, wanted: Wanted, client: BillingClient, retry_refused: bool) -> Charge:
        """
        Debit without work before it.
        """
        if self._terms.exclusive:
            row = self.claimed(wanted, client, retry_refused, "reserved")
            return self.debited(client, row) if row.state == "reserved" else row
        row = self.claimed(wanted, client, retry_refused, "sending")
        return self.sent(client, row) if row.state == "sending" else row

    def debited(self, client: BillingClient, row: Charge) -> Charge:
        """
        Debit what is reserved.
        """
        return self.sent(client, self._begun(row))

    def sent(self, client: BillingClient, row: Charge) -> Charge:
        """
        Send the debit that was written down, and write down what came of it.
        """
        try:
            answer = client.debit_tokens(row.type, row.amount)
        except InsufficientTokensError as problem:
            available = problem.available
            self._settle(row, to(row, "refused", self._clock(), available=available, error=problem.code), available)
            raise
        except PaywallError as problem:
            state = "unknown" if problem.may_have_been_applied else "released"
            row = self._settle(row, to(row, state, self._clock(), error=problem.code), None)
            if state == "released":
                raise
            return row
        except BaseException:
            self._settle(row, to(row, "unknown", self._clock(), error="interrupted"), None)
            raise
        applied = to(row, "applied", self._clock(), balance_after=answer.count)
        return self._settle(row, applied, answer.count)

    def let_go(self, client: BillingClient, held: Held) -> None:
        """
        Give back what a block that raised had reserved or debited.
        """
        row, now = held.row, self._clock()
        if row.state == "reserved":
            held.row = self.changed(row, to(row, "released", now, error="work failed"))
        elif held.pays_back:
            held.row = self._returned(client, row)

    def changed(self, row: Charge, changed: Charge) -> Charge:
        """
        Write a row's next state; what it is now, should somebody have been faster.
        """
        if run(self._meters, self._meters.swap, row, changed):
            return changed
        return run(self._meters, self._meters.get, row.key) or changed

    def charged_late(self, billing: BillingClient, row: Charge) -> Charge:
        """
        Debit what a holder that is gone had reserved.
        """
        try:
            return self.debited(acting_for(billing, row.user), row)
        except (InsufficientTokensError, MeterError):
            return run(self._meters, self._meters.get, row.key) or row

    def _claimed_again(self, row: Charge, bounds: Bounds, retry_refused: bool) -> Charge:
        """
        Take a key that was used before, or say why it cannot be taken.
        """
        found = run(self._meters, self._meters.get, row.key)
        step = claim(found, row, retry_refused=retry_refused)
        if step.do == "applied":
            return step.row
        if step.do not in ("write", "expire"):
            raise stopped(step)
        limits = bounds if step.do == "write" else None
        if found is None or not run(self._meters, self._meters.swap, found, step.row, None, limits):
            raise forbidden(row, run(self._meters, self._meters.allowance, row.user, row.type), bounds)
        if step.do == "write":
            return step.row
        raise stopped(step)

    def _begun(self, row: Charge) -> Charge:
        """
        Write down that the debit is about to be sent: at once, or when those before it are done.
        """
        terms = self._terms
        for wait in turns(terms.exclusive):
            now = self._clock()
            sending = to(row, "sending", now, lease=now + terms.answer_within)
            bounds = Bounds(now, alone=terms.exclusive)
            if run(self._meters, self._meters.swap, row, sending, None, bounds):
                return sending
            if run(self._meters, self._meters.get, row.key) != row:
                raise ChargeInProgressError(
                    "The work took longer than the lease; another took the key over.", retryable=True
                )
            pause(wait)
        self.changed(row, to(row, "released", self._clock(), error="no turn"))
        raise ChargeInProgressError("Other debits of this user took too long. Nothing was taken.", retryable=True)

    def _settle(self, row: Charge, outcome: Charge, balance: int | None) -> Charge:
        known = None if balance is None else KnownBalance(row.user, row.type, balance, self._clock())
        if run(self._meters, self._meters.swap, row, outcome, known):
            return outcome
        found = run(self._meters, self._meters.get, row.key)
        late = settled_late(found, row, outcome)
        if found is not None and late is not None and run(self._meters, self._meters.swap, found, late, known):
            return late
        return found or outcome

    def _returned(self, client: BillingClient, row: Charge) -> Charge:
        # A credit is no more idempotent than a debit: written down before, never sent twice.
        returning = to(row, "returning", self._clock(), error="work failed")
        if not run(self._meters, self._meters.swap, row, returning):
            return row
        try:
            client.credit_tokens(row.type, row.amount)
        except PaywallError as problem:
            if problem.may_have_been_applied:
                return returning
            return self.changed(returning, to(returning, "applied", self._clock(), error=problem.code))
        return self.changed(returning, to(returning, "returned", self._clock()))
