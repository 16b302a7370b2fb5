"""
A world for the flows of sessions, in which any number of processes go on side by side in virtual time: a store, a
service that rotates tokens, and a network that loses answers when told to. Nothing here waits, and no run differs from
the next.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from random import Random
from typing import Any

from monetize_software._secret import Secret
from monetize_software._sessions.effects import (
    Chance,
    Effect,
    Flow,
    Load,
    Now,
    Post,
    Remove,
    Revoke,
    Stored,
    Swap,
    Tell,
    Tick,
    Wait,
)
from monetize_software._sessions.record import Record, Tokens, pack, unpack
from monetize_software._sessions.rows import Rows
from monetize_software.errors import AuthenticationError, NetworkError, PaywallError

ROWS = Rows("main", "guest", "last")
START = 1_800_000_000.0
LIFE = 3600
ENOUGH = 3000.0
"""Seconds. Whoever waits longer waits for ever."""


class Service:
    """
    The vendor's: access and refresh tokens rotate, and the family dies when a spent one is shown.

    Args:
        grace: Seconds in which the token spent last still gets what it got the first time.
    """

    def __init__(self, grace: float = 0.0) -> None:
        self.grace = grace
        self.posts: list[str] = []
        self.revoked: list[str] = []
        self.alive = True
        self._serial = 1
        self._spent: dict[str, tuple[float, int]] = {}

    def tokens(self, serial: int = 1) -> Tokens:
        return Tokens(Secret(f"access-{serial}"), Secret(f"refresh-{serial}"), LIFE)

    def refresh(self, token: str, now: float) -> Tokens | PaywallError:
        self.posts.append(token)
        refused = AuthenticationError("no", code="invalid_refresh_token", status=401)
        if not self.alive:
            return refused
        if token == f"refresh-{self._serial}":
            self._spent[token] = (now, self._serial + 1)
            self._serial += 1
            return self.tokens(self._serial)
        spent, successor = self._spent.get(token, (0.0, 0))
        if successor == self._serial and now - spent < self.grace:
            return self.tokens(successor)
        self.alive = False  # reuse: whoever has it may be a thief
        return refused

    def revoke(self, access: str) -> bool:
        self.revoked.append(access)
        self.alive = False
        return True


class Process:
    """
    One flow that goes on, and what came of it.
    """

    def __init__(self, flow: Flow[Any], name: str) -> None:
        self.flow, self.name = flow, name
        self.killed = False
        self.done = False
        self.result: Any = None
        self.error: PaywallError | None = None


class World:
    """
    Virtual time, one store, one service.

    Args:
        seed: Decides how long each step takes, and so how flows mix.
        grace: See `Service`.
        latency: Seconds a refresh takes.
        skew: Seconds that the wall clock of a process is ahead, by its name.
    """

    def __init__(
        self, seed: int = 0, *, grace: float = 0.0, latency: float = 0.2, skew: dict[str, float] | None = None
    ) -> None:
        self.chance = Random(seed)
        self.time = 0.0
        self.service = Service(grace)
        self.latency = latency
        self.skew = skew or {}
        self.rows: dict[str, tuple[bytes, int]] = {}
        self.told: list[str] = []
        self.asked_by: list[str] = []
        self.lose: Callable[[int], bool] = lambda number: False
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def store(self, record: Record, row: str = ROWS.main) -> None:
        self._count += 1
        self.rows[row] = (pack(record), self._count)

    def entry(self, row: str = ROWS.main) -> Any:
        return unpack(self.rows[row][0]) if row in self.rows else None

    def spawn(self, flow: Flow[Any], *, at: float = 0.0, name: str = "") -> Process:
        process = Process(flow, name)
        self.after(at, lambda: self._step(process, lambda: process.flow.send(None)))
        return process

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._queue, (self.time + seconds, self._count, act))

    def run(self) -> None:
        while self._queue and self.time < ENOUGH:
            self.time, _, act = heapq.heappop(self._queue)
            act()

    def play(self, flow: Flow[Any]) -> Any:
        """
        Run one flow to its end and return what it returns, or raise.
        """
        process = self.spawn(flow)
        self.run()
        if process.error is not None:
            raise process.error
        return process.result

    def _step(self, process: Process, go_on: Callable[[], Effect]) -> None:
        if process.killed:
            return
        try:
            effect = go_on()
        except StopIteration as ended:
            process.done, process.result = True, ended.value
            return
        except PaywallError as problem:
            process.done, process.error = True, problem
            return
        self._do(process, effect)

    def _answer(self, process: Process, seconds: float, value: Any) -> None:
        self.after(seconds, lambda: self._step(process, lambda: process.flow.send(value)))

    def _do(self, process: Process, effect: Effect) -> None:
        moment = self.chance.uniform(0.0005, 0.004)
        match effect:
            case Load() | Swap() | Remove():
                self.after(moment, lambda: self._answer(process, moment, self._store_does(effect)))
            case Post():
                self.after(self.latency / 2, lambda: self._arrives(process, effect))
            case Revoke():
                self.after(moment, lambda: self._answer(process, moment, self.service.revoke(effect.access.reveal())))
            case Wait():
                self._answer(process, effect.seconds, None)
            case Tell():
                self.told.append(effect.what)
                self._answer(process, 0, None)
            case Now():
                self._answer(process, 0, START + self.time + self.skew.get(process.name, 0.0))
            case Tick():
                self._answer(process, 0, self.time + 1000 * len(process.name))
            case Chance():
                self._answer(process, 0, self.chance.random())

    def _arrives(self, process: Process, effect: Post) -> None:
        self.asked_by.append(process.name)
        outcome: Any = self.service.refresh(effect.refresh.reveal(), self.time)
        wait = self.latency / 2
        if self.lose(len(self.service.posts)):
            outcome, wait = NetworkError("lost", retryable=True, request_sent=True, may_have_been_applied=True), 6.0
        self._answer(process, wait, outcome)

    def _store_does(self, effect: Effect) -> Any:
        match effect:
            case Load():
                found = self.rows.get(effect.row)
                return None if found is None else Stored(unpack(found[0]), found[1])
            case Swap():
                if self.rows.get(effect.row, (b"", 0))[1] != effect.expect:
                    return None
                self._count += 1
                self.rows[effect.row] = (pack(effect.entry), self._count)
                return self._count
            case _:
                self.rows.pop(effect.row, None)  # type: ignore[union-attr]
                return None


def record(service: Service, *, age: float = LIFE + 10, login: str = "login-1", **more: Any) -> Record:
    """
    A session of the service's first tokens, received `age` seconds before the world began.
    """
    tokens = service.tokens()
    facts: dict[str, Any] = {"user": {"id": "u-1", "email": "ada@example.com"}, "method": "email", **more}
    return Record(login, tokens.access, tokens.refresh, START - age, tokens.expires_in, **facts)
