"""
Runs the flows of this room, blocking or awaiting: the only place of it that touches stores, time and chance.

A store may be any object of the caller's. What it raises becomes a `StorageError`: a store that is down signs nobody
out. What it holds is read here, so that a row which cannot be read is an answer like any other to the flow.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable, iscoroutinefunction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from monetize_software.errors import PaywallError, StorageError

from .effects import Chance, Effect, Flow, Load, Now, Post, Remove, Revoke, Swap, Tell, Tick, Wait
from .reading import Reading
from .record import Ended, Entry, Last, pack

if TYPE_CHECKING:
    from monetize_software._secret import Secret

    from .record import Record

__all__ = ["AsyncWorld", "Calls", "SyncWorld"]

T = TypeVar("T")

IDLE = 30 * 86_400_000
"""Milliseconds after which the service forgets a refresh token that nobody used."""
REMEMBERED = 86_400_000
"""Milliseconds for which a session's end is remembered."""
YEAR = 365 * 86_400_000
"""Milliseconds for which it is remembered how somebody signed in last."""


def milliseconds() -> int:
    """
    The time as stores take it.
    """
    return time.time_ns() // 1_000_000


def times(effect: Swap) -> dict[str, int]:
    """
    What a row must be, the time, and when the store may forget it.
    """
    at = milliseconds()
    return {
        "expect": effect.expect,
        "at": at,
        "expires": at + _lives(effect.entry),
    }


def _lives(entry: Entry) -> int:
    if isinstance(entry, Ended):
        return REMEMBERED
    return YEAR if isinstance(entry, Last) else IDLE


class Calls(NamedTuple):
    """
    What a flow may have the service do: blocking or async functions.

    Attributes:
        post: Asks for new tokens, given the refresh token, and whether the service may have spent it already.
        revoke: Ends a session.
    """

    post: Callable[[Secret, bool], Any]
    revoke: Callable[[Secret], Any]

    def of(self, effect: Post | Revoke) -> Callable[[], Any]:
        """
        The call of an effect.
        """
        if isinstance(effect, Post):
            return partial(self.post, effect.refresh, effect.doubtful)
        return partial(self.revoke, effect.access)


class SyncWorld:
    """
    Blocks.

    Args:
        store: Keeps the rows.
        tell: Told what happened to a session.
    """

    def __init__(self, store: Any, tell: Callable[[str, Record | None], None]) -> None:
        self._store, self._tell, self._reading = store, tell, Reading()

    def run(self, flow: Flow[T], calls: Calls | None = None) -> T:
        """
        Run a flow to its end; one that speaks with the service is given the calls.
        """
        answer: Any = None
        problem: PaywallError | None = None
        while True:
            try:
                effect = flow.send(answer) if problem is None else flow.throw(problem)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            try:
                answer, problem = self._do(effect, calls), None
            except PaywallError as caught:
                problem = caught

    def _do(self, effect: Effect, calls: Calls | None) -> Any:
        match effect:
            case Load():
                return self._reading.stored(self._call(self._store.get, effect.row, at=milliseconds()))
            case Now() | Tick() | Chance():
                return measured(effect)
            case Swap():
                return self._call(self._store.put, effect.row, pack(effect.entry), **times(effect))
            case Remove():
                return self._call(self._store.remove, effect.row)
            case Post() | Revoke() if calls is not None:
                return _outcome(calls.of(effect))
            case Wait():
                return time.sleep(effect.seconds)
            case Tell():
                return self._tell(effect.what, effect.record)
            case _:
                raise AssertionError(f"no effect of a session: {type(effect).__name__}")

    def _call(self, method: Callable[..., T], /, *given: Any, **named: Any) -> T:
        try:
            return method(*given, **named)
        except PaywallError:
            raise
        except Exception as problem:
            raise failed(problem) from problem
        finally:
            del given, named  # whoever reports an error below would show a session


class AsyncWorld:
    """
    Awaits. A blocking store is asked in a thread, unless it says that it answers at once.

    Args:
        store: Keeps the rows; blocking or async.
        tell: Told what happened to a session.
    """

    def __init__(self, store: Any, tell: Callable[[str, Record | None], Awaitable[None]]) -> None:
        self._store, self._tell, self._reading = store, tell, Reading()
        self._at_once = getattr(store, "answers_at_once", False) or iscoroutinefunction(store.get)

    async def run(self, flow: Flow[T], calls: Calls | None = None) -> T:
        """
        Run a flow to its end; one that speaks with the service is given the calls.
        """
        answer: Any = None
        problem: PaywallError | None = None
        while True:
            try:
                effect = flow.send(answer) if problem is None else flow.throw(problem)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            try:
                answer, problem = await self._do(effect, calls), None
            except PaywallError as caught:
                problem = caught

    async def _do(self, effect: Effect, calls: Calls | None) -> Any:
        match effect:
            case Load():
                return self._reading.stored(await self._call(self._store.get, effect.row, at=milliseconds()))
            case Now() | Tick() | Chance():
                return measured(effect)
            case Swap():
                return await self._call(self._store.put, effect.row, pack(effect.entry), **times(effect))
            case Remove():
                return await self._call(self._store.remove, effect.row)
            case Post() | Revoke() if calls is not None:
                return await _outcome_async(calls.of(effect))
            case Wait():
                return await _sleep(effect.seconds)
            case Tell():
                return await self._tell(effect.what, effect.record)
            case _:
                raise AssertionError(f"no effect of a session: {type(effect).__name__}")

    async def _call(self, method: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        try:
            if self._at_once:
                answer = method(*given, **named)
            else:
                answer = await _in_thread(method, given, named)
            return await answer if isawaitable(answer) else answer
        except PaywallError:
            raise
        except Exception as problem:
            raise failed(problem) from problem
        finally:
            del given, named


async def _in_thread(method: Callable[..., T], given: tuple[Any, ...], named: dict[str, Any]) -> T:
    from anyio.to_thread import run_sync

    return await run_sync(lambda: method(*given, **named))


async def _sleep(seconds: float) -> None:
    import anyio

    await anyio.sleep(seconds)


def measured(effect: Now | Tick | Chance) -> float:
    """
    Time and chance.
    """
    match effect:
        case Now():
            return time.time()
        case Tick():
            return time.monotonic()
        case Chance():
            return random.random()


def failed(problem: Exception) -> StorageError:
    """
    Say that a store failed. What it says itself is beside, as the cause: it may name hosts and rows.
    """
    return StorageError(
        f"The session store failed ({type(problem).__name__}); nobody was signed out. See __cause__.", retryable=True
    )


def _outcome(act: Callable[[], T]) -> T | PaywallError:
    try:
        return act()
    except PaywallError as problem:
        return problem


async def _outcome_async(act: Callable[[], Awaitable[T]]) -> T | PaywallError:
    try:
        return await act()
    except PaywallError as problem:
        return problem
