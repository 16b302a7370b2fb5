# Derived from comparing.py. Do not edit: change that and run `make generate`.
"""
Compares a user's balance with the ledger: nothing begins meanwhile. Decides nothing itself: `balances` does.
"""

from __future__ import annotations

from collections.abc import Callable

from monetize_software import AsyncBillingClient
from monetize_software.errors import ChargeInProgressError
from monetize_software.storage.meters import Charge, Meters
from monetize_software.storage.threads import run_async

from .async_sending import AsyncSending
from .balances import Reconciliation, Verdict, verdicts
from .holding import Terms, user_of
from .ledger import take_over, to

__all__ = ["AsyncComparing"]

_PAGE = 1000


class AsyncComparing:
    """
    The steps of a reconciliation.

    Args:
        sending: What changes rows.
        meters: The ledger's rows.
        terms: What the meter's owner chose.
        clock: Milliseconds since 1970.
    """

    def __init__(self, sending: AsyncSending, meters: Meters, terms: Terms, clock: Callable[[], int]) -> None:
        self._sending, self._meters, self._terms, self._clock = sending, meters, terms, clock

    async def reconciled(self, client: AsyncBillingClient, type: str, *, settle: bool) -> Reconciliation:
        """
        Say which debits without an answer were applied, and settle them.
        """
        name = user_of(client)
        await self._recovered(name, type)
        await run_async(self._meters, self._meters.close_gate, name, type, self._clock() + self._terms.answer_within)
        try:
            before, balance = await self._read(name, type), await self._balance(client, type)
            after, again = await self._read(name, type), await self._balance(client, type)
        finally:
            await run_async(self._meters, self._meters.close_gate, name, type, 0)
        now = self._clock()
        if before != after or balance != again or any(row.state != "applied" and row.lease > now for row in after):
            raise ChargeInProgressError("A debit of this user is on its way. Try again later.", retryable=True)
        found = verdicts(after, balance)
        decided = [each for each in found if each.applied is not None]
        if settle:
            for each in decided:
                await self._settled(each)
        return Reconciliation(name, type, balance, decided, [each for each in found if each.applied is None])

    async def _recovered(self, user: str, type: str) -> None:
        """
        Let what was on its way when its holder went become unknown.
        """
        now = self._clock()
        for row in await run_async(
            self._meters, self._meters.listed, ("sending",), user=user, type=type, after="", limit=_PAGE
        ):
            if row.lease <= now:
                await self._sending.changed(row, take_over(row, now))

    async def _read(self, user: str, type: str) -> list[Charge]:
        states = ("sending", "applied", "unknown")
        rows: list[Charge] = []
        while True:
            after = rows[-1].key if rows else ""
            page = await run_async(
                self._meters, self._meters.listed, states, user=user, type=type, after=after, limit=_PAGE
            )
            rows += page
            if len(page) < _PAGE:
                return rows

    async def _balance(self, client: AsyncBillingClient, type: str) -> int:
        balances = await client.get_balances(refresh=True)  # a kept one would settle wrongly
        return next((each.count for each in balances if each.type == type), 0)

    async def _settled(self, verdict: Verdict) -> None:
        row, state = verdict.charge, "applied" if verdict.applied else "not applied"
        await self._sending.changed(row, to(row, state, self._clock(), error=verdict.why))
