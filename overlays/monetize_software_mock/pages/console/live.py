"""
Tells a console in a browser when something has changed, as server-sent events; the browser then asks for the page anew.

The stream goes on until the browser leaves or the server stops. It tells a fingerprint of the world, never its content.
"""

from __future__ import annotations

from collections.abc import Iterator

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.faults.faults import Faults
from monetize_software_mock.http.messages import Response
from monetize_software_mock.http.pieces import Pause, Piece, Pieces
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import listing

_LOOKS_EVERY = 0.5
_QUIET_LOOKS = 30
_HEADERS = (("content-type", "text/event-stream"), ("cache-control", "no-store"))


def stream(engine: Engine, faults: Faults) -> Response:
    """
    Return the stream: at once where the world stands, and then each change within half a second.
    """
    return Response(200, _HEADERS, Pieces(_changes(engine, faults)))


def _changes(engine: Engine, faults: Faults) -> Iterator[Piece]:
    yield b"retry: 1000\n\n"
    said, quiet = "", 0
    while True:
        stands = fingerprint(engine, faults)
        if stands != said:
            yield f"data: {stands}\n\n".encode()
            said, quiet = stands, 0
        elif quiet == _QUIET_LOOKS:  # a proxy in between would close what says nothing for long
            yield b": still here\n\n"
            quiet = 0
        quiet += 1
        yield Pause(_LOOKS_EVERY)


def fingerprint(engine: Engine, faults: Faults) -> str:
    """
    Return a text that changes whenever a page of the console may look different.
    """
    clock, kept = engine.clock, engine.request_log.kept()
    latest = kept[-1].number if kept else 0
    fired = sum(rule.fired for rule in faults.rules)
    stands = (clock.mode, clock.millis() // 1000, latest, len(faults.rules), fired, *engine.look(_world))
    return ".".join(map(str, stands))


def _world(moment: Moment) -> tuple[int, ...]:
    return listing.latest_numbers(moment.tx)
