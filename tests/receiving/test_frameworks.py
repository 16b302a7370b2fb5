"""
A receiver mounted in each framework, and the traps of each that lose events elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import fastapi
import flask
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request

from monetize_software import webhooks
from monetize_software.receivers import Receiver
from monetize_software.receivers import core as driving
from monetize_software.storage import MemoryStore
from tests.support.deliveries import body_of, receiver_on, signed
from tests.support.told import state

PATH = "/webhooks/billing"


class Answered:
    """
    What an application sent.
    """

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")


def post(
    app: Any, body: bytes, headers: dict[str, str], *, path: str = PATH, pieces: Any = None, **scope: Any
) -> Answered:
    """
    Post to an ASGI application.

    Args:
        pieces: Messages of the body, instead of one; an exception is never reached, None waits for ever.
    """
    named = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    sized = [] if pieces is not None else [(b"content-length", str(len(body)).encode())]
    whole: dict[str, Any] = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http"}
    whole |= {"method": "POST", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b""}
    whole["headers"] = [*named, *sized]
    at_once = [{"type": "http.request", "body": body, "more_body": False}]
    messages: Iterator[Any] = iter(at_once if pieces is None else pieces)
    answered = Answered()

    async def receive() -> Any:
        message = next(messages, {"type": "http.disconnect"})
        return message if message is not None else await asyncio.Event().wait()

    asyncio.run(app({**whole, **scope}, receive, answered.send))
    return answered


def with_starlette(receiver: Receiver) -> Any:
    return Starlette(routes=receiver.starlette(PATH))


def with_fastapi(receiver: Receiver) -> Any:
    app = FastAPI()
    app.include_router(receiver.fastapi(PATH))
    return app


def with_asgi(receiver: Receiver) -> Any:
    return receiver.asgi()


ASGI = pytest.mark.parametrize("mount", [with_asgi, with_starlette, with_fastapi])


@ASGI
@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
def test_delivery_is_answered_with_and_without_a_slash(mount: Callable[[Receiver], Any], path: str) -> None:
    """
    Both spellings of the path are the receiver: a redirect is final for the vendor.
    """
    receiver, event = receiver_on(MemoryStore()), state(0)

    answered = post(mount(receiver), body_of(event), signed(body_of(event)), path=path)

    assert (200, b"recorded\n") == (answered.status, answered.body)
    assert [event.id] == [row.id for row in receiver.find()]


@ASGI
def test_async_handler_runs_on_the_servers_own_loop(mount: Callable[[Receiver], Any]) -> None:
    """
    What belongs to the application's loop, such as a pool of connections, can be used in a handler.
    """
    receiver, event, loops = receiver_on(MemoryStore()), state(0), list[Any]()

    @receiver.on()
    async def note(event: webhooks.Event) -> None:
        loops.append(asyncio.get_running_loop())

    async def app(*given: Any) -> None:
        loops.append(asyncio.get_running_loop())
        await mount(receiver)(*given)

    assert 200 == post(app, body_of(event), signed(body_of(event))).status
    assert loops[0] is loops[1]


@ASGI
def test_body_may_come_in_any_pieces(mount: Callable[[Receiver], Any]) -> None:
    """
    Without a length, byte by byte.
    """
    body = body_of(state(0))
    pieces = [{"type": "http.request", "body": body[at : at + 1], "more_body": True} for at in range(len(body))]

    answered = post(mount(receiver_on(MemoryStore())), body, signed(body), pieces=[*pieces, {"type": "http.request"}])

    assert 200 == answered.status


@ASGI
def test_body_that_never_ends_is_stopped(mount: Callable[[Receiver], Any]) -> None:
    """
    Without a length, what is over 1 MB is 413 as soon as it is.
    """
    piece = {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    assert 413 == post(mount(receiver_on(MemoryStore())), b"", {}, pieces=[piece] * 17).status


@ASGI
def test_sender_that_drips_is_asked_to_come_again(
    mount: Callable[[Receiver], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Past the deadline the answer is 503, however little has come.
    """
    monkeypatch.setattr(driving, "DEADLINE", 0.05)
    piece = {"type": "http.request", "body": b"{", "more_body": True}

    assert 503 == post(mount(receiver_on(MemoryStore())), b"", {}, pieces=[piece, None]).status


@ASGI
def test_sender_that_goes_away_raises_nothing(
    mount: Callable[[Receiver], Any], caplog: pytest.LogCaptureFixture
) -> None:
    """
    One debug line, no traceback, no answer.
    """
    piece = {"type": "http.request", "body": b"{", "more_body": True}

    answered = post(mount(receiver_on(MemoryStore())), b"", {}, pieces=[piece])

    assert 0 == answered.status
    assert "ERROR" not in caplog.text


@ASGI
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_405(mount: Callable[[Receiver], Any], method: str) -> None:
    """
    With `Allow: POST`, from the receiver and not from the framework.
    """
    answered = post(mount(receiver_on(MemoryStore())), b"", {}, method=method)

    assert (405, "POST") == (answered.status, answered.headers["allow"])
    assert (b"" if method == "HEAD" else b"send POST\n") == answered.body


def reading(how: Callable[[Request], Awaitable[Any]]) -> Any:
    async def read(request: Request, call_next: Any) -> Any:
        await how(request)
        return await call_next(request)

    return read


async def as_body(request: Request) -> None:
    await request.body()


async def as_stream(request: Request) -> None:
    async for _ in request.stream():
        pass


@pytest.mark.parametrize(("how", "status"), [(as_body, 200), (as_stream, 500)])
def test_middleware_that_reads_the_body_loses_no_event(how: Any, status: int) -> None:
    """
    What Starlette keeps for us is read; what it does not is answered 500, so that the event comes again.
    """
    receiver, body = receiver_on(MemoryStore()), body_of(state(0))
    app = Starlette(routes=receiver.starlette(PATH))
    app.add_middleware(BaseHTTPMiddleware, dispatch=reading(how))

    assert status == post(app, body, signed(body)).status


def test_fastapi_never_reads_or_documents_the_route() -> None:
    """
    It is a raw route: no 422, whatever the body is, and nothing of it in the document.
    """
    app = with_fastapi(receiver_on(MemoryStore()))
    app.add_api_route("/other", lambda: None)

    assert 401 == post(app, b"[1", {"Content-Type": "application/json"}).status
    assert ["/other"] == list(app.openapi()["paths"])


def test_fastapi_prefix_and_dependencies_are_the_applications() -> None:
    """
    The router is included as any other.
    """
    app, body = FastAPI(), body_of(state(0))
    app.include_router(receiver_on(MemoryStore()).fastapi("/billing"), prefix="/webhooks")

    assert 200 == post(app, body, signed(body)).status
    assert fastapi.__version__


def test_asgi_application_answers_lifespan_and_refuses_sockets() -> None:
    """
    Mounted alone under a server it starts and ends.
    """
    app, told = receiver_on(MemoryStore()).asgi(), list[str]()
    messages = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Any:
        return {"type": next(messages)}

    async def send(message: Any) -> None:
        told.append(message["type"])

    asyncio.run(app({"type": "lifespan"}, receive, send))
    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == told
    with pytest.raises(RuntimeError, match="HTTP alone"):
        asyncio.run(app({"type": "websocket"}, receive, send))


def flask_app(receiver: Receiver, **config: Any) -> flask.Flask:
    app = flask.Flask("shop")
    app.config.update(config)
    app.register_blueprint(receiver.flask(PATH))
    return app


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
def test_flask_answers_with_and_without_a_slash(path: str) -> None:
    """
    Both spellings of the path are the receiver.
    """
    body = body_of(state(0))

    answered = flask_app(receiver_on(MemoryStore())).test_client().post(path, data=body, headers=signed(body))

    assert (200, b"recorded\n") == (answered.status_code, answered.data)


def test_flasks_own_limit_does_not_apply() -> None:
    """
    An application that takes 1 kB elsewhere takes a delivery of 1 MB.
    """
    body = body_of(state(0, metadata={"pad": "x" * 900_000}))
    client = flask_app(receiver_on(MemoryStore()), MAX_CONTENT_LENGTH=1_000).test_client()

    assert 200 == client.post(PATH, data=body, headers=signed(body)).status_code
    assert 413 == client.post(PATH, data=b"x" * (1024 * 1024 + 1), headers=signed(b"x")).status_code


def test_flask_form_that_was_parsed_before_loses_no_event() -> None:
    """
    A hook that reads the form has eaten the body: 500, so that the event comes again.
    """
    app, body = flask_app(receiver_on(MemoryStore())), body_of(state(0))
    app.before_request(lambda: flask.request.form.get("x"))
    headers = {**signed(body), "Content-Type": "application/x-www-form-urlencoded"}

    assert 500 == app.test_client().post(PATH, data=body, headers=headers).status_code


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_flask_leaves_other_methods_to_the_receiver(method: str) -> None:
    """
    405 with `Allow: POST`.
    """
    answered = flask_app(receiver_on(MemoryStore())).test_client().open(PATH, method=method)

    assert (405, "POST") == (answered.status_code, answered.headers["Allow"])


def test_flask_takes_several_receivers() -> None:
    """
    Each by its name.
    """
    app, store = flask.Flask("shop"), MemoryStore()
    for name in ("eu", "us"):
        app.register_blueprint(receiver_on(store, name=name).flask(f"/webhooks/{name}"))
    body = body_of(state(0))

    answers = [app.test_client().post(f"/webhooks/{name}", data=body, headers=signed(body)) for name in ("eu", "us")]

    assert [b"recorded\n"] * 2 == [answered.data for answered in answers]
