"""
A call that found nobody says why in the system's words, and never in a server's.
"""

from __future__ import annotations

import asyncio

import httpx
import pytest

from monetize_software import AsyncBillingClient, BillingClient, NetworkError
from tests.support.driving import driven
from tests.support.recorder import Recorder, good

SYSTEM = {
    "refused": ("[Errno 111] Connection refused", "ConnectError: Connection refused"),
    "no such name": ("[Errno -2] Name or service not known", "ConnectError: Name or service not known"),
    "no TLS": ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1020)", "ConnectError: wrong version number"),
    "unnumbered": ("All connection attempts failed", "(ConnectError)"),
}


def told(problem: httpx.HTTPError, kind: str, runner: asyncio.Runner) -> str:
    """
    What a call says that met a problem.
    """

    def fail(_: httpx.Request) -> httpx.Response:
        raise problem

    settings = good(transport=Recorder(fail))
    client = BillingClient(**settings) if kind == "sync" else driven(AsyncBillingClient(**settings), runner)
    with pytest.raises(NetworkError) as caught:
        client.get_prices()
    return str(caught.value)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("name", SYSTEM)
def test_reason_is_the_systems(name: str, kind: str, runner: asyncio.Runner) -> None:
    """
    A refused connection, an unknown name and a server without TLS are told apart by the message alone.
    """
    said, expected = SYSTEM[name]

    assert expected in told(httpx.ConnectError(said), kind, runner)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_words_of_a_server_are_left_out(kind: str, runner: asyncio.Runner) -> None:
    """
    What a server sent that is no answer stays out of the message, because anybody may stand in it.
    """
    problem = httpx.RemoteProtocolError("illegal header line: bytearray(b'X-Name: Ada [Errno x] Lovelace')")

    assert told(problem, kind, runner).startswith("No usable answer came (RemoteProtocolError).")
