"""
No logger, of whatever library, is told a key, a bearer or an e-mail address.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient

from ..support.driving import driven
from ..support.hostile_server import HostileServer, resets, sends
from ..support.recorder import ALL, GOOD, fails
from .conftest import Connect
from .test_secrets import BEARER, EMAIL, KEY, clean


class Everything(logging.Handler):
    """
    Keeps every record of every logger, formatted with its traceback.
    """

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record) + repr(record.args) + str(record.args))


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """
    All that any logger says at any level.
    """
    handler, root = Everything(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


GOOD_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 54\r\nConnection: close\r\n\r\n"
    b'{"purchases":[],"paid":false,"balances":[],"tier":"1"}'
)
REFUSAL = b'HTTP/1.1 400 Bad Request\r\nContent-Length: 33\r\n\r\n{"error":"sk_live_notARealKey1."}'


def given(wire: str, runner: asyncio.Runner, origin: str, **options: Any) -> tuple[BillingClient, Any]:
    """
    A client of one of the four kinds, and what has to be closed at the end.
    """
    options = {**GOOD, "api_key": KEY, "api_origin": origin, "allow_insecure_origin": True, **options}
    match wire:
        case "sync":
            return BillingClient(**options), None
        case "async":
            return driven(AsyncBillingClient(**options), runner), None
        case "given sync":
            http_client = httpx.Client()
            return BillingClient(**options, http_client=http_client), http_client.close
        case _:
            other = httpx.AsyncClient()
            return driven(AsyncBillingClient(**options, http_client=other), runner), lambda: runner.run(other.aclose())


@pytest.mark.enable_socket
@pytest.mark.parametrize("wire", ["sync", "async", "given sync", "given async"])
def test_no_logger_is_told_a_secret(wire: str, runner: asyncio.Runner, logged: list[str]) -> None:
    """
    Over real connections, successes, refusals and resets: no logger, of whatever library, gets to see a secret.
    """

    def fail(info: Any) -> None:
        raise RuntimeError("a hook")

    runner.get_loop().set_debug(True)
    with (
        HostileServer(sends(GOOD_ANSWER), sends(REFUSAL), resets()) as server,
        warnings.catch_warnings(record=True) as seen,
    ):
        warnings.simplefilter("always")
        client, close = given(wire, runner, server.origin, on_response=fail)
        for _ in range(3):
            try:
                client.for_user(email=EMAIL).get_user_detail()
            except sdk.PaywallError as error:
                logging.getLogger("app").exception("It failed: %r", error)
        for use in (ALL["create_checkout"], ALL["bootstrap"]):
            for bound in (client.for_user(email=EMAIL), client.with_bearer(BEARER)):
                with pytest.raises(sdk.NetworkError):
                    use(bound)
        client.close()
        if close is not None:
            close()

    assert b"email=ada%40example.com" in server.requests[0]
    assert KEY.encode() in server.requests[0]
    assert {"monetize_software", "httpcore.http11", "app"} <= {line.split()[0] for line in logged}
    assert wire[:5] != "given" or any("HTTP Request: GET" in line and "/user?redacted=" in line for line in logged)
    assert [] == [line for line in logged if not clean(line)]
    assert [] == [str(warning.message) for warning in seen if not clean(str(warning.message))]


@pytest.mark.parametrize("use", [lambda url: str(url), repr, "{}".format], ids=["str", "repr", "format"])
def test_address_of_a_read_prints_masked_and_differs_by_user(connect_recorder: Connect, use: Any) -> None:
    """
    What a library logs of an address hides the e-mail, and is still another text for another user, so that a cache
    that goes by it never mixes two users up.
    """
    client, recorder = connect_recorder(fails(httpx.ReadError))
    for email in (EMAIL, "bob@example.com", EMAIL):
        with pytest.raises(sdk.NetworkError):
            client.for_user(email=email).get_user_detail()

    first, second, third = (use(request.url) for request in recorder.requests)
    assert "https://pay.example.com/api/v1/paywall/3/user?redacted=" in first
    assert clean(first)
    assert first == third
    assert first != second
    assert recorder.requests[0].url != recorder.requests[1].url
