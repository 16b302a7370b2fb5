"""
No secret is shown or kept, and nothing dangerous is sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from monetize_software_contract.masking import Masker
from monetize_software_mock import Mock
from monetize_software_mock.world.declaration import Processor
from monetize_software_mock.world.default import default_world
from tests.support.terminal import Ended, Terminal

from .checking import BEARER, EMAIL, USER, check, through

At = Callable[[Mock], Terminal]
KEY = "sk_test_mock"
NAME = "Sam Subscriber"


def everything(folder: Path) -> str:
    """
    All that is in the files below a folder.
    """
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def secrets_in(text: str) -> list[str]:
    """
    Which secrets stand in a text, in any spelling.
    """
    secrets = (KEY, BEARER, EMAIL, NAME, "u_42")
    spellings = {spelling for secret in secrets for spelling in (secret, secret.upper(), quote(secret))}
    return sorted(spelling for spelling in spellings if spelling in text or spelling in text.replace("\\", ""))


def echoing(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
    """
    A hostile answer: it says back whatever it was told, as key and as value, in headers and body.
    """
    told = {
        name: request.headers[name]
        for name in ("x-api-key", "authorization", "x-user-email")
        if name in request.headers
    }
    body: dict[str, Any] = json.loads(answer.read())
    body = {**body, "error": f"{told} {request.url} {EMAIL}", "message": told, EMAIL: 1, BEARER: 2, **told}
    headers = {
        "content-type": "application/json",
        "x-debug": f"{told} {request.url}".encode("ascii", "replace").decode(),
    }
    return httpx.Response(answer.status_code, json=body, headers=headers)


@pytest.mark.parametrize("hostile", [False, True], ids=["plain", "hostile"])
def test_no_secret_is_shown_or_kept(terminal: Terminal, tmp_path: Path, hostile: bool) -> None:
    """
    Neither key nor bearer, e-mail or personal data stands in the report, the page, the progress or the recording.
    """
    if hostile:
        through(terminal, echoing)
    places = ("--record", str(tmp_path / "kept"), "--html", str(tmp_path / "page.html"))
    for_people = terminal("contract", "check", *USER, *places)
    for_machines = terminal("contract", "check", *USER, "--json")

    assert {int(hostile)} == {for_people.code, for_machines.code}
    assert [] == secrets_in(everything(tmp_path))
    for ended in (for_people, for_machines):
        assert [] == secrets_in(ended.out + ended.err)


def test_credentials_in_recordings_keep_their_kind(terminal: Terminal, tmp_path: Path) -> None:
    """
    A recording still tells that a key or a bearer was sent, and of what kind.
    """
    check(terminal, "--record", str(tmp_path / "kept"))
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((tmp_path / "kept").glob("0*.json"))]
    headers = {each["ask"]: each["request"]["headers"] for each in kept}

    assert "***" == headers["getUser: with a key"]["x-api-key"]
    assert "sk_test_***" == headers["getUser: wrong key"]["x-api-key"]
    assert headers["getUser: with a bearer"]["authorization"].endswith("***")
    assert "x-api-key" not in headers["getUser: no credential"]


def test_typed_key_is_masked_too(terminal: Terminal, tmp_path: Path) -> None:
    """
    A key that was typed in is used, and masked like one of the environment.
    """
    del terminal.environ["MONETIZE_API_KEY"]
    terminal.typed = KEY
    ended = check(terminal, "--ask-key", "--record", str(tmp_path / "kept"))

    assert 0 == ended.code
    assert [] == secrets_in(everything(tmp_path))


def test_live_key_is_not_sent_to_this_machine(terminal: Terminal) -> None:
    """
    A key that looks live never goes to a mock.
    """
    terminal.environ["MONETIZE_API_KEY"] = "sk_live_example_only"

    assert refused(terminal, check(terminal), "live_key")


@pytest.mark.parametrize("key", ["sk_live_example_only", "SK_LIVE_EXAMPLE_ONLY"])
def test_live_key_writes_nothing(terminal: Terminal, key: str) -> None:
    """
    With a key that looks live nothing is written, wherever the server is.
    """
    terminal.environ["MONETIZE_API_KEY"] = key

    assert refused(terminal, check(terminal, "--write", "--base-url", "https://pay.example.com"), "live_key")


@pytest.mark.parametrize("mode", [False, None, "true", 1], ids=["live", "unsaid", "a text", "a number"])
def test_writing_needs_test_mode(terminal: Terminal, mode: object) -> None:
    """
    Unless the server itself says that the paywall is in test mode, --write sends one read and stops with 3.
    """

    def silent(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        body = json.loads(answer.read())
        body["settings"]["is_test_mode"] = mode
        return httpx.Response(200, json=body)

    through(terminal, silent)
    ended = check(terminal, "--write")

    assert (3, "not_test_mode") == (ended.code, ended.error["code"])
    assert ["GET"] == [request.method for request in terminal.network.requests]


def test_live_paywall_is_not_written_to(at: At) -> None:
    """
    A paywall whose processor takes real money is never written to.
    """
    terminal = at(Mock(default_world().with_paywall("3", processor=Processor(test_mode=False))))
    ended = check(terminal, "--write")

    assert (3, "not_test_mode") == (ended.code, ended.error["code"])
    assert ["GET"] == [request.method for request in terminal.network.requests]


def test_unreachable_server_is_not_written_to(terminal: Terminal) -> None:
    """
    When the paywall's mode cannot be read, nothing is written.
    """
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(500)
    ended = check(terminal, "--write")

    assert (3, "not_test_mode") == (ended.code, ended.error["code"])
    assert ["GET"] == [request.method for request in terminal.network.requests]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        pytest.param(("--base-url", "http://pay.example.com"), 3, "invalid_config", id="plain http"),
        pytest.param(("--base-url", "https://ada:secret@pay.example.com"), 3, "invalid_config", id="user in address"),
        pytest.param(("--paywall", "3/../4"), 3, "invalid_config", id="paywall that is a path"),
        pytest.param(("--email", "zoë@example.com"), 2, "usage", id="address that no header can carry"),
        pytest.param(("--write", "--replay", "x"), 2, "usage", id="write a recording"),
        pytest.param(("--record", "x", "--replay", "x"), 2, "usage", id="record a recording"),
    ],
)
def test_unsafe_settings_are_refused(terminal: Terminal, arguments: tuple[str, ...], code: int, word: str) -> None:
    """
    What could do harm or makes no sense is refused before anything is sent.
    """
    ended = terminal("contract", "check", *arguments, "--json")

    assert (code, word, []) == (ended.code, ended.error["code"], terminal.network.requests)


def test_broken_bearer_is_refused(terminal: Terminal) -> None:
    """
    A bearer that would break its header is refused, and not shown.
    """
    terminal.environ["MONETIZE_BEARER"] = "bearer\r\nx-evil: 1"
    ended = check(terminal)

    assert (3, "invalid_bearer", []) == (ended.code, ended.error["code"], terminal.network.requests)


@pytest.mark.parametrize("value", ["x" * 100, {"a": [{"b": "x"}]}, [[1, None, True]], 3, None])
def test_masking_keeps_what_is_harmless(value: object) -> None:
    """
    What holds no secret stays as it is.
    """
    assert value == Masker([KEY, "ada@example.com"])(value)


@pytest.mark.parametrize(
    "told", ["a+b/c1", "A+B/C1", "x a+b/c1 y", "a%2Bb%2Fc1", ["a+b/c1"], {"x": "a+b/c1"}, {"a+b/c1": 1}], ids=repr
)
def test_masking_knows_a_secret_in_any_place(told: object) -> None:
    """
    A secret that does not look like one is masked as key and as value, in any case, and percent-encoded too.
    """
    masked = repr(Masker(["a+b/c1"])(told))

    assert "***" in masked
    assert "c1" not in masked.lower()


def test_masking_survives_depth() -> None:
    """
    Whatever lies deeper than any honest answer is masked whole.
    """
    deep: Any = KEY
    for _ in range(5000):
        deep = [deep]

    assert KEY not in repr(Masker([KEY])(deep))


def test_links_stay_apart() -> None:
    """
    Links that sign somebody in are masked, and two of them can still be told apart.
    """
    masker = Masker([])
    first, again, other = (masker({"checkoutUrl": f"https://pay.example.com/{each}"}) for each in "aab")

    assert first == again != other
    assert "pay.example.com" not in repr((first, other))


def refused(terminal: Terminal, ended: Ended, code: str) -> bool:
    """
    Whether nothing was sent, with 3 and this code.
    """
    return (3, code, []) == (ended.code, ended.error["code"], terminal.network.requests)
