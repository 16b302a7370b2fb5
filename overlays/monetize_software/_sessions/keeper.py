"""
Keeps one client's sessions: runs flows, and lets one refresh of a session be under way at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .flights import TaskFlights, flights_of
from .record import Freshness, Record
from .refresh import current, renew

if TYPE_CHECKING:
    from monetize_software._secret import Secret

    from .effects import Flow
    from .rows import Rows
    from .world import AsyncWorld, Calls, SyncWorld

__all__ = ["AsyncKeeper", "SyncKeeper"]

T = TypeVar("T")


class SyncKeeper:
    """
    Blocks.
    """

    def __init__(self, store: object, world: SyncWorld) -> None:
        self._flights = flights_of(store).threads
        self._world = world

    def run(self, flow: Flow[T], calls: Calls | None = None) -> T:
        """
        Run a flow to its end; one that speaks with the service is given the calls.
        """
        return self._world.run(flow, calls)

    def fresh(self, rows: Rows, rejected: Secret | None, calls: Calls, lasting: int = 0) -> Record:
        """
        The session with a token that may be used; see `refresh.renew`.
        """
        record, state = self._world.run(current(rows, rejected, lasting))
        if state is Freshness.FRESH:
            return record
        with self._flights.alone(rows.main, wait=state is not Freshness.AGEING) as alone:
            if not alone:
                return record  # somebody here is at it, and the token is good meanwhile
            flow = renew(rows, rejected, self._flights.holder, self._flights.watches, lasting)
            return self._world.run(flow, calls)

    def together(self, row: str, work: Callable[[], Record]) -> Record:
        """
        Do work of a row alone. Who waited does it too, and finds it done.
        """
        with self._flights.alone(row):
            return work()


class AsyncKeeper:
    """
    Awaits.
    """

    def __init__(self, store: object, world: AsyncWorld) -> None:
        self._flights = flights_of(store)
        self._world = world

    async def run(self, flow: Flow[T], calls: Calls | None = None) -> T:
        """
        Run a flow to its end; one that speaks with the service is given the calls.
        """
        return await self._world.run(flow, calls)

    async def fresh(self, rows: Rows, rejected: Secret | None, calls: Calls, lasting: int = 0) -> Record:
        """
        The session with a token that may be used; see `refresh.renew`.
        """
        record, state = await self._world.run(current(rows, rejected, lasting))
        if state is Freshness.FRESH:
            return record
        flights, shared = self._mine()
        if state is Freshness.AGEING and flights.busy(rows.main):
            return record

        async def work() -> Record:
            return await self._world.run(renew(rows, rejected, flights.holder, flights.watches, lasting), calls)

        while True:
            record = await (flights.join if shared else flights.shielded)(rows.main, work)
            # One that began before this token was refused may end with that very token.
            if rejected is None or record.access.reveal() != rejected.reveal():
                return record

    async def together(self, row: str, work: Callable[[], Awaitable[Record]]) -> Record:
        """
        Do work of a row alone. Who waited has the same result.
        """
        flights, shared = self._mine()
        return await (flights.join if shared else flights.shielded)(row, work)

    def _mine(self) -> tuple[TaskFlights, bool]:
        try:
            loop: Any = asyncio.get_running_loop()
        except RuntimeError:
            import trio

            return self._flights.of_loop(trio.lowlevel.current_trio_token()), False
        return self._flights.of_loop(loop), True
