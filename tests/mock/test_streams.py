"""
Bodies that come in pieces: the same on a socket and in process, for both kinds of client, whole or broken off.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import tracemalloc
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, Provider, default_world
from monetize_software_mock.faults.faults import delay
from monetize_software_mock.http.pieces import Break, Pause, Piece, Pieces
from monetize_software_mock.serving import asgi_streams
from monetize_software_mock.serving.connections import EXTENSION

from ..support.links import QUICK, Link
from ..support.sample_requests import GOOD, SUBSCRIBER, connect_http
from .test_gateway import notes, to, with_provider

EVENTS = to("events")
FAILURES = {
    "reset": httpx.ReadError,
    "close": httpx.RemoteProtocolError,
    "short_body": httpx.RemoteProtocolError,
    "garbage": httpx.RemoteProtocolError,
    "silence": httpx.ReadTimeout,
}


def events(*numbers: int) -> list[bytes]:
    """
    Some of the events that the provider streams.
    """
    return [b'id: %d\nevent: piece\ndata: {"number":%d,"of":5}\n\n' % (each, each) for each in numbers]


ALL = [*events(1, 2, 3, 4, 5), b"data: [DONE]\n\n"]


def test_stream_comes_event_by_event(link: Link) -> None:
    """
    Each as it is made; one token is charged, and the log knows the answer.
    """
    came: list[bytes] = []
    answer = link.read(EVENTS, came)

    assert ALL == came
    assert ("text/event-stream; charset=utf-8", "gpt-4") == tuple(
        answer.headers[name] for name in ("content-type", "x-query-type")
    )
    assert "content-length" not in answer.headers
    assert 41 == link.balance
    last = link.mock.requests[-2]
    assert ("answered", b"".join(ALL).decode()) == (last.ending, last.answer_text)


def test_nothing_is_charged_before_the_end(mock: Mock) -> None:
    """
    While the stream is under way the balance is what it was, and the log says that it goes on.
    """
    client = connect_http(mock)
    with client.stream("GET", EVENTS.path, headers=SUBSCRIBER) as response:
        pieces = response.iter_raw()
        assert ALL[0] == next(pieces)
        assert (42, "streaming") == (Link(mock, client).balance, mock.requests[0].ending)
        assert ALL[1:] == list(pieces)

    assert 41 == Link(mock, client).balance


@pytest.mark.parametrize("charges", [False, True])
def test_stream_that_the_client_leaves_is_logged(charges: bool, mock: Mock) -> None:
    """
    And not charged, unless a switch of the world says so.
    """
    mock.seed(default_world().with_switches(charge_aborted_streams=charges))
    link = Link(mock, connect_http(mock))
    came: list[bytes] = []
    link.read(EVENTS, came, most=2)

    assert (ALL[:2], "aborted") == (came, mock.requests[-1].ending)
    cost = "1 gpt-4 charged" if charges else "not charged"
    assert [f"call of events: 200, aborted, {cost}"] == notes(mock)
    assert 42 - charges == link.balance


def test_client_that_has_all_of_it_may_leave_before_the_end_of_the_framing(link: Link) -> None:
    """
    Clients of such streams stop at the last event; the call is complete.
    """
    link.read(EVENTS, [], most=len(ALL))

    _wait_until(lambda: link.balance == 41)
    assert "answered" == next(each.ending for each in link.mock.requests if each.operation == "getFromGateway")


def _wait_until(holds: Any) -> None:
    """
    Ask again until it holds; over a socket the server may be a moment behind.
    """
    for _ in range(2000):
        if holds():
            return
    raise AssertionError("It never held")


@pytest.mark.enable_socket
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_client_that_leaves_is_noticed_on_a_socket(
    kind: str, listening: tuple[Mock, str], runner: asyncio.Runner
) -> None:
    """
    Though nothing is being sent at that moment.
    """
    from ..support.links import linked

    mock, base_url = listening
    mock.seed(with_provider(Provider("events", "events", "gpt-4", pause_ms=3_600_000)))
    with linked(mock, runner, base_url=base_url, kind=kind) as link:
        link.read(EVENTS, [], most=1)

    _wait_until(lambda: notes(mock) == ["call of events: 200, aborted, not charged"])


def test_pause_longer_than_the_client_waits_is_a_timeout(link: Link) -> None:
    """
    What came before it has come; nothing is charged.
    """
    link.mock.seed(with_provider(Provider("events", "events", "gpt-4", pause_ms=1_000)))
    came: list[bytes] = []
    with pytest.raises(httpx.ReadTimeout):
        link.read(EVENTS, came, QUICK)

    assert (ALL[:1], 42) == (came, link.balance)


def test_pauses_without_anything_between_them_count_as_one() -> None:
    """
    In process too, where nobody waits; with something between them each counts alone.
    """
    with Mock(with_provider(Provider("events", "events", "gpt-4", pause_ms=200))) as mock:
        link = Link(mock, connect_http(mock))
        link.read(EVENTS, [], QUICK)
        mock.fault("getFromGateway", do=delay(0.2), when="during_body", after="1 event")
        with pytest.raises(httpx.ReadTimeout):
            link.read(EVENTS, [], QUICK)


@pytest.mark.parametrize("breaks", ["reset", "close", "garbage", "silence"])
def test_provider_that_breaks_off_breaks_the_answer(link: Link, breaks: str) -> None:
    """
    What came before has come, the failure is the usual one, and nothing is charged.
    """
    link.mock.seed(with_provider(Provider("cut", "cut", "gpt-4", events=3, pause_ms=1, breaks=breaks)))
    came: list[bytes] = []
    with pytest.raises(FAILURES[breaks]) as caught:
        link.read(to("cut"), came, QUICK)

    assert caught.type is FAILURES[breaks]
    assert 42 == link.balance
    if breaks != "reset":  # which may overtake what was sent before it
        assert b"".join(came).count(b"\n\n") == 3


@pytest.mark.parametrize("do", FAILURES)
@pytest.mark.parametrize(("after", "whole"), [("2 events", 2), ("1 piece", 1), (None, 1)], ids=str)
def test_fault_happens_after_so_much_of_a_stream(link: Link, do: Any, after: str | None, whole: int) -> None:
    """
    After so many events or pieces, by default the first; nothing is charged, and the next call is served.
    """
    came: list[bytes] = []
    link.mock.seed(with_provider(Provider("events", "events", "gpt-4", pause_ms=1)))
    with (
        link.mock.fault("getFromGateway", do=do, when="during_body", after=after, nth=1),
        pytest.raises(FAILURES[do]) as caught,
    ):
        link.read(EVENTS, came, QUICK)

    assert caught.type is FAILURES[do]
    if do != "reset":
        assert b"".join(ALL[:whole]) == b"".join(came)
    assert 42 == link.balance
    came.clear()
    link.read(EVENTS, came)
    assert (b"".join(ALL), 41) == (b"".join(came), link.balance)


def test_fault_after_bytes_cuts_within_a_piece(link: Link) -> None:
    """
    To the byte.
    """
    came: list[bytes] = []
    with (
        link.mock.fault("getFromGateway", do="close", when="during_body", after="50 bytes"),
        pytest.raises(httpx.RemoteProtocolError),
    ):
        link.read(EVENTS, came)

    assert b"".join(ALL)[:50] == b"".join(came)


def test_delay_in_a_stream_keeps_its_bytes(link: Link) -> None:
    """
    A client that waits gets all of it, and is charged.
    """
    came: list[bytes] = []
    with link.mock.fault("getFromGateway", do=delay(0.01), when="during_body", after="60 bytes"):
        link.read(EVENTS, came)

    assert (b"".join(ALL), 41) == (b"".join(came), link.balance)


def test_answer_lost_after_the_commit_is_charged(link: Link) -> None:
    """
    The provider has answered and the client has nothing: what cannot be told from a call that never arrived.
    """
    with link.mock.fault("getFromGateway", do="reset", when="after_commit"), pytest.raises(httpx.ReadError):
        link.read(EVENTS, [])

    assert 41 == link.balance


def test_fault_before_the_commit_costs_nothing(link: Link) -> None:
    """
    The provider was not called.
    """
    with link.mock.fault("getFromGateway", do="reset"), pytest.raises(httpx.ReadError):
        link.read(EVENTS, [])

    assert (42, []) == (link.balance, notes(link.mock))


def test_fault_beyond_the_end_never_fires(mock: Mock) -> None:
    """
    So a script that expects it says so.
    """
    rule = mock.fault("getFromGateway", do="reset", when="during_body", after="7 events")
    EVENTS.of(connect_http(mock))

    assert (1, 0, ()) == (rule.seen, rule.fired, mock.faults.fired)
    with pytest.raises(AssertionError, match="reset during_body after 7 events"):
        rule.check()


@pytest.mark.parametrize(("after", "length"), [("10 bytes", 10), ("1 event", None), ("1 piece", None)])
def test_fault_in_a_whole_body_takes_a_place_too(after: str, length: int | None, mock: Mock) -> None:
    """
    An ordinary answer is cut to the byte, and comes whole when it ends before the place.
    """
    mock.fault("getBootstrap", do="close", when="during_body", after=after)
    came: list[bytes] = []
    link = Link(mock, connect_http(mock))
    if length is None:
        link.read(GOOD["getBootstrap"], came)
        assert b"".join(came).endswith(b"}")
        return
    with pytest.raises(httpx.RemoteProtocolError):
        link.read(GOOD["getBootstrap"], came)
    assert length == len(b"".join(came))


def test_gigabyte_takes_no_memory() -> None:
    """
    1 GiB passes in pieces, and at no time there is more of it than a few.
    """
    with Mock(with_provider(Provider("bytes", "bytes", "gpt-4", size=2**30))) as mock:
        client = connect_http(mock)
        with client.stream("GET", to("bytes").path, headers=SUBSCRIBER) as response:
            chunks = response.iter_raw()
            next(chunks)
            tracemalloc.start()
            size = sum(map(len, chunks))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()

        assert 2**30 == size + 32 * 1024
        assert peak < 4 * 2**20
        assert (2**30, "(1073741824 bytes that are no text)") == (
            mock.requests[0].answer_size,
            mock.requests[0].answer_text,
        )


def test_log_keeps_the_beginning_of_a_long_text() -> None:
    """
    64 KiB of it, and how much it was.
    """
    with Mock(with_provider(Provider("events", "events", "gpt-4", events=3000, pause_ms=1))) as mock:
        EVENTS.of(connect_http(mock))
        text = str(mock.requests[0].answer_text)

    assert text.startswith("id: 1\n")
    assert text.endswith(" bytes in all)")
    assert 2**16 < len(text) < 2**16 + 40


def scope(**more: Any) -> dict[str, Any]:
    """
    A call of the events, as a server tells it.
    """
    path, _, query = EVENTS.path.partition("?")
    headers = [(name.lower().encode(), value.encode()) for name, value in SUBSCRIBER.items()]
    return {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers, **more}


def test_next_piece_is_made_when_the_last_was_taken(runner: asyncio.Runner) -> None:
    """
    A reader that takes none holds up what makes them; one that leaves then lets it go.
    """
    made: list[int] = []
    ended: list[str] = []

    def items() -> Iterator[Piece]:
        try:
            for number in range(1000):
                made.append(number)
                yield b"piece"
        finally:
            ended.append("closed")

    async def read() -> None:
        left, taken = asyncio.Event(), asyncio.Event()

        async def send(message: Any) -> None:
            taken.set()
            await left.wait()

        async def receive() -> dict[str, Any]:
            await left.wait()
            return {"type": "http.disconnect"}

        pieces = Pieces(items(), ended.append)
        sending = asyncio.ensure_future(asgi_streams.send_pieces(pieces, scope(), receive, send))
        await taken.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        assert [0] == made
        left.set()
        await sending

    runner.run(read())
    assert ["closed", "aborted"] == ended
    assert len(made) < 5


def test_server_that_cannot_break_connections_says_so(runner: asyncio.Runner, caplog: pytest.LogCaptureFixture) -> None:
    """
    The body ends without its end, which the server makes a broken connection of.
    """
    mock, sent = Mock(with_provider(Provider("events", "cut", "gpt-4", events=1))), list[Any]()

    async def send(message: Any) -> None:
        sent.append(message)

    with caplog.at_level(logging.ERROR):
        runner.run(mock.app(scope(), _never, send))

    assert [True] == [each["more_body"] for each in sent[1:]]
    assert "cannot break" in caplog.text
    assert "broken" == mock.requests[0].ending


async def _never() -> dict[str, Any]:
    """
    Receive from a client that neither says anything nor leaves.
    """
    await asyncio.Event().wait()
    return {}


@pytest.mark.parametrize("knows_connections", [True, False])
def test_stopping_server_ends_streams(knows_connections: bool, runner: asyncio.Runner) -> None:
    """
    The call is aborted; where the connection is known it is closed and nothing is reported as an error.
    """
    mock = Mock(with_provider(Provider("events", "events", "gpt-4", pause_ms=3_600_000)))
    closed = asyncio.Event()

    class Connection:
        close = staticmethod(closed.set)

    async def receive() -> dict[str, Any]:
        await closed.wait()
        return {"type": "http.disconnect"}

    async def stopped() -> None:
        streaming = asyncio.Event()

        async def send(message: Any) -> None:
            if message.get("body"):
                streaming.set()

        extensions = {EXTENSION: Connection()} if knows_connections else {}
        task = asyncio.ensure_future(mock.app(scope(extensions=extensions), receive, send))
        await streaming.wait()
        for _ in range(2):  # as uvicorn does, and then its event loop
            await asyncio.sleep(0)
            task.cancel()
        await task

    if knows_connections:
        runner.run(stopped())
    else:
        with pytest.raises(asyncio.CancelledError):
            runner.run(stopped())
    assert "aborted" == mock.requests[0].ending


def test_pieces_end_once() -> None:
    """
    However often, and by whomever, it is said.
    """
    told: list[str] = []
    pieces = Pieces([b"a", Pause(1), b"b"], told.append)
    for ending in ("complete", "aborted", "broken"):
        pieces.end(ending)
    pieces.abandon()

    assert ["complete"] == told


@pytest.mark.parametrize(
    ("items", "ending"),
    [([b"a", Pause(1), b"b"], "complete"), ([b"a", Break("close"), b"b"], "broken"), ([], "complete")],
    ids=["whole", "broken", "empty"],
)
def test_pieces_can_come_for_nobody(items: list[Piece], ending: str) -> None:
    """
    Then they end as they would have.
    """
    told: list[str] = []
    Pieces(items, told.append).finish()

    assert [ending] == told


def test_server_goes_on_while_a_stream_is_settled(runner: asyncio.Runner) -> None:
    """
    What the end makes due may wait for a webhook's receiver, which may call back: so the event loop does not wait.
    """
    told: list[threading.Thread] = []

    async def send(message: Any) -> None:
        pass

    async def stream() -> threading.Thread:
        pieces = Pieces([b"a"], lambda _: told.append(threading.current_thread()))
        await asgi_streams.send_pieces(pieces, scope(), _never, send)
        return threading.current_thread()

    assert [runner.run(stream())] != told
    assert 1 == len(told)
