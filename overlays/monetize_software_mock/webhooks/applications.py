"""
Runs ASGI applications that receive webhooks: each in an event loop of its own, from its startup to its shutdown.

Never decides what is sent, and never judges an answer.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import httpx

PATIENCE_S = 10
_AFTERWORD_S = 1

Result = TypeVar("Result")
AsgiMessage = MutableMapping[str, Any]
Application = Callable[
    [AsgiMessage, Callable[[], Awaitable[AsgiMessage]], Callable[[AsgiMessage], Awaitable[None]]], Any
]


class LifespanError(ValueError):
    """
    An application could not start or stop; the message says what it said.
    """


class Loop:
    """
    An event loop in a thread of its own, which ends with `close`.
    """

    def __init__(self) -> None:
        self._begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._last()), name="webhook receiver", daemon=True)
        self._thread.start()
        self._begun.wait()

    def run(self, work: Coroutine[Any, Any, Result], timeout: float | None = None) -> Result:
        """
        Run a coroutine to its end.

        Raises:
            TimeoutError: It took too long, and was cancelled.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(timeout)
        except (TimeoutError, KeyboardInterrupt):  # of the one who waits; what the work raises it keeps for itself
            future.cancel()
            raise

    def close(self) -> None:
        """
        Cancel what still runs in it, and let go of it.
        """
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    async def _last(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._begun.set()
        await self._stop.wait()


class Hosted:
    """
    An ASGI application that runs, as behind a server: its startup has happened, and its shutdown comes with `close`.

    An application that knows no lifespan runs without one.

    Args:
        application: Takes scope, receive and send.

    Raises:
        LifespanError: Its startup failed.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._state: dict[str, Any] = {}
        self._loop = Loop()
        self._lifespan = Lifespan(application, self._state)
        try:
            self._loop.run(self._lifespan.begin())
        except BaseException:
            self._loop.close()
            raise

    def post(self, request: httpx.Request) -> tuple[httpx.Response | None, BaseException | None]:
        """
        Hand it a request.

        Returns:
            What it answered, None when it did not, and what it raised, perhaps after it had answered.

        Raises:
            TimeoutError: It took too long.
        """
        return self._loop.run(self._post(request), PATIENCE_S)

    def close(self) -> None:
        """
        Let it shut down.

        Raises:
            LifespanError: Its shutdown failed.
        """
        try:
            self._loop.run(self._lifespan.end())
        finally:
            self._loop.close()

    async def _post(self, request: httpx.Request) -> tuple[httpx.Response | None, BaseException | None]:
        import httpx

        raised: list[BaseException] = []

        async def observed(scope: AsgiMessage, receive: Any, send: Any) -> None:
            try:
                await self._application({**scope, "state": dict(self._state)}, receive, send)
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                raised.append(error)

        try:
            response = await httpx.ASGITransport(observed).handle_async_request(request)
            await response.aread()
        except AssertionError:  # it ended without an answer
            return None, raised[0] if raised else None
        return response, raised[0] if raised else None


class Lifespan:
    """
    The lifespan of one application: a call of it that lasts from its startup to its shutdown.

    Args:
        application: Takes scope, receive and send.
        state: What its startup leaves for its requests.
    """

    def __init__(self, application: Application, state: dict[str, Any]) -> None:
        self._application, self._state = application, state
        self._raised: BaseException | None = None

    async def begin(self) -> None:
        """
        Let it start.

        Raises:
            LifespanError: It said that it cannot.
        """
        self._to, self._said = asyncio.Queue[AsgiMessage](), asyncio.Queue[AsgiMessage]()
        self._task = asyncio.ensure_future(self._run())
        await self._tell("startup")

    async def end(self) -> None:
        """
        Let it stop.

        Raises:
            LifespanError: It said that it cannot.
        """
        if not self._task.done():
            await self._tell("shutdown")
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self._state}
        try:
            await self._application(scope, self._to.get, self._said.put)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self._raised = error
        await self._said.put({"type": "over"})

    async def _tell(self, phase: str) -> None:
        await self._to.put({"type": f"lifespan.{phase}"})
        said = await self._wait(self._said.get(), phase)
        if said["type"] == f"lifespan.{phase}.failed":
            await asyncio.wait([self._task], timeout=_AFTERWORD_S)  # many raise right after saying so
        elif said["type"] != "over" or self._raised is None or phase == "startup":
            return  # one that knows no lifespan raises at its sight: the specification says to go on without
        words = said.get("message") or repr(self._raised or "it did not say why")
        raise LifespanError(f"The application's {phase} failed: {_last_line(words)}") from self._raised

    async def _wait(self, work: Awaitable[AsgiMessage], phase: str) -> AsgiMessage:
        try:
            return await asyncio.wait_for(work, PATIENCE_S)
        except TimeoutError as error:
            raise LifespanError(f"The application's {phase} took longer than {PATIENCE_S} seconds") from error


def _last_line(words: str) -> str:
    """
    Return what a traceback in text ends with.
    """
    return next((line for line in reversed(words.splitlines()) if line.strip()), "it did not say why")
