"""
Puts one mock server together and gives a program its handle. Never opens a socket.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .asgi import App
from .call import Handler
from .clock import Clock, Mode
from .control import Control
from .core import Core
from .counters import Counters
from .engine import Engine
from .handlers import HANDLERS
from .paying import Outcome, Payment
from .seeds import default_world
from .site import Site
from .spec import load
from .world import World

if TYPE_CHECKING:
    from .transport import AsyncMockTransport, MockTransport


class Mock:
    """
    A mock server in this process, with a world of its own.

    Safe to use from several threads and tasks. Close it, or use it as a context manager, when it keeps a file.

    Args:
        world: What it holds at the start; the documented default world when left out.
        db: File that keeps the state; in memory when left out.
        spec: Another `openapi.yaml`.
        clock: `frozen` stands still between moves; `live` goes on by itself.
        handlers: Other handlers by `operationId`, for tests that seed bugs.
        check_answers: Whether every answer is checked against the specification; off only for such tests.

    Raises:
        SpecError: The specification cannot be used.
        StoreError: The file cannot be used.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        db: Path | str | None = None,
        spec: Path | str | None = None,
        clock: Mode = "frozen",
        handlers: Mapping[str, Handler] | None = None,
        check_answers: bool = True,
    ) -> None:
        self.spec = load(spec)
        self._engine = Engine(default_world() if world is None else world, db, clock)
        core = Core(
            self.spec,
            HANDLERS if handlers is None else handlers,
            store=self._engine.store,
            clock=self._engine.clock,
            world=self._engine.world,
            counters=self._engine.counters,
            check_answers=check_answers,
        )
        self.site = Site(self._engine, core, Control(self._engine, self.spec))

    @property
    def world(self) -> World:
        """
        What the world was planted with.
        """
        return self._engine.world

    @property
    def clock(self) -> Clock:
        """
        The virtual clock: `now()`, `advance(days=31)`, `set(moment)`.
        """
        return self._engine.clock

    @property
    def counters(self) -> Counters:
        """
        How often it was asked, and what went wrong inside it.
        """
        return self._engine.counters

    @cached_property
    def app(self) -> App:
        """
        The ASGI application, for uvicorn or any other server.
        """
        return App(self.site)

    def transport(self) -> MockTransport:
        """
        Return a transport for `httpx.Client`; no port, no thread.
        """
        from .transport import MockTransport

        return MockTransport(self)

    def async_transport(self) -> AsyncMockTransport:
        """
        Return a transport for `httpx.AsyncClient`; no port, no thread.
        """
        from .transport import AsyncMockTransport

        return AsyncMockTransport(self)

    def pay(self, checkout: str, outcome: Outcome = "succeeds") -> Payment:
        """
        Pay a checkout as its page would; one that is already paid answers as it did the first time.

        Args:
            checkout: The `checkoutUrl`, or the session's id.
            outcome: `succeeds`, or `declined`, which leaves the session open.

        Raises:
            UnknownSession: There is no such session.
            PaymentError: A paid session is to be declined.
        """
        return self._engine.pay(urlsplit(checkout).path.rsplit("/", 1)[-1], outcome)

    def reset(self) -> None:
        """
        Go back to the start of the world, clock and ids included.
        """
        self._engine.reset()

    def snapshot(self) -> bytes:
        """
        Return the whole state, for `restore` of this or another mock.
        """
        return self._engine.snapshot()

    def restore(self, snapshot: bytes) -> None:
        """
        Go back to a snapshot.
        """
        self._engine.restore(snapshot)

    def close(self) -> None:
        """
        Let go of the state. The mock cannot be used afterwards.
        """
        self._engine.close()

    def __enter__(self) -> Mock:
        """
        Return the mock itself.
        """
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """
        Close.
        """
        self.close()
