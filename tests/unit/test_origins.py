"""
Calls go to the given origin and nowhere else, and carry nothing but what this package puts in.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient
from monetize_software._profile.origin import Origin
from monetize_software._wire.connections import _proxy

from ..support.driving import driven
from ..support.echo import echo
from ..support.hostile_server import HostileServer, sends
from ..support.recorder import ALL, GOOD, Recorder, good, says
from .conftest import Connect

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
def test_proxy_is_used(connect_recorder: Connect, origin: str, asked: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Calls to a public host go through the proxy, which sees the key only where the whole call is in the clear anyway.
    """
    with HostileServer(sends(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
        client, _ = connect_recorder(api_origin=origin, transport=None, allow_insecure_origin=True)
        with pytest.raises(sdk.PaywallError):
            client.get_prices()
        client.close()

    assert asked == proxy.requests[0].partition(b"\r\n")[0]
    assert GOOD["api_key"].encode() not in proxy.requests[0]


@pytest.mark.parametrize("proxy", ["socks9://proxy.test:1", "http://proxy.test:port"])
def test_proxy_that_cannot_work_is_our_error(
    connect_recorder: Connect, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A broken proxy setting of the machine is told as such.
    """
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    client, _ = connect_recorder(transport=None)

    with pytest.raises(sdk.ConfigurationError, match="proxy"):
        client.get_prices()


IMPOSSIBLE = [
    "pay..example.com", ".example.com", "example.com..", ".", "..", "a" * 64 + ".example", "a." * 127 + "toolong",
    "é" + "a" * 70 + ".example", "☃.example", "a" * 70_000 + ".example", "xn--", "xn--.example", "pay.xn--", "xn--a",
    "pay.xn--zzzzzzzzz9999", "-pay.example", "pay-.example", "pa!y.example", "p%61y.example", "300.1.1.1", "1.2.3.04",
    "[1.2.3.4]", "[v1.x]", "[::g]", "[::]。", "[::1]a", "אa.example", "a\u200d.example", "。.example", "pay。。example",
]  # fmt: skip
POSSIBLE = [
    "pay.example.com", "PAY.Example.com", "pay.example.com.", "a" * 63 + ".example", "pay_1.example", "bücher.example",
    "xn--bcher-kva.example", "中国.icom.museum", "pay。example", "127.0.0.1", "[::1]", "[fe80::1%25eth0]", "3.example",
    "1.2.3", "a--b.example", "пример.рф", "אב.example",
]  # fmt: skip


def named(host: str) -> str:
    """
    A host as a test's name.
    """
    return f"{host[:20]!a} {len(host)}"


@pytest.mark.parametrize("host", IMPOSSIBLE, ids=named)
@pytest.mark.parametrize("client_class", [BillingClient, AsyncBillingClient])
def test_host_that_cannot_exist_is_refused_at_once(client_class: Any, host: str) -> None:
    """
    A name that no network can have is a ConfigurationError where the client is built.
    """
    with pytest.raises(sdk.ConfigurationError, match="api_origin"):
        client_class(**{**GOOD, "api_origin": f"https://{host}"})


@pytest.mark.parametrize("host", POSSIBLE, ids=named)
def test_host_that_can_exist_is_taken(connect_recorder: Connect, host: str) -> None:
    """
    Names in any language, numbers and a final dot are fine, and what is sent knows them.
    """
    client, recorder = connect_recorder(echo, api_origin=f"https://{host}")
    client.for_user(email=EMAIL).debit_tokens("t", 1)

    assert 1 == len(recorder.requests)


PIECES = [
    "a", "Z", "9", "-", "_", ".", "..", "xn--", "é", "ß", "ı", "א", "ا", "١", "。", "\u200d", "\u0301", "☃", "中", ":",
    "[", "]", "@", "%41", "1", "127", "::", "bcher-kva", "\u212a", "\ufdd0", "\U0001f600", "a" * 61, "b" * 64,
]  # fmt: skip


def test_no_host_surprises_whoever_sends() -> None:
    """
    Of any host, either the client is refused at once or the HTTP library and the resolver can take the name.
    """
    chance = random.Random(20261126)
    taken = 0
    for _ in range(5_000):
        host = "".join(chance.choices(PIECES, k=chance.randint(1, 6)))
        try:
            base = Origin.read(f"https://{host}").base
        except sdk.ConfigurationError:
            continue
        taken += 1
        url = httpx.URL(base + "/api")
        assert url.host
        assert url.raw_host.decode().encode("idna")
    assert 200 < taken


@pytest.mark.parametrize("host", [host for host in IMPOSSIBLE if len(host) < 300], ids=named)
def test_proxy_that_cannot_exist_is_our_error(
    connect_recorder: Connect, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The environment's proxy is judged as the origin is, and the error names the variable.
    """
    monkeypatch.setenv("HTTPS_PROXY", f"http://{host}:3128")
    client, _ = connect_recorder(transport=None)

    with pytest.raises(sdk.ConfigurationError, match="proxy") as caught:
        client.get_prices()
    assert not caught.value.request_sent


@pytest.mark.parametrize("port", ["99999", "0", "65536", "000000000099999", "-1", "port", "8٣"])
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_proxy_port_that_cannot_exist_is_named(
    connect_recorder: Connect, variable: str, port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The error says which variable has which port, and shows no password of the proxy.
    """
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, f"http://ada:hunter22@proxy.test:{port}")
    client, _ = connect_recorder(transport=None)

    with pytest.raises(sdk.ConfigurationError) as caught:
        client.get_prices()
    assert f"names in {variable} has the port '{port}', which is none from 1 to 65535" in str(caught.value)
    assert "hunter22" not in str(caught.value)
    assert not caught.value.request_sent


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/billing/api/v1", "/api/v1/paywall/3", "/api/v1/paywall/3/x"])
def test_path_of_the_api_is_not_part_of_the_origin(path: str) -> None:
    """
    An origin copied from a request's address is told what to leave away.
    """
    with pytest.raises(sdk.ConfigurationError, match="leave /api/v1 and what follows away"):
        BillingClient(**good(api_origin=f"https://pay.example.com{path}"))


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:4242", "http://localhost", "https://app.localhost", "http://[::1]"]
)
@pytest.mark.parametrize("key", ["sk_live_x", "SK_LIVE_x", " sk_live_x\n"])
@pytest.mark.parametrize("client_class", [BillingClient, AsyncBillingClient])
def test_live_key_stays_away_from_a_mock(client_class: Any, key: str, origin: str) -> None:
    """
    A live key for a server on this machine is a mix-up unless the caller insists; a test key is fine.
    """
    options: dict[str, Any] = {**GOOD, "api_origin": origin, "api_key": key}

    with pytest.raises(sdk.ConfigurationError, match="allow_insecure_origin=True"):
        client_class(**options)
    client_class(**options, allow_insecure_origin=True)
    client_class(**options | {"api_key": "sk_test_mock"})
    client_class(**options | {"api_origin": "https://pay.example.com"})


@pytest.mark.parametrize("host", ["appbox.space", "APPBOX.space", "my.appbox.space"])
def test_old_shared_host_is_warned_of(host: str) -> None:
    """
    A client of the host that paywalls once shared is built with a warning at the line that builds it.
    """
    with pytest.warns(UserWarning, match="custom domain") as told:
        BillingClient(paywall_id="3", api_origin=f"https://{host}")

    assert [__file__] == [each.filename for each in told]
