"""
Lets an `async def` handler use a transaction that belongs to another thread. Opens none and ends none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # each of them loads SQLAlchemy, which a receiver on another store does without
    from sqlalchemy import CursorResult, Executable

    from monetize_software.storage import Tx

__all__ = ["AsyncTx", "HandlerLoop", "run_coroutine"]


class AsyncTx:
    """
    The transaction that also holds the event's record, for handlers that await.

        await tx.execute("UPDATE member SET plan = :plan WHERE id = :id", {"plan": "pro", "id": 7})
    """

    __slots__ = ("_calls", "_tx")

    def __init__(self, tx: Tx, calls: SimpleQueue[Any]) -> None:
        self._tx = tx
        self._calls = calls

    async def execute(
        self,
        statement: str | Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """
        Run one statement, on the transaction's own thread.

        Args:
            statement: Text with `:name` for parameters, or a statement of SQLAlchemy Core.
            parameters: Their values; a list of them runs it once for each.
        """
        done: CursorResult[Any] = await self.run(lambda tx: tx.execute(statement, parameters))
        return done

    async def run(self, work: Callable[[Tx], Any]) -> Any:
        """
        Run a function with the blocking `Tx`, on the transaction's own thread; for an ORM's session.
        """
        future: Future[Any] = Future()
        self._calls.put((work, future))
        return await asyncio.wrap_future(future)


class HandlerLoop:
    """
    An event loop in a thread of its own, for async handlers where no server runs one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def get(self) -> asyncio.AbstractEventLoop:
        """
        The loop, started when it is first needed.
        """
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=_run, args=(self._loop,), name="monetize-loop", daemon=True)
                self._thread.start()
            return self._loop

    def close(self) -> None:
        """
        End the loop and its thread.
        """
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join()
                self._loop = None


def _run(loop: asyncio.AbstractEventLoop) -> None:
    with closing(loop):
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())


def run_coroutine(
    call: Callable[..., Coroutine[Any, Any, Any]],
    event: Any,
    tx: Tx | None,
    loop: asyncio.AbstractEventLoop,
    *,
    takes_tx: bool,
    seconds: float,
) -> None:
    """
    Run an async handler on its loop, and meanwhile, on this thread, the statements it asks for.

    Raises:
        TimeoutError: It took longer; it is cancelled.
    """
    calls: SimpleQueue[Any] = SimpleQueue()
    arguments = (event, AsyncTx(tx, calls)) if takes_tx and tx is not None else (event,)
    running = asyncio.run_coroutine_threadsafe(call(*arguments), loop)
    running.add_done_callback(lambda _: calls.put(None))
    end = monotonic() + seconds
    try:
        while (asked := calls.get(timeout=max(0.0, end - monotonic()))) is not None:
            _serve(asked, tx)
    except Empty:
        running.cancel()
        raise TimeoutError(f"It took longer than {seconds:g} seconds.") from None
    running.result()


def _serve(asked: tuple[Callable[[Any], Any], Future[Any]], tx: Tx | None) -> None:
    work, future = asked
    try:
        future.set_result(work(tx))
    except Exception as problem:
        future.set_exception(problem)
