"""
Forged, replayed, oversized, slow and truncated deliveries, in every adapter: the documented answer, and a line in the
log that has no secret, no address and no body.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple

import flask
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette

from monetize_software.receivers import core as driving
from monetize_software.storage import MemoryStore
from tests.support.deliveries import SECRET, body_of, environ_of, receiver_on, signed
from tests.support.told import state

PATH = "/webhooks/billing"
MOST = 1024 * 1024
OTHER = "whsec_of_a_forger"


class Attempt(NamedTuple):
    """
    One attempt to deliver.

    Attributes:
        pieces: Of the body, as they come; None comes too late, and what is not there never comes.
        headers: Of the request.
        length: What `Content-Length` says; None sends none.
    """

    pieces: Sequence[bytes | None]
    headers: dict[str, str]
    length: int | None


def whole(body: bytes, headers: dict[str, str]) -> Attempt:
    return Attempt([body], headers, len(body))


BODY = body_of(state(0, id="evt_1"))
HEADERS = signed(BODY)
NO_SIGNATURE = {"Content-Type": "application/json"}
HOSTILE: dict[str, tuple[list[Attempt], list[int | None]]] = {
    "forged": ([whole(BODY, signed(BODY, OTHER))], [401]),
    "unsigned": ([whole(BODY, NO_SIGNATURE)], [401]),
    "signed by nonsense": (
        [whole(BODY, {**HEADERS, **dict.fromkeys(HEADERS.keys() - {"Content-Type"}, "sha256=é")})],
        [401],
    ),
    "changed on the way": ([whole(BODY.replace(b"active", b"trials"), HEADERS)], [401]),
    "replayed": ([whole(BODY, HEADERS)] * 3, [200, 200, 200]),
    "replayed with another signature": ([whole(BODY, HEADERS), whole(BODY + b" ", HEADERS)], [200, 401]),
    "oversized": ([Attempt([b"x" * (MOST + 1)], HEADERS, MOST + 1)], [413]),
    "oversized, and says so only": ([Attempt([BODY], HEADERS, 10 * MOST)], [413]),
    "oversized without a length": ([Attempt([b"x" * 65_536] * 17, HEADERS, None)], [413]),
    "slow": ([Attempt([BODY[:9], None], HEADERS, len(BODY))], [503]),
    "truncated": ([Attempt([BODY[:-9]], HEADERS, len(BODY))], [503]),
}
"""What is sent, and what is answered; behind ASGI nobody is there any more to answer a truncated one."""

Adapter = Callable[[Attempt], int | None]


def over_wsgi(app: Any, path: str = PATH) -> Adapter:
    """
    An application behind a server that speaks WSGI.
    """

    def send(attempt: Attempt) -> int:
        length = "" if attempt.length is None else str(attempt.length)
        ending: dict[str, Any] = {"wsgi.input_terminated": True} if attempt.length is None else {}
        chunked = {"HTTP_TRANSFER_ENCODING": "chunked"} if attempt.length is None else {}
        environ = environ_of(b"", attempt.headers, PATH_INFO=path, SCRIPT_NAME="", QUERY_STRING="", **ending, **chunked)
        where = {"SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1"}
        server = {"wsgi.url_scheme": "http", "wsgi.errors": BytesIO(), "CONTENT_TYPE": "application/json"}
        environ |= {**where, **server, "CONTENT_LENGTH": length, "wsgi.input": Dripping(attempt.pieces)}
        answers = list[str]()
        b"".join(app(environ, lambda status, headers, info=None: answers.append(status[:3])))
        return int(answers[0])

    return send


class Dripping:
    """
    A request's body; what comes too late is the server's timeout.
    """

    def __init__(self, pieces: Sequence[bytes | None]) -> None:
        self._pieces, self._left = iter(pieces), b""

    def read(self, most: int = -1) -> bytes:
        """
        Read at most so many bytes, or all.
        """
        while most < 0 or len(self._left) < most:
            piece = next(self._pieces, b"")
            if piece is None:
                raise TimeoutError("timed out")
            if not piece:
                break
            self._left += piece
        cut = len(self._left) if most < 0 else most
        found, self._left = self._left[:cut], self._left[cut:]
        return found

    def readline(self, most: int = -1) -> bytes:
        """
        A body of JSON has one line.
        """
        return self.read(most)


def over_asgi(app: Any, path: str = PATH, *, gives_up: bool = False) -> Adapter:
    """
    An application behind a server that speaks ASGI, which waits for what comes too late, or gives up.
    """

    def send(attempt: Attempt) -> int | None:
        headers = {"host": "testserver", **attempt.headers}
        if attempt.length is not None:
            headers["content-length"] = str(attempt.length)
        named = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": "POST",
        }
        scope |= {"path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "headers": named}
        return asyncio.run(_answered(app, scope, attempt, gives_up=gives_up))

    return send


async def _answered(app: Any, scope: Any, attempt: Attempt, *, gives_up: bool) -> int | None:
    left, sent, ended = iter(attempt.pieces), 0, False
    answers: list[int] = []

    async def receive() -> Any:
        nonlocal sent, ended
        piece = None if ended else next(left, b"")
        if piece is None and (ended or not gives_up):
            await asyncio.Event().wait()
        if not piece:
            ended = True
            complete = piece is not None and sent >= (attempt.length or 0)
            return {"type": "http.request"} if complete else {"type": "http.disconnect"}
        sent += len(piece)
        ended = sent == attempt.length
        return {"type": "http.request", "body": piece, "more_body": not ended}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    await app(scope, receive, send)
    return answers[0] if answers else None


def with_flask() -> Adapter:
    app = flask.Flask("shop")
    app.register_blueprint(receiver_on(MemoryStore()).flask(PATH))
    return over_wsgi(app)


def with_fastapi() -> Adapter:
    app = FastAPI()
    app.include_router(receiver_on(MemoryStore()).fastapi(PATH))
    return over_asgi(app)


def with_django(path: str, *, over: str) -> Adapter:
    from django.core.asgi import get_asgi_application
    from django.core.wsgi import get_wsgi_application

    # Its tables and its receivers are those of `project_on_sqlite`.
    return (
        over_wsgi(get_wsgi_application(), path)
        if over == "wsgi"
        else over_asgi(get_asgi_application(), path, gives_up=True)
    )


ADAPTERS: dict[str, Callable[[], Adapter]] = {
    "WSGI": lambda: over_wsgi(receiver_on(MemoryStore()).wsgi()),
    "Flask": with_flask,
    "ASGI": lambda: over_asgi(receiver_on(MemoryStore()).asgi()),
    "Starlette": lambda: over_asgi(Starlette(routes=receiver_on(MemoryStore()).starlette(PATH))),
    "FastAPI": with_fastapi,
    "Django": partial(with_django, PATH, over="wsgi"),
    "Django, async view": partial(with_django, "/webhooks/awaited", over="wsgi"),
    "Django over ASGI": partial(with_django, PATH, over="asgi"),
    "Django over ASGI, async view": partial(with_django, "/webhooks/awaited", over="asgi"),
}


OVER_ASGI = ("Django over ASGI", "Django over ASGI, async view")
EXCEPTIONS: dict[tuple[str, str], list[int | None]] = {
    # Who cut the body has gone, and is not there to be answered.
    **{(name, "truncated"): [None] for name in ("ASGI", "Starlette", "FastAPI", *OVER_ASGI)},
    # Django over ASGI reads the body before any view: how long it waits is the server's to say.
    **{(name, kind): [None] for name in OVER_ASGI for kind in ("slow", "oversized, and says so only")},
    # Django over WSGI reads no body without a length, which is told from an empty one, and comes again.
    **{(name, "oversized without a length"): [500] for name in ("Django", "Django, async view")},
}


@pytest.fixture(params=ADAPTERS)
def adapter(request: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Adapter]:
    """
    A receiver in each of them.
    """
    monkeypatch.setattr(driving, "DEADLINE", 0.2)
    if request.param.startswith("Django"):
        request.getfixturevalue("project_on_sqlite")
    return request.param, ADAPTERS[request.param]()


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_delivery_is_answered_as_documented(
    kind: str, adapter: tuple[str, Adapter], caplog: pytest.LogCaptureFixture
) -> None:
    """
    With the documented status and one line of ours for each, which shows nobody's secret, address or body.
    """
    caplog.set_level(logging.DEBUG)
    name, send = adapter
    attempts, statuses = HOSTILE[kind]

    answers = [send(attempt) for attempt in attempts]

    assert EXCEPTIONS.get((name, kind), statuses) == answers
    ours = [record for record in caplog.records if record.name == "monetize_software.receivers"]
    assert (0 if name in OVER_ASGI and answers == [None] else len(attempts)) == len(ours), caplog.text
    for word in (SECRET, OTHER, "ada@example.com", "example.com", "x" * 100, *HEADERS.values()):
        assert word == "application/json" or word not in caplog.text
