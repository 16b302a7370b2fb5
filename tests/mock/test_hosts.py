"""
Over a real address, only this machine's hosts and those that were named are answered.
"""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import httpx
import pytest

from monetize_software_mock import DeliveryError, Mock, WorldError, default_world, world_from
from monetize_software_mock.http.hosts import is_loopback
from monetize_software_mock.world.declaration import Webhook
from monetize_software_mock.world.start import Start

from ..support.browsing import browse
from ..support.mock_server import served
from ..support.sample_requests import GOOD

PATHS = (
    "/_mock/health",
    "/_mock/",
    "/pay/cs_1",
    "/portal/p_1",
    "/api/v1/paywall/3/bootstrap",
    "/_mock/assets/language.css",
)

ANSWERED = {
    "address": "127.0.0.1:4242",
    "another loopback address": "127.9.9.9",
    "name": "localhost",
    "upper case": "LOCALHOST:80",
    "name with its dot": "localhost.:4242",
    "name below it": "app.localhost:4242",
    "IPv6": "[::1]:4242",
    "IPv6 without a port": "[::1]",
    "IPv4 within IPv6": "[::ffff:127.0.0.1]",
    "named when it was started": "mock:4242",
    "named, in other letters": "Mock",
    "address the request came to": "192.0.2.9:4242",
}

REFUSED = {
    "another domain": "evil.example",
    "another domain with the port": "evil.example:4242",
    "beginning like ours": "localhost.evil.example",
    "ending like ours": "evillocalhost",
    "beginning with our address": "127.0.0.1.nip.io",
    "user before the host": "localhost@evil.example",
    "our host as a user": "127.0.0.1:4242@evil.example",
    "another address": "192.0.2.8:4242",
    "any address": "0.0.0.0:4242",
    "number": "2130706433",
    "short address": "127.1",
    "cut IPv6": "[::1",
    "IPv6 of a network": "[fe80::1%25eth0]",
    "empty": "",
    "path": "localhost/evil.example",
    "twice": "localhost, evil.example",
    "two dots": "localhost..",
    "beside the one that was named": "mock.evil.example",
    "address as a whole": "http://localhost",
    "not ASCII": "localhost\xe9",
    "port that is none": "localhost:evil",
}


def asked(mock: Mock, path: str, host: str | None, **headers: str) -> tuple[int, bytes]:
    """
    What the ASGI application answers behind the address 192.0.2.9, as a server calls it.
    """
    sent: list[dict[str, Any]] = []
    given = {**({} if host is None else {"host": host}), **headers}
    scope = {
        "type": "http",
        "method": "GET" if "method" not in given else given.pop("method"),
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "server": ("192.0.2.9", 4242),
        "client": ("192.0.2.1", 50000),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(mock.app(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize("name", ANSWERED)
def test_this_machine_and_named_hosts_are_answered(name: str) -> None:
    """
    Whatever letters, ports and dots they are written with.
    """
    with Mock(hosts=["mock"]) as mock:
        assert 421 not in {asked(mock, path, ANSWERED[name])[0] for path in PATHS}


@pytest.mark.parametrize("name", REFUSED)
def test_other_hosts_are_refused_everywhere(name: str) -> None:
    """
    The API, the pages and the control routes: a domain that leads here reads and changes nothing.
    """
    with Mock(hosts=["mock"]) as mock:
        answers = [asked(mock, path, REFUSED[name]) for path in PATHS]

        assert {421} == {status for status, _ in answers}
        assert 1 == len({json.loads(body)["error"] for _, body in answers})
        assert 0 == mock.counters.requests


def test_refusal_says_how_to_allow_the_host() -> None:
    """
    With the option that would do it.
    """
    with Mock() as mock:
        assert "start it with --host mock.test to allow that" in asked(mock, "/_mock/health", "mock.test:1")[1].decode()


def test_request_without_a_host_is_answered() -> None:
    """
    No browser sends one, but small programs do.
    """
    with Mock() as mock:
        assert 200 == asked(mock, "/_mock/health", None)[0]


def test_forwarded_host_counts_for_nothing() -> None:
    """
    Neither as a permission nor in the addresses of an answer.
    """
    with Mock() as mock:
        wanted = {"x-forwarded-host": "localhost", "forwarded": "host=localhost"}
        status, body = asked(mock, "/_mock/console/worlds", "localhost", **{"x-forwarded-host": "evil.example"})

        assert 421 == asked(mock, "/_mock/health", "evil.example", **wanted)[0]
        assert (200, False) == (status, b"evil.example" in body)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://evil.example:4242", "http://localhost.evil.example"])
def test_origin_equal_to_a_foreign_host_cannot_steer(origin: str) -> None:
    """
    A page whose own domain was led here is another site's all the same.
    """
    with Mock() as mock:
        host = origin.removeprefix("http://")

        assert 421 == asked(mock, "/_mock/reset", host, method="POST", origin=origin)[0]
        assert 403 == asked(mock, "/_mock/reset", "localhost", method="POST", origin=origin)[0]


@pytest.mark.parametrize(
    "origin", ["http://[", "http://", "localhost", "//localhost", "http://a@b:c:d", "null", "\xff"]
)
def test_origin_that_is_none_cannot_steer(origin: str) -> None:
    """
    It is refused with a sentence, whatever it holds.
    """
    with Mock() as mock:
        status = asked(mock, "/_mock/reset", "127.0.0.1:1", method="POST", origin=origin)[0]

        assert 403 == status or origin == "//localhost"
        assert 0 == mock.counters.unexpected_errors


@pytest.mark.enable_socket
def test_host_is_checked_over_a_real_address() -> None:
    """
    As it stands in the request, also when the request's target is a whole address.
    """
    with Mock() as mock, served(mock) as address:
        where = httpx.URL(address)
        statuses: list[bytes] = []
        for target, host in (
            ("/_mock/health", "evil.example"),
            ("http://localhost/_mock/health", "evil.example"),
            ("/_mock/health", f"localhost:{where.port}"),
        ):
            with socket.create_connection((where.host, where.port or 0)) as connection:
                connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
                statuses.append(connection.makefile("rb").readline()[9:12])

        assert [b"421", b"421", b"200"] == statuses


def test_pages_cannot_be_framed(mock: Mock) -> None:
    """
    No page of another site lays its own buttons over theirs.
    """
    url = GOOD["startCheckout"].of(browse(mock)).json()["checkoutUrl"]
    for page in (httpx.URL(url).path, "/portal/x", "/_mock/", "/_mock/console/worlds"):
        headers = browse(mock).get(page).headers

        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "DENY" == headers["x-frame-options"]


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("app.localhost", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("localhost.", True),
        ("0.0.0.0", False),
        ("localhost.evil", False),
        ("127.0.0.1.nip.io", False),
        ("", False),
        ("10.0.0.1", False),
    ],
)
def test_origins_webhooks_and_hosts_have_one_idea_of_this_machine(host: str, ours: bool, mock: Mock) -> None:
    """
    What may steer the mock is what it may call without being told.
    """
    shown = f"[{host}]" if ":" in host else host
    try:
        called = bool(mock.webhooks.add(f"http://{shown}:8000/hooks"))
    except DeliveryError:
        called = False
    steered = asked(mock, "/_mock/reset", "localhost", method="POST", origin=f"http://{shown}:3000")[0]

    assert (ours, ours, ours) == (is_loopback(host), called, steered == 200)


def test_webhooks_reach_other_machines_that_were_named() -> None:
    """
    Over HTTP too, as in a network of containers: named for the run or in the world; the refusal says how.
    """
    with Mock(webhook_hosts=["app"], deliveries="collect") as mock:
        assert "http://app:8000/hooks" == mock.webhooks.add("http://app:8000/hooks").url
        mock.seed(default_world().with_switches(webhook_hosts=("Shop.internal",)))
        assert "http://shop.internal/" == mock.webhooks.add("http://shop.internal/").url
        assert "http://app/" == mock.webhooks.add("http://app/").url
        with pytest.raises(DeliveryError, match="db is another machine; allow it by name: --allow-webhook-host db"):
            mock.webhooks.add("http://db:8000/hooks")


def test_world_from_a_file_may_send_where_the_run_may() -> None:
    """
    And nowhere else.
    """
    text = 'webhooks: [{url: "http://app:8000/", account: acct_mock}]'

    assert (Webhook("http://app:8000/", "acct_mock"),) == world_from(text, Start(webhook_hosts=("app",))).webhooks
    with pytest.raises(WorldError, match="app is another machine"):
        world_from(text)
