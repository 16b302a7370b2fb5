"""
How a server is asked: slowly, not too often, and not when it has trouble.
"""

from __future__ import annotations

import httpx
import pytest

from monetize_software_contract.plan import READS
from tests.support.terminal import Terminal, broken

from .checking import check

HOST = "127.0.0.1"


def answer(status: int, **headers: str) -> httpx.Response:
    """
    An answer without anything in it.
    """
    return httpx.Response(status, json={}, headers={name.replace("_", "-"): value for name, value in headers.items()})


def whys(found: object) -> set[str]:
    """
    Why asks were not reached.
    """
    assert isinstance(found, dict)
    return {ask["unreached"] for each in found["operations"] for ask in each["asks"] if "unreached" in ask}


def test_pause_between_requests(terminal: Terminal) -> None:
    """
    There is half a second between two requests, or what --pace says.
    """
    check(terminal)
    half_seconds = list(terminal.slept)
    terminal.slept.clear()
    check(terminal, "--pace", "2")

    assert [0.5] * (len(READS) - 1) == half_seconds
    assert [2.0] * (len(READS) - 1) == terminal.slept


def test_no_answer_is_waited_for_without_end(terminal: Terminal) -> None:
    """
    Every request has a time after which it is given up: --timeout, or 10 seconds.
    """
    check(terminal, "--limit", "2")
    check(terminal, "--limit", "2", "--timeout", "3")
    waits = [set(request.extensions["timeout"].values()) for request in terminal.network.requests]

    assert [{10.0}, {10.0}, {3.0}, {3.0}] == waits


def test_limit_ends_the_run(terminal: Terminal) -> None:
    """
    No more requests are sent than --limit allows, and it ends with 3.
    """
    ended = check(terminal, "--limit", "4")

    assert (4, 4) == (ended.code, len(terminal.network.requests))
    assert "the limit of 4 requests is reached" in whys(ended.json)


def test_nobody_there(terminal: Terminal) -> None:
    """
    A server that cannot be reached is asked three times and no more; it ends with 3.
    """
    terminal.network.handlers[HOST] = broken
    ended = check(terminal)

    assert (4, 3) == (ended.code, len(terminal.network.requests))
    assert {"no answer came (ConnectError)", "3 requests in a row came to nothing"} <= whys(ended.json)
    assert "unreached" == ended.json["outcome"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_in_a_row_stops(terminal: Terminal, status: int) -> None:
    """
    After three refusals or failures in a row nothing more is sent.
    """
    terminal.network.handlers[HOST] = lambda request: answer(status)
    ended = check(terminal)

    assert (4, 3) == (ended.code, len(terminal.network.requests))
    assert f"the server answered {status}" in whys(ended.json)


def test_single_trouble_is_passed_over(terminal: Terminal) -> None:
    """
    Trouble that does not last costs one ask; the others go on, and it ends with 3.
    """
    real = terminal.network.mock.handle_request

    def sometimes(request: httpx.Request) -> httpx.Response:
        return answer(502) if len(terminal.network.requests) in (2, 3, 5) else real(request)

    terminal.network.handlers[HOST] = sometimes
    ended = check(terminal)

    assert (4, len(READS)) == (ended.code, len(terminal.network.requests))
    assert "the server answered 502" in whys(ended.json)
    assert "3 requests in a row came to nothing" not in whys(ended.json)


@pytest.mark.parametrize(
    ("header", "wait"),
    [("7", 7.0), ("Tue, 01 Jan 2030 00:00:30 GMT", 30.0), ("Tue, 01 Jan 2019 00:00:30 GMT", 0.0)],
    ids=["seconds", "a date", "a date in the past"],
)
def test_retry_after_is_honoured(terminal: Terminal, header: str, wait: float) -> None:
    """
    When the server says when to come back, the request is sent again then, and all matches.
    """
    terminal.now = 1_893_456_000.0
    real = terminal.network.mock.handle_request

    def busy(request: httpx.Request) -> httpx.Response:
        return answer(429, retry_after=header) if len(terminal.network.requests) == 3 else real(request)

    terminal.network.handlers[HOST] = busy
    ended = check(terminal)

    assert 0 == ended.code
    assert [0.5, 0.5, wait, 0.5] == terminal.slept[:4]
    assert terminal.network.requests[2].url == terminal.network.requests[3].url


def test_long_wait_is_none(terminal: Terminal) -> None:
    """
    A server that wants to be left alone for long is left alone.
    """
    terminal.network.handlers[HOST] = lambda request: answer(503, retry_after="3600")
    ended = check(terminal)

    assert (4, 1, []) == (ended.code, len(terminal.network.requests), terminal.slept)
    assert "the server asks to come back in 3600 s" in whys(ended.json)


@pytest.mark.parametrize("header", ["9" * 16, "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_absurd_wait_is_none(terminal: Terminal, header: str) -> None:
    """
    A server that wants to be left alone for longer than anybody lives is left alone.
    """
    terminal.network.handlers[HOST] = lambda request: answer(503, retry_after=header)
    ended = check(terminal)

    assert (4, 1) == (ended.code, len(terminal.network.requests))
    assert "the server asks to come back in more than a year" in whys(ended.json)


NO_DATES = ("Fri, 31 Dec 99999999999 23:59:59 GMT", "Fri, 99 Dec 2030 99:99:99 GMT")


@pytest.mark.parametrize("header", ["soon", "-5", "٣", *NO_DATES])
def test_unreadable_wait_is_none(terminal: Terminal, header: str) -> None:
    """
    A Retry-After that cannot be read is as good as none.
    """
    terminal.network.handlers[HOST] = lambda request: httpx.Response(429, headers={b"retry-after": header.encode()})
    ended = check(terminal)

    assert (4, 3) == (ended.code, len(terminal.network.requests))


def test_large_answer_is_not_read(terminal: Terminal) -> None:
    """
    An answer without end is left after 16 MiB.
    """
    terminal.network.handlers[HOST] = lambda request: httpx.Response(200, content=b" " * (17 << 20))
    ended = check(terminal)

    assert 4 == ended.code
    assert "the answer is larger than 16 MiB" in whys(ended.json)


def test_redirects_and_cookies_lead_nowhere(terminal: Terminal) -> None:
    """
    A redirect is an answer like any other, and a cookie is never sent back.
    """
    terminal.network.handlers[HOST] = lambda request: httpx.Response(
        302, headers={"location": "http://elsewhere.test/", "set-cookie": "seen=1"}
    )
    check(terminal)

    assert {HOST} == {request.url.host for request in terminal.network.requests}
    assert not any("cookie" in request.headers for request in terminal.network.requests)


def test_haste_is_refused_elsewhere(terminal: Terminal) -> None:
    """
    On another machine there are at least 0.1 s between two requests.
    """
    ended = terminal("contract", "check", "--pace", "0", "--base-url", "https://pay.example.com")

    assert (2, []) == (ended.code, terminal.network.requests)
    assert "Less than 0.1 only on this machine." in ended.err
