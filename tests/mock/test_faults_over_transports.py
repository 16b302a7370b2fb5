"""
A scripted fault looks the same on a socket and in process: one table for both, and for both kinds of client.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock
from monetize_software_mock.faults.faults import ActionName, Place, delay, status
from monetize_software_mock.serving.connections import EXTENSION, _Exposing

from ..support.links import PATIENT, QUICK, Link
from ..support.raw_requests import converse
from ..support.sample_requests import GOOD, connect_http

DEBIT = GOOD["adjustBalance"]
FAILURES: list[tuple[ActionName, Place, type[Exception]]] = [
    ("reset", "before", httpx.ReadError),
    ("reset", "after_commit", httpx.ReadError),
    ("reset", "during_body", httpx.ReadError),
    ("close", "before", httpx.RemoteProtocolError),
    ("close", "after_commit", httpx.RemoteProtocolError),
    ("close", "during_body", httpx.RemoteProtocolError),
    ("short_body", "during_body", httpx.RemoteProtocolError),
    ("garbage", "before", httpx.RemoteProtocolError),
    ("garbage", "after_commit", httpx.RemoteProtocolError),
    ("garbage", "during_body", httpx.RemoteProtocolError),
    ("silence", "before", httpx.ReadTimeout),
    ("silence", "after_commit", httpx.ReadTimeout),
    ("silence", "during_body", httpx.ReadTimeout),
]
PLACES: list[Place] = ["before", "after_commit", "during_body"]


@pytest.mark.parametrize(("do", "when", "kind"), FAILURES, ids=lambda each: getattr(each, "__name__", each))
def test_failure_is_of_one_kind_on_both_transports(
    link: Link, do: ActionName, when: Place, kind: type[Exception]
) -> None:
    """
    Each fault raises the same class everywhere, applies the change unless it came before, and the next call is served.
    """
    with link.mock.fault("adjustBalance", when=when, do=do, nth=1), pytest.raises(kind) as caught:
        link.ask(timeout=QUICK if do == "silence" else PATIENT)

    assert kind is caught.type
    assert (42 if when == "before" else 37) == link.balance
    assert 200 == link.ask().status_code


@pytest.mark.parametrize("when", PLACES[:2])
def test_other_answer_comes_instead(link: Link, when: Place) -> None:
    """
    A scripted status comes with its body and headers, and lets browsers read it like any other answer.
    """
    with link.mock.fault("adjustBalance", when=when, do=status(503, {"error": "Busy"}, retry_after=2)):
        answer = link.ask()

    assert (503, {"error": "Busy"}) == (answer.status_code, answer.json())
    assert ("2", "*") == (answer.headers["retry-after"], answer.headers["access-control-allow-origin"])
    assert (42 if when == "before" else 37) == link.balance


def test_html_comes_instead(link: Link) -> None:
    """
    A proxy's error page is no JSON.
    """
    with link.mock.fault("*", do="html_502", count=1):
        answer = link.ask()

    assert (502, "text/html; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert answer.text.startswith("<html>")


@pytest.mark.parametrize("code", [204, 304, 200, 599])
def test_any_status_can_come(link: Link, code: int) -> None:
    """
    Also those without a body.
    """
    with link.mock.fault("*", do=status(code)):
        answer = link.ask()

    assert (code, code in (200, 599)) == (answer.status_code, bool(answer.content))


@pytest.mark.parametrize("when", PLACES)
def test_short_delay_changes_nothing(link: Link, when: Place) -> None:
    """
    A client that waits long enough gets its answer.
    """
    with link.mock.fault("adjustBalance", when=when, do=delay(0.01)):
        answer = link.ask()

    assert 37 == answer.json()["count"] == link.balance


@pytest.mark.parametrize("when", PLACES)
def test_long_delay_is_a_timeout(link: Link, when: Place) -> None:
    """
    A client that does not wait sees what silence looks like.
    """
    with link.mock.fault("getBalances", when=when, do=delay(1), nth=1), pytest.raises(httpx.ReadTimeout):
        link.ask(GOOD["getBalances"], QUICK)


def test_delays_add_up(link: Link) -> None:
    """
    Two waits before the head count as one.
    """
    with (
        link.mock.fault("getBalances", when="before", do=delay(0.2)),
        link.mock.fault("getBalances", when="after_commit", do=delay(0.2)),
        pytest.raises(httpx.ReadTimeout),
    ):
        link.ask(GOOD["getBalances"], QUICK)


def test_places_may_follow_each_other(link: Link) -> None:
    """
    A delayed call may still lose its answer.
    """
    link.mock.fault("adjustBalance", when="before", do=delay(0.01), nth=1)
    link.mock.fault("adjustBalance", when="after_commit", do="close", nth=1)
    with pytest.raises(httpx.RemoteProtocolError):
        link.ask()

    assert [("before", "delay(0.01)"), ("after_commit", "close")] == [
        (each.place, each.action) for each in link.mock.faults.fired
    ]


def test_delayed_call_is_carried_out_though_nobody_waits() -> None:
    """
    A slow server does not know that its client has gone.
    """
    mock = Mock()
    mock.fault("adjustBalance", do=delay(9))
    with pytest.raises(httpx.ReadTimeout):
        DEBIT.of(connect_http(mock))

    assert 37 == Link(mock, None).balance


def test_client_without_a_timeout_is_not_kept_waiting() -> None:
    """
    In process, endless patience gets the delayed answer at once, and silence is a timeout.
    """
    mock = Mock()
    client = httpx.Client(transport=mock.transport(), base_url="http://mock.test", timeout=None)
    with mock.fault("adjustBalance", do=delay(3600), when="during_body"):
        assert 200 == DEBIT.of(client).status_code
    with mock.fault("adjustBalance", do="silence"), pytest.raises(httpx.ReadTimeout):
        DEBIT.of(client)


@pytest.mark.parametrize("do", ["reset", "close", "garbage"])
def test_server_that_cannot_break_connections_says_so(do: ActionName, caplog: pytest.LogCaptureFixture) -> None:
    """
    Under another ASGI server the answer is a 500 that explains, never the answer the script wanted lost.
    """
    mock = Mock()
    mock.fault("*", do=do, when="after_commit")
    with caplog.at_level(logging.ERROR):
        sent = converse(mock, _scope(), iter(()))

    assert 500 == sent[0]["status"]
    assert b"monetize_software_mock.serving.connections.protocol()" in sent[1]["body"]
    assert "cannot break" in caplog.text


def test_any_server_can_fall_silent() -> None:
    """
    Silence needs no access to the connection: nothing is sent until the client goes.
    """
    mock = Mock()
    mock.fault("*", do="silence")

    assert [] == converse(mock, _scope(), iter([{"type": "http.request"}, {"type": "http.disconnect"}]))


@pytest.mark.parametrize("do", ["silence", delay(60)], ids=str)
def test_stopping_server_closes_what_still_waits(runner: asyncio.Runner, do: Any) -> None:
    """
    A client that waits does not keep the server from stopping, and nothing is reported as an error.
    """
    mock, connection = Mock(), _Closing()
    mock.fault("*", do=do)

    runner.run(_cancelled(mock, {**_scope(), "extensions": {EXTENSION: connection}}, connection.receive))

    assert connection.closed.is_set()


def test_other_server_stops_as_it_does(runner: asyncio.Runner) -> None:
    """
    Without access to the connection the cancellation goes on to the server.
    """
    mock, connection = Mock(), _Closing()
    mock.fault("*", do="silence")

    with pytest.raises(asyncio.CancelledError):
        runner.run(_cancelled(mock, _scope(), connection.receive))


class _Closing:
    """
    A connection whose client only goes when it is closed.
    """

    def __init__(self) -> None:
        self.closed = asyncio.Event()
        self.close = self.closed.set

    async def receive(self) -> dict[str, Any]:
        await self.closed.wait()
        return {"type": "http.disconnect"}


async def _cancelled(mock: Mock, scope: dict[str, Any], receive: Any) -> None:
    task = asyncio.ensure_future(mock.app(scope, receive, receive))
    for _ in range(2):  # as uvicorn does, and then its event loop
        await asyncio.sleep(0)
        task.cancel()
    await task


def _scope() -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": "/api/v1/paywall/3/bootstrap", "headers": []}


def test_connection_of_any_event_loop_is_exposed() -> None:
    """
    Other loops' transports do not inherit from asyncio's; they are served all the same.
    """
    protocol: Any = _Exposing()
    protocol.app = lambda scope, receive, send: scope
    protocol.connection_made(object())
    scope = protocol.app({"type": "http", "extensions": {"tls": {}}}, None, None)

    assert ["tls", EXTENSION] == list(scope["extensions"])
