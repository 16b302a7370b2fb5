"""
Applications in this process receive webhooks at their own path, and deliveries that wait are settled.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from monetize_software_mock import DeliveryError, LifespanError, Mock, default_world
from monetize_software_mock.world.declaration import Price

Seen = list[tuple[str, bytes]]
Application = Callable[..., Any]


def wsgi(seen: Seen) -> Application:
    """
    Notes path and signature of a request.
    """

    def app(environ: Any, start: Any) -> list[bytes]:
        seen.append((environ["PATH_INFO"], environ["HTTP_X_SIGNATURE"].encode()))
        start("200 OK", [])
        return [b"taken"]

    return app


def asgi(seen: Seen) -> Application:
    """
    The same, as a coroutine.
    """

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        seen.append((scope["path"], dict(scope["headers"])[b"x-signature"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"taken"})

    return app


class Wrapped:
    """
    An object around an application, as frameworks and their middleware have.
    """

    def __init__(self, seen: Seen) -> None:
        self._app = asgi(seen)

    def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        return self._app(scope, receive, send)


@pytest.mark.parametrize("kind", [wsgi, asgi, Wrapped])
def test_application_receives_at_its_path(mock: Mock, kind: Callable[[Seen], Application]) -> None:
    """
    WSGI and ASGI applications are told apart, and signed requests come to the path they were added with.
    """
    seen: Seen = []
    mock.webhooks.add(kind(seen), path="/hooks/billing")
    mock.subscribe("ada@example.com", "price_123")

    assert "taken" == mock.deliveries.expect("subscription.created").attempts[0].answer
    assert [("/hooks/billing", mock.events[0].headers()["x-signature"].encode())] == seen


def test_transport_gets_the_path_too(mock: Mock) -> None:
    """
    And without one it is `/webhooks`.
    """
    seen: Seen = []
    mock.webhooks.add(httpx.WSGITransport(wsgi(seen)), path="/mine")
    mock.webhooks.add(httpx.WSGITransport(wsgi(seen)))
    mock.subscribe("ada@example.com", "price_123")

    assert ["/mine", "/webhooks"] == [path for path, _ in seen]


@pytest.mark.parametrize(
    ("receiver", "path", "words"),
    [
        ("http://127.0.0.1:1/hooks", "/hooks", "A URL has a path of its own"),
        (lambda *_: None, "hooks", "A path begins with /"),
    ],
)
def test_path_that_makes_no_sense_is_refused(mock: Mock, receiver: Any, path: str, words: str) -> None:
    """
    At once.
    """
    with pytest.raises(DeliveryError, match=words):
        mock.webhooks.add(receiver, path=path)


def test_settle_goes_as_far_as_the_last_attempt(mock: Mock) -> None:
    """
    One delivery is taken at its second attempt, one never: the clock stands where the latter was given up.
    """
    answers = [500, 200]
    mock.webhooks.add(lambda body, headers: answers.pop(0) if answers else 200)
    mock.webhooks.add(lambda body, headers: 500)
    mock.subscribe("ada@example.com", "price_123")
    settled = mock.deliveries.settle()

    assert ["delivered", "exhausted"] == [each.status for each in settled]
    assert [2, 6] == [len(each.attempts) for each in settled]
    assert "2030-01-01T02:35" == mock.clock.now().isoformat()[:16]


def test_settle_leaves_what_does_not_wait(mock: Mock) -> None:
    """
    Held ones stay held, and the clock where it is.
    """
    mock.webhooks.add(lambda body, headers: None)
    mock.deliveries.hold_type()
    mock.subscribe("ada@example.com", "price_123")

    assert [] == mock.deliveries.settle()
    assert ["held"] == [each.status for each in mock.deliveries]
    assert "2030-01-01T00:00" == mock.clock.now().isoformat()[:16]


def test_settle_ends_though_new_deliveries_fail_too() -> None:
    """
    What becomes due on the way is not waited for: a receiver that is never there does not move the clock for ever.
    """
    world = default_world().with_paywall("4", prices=(Price("daily", 1, interval="day"),))
    mock = Mock(world.with_switches(retry_minutes=(60 * 24 * 2,)))
    mock.webhooks.add(lambda body, headers: 500, account="acct_other")
    mock.subscribe("ada@example.com", "daily")

    assert ["exhausted"] == [each.status for each in mock.deliveries.settle()]
    assert "2030-01-03" == mock.clock.now().isoformat()[:10]


def test_settle_is_not_for_live_deliveries() -> None:
    """
    A thread of their own sends those.
    """
    with Mock(deliveries="live") as mock, pytest.raises(DeliveryError, match="settle by themselves"):
        mock.deliveries.settle()


def test_unknown_mode_is_refused() -> None:
    """
    Already when a mock is made.
    """
    wrong: Any = "manul"

    with pytest.raises(ValueError, match="mode must be one of: settle, live, collect, manual"):
        Mock(deliveries=wrong)


def counted(mock: Mock, pending: int) -> int:
    """
    SQL statements that settling so many pending deliveries takes.
    """
    mock.webhooks.add(lambda body, headers: 503)
    for number in range(pending):
        mock.subscribe(f"p{number}@example.com", "price_123")
    statements: list[str] = []
    mock._engine.store._connection.set_trace_callback(statements.append)
    assert pending == len(mock.deliveries.settle())
    mock._engine.store._connection.set_trace_callback(None)
    return len(statements)


def test_settling_takes_a_fixed_effort_for_each_delivery() -> None:
    """
    Twice as many pending deliveries need twice as many statements, not four times.
    """
    with Mock() as few, Mock() as many:
        effort = [counted(few, 20), counted(many, 80)]

    assert effort[1] <= 4 * effort[0]


WHAT_CAN = "A receiver is a URL, a function of body and headers, an httpx transport, or a WSGI or ASGI application"


class Framework:
    """
    Looks like an application of Flask.
    """

    wsgi_app = None

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        return []


@pytest.mark.parametrize(
    ("receiver", "words"),
    [
        (wsgi([]), "say where it takes webhooks"),
        (asgi([]), r"this takes \(scope"),
        (Framework(), "say where it takes webhooks"),
        (lambda event: None, r"this takes \(event\)"),
        (7, "this is an int"),
        (None, "this is a NoneType"),
    ],
    ids=["WSGI", "ASGI", "framework", "one argument", "number", "nothing"],
)
def test_receiver_that_is_none_is_told_what_there_is(mock: Mock, receiver: Any, words: str) -> None:
    """
    An application without its path among them; nothing is added.
    """
    with pytest.raises(TypeError, match=f"(?s){WHAT_CAN}.*{words}"):
        mock.webhooks.add(receiver)
    assert 0 == len(mock.webhooks)


def test_coroutine_function_receives(mock: Mock) -> None:
    """
    Without an event loop, and inside somebody else's.
    """
    seen: list[bytes] = []

    async def receive(body: bytes, headers: Any) -> int:
        await asyncio.sleep(0)
        seen.append(body)
        return 204

    mock.webhooks.add(receive)

    async def buy() -> None:
        mock.subscribe("ada@example.com", "price_123")

    asyncio.run(buy())
    mock.subscribe("bob@example.com", "price_123")

    assert [each.body for each in mock.events] == seen
    assert [204, 204] == [each.attempts[0].status for each in mock.deliveries]


def living(log: list[str], *, fails: str = "", says: bool = True) -> Application:
    """
    An ASGI application with a lifespan, which its requests rely on.
    """

    async def lifespan(scope: Any, receive: Any, send: Any) -> None:
        for phase in ("startup", "shutdown"):
            await receive()
            if phase == fails and says:
                await send({"type": f"lifespan.{phase}.failed", "message": "Traceback\nRuntimeError: no database"})
            if phase == fails:
                raise RuntimeError("no database")
            scope["state"]["loop"] = asyncio.get_running_loop()
            log.append(phase)
            await send({"type": f"lifespan.{phase}.complete"})

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(scope, receive, send)
            return
        await receive()
        log.append("request in its loop" if scope["state"]["loop"] is asyncio.get_running_loop() else "lost")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


def test_application_lives_from_its_startup_to_its_shutdown() -> None:
    """
    Once, in one event loop: what its startup opens serves every request, and is closed with the mock.
    """
    log: list[str] = []
    with Mock() as mock:
        mock.webhooks.add(living(log), path="/hooks")
        assert ["startup"] == log
        mock.subscribe("ada@example.com", "price_123")
        mock.subscribe("bob@example.com", "price_123")

    assert ["startup", "request in its loop", "request in its loop", "shutdown"] == log


def test_application_shuts_down_with_its_endpoint(mock: Mock) -> None:
    """
    When that is taken away.
    """
    log: list[str] = []
    mock.webhooks.remove(mock.webhooks.add(living(log), path="/hooks"))

    assert ["startup", "shutdown"] == log


def test_application_at_two_paths_starts_and_stops_once() -> None:
    """
    It is one application: the second path finds it running, and it shuts down when the last path is gone.
    """
    log: list[str] = []
    application = living(log)
    with Mock() as mock:
        first = mock.webhooks.add(application, path="/hooks")
        mock.webhooks.add(application, path="/others")
        mock.subscribe("ada@example.com", "price_123")
        mock.webhooks.remove(first)
        mock.subscribe("bob@example.com", "price_123")
        assert ["startup", *["request in its loop"] * 3] == log

    assert "shutdown" == log[-1]
    assert 1 == log.count("startup") == log.count("shutdown")


def test_failing_startup_is_told_at_once(mock: Mock) -> None:
    """
    By what the application said, and nothing is added.
    """
    with pytest.raises(LifespanError, match="The application's startup failed: RuntimeError: no database"):
        mock.webhooks.add(living([], fails="startup"), path="/hooks")
    assert 0 == len(mock.webhooks)


@pytest.mark.parametrize("says", [True, False], ids=["said", "raised"])
def test_failing_shutdown_is_told(says: bool) -> None:
    """
    At the end, whether the application says so or raises.
    """
    mock = Mock()
    mock.webhooks.add(living([], fails="shutdown", says=says), path="/hooks")

    with pytest.raises(LifespanError, match=r"The application's shutdown failed: .*no database"):
        mock.close()


def test_application_without_a_lifespan_receives(mock: Mock) -> None:
    """
    One that raises at the sight of it, as the specification has it, goes on without.
    """
    log: list[str] = []
    mock.webhooks.add(living(log, fails="startup", says=False), path="/hooks")
    mock.webhooks.add(asgi([]), path="/hooks")
    mock.subscribe("ada@example.com", "price_123")

    assert [500, 200] == [each.attempts[0].status for each in mock.deliveries]  # the first relies on its startup
    assert ["KeyError"] == [type(each.error).__name__ for each in mock.webhooks.take_failures()]


def test_frameworks_run_their_startup() -> None:
    """
    FastAPI's lifespan, and what a route relies on.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[dict[str, list[bytes]]]:
        seen: list[bytes] = []
        yield {"seen": seen}
        log.append(len(seen))

    app, log = FastAPI(lifespan=lifespan), list[int]()

    @app.post("/hooks")
    async def receive(request: Request) -> None:
        request.state.seen.append(await request.body())

    with Mock() as mock:
        mock.webhooks.add(app, path="/hooks")
        mock.subscribe("ada@example.com", "price_123")
        assert "delivered" == mock.deliveries[0].status

    assert [1] == log


def test_failure_after_the_answer_is_kept(mock: Mock) -> None:
    """
    A background task that raises: the delivery was taken, and the failure is there all the same.
    """

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        raise KeyError("later")

    mock.webhooks.add(app, path="/hooks")
    mock.subscribe("ada@example.com", "price_123")

    assert "delivered" == mock.deliveries[0].status
    assert [("subscription.created", mock.deliveries[0].id, "'later'")] == [
        (each.type, each.delivery, str(each.error)) for each in mock.webhooks.failures
    ]


def test_looking_while_standing_still_changes_nothing(mock: Mock) -> None:
    """
    What is due waits until somebody looks in earnest.
    """
    interrupts = [KeyboardInterrupt()]

    def receive(body: bytes, headers: Any) -> None:
        if interrupts:
            raise interrupts.pop()

    mock.webhooks.add(receive)
    with pytest.raises(KeyboardInterrupt):
        mock.subscribe("ada@example.com", "price_123")
    before = mock.journal()
    with mock.standing_still():
        assert ["pending"] == [each.status for each in mock.deliveries]
        assert before == mock.journal()

    assert ["delivered"] == [each.status for each in mock.deliveries]
