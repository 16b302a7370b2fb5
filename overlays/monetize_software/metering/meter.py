"""
`TokenMeter`: debits once per key. Decides nothing itself: the ledger does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, Literal

from monetize_software import BillingClient
from monetize_software.errors import (
    ChargeInProgressError,
    IdentityNotFoundError,
    InsufficientTokensError,
    MeterError,
    NetworkError,
    PaywallError,
    RateLimitError,
    ServerError,
)
from monetize_software.storage.facade import Store
from monetize_software.storage.meters import Charge, KnownBalance, Usage
from monetize_software.storage.threads import run

from .balances import Reconciliation, Verdict, verdicts
from .holding import Held, acting_for, emptied, fresh_row, now_ms, stopped, unanswered, user_of
from .ledger import Wanted, claim, is_spent, settled_late, take_over, to

__all__ = ["TokenMeter"]

_ONE_ALONE: Final = (
    InsufficientTokensError,
    IdentityNotFoundError,
    MeterError,
    NetworkError,
    RateLimitError,
    ServerError,
)
"""What may befall one charge of a batch and not the next."""


class TokenMeter:
    """
    Debits tokens at most once per key of yours.

    The service's debit is not idempotent: sent again, it takes again. So each key is written down before its debit is
    sent and after it was answered, and one whose answer was lost is `unknown` and never sent again by itself.

    Build one per process and keep it; it is thread-safe. `AsyncTokenMeter` is the same for asyncio and trio.

    Args:
        billing: A client with the owner's key.
        store: Where the ledger is kept. With several processes or machines, the same for all.
        lease: How long the work between reserving and debiting may take; then another may take the key over.
        answer_within: How long a debit may be on its way, at least twice the client's own deadline.
        on_crash: What becomes of a key whose holder was killed between reserving and debiting: "release" takes nothing,
            "charge" lets `recover()` debit it, which is safe because nothing was sent.
        fresh: How long a balance that was answered is believed: nothing left in it refuses at once, without a call.
        clock: Milliseconds since 1970; the system's when left out.

    Example:

        ```python
        meter = TokenMeter(billing, store)
        ada = billing.for_user(email="subscriber@example.com")
        with meter.charge("chat-1", "gpt-4", 1, user=ada):
            print("an answer")
        ```
    """

    def __init__(
        self,
        billing: BillingClient,
        store: Store,
        *,
        lease: timedelta = timedelta(minutes=10),
        answer_within: timedelta = timedelta(minutes=5),
        on_crash: Literal["release", "charge"] = "release",
        fresh: timedelta = timedelta(seconds=60),
        clock: Callable[[], int] | None = None,
    ) -> None:
        self._billing = billing
        self._meters = store.meters
        self._lease, self._answer_within, self._fresh = map(_ms, (lease, answer_within, fresh))
        self._on_crash = on_crash
        self._clock = clock or now_ms

    @contextmanager
    def charge(
        self,
        key: str,
        type: str,
        amount: int,
        *,
        user: BillingClient | None = None,
        charge_first: bool = False,
        retry_refused: bool = False,
    ) -> Generator[Held]:
        """
        Charge for the work of a `with` block: reserve before, debit when it succeeded, release when it raised.

        Args:
            key: Yours, one per charge, such as the id of a message. Used again it debits nothing again.
            type: Token type.
            amount: Whole tokens, 1 or more.
            user: A client bound to the user; the meter's own when left out. Name a user always in the same way.
            charge_first: Debit before the block and give back when it raises. For work that must not be done unpaid.
            retry_refused: Ask the service again about a key that it refused before.

        Returns:
            The charge; `row.state` afterwards says what became of it. "unknown" means that the answer was lost: the
            block's result stands, and the debit is left to `reconcile()`.

        Raises:
            InsufficientTokensError: Before the block when the balance is known to be empty or the key was refused;
                after it when the service refuses.
            ChargeInProgressError: Another holds the key.
            ChargeUnknownError: The key was sent before and its answer lost.
            ChargeMismatchError: The key stood for another user, type or amount.
            PaywallError: The service did not take the debit, for certain; the key is free again.

        Retries: never.

        Example:

            ```python
            with meter.charge("chat-2", "gpt-4", 1, user=ada) as charge:
                print("an answer")
            print(charge.row.state)
            ```
        """
        client = self._billing if user is None else user
        held = Held(self._claimed(Wanted(key, type, amount), client, retry_refused, "reserved"))
        if charge_first and held.row.state == "reserved":
            held.row = self._debited(client, held.row)
            held.pays_back = held.row.state == "applied"
            if not held.pays_back:
                raise unanswered()
        try:
            yield held
        except BaseException:
            self._let_go(client, held)
            raise
        if held.row.state == "reserved":
            held.row = self._debited(client, held.row)

    def debit_or_raise(
        self, key: str, type: str, amount: int, *, user: BillingClient | None = None, retry_refused: bool = False
    ) -> Charge:
        """
        Debit now, once per key. What was debited before is answered again without a call.

        Args:
            key: Yours, one per charge.
            type: Token type.
            amount: Whole tokens, 1 or more.
            user: A client bound to the user; the meter's own when left out.
            retry_refused: Ask the service again about a key that it refused before.

        Returns:
            The charge, applied; `balance_after` is the balance that was answered.

        Raises:
            InsufficientTokensError: The user has fewer tokens, or the key was refused before.
            ChargeUnknownError: No answer came, now or before.
            ChargeInProgressError: Another holds the key.
            ChargeMismatchError: The key stood for another user, type or amount.
            PaywallError: The service did not take the debit, for certain; the key is free again.

        Retries: never.

        Example:

            ```python
            print(meter.debit_or_raise("chat-3", "gpt-4", 1, user=ada).balance_after)
            ```
        """
        client = self._billing if user is None else user
        row = self._claimed(Wanted(key, type, amount), client, retry_refused, "sending")
        if row.state == "sending":
            row = self._sent(client, row)
        if row.state == "unknown":
            raise unanswered()
        return row

    def debit_batch(
        self,
        wanted: Iterable[Wanted],
        *,
        user: BillingClient | None = None,
        on_progress: Callable[[int, Charge | None, PaywallError | None], object] | None = None,
    ) -> list[Charge | PaywallError]:
        """
        Debit many, each once per key. Started again after a crash it goes on where it stopped.

        Args:
            wanted: What to charge, in this order.
            user: A client bound to the user; the meter's own when left out.
            on_progress: Called after each with how many are done, the charge, and what was raised.

        Returns:
            For each the charge, or the error that says why there is none. A wrong key or configuration is raised.

        Raises:
            ConfigurationError: The client has no key.

        Retries: never.

        Example:

            ```python
            from monetize_software.metering import Wanted

            meter.debit_batch([Wanted("job-1", "gpt-4", 1), Wanted("job-2", "gpt-4", 2)], user=ada)
            ```
        """
        done: list[Charge | PaywallError] = []
        for each in wanted:
            try:
                done.append(self.debit_or_raise(*each, user=user))
            except _ONE_ALONE as problem:
                done.append(problem)
            if on_progress is not None:
                last = done[-1]
                on_progress(len(done), *((last, None) if isinstance(last, Charge) else (None, last)))
        return done

    def release(self, key: str) -> Charge | None:
        """
        Give back a key that is reserved and whose work will not be charged, also before its lease ends.

        Args:
            key: The key.

        Returns:
            The charge as it is now, or None where there is none. What was sent is not changed.

        Raises:
            StorageError: The store failed.

        Example:

            ```python
            meter.release("chat-4")
            ```
        """
        row = run(self._meters, self._meters.get, key)
        if row is None or row.state != "reserved":
            return row
        return self._changed(row, to(row, "released", self._clock()))

    def settle(self, key: str, *, applied: bool) -> Charge | None:
        """
        Say what became of an unknown charge, as you found out elsewhere.

        Args:
            key: The key.
            applied: Whether it was debited. If not, the key may be used again.

        Returns:
            The charge as it is now, or None where there is none. One that is not unknown is not changed.

        Raises:
            StorageError: The store failed.

        Example:

            ```python
            meter.settle("chat-5", applied=False)
            ```
        """
        row = run(self._meters, self._meters.get, key)
        if row is None or row.state != "unknown":
            return row
        return self._changed(row, to(row, "applied" if applied else "not applied", self._clock(), error="by hand"))

    def listed(
        self, *states: str, user: str | None = None, type: str | None = None, after: str = "", limit: int = 100
    ) -> Sequence[Charge]:
        """
        List charges by their state, in the order of their keys.

        Args:
            states: Such as "unknown"; "unknown" and "returning", which need somebody, when left out.
            user: By what the user is named.
            type: Token type.
            after: The key after which the list begins.
            limit: At most so many.

        Raises:
            StorageError: The store failed.

        Example:

            ```python
            for charge in meter.listed():
                print(charge.key, charge.amount, charge.error)
            ```
        """
        wanted = states or ("unknown", "returning")
        return run(self._meters, self._meters.listed, wanted, user=user, type=type, after=after, limit=limit)

    def usage(self, *, user: str | None = None, type: str | None = None, since: int = 0) -> Sequence[Usage]:
        """
        Count what was debited, by user and type.

        Args:
            user: By what the user is named; all when left out.
            type: Token type; all when left out.
            since: Milliseconds since 1970 from which on.

        Raises:
            StorageError: The store failed.

        Example:

            ```python
            for used in meter.usage():
                print(used.type, used.tokens)
            ```
        """
        return run(self._meters, self._meters.usage, user=user, type=type, since=since)

    def recover(self, *, limit: int = 100) -> list[Charge]:
        """
        Settle what was left by holders that are gone: release or debit what was reserved, as `on_crash` says; what was
        on its way becomes unknown. Run it at the start and now and then.

        Args:
            limit: At most so many.

        Returns:
            The charges as they are now.

        Raises:
            PaywallError: The service did not take a debit, for certain.
            StorageError: The store failed.

        Example:

            ```python
            print(len(meter.recover()))
            ```
        """
        now = self._clock()
        done: list[Charge] = []
        for row in run(self._meters, self._meters.overdue, now, limit=limit):
            if row.state == "reserved" and row.on_crash == "charge":
                done.append(self._charged_late(row))
            else:
                done.append(self._changed(row, take_over(row, now)))
        return done

    def reconcile(self, *, user: BillingClient | None = None, type: str, settle: bool = True) -> Reconciliation:
        """
        Find out by the user's balance which debits without an answer were applied.

        Nothing is sent for this user and type meanwhile. It decides where the missing tokens are the sum of one choice
        of the lost debits alone; a refill, a credit or a debit elsewhere in between leaves them unknown.

        Args:
            user: A client bound to the user; the meter's own when left out.
            type: Token type.
            settle: False only says what would be settled.

        Returns:
            What was decided, and what not, with the gap and the reason.

        Raises:
            ChargeInProgressError: A debit is on its way; try again later.
            PaywallError: The balance could not be read.
            StorageError: The store failed.

        Example:

            ```python
            found = meter.reconcile(user=ada, type="gpt-4")
            print(len(found.decided), len(found.undecided))
            ```
        """
        client = self._billing if user is None else user
        name = user_of(client)
        self._recovered(name, type)
        run(self._meters, self._meters.close_gate, name, type, self._clock() + self._answer_within)
        try:
            before, balance = self._read(name, type), self._balance(client, type)
            after, again = self._read(name, type), self._balance(client, type)
        finally:
            run(self._meters, self._meters.close_gate, name, type, 0)
        now = self._clock()
        if before != after or balance != again or any(row.state != "applied" and row.lease > now for row in after):
            raise ChargeInProgressError("A debit of this user is on its way. Try again later.", retryable=True)
        found = verdicts(after, balance)
        decided = [each for each in found if each.applied is not None]
        if settle:
            for each in decided:
                self._settled_by_balance(each)
        return Reconciliation(name, type, balance, decided, [each for each in found if each.applied is None])

    # ------------------------------------------------------------------------------------------------- steps

    def _claimed(
        self, wanted: Wanted, client: BillingClient, retry_refused: bool, state: Literal["reserved", "sending"]
    ) -> Charge:
        """
        Take the key, or answer what it came to before.
        """
        user, now = user_of(client), self._clock()
        row = fresh_row(wanted, user, now, now + self._lease, self._on_crash)
        if state == "sending":
            row = row._replace(state=state, sent=now, lease=now + self._answer_within)
        known = run(self._meters, self._meters.allowance, user, row.type)
        if is_spent(known, now, fresh_ms=self._fresh) or known.closed > now:
            return self._claimed_without_asking(row, known.closed > now)
        return self._written(row, run(self._meters, self._meters.insert, row), retry_refused)

    def _claimed_without_asking(self, row: Charge, closed: bool) -> Charge:
        """
        Answer what a key came to before, where nothing new may be sent.
        """
        found = run(self._meters, self._meters.get, row.key)
        if found is not None and (step := claim(found, row)).do not in ("write", "expire"):
            if step.do == "applied":
                return step.row
            raise stopped(step)
        if closed:
            raise ChargeInProgressError("Balances of this user are being compared. Try again later.", retryable=True)
        raise emptied(row, run(self._meters, self._meters.allowance, row.user, row.type))

    def _written(self, row: Charge, found: Charge | None, retry_refused: bool) -> Charge:
        if found is None:
            return row
        step = claim(found, row, retry_refused=retry_refused)
        if step.do == "applied":
            return step.row
        if step.do in ("write", "expire"):
            if not run(self._meters, self._meters.swap, found, step.row):
                raise ChargeInProgressError("Somebody else holds this key.", retryable=True)
            if step.do == "write":
                return step.row
        raise stopped(step)

    def _debited(self, client: BillingClient, row: Charge) -> Charge:
        """
        Debit what is reserved.
        """
        now = self._clock()
        sending = to(row, "sending", now, lease=now + self._answer_within)
        if not run(self._meters, self._meters.swap, row, sending):
            raise ChargeInProgressError(
                "The work took longer than the lease; another took the key over.", retryable=True
            )
        return self._sent(client, sending)

    def _sent(self, client: BillingClient, row: Charge) -> Charge:
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

    def _settle(self, row: Charge, outcome: Charge, balance: int | None) -> Charge:
        known = None if balance is None else KnownBalance(row.user, row.type, balance, self._clock())
        if run(self._meters, self._meters.swap, row, outcome, known):
            return outcome
        found = run(self._meters, self._meters.get, row.key)
        late = settled_late(found, row, outcome)
        if found is not None and late is not None and run(self._meters, self._meters.swap, found, late, known):
            return late
        return found or outcome

    def _let_go(self, client: BillingClient, held: Held) -> None:
        """
        Give back what a block that raised had reserved or debited.
        """
        row, now = held.row, self._clock()
        if row.state == "reserved":
            held.row = self._changed(row, to(row, "released", now, error="work failed"))
        elif held.pays_back:
            held.row = self._returned(client, row)

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
            return self._changed(returning, to(returning, "applied", self._clock(), error=problem.code))
        return self._changed(returning, to(returning, "returned", self._clock()))

    def _changed(self, row: Charge, changed: Charge) -> Charge:
        if run(self._meters, self._meters.swap, row, changed):
            return changed
        return run(self._meters, self._meters.get, row.key) or changed

    def _charged_late(self, row: Charge) -> Charge:
        try:
            return self._debited(acting_for(self._billing, row.user), row)
        except (InsufficientTokensError, MeterError):
            return run(self._meters, self._meters.get, row.key) or row

    def _recovered(self, user: str, type: str) -> None:
        """
        Let what was on its way when its holder went become unknown.
        """
        now = self._clock()
        for row in run(self._meters, self._meters.listed, ("sending",), user=user, type=type, after="", limit=1000):
            if row.lease <= now:
                self._changed(row, take_over(row, now))

    def _read(self, user: str, type: str) -> list[Charge]:
        states = ("sending", "applied", "unknown")
        rows: list[Charge] = []
        while True:
            after = rows[-1].key if rows else ""
            page = run(self._meters, self._meters.listed, states, user=user, type=type, after=after, limit=1000)
            rows += page
            if len(page) < 1000:
                return rows

    def _balance(self, client: BillingClient, type: str) -> int:
        balances = client.get_balances(refresh=True)  # a kept one would settle wrongly
        return next((each.count for each in balances if each.type == type), 0)

    def _settled_by_balance(self, verdict: Verdict) -> None:
        row, state = verdict.charge, "applied" if verdict.applied else "not applied"
        self._changed(row, to(row, state, self._clock(), error=verdict.why))


def _ms(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
