"""
`TokenMeter`: debits once per key. Decides nothing itself: the ledger does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, Literal

from monetize_software import BillingClient
from monetize_software._staying import Staying
from monetize_software.errors import (
    ConfigurationError,
    IdentityNotFoundError,
    InsufficientTokensError,
    MeterError,
    NetworkError,
    PaywallError,
    RateLimitError,
    ServerError,
)
from monetize_software.storage.facade import Store
from monetize_software.storage.meters import Charge, Usage
from monetize_software.storage.threads import run

from .balances import Reconciliation
from .comparing import Comparing
from .holding import Held, Terms, now_ms, unanswered, unfit
from .ledger import Wanted, take_over, to
from .sending import Sending

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


class TokenMeter(Staying):
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
        exclusive: Let debits of one user and type go one after another, also those of other processes with
            `exclusive=True`. Each waits up to 30 s for those before it. When an answer is lost no other debit is under
            way then, so that `reconcile()` decides nearly always.
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
        exclusive: bool = False,
        clock: Callable[[], int] | None = None,
    ) -> None:
        if problem := unfit(billing, BillingClient, store):
            del store  # an address may hold a password, and error reporters show the variables of frames
            raise ConfigurationError(problem)
        self._billing = billing
        self._meters = store.meters
        self._clock = clock or now_ms
        terms = Terms(_ms(lease), _ms(answer_within), _ms(fresh), on_crash, exclusive)
        self._sending = Sending(self._meters, terms, self._clock)
        self._comparing = Comparing(self._sending, self._meters, terms, self._clock)

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
            ChargeInProgressError: Another holds the key, balances are being compared, or with `exclusive=True` the
                debits before this one took too long.
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
        held = Held(self._sending.claimed(Wanted(key, type, amount), client, retry_refused, "reserved"))
        if charge_first and held.row.state == "reserved":
            held.row = self._sending.debited(client, held.row)
            held.pays_back = held.row.state == "applied"
            if not held.pays_back:
                raise unanswered()
        try:
            yield held
        except BaseException:
            self._sending.let_go(client, held)
            raise
        if held.row.state == "reserved":
            held.row = self._sending.debited(client, held.row)

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
            ChargeInProgressError: Another holds the key, balances are being compared, or with `exclusive=True` the
                debits before this one took too long.
            ChargeMismatchError: The key stood for another user, type or amount.
            PaywallError: The service did not take the debit, for certain; the key is free again.

        Retries: never.

        Example:

            ```python
            print(meter.debit_or_raise("chat-3", "gpt-4", 1, user=ada).balance_after)
            ```
        """
        client = self._billing if user is None else user
        row = self._sending.debited_at_once(Wanted(key, type, amount), client, retry_refused)
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
        return self._sending.changed(row, to(row, "released", self._clock()))

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
        return self._sending.changed(
            row, to(row, "applied" if applied else "not applied", self._clock(), error="by hand")
        )

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
                done.append(self._sending.charged_late(self._billing, row))
            else:
                done.append(self._sending.changed(row, take_over(row, now)))
        return done

    def reconcile(self, *, user: BillingClient | None = None, type: str, settle: bool = True) -> Reconciliation:
        """
        Find out by the user's balance which debits without an answer were applied.

        No charge of this user and type begins meanwhile; if one that had begun is debited, nothing is decided. It
        decides where the missing tokens are the sum of one choice of the lost debits alone; a refill, a credit or a
        debit elsewhere in between leaves them unknown.

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
        return self._comparing.reconciled(client, type, settle=settle)


def _ms(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
