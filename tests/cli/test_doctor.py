"""
`monetize doctor`: every line of the checklist, both good and bad.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from monetize_software import BillingClient, SignatureVerificationError, webhooks
from monetize_software_cli.checks.check import Check
from monetize_software_cli.checks.front_end import search
from monetize_software_cli.commands import doctor
from monetize_software_mock import Mock
from monetize_software_mock.world.default import default_world

from ..support.terminal import SECRET, Ended, Terminal, broken

LIVE = "https://pay.example.com"
HOOKS = "http://localhost:8000/hooks"
STRONG = "whsec_3f9a1c7be2d84056"
SIGNS = {"ok": "✓", "failed": "✗", "skipped": "–"}


def line(ended: Ended, name: str) -> Any:
    """
    One line of the checklist.
    """
    return next(check for check in ended.json["checks"] if check["name"] == name)


def state(ended: Ended, name: str) -> str:
    """
    Whether that line is well.
    """
    found: str = line(ended, name)["state"]
    return found


@pytest.fixture
def live(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """
    A terminal that is set up for production: a mock behind a public domain plays the service.
    """
    world = default_world().with_paywall("3", settings={"custom_domain": "https://pay.example.com"})
    mock = Mock(world)
    terminal = Terminal(mock, capsys, monkeypatch)
    terminal.environ |= {"PAYWALL_ORIGIN": LIVE, "WEBHOOK_SECRET": STRONG}
    return terminal


def receiver(check: Callable[[bytes, httpx.Headers], int]) -> Callable[[httpx.Request], httpx.Response]:
    """
    A webhook receiver that answers as it is told.
    """
    return lambda request: httpx.Response(check(request.content, request.headers))


def careful(body: bytes, headers: httpx.Headers) -> int:
    """
    A receiver that verifies.
    """
    try:
        webhooks.verify(body, dict(headers), STRONG)
    except SignatureVerificationError:
        return 401
    return 200


def naive(body: bytes, headers: httpx.Headers) -> int:
    """
    A receiver that looks only whether there is a signature.
    """
    return 200 if "x-signature" in headers else 401


def test_all_is_well(live: Terminal, tmp_path: Path) -> None:
    """
    On a machine that is ready, every line but the clock's is good, and it ends with 0.
    """
    (tmp_path / "app.js").write_text("console.log(1)")
    live.network.handlers["localhost"] = receiver(careful)
    options = ("--front-end", str(tmp_path), "--receiver", HOOKS, "--domain", "pay.example.com")
    ended = live("doctor", *options, "--json")

    assert (0, True) == (ended.code, ended.json["ok"])
    assert {"clock"} == {check["name"] for check in ended.json["checks"] if check["state"] != "ok"}
    assert {"name", "state", "text", "fix"} == set(ended.json["checks"][0])


def test_checklist_for_people(live: Terminal) -> None:
    """
    Each check is a line with its sign, and the fix stands below it.
    """
    live.environ["WEBHOOK_SECRET"] = "qwertz"
    ended = live("doctor")
    lines = ended.out.splitlines()

    assert (1, "1 to do.") == (ended.code, lines[-1].partition(" (")[0])
    assert "✓ https                the origin is https" in lines
    assert "✗ webhook secret       WEBHOOK_SECRET is easy to guess" in lines
    assert "32 random bytes" in lines[lines.index("✗ webhook secret       WEBHOOK_SECRET is easy to guess") + 1]


def test_it_says_how_long_it_took(live: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    By the clock of its surroundings, for people and for programs.
    """
    monkeypatch.setattr(doctor, "check_idempotency", lambda: passing(live))

    assert 2.5 == live("doctor", "--json").json["seconds"]
    assert live("doctor").out.rstrip().endswith(" (2.5 s)")


def passing(terminal: Terminal) -> Check:
    """
    A check that takes its time.
    """
    terminal.elapsed += 2.5
    return Check("idempotency", "ok", "")


def test_mock_is_no_failure(terminal: Terminal) -> None:
    """
    Against a mock, what only production needs is skipped.
    """
    terminal.environ["WEBHOOK_SECRET"] = "whsec_mock"
    ended = terminal("doctor", "--json")

    assert 0 == ended.code
    for name in ("https", "own domain", "webhook secret", "clock", "front end", "receiver"):
        assert "skipped" == state(ended, name), name
    assert "All is well." in terminal("doctor").out


def test_nothing_is_set(terminal: Terminal) -> None:
    """
    What is not set is named, and what cannot be told is skipped.
    """
    terminal.environ.clear()
    ended = terminal("doctor", "--json")

    assert 1 == ended.code
    assert {"settings", "key", "webhook secret"} == {
        check["name"] for check in ended.json["checks"] if check["state"] == "failed"
    }
    assert "PAYWALL_ID and PAYWALL_ORIGIN not set" == line(ended, "settings")["text"]


def test_key_is_not_set(live: Terminal) -> None:
    """
    Without a key the service is asked for the paywall only.
    """
    del live.environ["MONETIZE_API_KEY"]
    ended = live("doctor", "--json")

    assert ("failed", "skipped", "ok") == (
        state(ended, "key"), state(ended, "key accepted"), state(ended, "service")
    )  # fmt: skip


def test_kinds_of_keys(live: Terminal) -> None:
    """
    A test key is named as such; the key the service does not know is refused.
    """
    assert "test key" in line(live("doctor", "--json"), "key")["text"]
    live.environ["MONETIZE_API_KEY"] = "sk_live_0123456789"
    ended = live("doctor", "--json")

    assert ("ok", "failed") == (state(ended, "key"), state(ended, "key accepted"))
    assert "Settings, API keys" in line(ended, "key accepted")["fix"]


def test_live_key_and_a_mock(terminal: Terminal) -> None:
    """
    A live key is not sent to this machine by the doctor either.
    """
    terminal.environ["MONETIZE_API_KEY"] = "sk_live_0123456789"
    ended = terminal("doctor", "--json")

    assert ("failed", []) == (state(ended, "service"), terminal.network.requests)
    assert "monetize mock env" in line(ended, "service")["fix"]


@pytest.mark.parametrize("place", [0, (1 << 20) - 5, (1 << 20) + 3], ids=["at the start", "across pieces", "later"])
def test_front_end_with_the_key(live: Terminal, tmp_path: Path, place: int) -> None:
    """
    The key is found in any file, binary ones too, and only the file's name is shown.
    """
    (tmp_path / "assets").mkdir()
    key = live.environ["MONETIZE_API_KEY"].encode()
    (tmp_path / "assets" / "app.wasm").write_bytes(b"\x00\xff" * (place // 2) + b"\xfe" * (place % 2) + key + b"\x00")
    ended = live("doctor", "--front-end", str(tmp_path), "--json")

    assert (1, "failed") == (ended.code, state(ended, "front end"))
    assert "a secret stands in assets/app.wasm" == line(ended, "front end")["text"]


@pytest.mark.parametrize("secret", [STRONG, "sk_live_somebody_elses"], ids=["webhook secret", "another live key"])
def test_front_end_with_other_secrets(live: Terminal, tmp_path: Path, secret: str) -> None:
    """
    The webhook secret and every live key are found too; many files are counted.
    """
    for number in range(12):
        (tmp_path / f"{number:02}.js").write_text(f"const k = '{secret}'")
    ended = live("doctor", "--front-end", str(tmp_path), "--json")

    assert line(ended, "front end")["text"].endswith("09.js and 2 more")


def test_front_end_that_is_empty(live: Terminal, tmp_path: Path) -> None:
    """
    A folder without files proves nothing.
    """
    ended = live("doctor", "--front-end", str(tmp_path), "--json")

    assert "the folder holds no files" == line(ended, "front end")["text"]
    assert 2 == live("doctor", "--front-end", str(tmp_path / "none")).code


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
def test_front_end_that_cannot_be_read(live: Terminal, tmp_path: Path) -> None:
    """
    What cannot be read is not called clean, and a pipe does not hold it up.
    """
    (tmp_path / "gone.js").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    ended = live("doctor", "--front-end", str(tmp_path), "--json")

    assert "cannot read gone.js" == line(ended, "front end")["text"]
    assert ["nowhere"] == search(tmp_path / "nowhere", []).unreadable


def test_origin_without_https(live: Terminal) -> None:
    """
    Plain http is refused, and nothing is sent.
    """
    live.environ["PAYWALL_ORIGIN"] = "http://pay.example.com"
    ended = live("doctor", "--json")

    assert ("failed", "failed", []) == (state(ended, "https"), state(ended, "service"), live.network.requests)
    assert "skipped" == state(ended, "own domain")


@pytest.mark.parametrize(
    ("origin", "domain", "expected"),
    [
        (LIVE, None, "ok"),
        ("https://other.example.com", None, "failed"),
        (LIVE, "pay.example.com", "ok"),
        (LIVE, "https://pay.example.com/", "ok"),
        (LIVE, "shop.example.com", "failed"),
        ("http://localhost:1", "shop.example.com", "failed"),
        ("http://localhost:1", None, "skipped"),
    ],
)
def test_own_domain(live: Terminal, origin: str, domain: str | None, expected: str) -> None:
    """
    The origin, the domain the service names, and the one you name must be the same.
    """
    live.environ["PAYWALL_ORIGIN"] = origin
    ended = live("doctor", *(["--domain", domain] if domain else []), "--json")

    assert expected == state(ended, "own domain")


@pytest.mark.parametrize(
    ("domain", "expected"), [(None, "skipped"), ("a.example", "failed"), ("pay.example.com", "ok")]
)
def test_own_domain_the_service_does_not_name(terminal: Terminal, domain: str | None, expected: str) -> None:
    """
    When the service names no domain, yours counts.
    """
    terminal.environ["PAYWALL_ORIGIN"] = LIVE
    ended = terminal("doctor", *(["--domain", domain] if domain else []), "--json")

    assert expected == state(ended, "own domain")


@pytest.mark.parametrize(
    ("secret", "expected"),
    [("", "failed"), ("qwertz", "failed"), ("whsec_" + "a" * 40, "failed"), (SECRET, "ok"), ("f3" * 3 + STRONG, "ok")],
    ids=["none", "short", "one letter", "good", "long"],
)
def test_webhook_secret(live: Terminal, secret: str, expected: str) -> None:
    """
    The secret must be set, long and not plain.
    """
    live.environ["WEBHOOK_SECRET"] = secret

    assert expected == state(live("doctor", "--json"), "webhook secret")


def test_service_that_does_not_answer(live: Terminal) -> None:
    """
    When nobody answers, the service's lines say so.
    """
    live.network.handlers["pay.example.com"] = broken
    ended = live("doctor", "--timeout", "0.1", "--json")

    assert ("failed", "failed", "skipped", "skipped") == tuple(
        state(ended, name) for name in ("service", "key accepted", "own domain", "clock")
    )
    assert "Check --origin and the connection." == line(ended, "service")["fix"]


@pytest.mark.parametrize(
    ("ahead", "expected", "text"),
    [(0, "ok", "within 1 s"), (-3600, "skipped", "3600 s behind"), (90, "skipped", "90 s ahead")],
)
def test_clock(live: Terminal, ahead: float, expected: str, text: str) -> None:
    """
    A clock that is off is noted, with the way to set it.
    """
    answer = live.network.mock.handle_request

    def dated(request: httpx.Request) -> httpx.Response:
        response = answer(request)
        response.headers["date"] = "Thu, 01 Jan 1970 02:00:00 GMT"
        return response

    live.network.handlers["pay.example.com"] = dated
    live.now = 7200.0 + ahead
    ended = live("doctor", "--json")

    assert (expected, True) == (state(ended, "clock"), text in line(ended, "clock")["text"])


@pytest.mark.parametrize("date", ["Fri, 31 Dec 99999999999 23:59:59 GMT", "soon", "9" * 5000, "\x1b[2J"])
def test_senseless_date_is_none(live: Terminal, date: str) -> None:
    """
    A service whose date is none does not say what time it is.
    """
    live.network.handlers["pay.example.com"] = lambda request: httpx.Response(200, json={}, headers={"date": date})
    ended = live("doctor", "--json")

    assert "the service does not say what time it is" == line(ended, "clock")["text"]


ENVIRONMENTS = {
    "nothing": ({}, "ok", "ok"),
    "no certificates": ({"SSL_CERT_FILE": "/nowhere"}, "failed", "ok"),
    "a file without certificates": ({"SSL_CERT_FILE": __file__}, "failed", "ok"),
    "no folder": ({"SSL_CERT_DIR": __file__}, "failed", "ok"),
    "a folder": ({"SSL_CERT_DIR": str(Path(__file__).parent)}, "ok", "ok"),
    "a log of keys": ({"SSLKEYLOGFILE": f"{__file__}.log"}, "failed", "ok"),
    "a log of keys nowhere": ({"SSLKEYLOGFILE": "/nowhere/keys"}, "failed", "ok"),
    "a proxy": ({"HTTPS_PROXY": "http://ada:secret@proxy.example.com:8080", "no_proxy": "a"}, "ok", "ok"),
    "a bare proxy": ({"all_proxy": "proxy.example.com:8080"}, "ok", "ok"),
    "no proxy": ({"http_proxy": "http://a..b:x"}, "ok", "failed"),
    "a proxy of another kind": ({"http_proxy": "ftp://proxy.example.com"}, "ok", "failed"),
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_settings_of_connections(live: Terminal, name: str) -> None:
    """
    What is set for TLS and proxies is named, with whether it can be used, and no password.
    """
    settings, tls, proxy = ENVIRONMENTS[name]
    live.environ |= settings
    ended = live("doctor", "--json")

    assert (tls, proxy) == (state(ended, "tls"), state(ended, "proxy"))
    assert all(each in ended.out for each in settings if "no_" not in each)
    assert "secret@" not in ended.out


def test_live_key_on_this_machine(terminal: Terminal) -> None:
    """
    A live key that would go to this machine is a thing to do, and nothing is sent.
    """
    terminal.environ["MONETIZE_API_KEY"] = "sk_live_0123456789"
    ended = terminal("doctor", "--json")

    assert ("failed", []) == (state(ended, "key"), terminal.network.requests)
    assert "on this machine" in line(ended, "key")["text"]


def test_link_to_a_device_is_not_read(tmp_path: Path) -> None:
    """
    What has no end is not searched, wherever a link to it stands.
    """
    (tmp_path / "zero.js").symlink_to("/dev/zero")

    assert 0 == search(tmp_path, [b"secret"]).files


@pytest.mark.parametrize(
    ("check", "unsigned", "forged"),
    [
        (careful, "ok", "ok"),
        (naive, "ok", "failed"),
        (lambda body, headers: 200, "failed", "failed"),
        (lambda body, headers: 404, "failed", "failed"),
        (lambda body, headers: 500, "failed", "failed"),
        (lambda body, headers: 302, "failed", "failed"),
    ],
    ids=["careful", "naive", "believes anything", "not there", "breaks", "redirects"],
)
def test_receiver(live: Terminal, check: Any, unsigned: str, forged: str) -> None:
    """
    A receiver must answer 401 to an event without a signature and to one with a wrong signature.
    """
    live.network.handlers["localhost"] = receiver(check)
    ended = live("doctor", "--receiver", HOOKS, "--json")

    assert ("ok", unsigned, forged) == tuple(
        state(ended, name) for name in ("receiver", "refuses unsigned", "refuses forged")
    )


def test_receiver_is_not_running(live: Terminal) -> None:
    """
    A receiver that does not answer is a failure.
    """
    live.network.handlers["localhost"] = broken
    ended = live("doctor", "--receiver", HOOKS, "--json")

    assert ("failed", "skipped") == (state(ended, "receiver"), state(ended, "refuses forged"))


def test_receiver_elsewhere(live: Terminal) -> None:
    """
    Another machine is only asked when that was allowed, and only over https.
    """
    live.network.handlers["hooks.example.com"] = receiver(careful)
    plain = live("doctor", "--receiver", "http://hooks.example.com/", "--allow-remote", "--json")

    assert 2 == live("doctor", "--receiver", "https://hooks.example.com/").code
    assert "failed" == state(plain, "receiver")
    assert [] == [request for request in live.network.requests if request.url.host == "hooks.example.com"]
    assert 0 == live("doctor", "--receiver", "https://hooks.example.com/", "--allow-remote").code


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://localhost/", "http://"])
def test_receiver_is_an_address(live: Terminal, url: str) -> None:
    """
    What is no web address is a wrong argument.
    """
    assert 2 == live("doctor", "--receiver", url).code


def test_lost_checkout_can_be_repeated(live: Terminal) -> None:
    """
    That is tried in this process: nobody gets a checkout.
    """
    ended = live("doctor", "--json")

    assert "ok" == state(ended, "idempotency")
    assert [] == [each.url.path for each in live.network.requests if each.method == "POST"]


def test_checkout_that_loses_its_key_is_noticed(live: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    An installation whose checkouts carry another key each time has something to do.
    """
    original = BillingClient.create_checkout

    def forgetful(self: BillingClient, price_id: str, *, idempotency_key: str | None = None) -> object:
        return original(self, price_id)

    monkeypatch.setattr(BillingClient, "create_checkout", forgetful)
    ended = live("doctor", "--json")

    assert (1, "failed") == (ended.code, state(ended, "idempotency"))
    assert "pip install" in line(ended, "idempotency")["fix"]


@pytest.mark.parametrize(("kind", "expected"), [("nfs4", "failed"), ("ext4", "ok")])
def test_store_on_a_network_mount(
    kind: str, expected: str, live: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A SQLite file must be on a disk of this machine; where no store is named there is no line about it.
    """
    unnamed = live("doctor", "--json")
    table = tmp_path / "mountinfo"
    table.write_text(f"1 0 0:1 / {tmp_path.resolve()} rw - {kind} files:/ rw\n")
    monkeypatch.setattr("monetize_software.storage.sql.mounts.TABLE", table)
    live.environ["MONETIZE_STORE"] = f"sqlite:///{tmp_path / 'billing.db'}"
    found = line(live("doctor", "--json"), "store")

    assert "store" not in {check["name"] for check in unnamed.json["checks"]}
    assert (expected, kind == "nfs4") == (found["state"], "network mount" in found["text"])
    assert (kind == "nfs4") == ("use PostgreSQL" in found["fix"])
