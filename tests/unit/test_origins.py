"""
Calls go to the given origin and nowhere else, and carry nothing but what this package puts in.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient
from monetize_software._connections import _proxy
from monetize_software._origin import Origin

from ..driving import driven
from ..hostile.server import HostileServer, sends
from .conftest import Connect
from .echo import echo
from .wired import ALL, GOOD, Recorder, says

EMAIL = "ada@example.com"
ELSEWHERE = "https://evil.example/steal"


def given(kind: str, runner: asyncio.Runner, recorder: Recorder, **options: Any) -> BillingClient:
    """
    A client that sends through a client of its caller's.
    """
    if kind == "sync":
        return BillingClient(**GOOD, http_client=httpx.Client(transport=recorder, **options))
    return driven(AsyncBillingClient(**GOOD, http_client=httpx.AsyncClient(transport=recorder, **options)), runner)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_redirects_are_not_followed(kind: str, runner: asyncio.Runner, name: str, status: int) -> None:
    """
    D-27: a redirect is an error, also where the given client would follow it, and the other host never hears of us.
    """
    recorder = Recorder(says(status, {}, location=ELSEWHERE))
    client = given(kind, runner, recorder, follow_redirects=True)

    with pytest.raises(sdk.PaywallError) as caught:
        ALL[name](client.for_user(email=EMAIL))
    assert (status, {"pay.example.com"}, 1) == (caught.value.status, recorder.hosts, len(recorder.requests))


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("netrc", [False, True], ids=["auth", "netrc"])
def test_nothing_of_a_given_client_is_mixed_in(
    kind: str, netrc: bool, runner: asyncio.Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Cookies, auth, netrc, headers, parameters and the base address of a given client stay out of our requests.
    """
    (tmp_path / ".netrc").write_text("machine pay.example.com login netrc password netrc\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    recorder = Recorder(echo)
    client = given(
        kind,
        runner,
        recorder,
        auth=httpx.NetRCAuth(str(tmp_path / ".netrc")) if netrc else ("user", "password"),
        cookies={"session": "mine"},
        headers={"X-Mine": "mine", "Authorization": "mine", "User-Agent": "mine"},
        params={"mine": "mine"},
        base_url=ELSEWHERE,
    )
    plain = BillingClient(**GOOD, transport=(bare := Recorder(echo)))
    for each in (client, plain):
        each.for_user(email=EMAIL).get_user_detail()

    ours, theirs = bare.requests[0], recorder.requests[0]
    assert ours.headers.raw == theirs.headers.raw
    assert ours.url.raw_path == theirs.url.raw_path
    assert "authorization" not in theirs.headers


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_cookies_do_not_come_back(kind: str, runner: asyncio.Runner) -> None:
    """
    A cookie that the server sets is not sent with the next call, not even through a client that keeps it.
    """
    recorder = Recorder(lambda request: httpx.Response(200, json=echo(request).json(), headers={"set-cookie": "s=1"}))
    client = given(kind, runner, recorder)

    for _ in range(2):
        client.for_user(email=EMAIL).debit_tokens("t", 1)
    assert [None, None] == [request.headers.get("cookie") for request in recorder.requests]


@pytest.mark.parametrize(
    ("origin", "environment", "proxy"),
    [
        ("https://pay.example.com", {}, None),
        ("https://pay.example.com", {"HTTPS_PROXY": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ("https://pay.example.com", {"https_proxy": "proxy.test:3128"}, "http://proxy.test:3128"),
        ("https://pay.example.com", {"ALL_PROXY": "http://proxy.test:1"}, "http://proxy.test:1"),
        ("https://pay.example.com", {"HTTP_PROXY": "http://proxy.test:1"}, None),
        ("https://pay.example.com", {"HTTPS_PROXY": "http://proxy.test:1", "NO_PROXY": "pay.example.com"}, None),
        ("https://pay.example.com", {"HTTPS_PROXY": "http://proxy.test:1", "NO_PROXY": ".example.com"}, None),
        ("https://pay.example.com:8443", {"HTTPS_PROXY": "http://p.test:1", "NO_PROXY": "pay.example.com:8443"}, None),
        ("https://pay.example.com", {"HTTPS_PROXY": "http://proxy.test:1", "NO_PROXY": "*"}, None),
        ("http://localhost:4242", {"HTTP_PROXY": "http://proxy.test:1", "ALL_PROXY": "http://proxy.test:1"}, None),
        ("http://127.0.0.1", {"HTTP_PROXY": "http://proxy.test:1"}, None),
        ("https://[::1]:8", {"HTTPS_PROXY": "http://proxy.test:1"}, None),
    ],
)
def test_proxy_of_the_environment(
    origin: str, environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The environment's proxy is taken for public hosts unless it excepts them, and never for this machine.
    """
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert proxy == _proxy(Origin.read(origin))


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("origin", "asked"),
    [
        ("https://pay.example.com", b"CONNECT pay.example.com:443 HTTP/1.1"),
        ("http://pay.example.com", b"GET http://pay.example.com/api/v1/paywall/3/bootstrap HTTP/1.1"),
    ],
)
def test_proxy_is_used(connect: Connect, origin: str, asked: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Calls to a public host go through the proxy, which sees the key only where the whole call is in the clear anyway.
    """
    with HostileServer(sends(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
        client, _ = connect(api_origin=origin, transport=None, allow_insecure_origin=True)
        with pytest.raises(sdk.PaywallError):
            client.get_prices()
        client.close()

    assert asked == proxy.requests[0].partition(b"\r\n")[0]
    assert GOOD["api_key"].encode() not in proxy.requests[0]


@pytest.mark.parametrize("proxy", ["socks9://proxy.test:1", "http://proxy.test:port"])
def test_proxy_that_cannot_work_is_our_error(connect: Connect, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A broken proxy setting of the machine is told as such.
    """
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    client, _ = connect(transport=None)

    with pytest.raises(sdk.ConfigurationError, match="proxy"):
        client.get_prices()


@pytest.mark.parametrize("host", ["é" + "a" * 70 + ".example", "☃.example", "a" * 70_000 + ".example"], ids=range(3))
def test_host_that_cannot_exist_is_our_error(connect: Connect, host: str) -> None:
    """
    An origin that only the HTTP library finds wrong is a ConfigurationError too.
    """
    client, recorder = connect(api_origin=f"https://{host}")

    with pytest.raises(sdk.ConfigurationError, match="api_origin"):
        client.get_prices()
    assert [] == recorder.requests
