"""
Whoever puts something in the place of httpx's sending sees every call: test doubles, recorders, tracing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
import respx
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pytest_httpx import HTTPXMock

from ..support.hostile_server import KeepingServer, sends
from .conftest import Connect
from .test_reuse import OTHER, framed
from .test_sockets import GOOD

pytestmark = pytest.mark.enable_socket

vcr: Any = import_module("vcr")  # has no types
SAID: dict[str, Any] = {"headers": {"content-type": "application/json"}, "content": OTHER}


@contextmanager
def mocked_by_respx() -> Generator[Callable[[], int]]:
    with respx.mock as router:
        route = router.route().mock(return_value=httpx.Response(200, **SAID))
        yield lambda: route.call_count


def patched(owner: Any, name: str, answer: Any) -> Callable[[], AbstractContextManager[Callable[[], int]]]:
    """
    A double that somebody wrote by hand: a method is replaced.
    """

    @contextmanager
    def replaced() -> Generator[Callable[[], int]]:
        seen: list[Any] = []

        def handle(self: Any, request: Any) -> Any:
            seen.append(request)
            return answer()

        async def handle_async(self: Any, request: Any) -> Any:
            return handle(self, request)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, name, handle_async if "async" in name else handle)
            yield lambda: len(seen)

    return replaced


def of_httpx() -> Any:
    return httpx.Response(200, **SAID)


def of_httpcore() -> Any:
    headers = [(b"content-type", b"application/json")]
    return httpcore.Response(200, headers=headers, content=OTHER, extensions={"reason_phrase": b"OK"})


DOUBLES: dict[str, dict[bool, Any]] = {
    "respx": {True: mocked_by_respx, False: mocked_by_respx},
    "httpx's transport": {
        True: patched(httpx.HTTPTransport, "handle_request", of_httpx),
        False: patched(httpx.AsyncHTTPTransport, "handle_async_request", of_httpx),
    },
    "httpcore's pool": {
        True: patched(httpcore.ConnectionPool, "handle_request", of_httpcore),
        False: patched(httpcore.AsyncConnectionPool, "handle_async_request", of_httpcore),
    },
}


@pytest.mark.parametrize("name", DOUBLES)
def test_double_sees_every_call_and_the_server_none(connect_origin: Connect, kind: str, name: str) -> None:
    """
    Put in place and taken away between calls of one client, a double answers its calls and no others.
    """
    with KeepingServer(sends(framed(GOOD))) as server:
        client = connect_origin(server.origin)
        assert 5 == client.debit_tokens("gpt-4", 1).count
        for _ in range(2):
            with DOUBLES[name][kind == "sync"]() as seen:
                assert [99, 99] == [client.debit_tokens("gpt-4", 1).count for _ in range(2)]
                assert 2 == seen()
            assert 5 == client.debit_tokens("gpt-4", 1).count

    assert (3, 1) == (len(server.requests), len(server.connections))


def test_pytest_httpx_sees_every_call_and_the_server_none(
    connect_origin: Connect, request: pytest.FixtureRequest
) -> None:
    """
    From the moment its fixture is there, pytest-httpx answers.
    """
    with KeepingServer(sends(framed(GOOD))) as server:
        client = connect_origin(server.origin)
        assert 5 == client.debit_tokens("gpt-4", 1).count
        httpx_mock: HTTPXMock = request.getfixturevalue("httpx_mock")
        httpx_mock.add_response(**SAID)
        assert 99 == client.debit_tokens("gpt-4", 1).count

    assert (1, 1) == (len(httpx_mock.get_requests()), len(server.requests))


def test_recorder_records_and_replays(connect_origin: Connect, tmp_path: Path) -> None:
    """
    vcrpy records a call that reaches the server, and replays it without one.
    """
    cassette = str(tmp_path / "cassette.yaml")
    with KeepingServer(sends(framed(GOOD))) as server:
        client = connect_origin(server.origin)
        for _ in range(2):
            with vcr.use_cassette(cassette, record_mode="once"):
                assert 5 == client.debit_tokens("gpt-4", 1).count

    assert 1 == len(server.requests)


def test_tracing_sees_every_call(connect_origin: Connect) -> None:
    """
    OpenTelemetry's instrumentation makes a span of each call while it is on, and the calls go through.
    """
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with KeepingServer(sends(framed(GOOD))) as server:
        client = connect_origin(server.origin)
        client.debit_tokens("gpt-4", 1)
        HTTPXClientInstrumentor().instrument(tracer_provider=provider)
        try:
            client.debit_tokens("gpt-4", 1)
            client.debit_tokens("gpt-4", 1)
        finally:
            HTTPXClientInstrumentor().uninstrument()
        client.debit_tokens("gpt-4", 1)
        client.close()

    assert (2, 4) == (len(exporter.get_finished_spans()), len(server.requests))


def test_without_a_double_httpx_sends_nothing(connect_origin: Connect) -> None:
    """
    While nobody replaced anything, calls do not pass through httpx's transports or httpcore's pool.
    """
    entered: list[str] = []

    def watch(frame: Any, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_name in ("handle_request", "handle_async_request"):
            entered.append(type(frame.f_locals.get("self")).__name__)

    with KeepingServer(sends(framed(GOOD))) as server:
        client = connect_origin(server.origin)
        sys.setprofile(watch)
        try:
            client.debit_tokens("gpt-4", 1)
        finally:
            sys.setprofile(None)

    assert {"HTTPConnection", "HTTP11Connection"} == {name.removeprefix("Async") for name in entered}
