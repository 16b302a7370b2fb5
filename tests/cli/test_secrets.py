"""
Whatever a server says, and wherever: no secret is printed, nothing steers the terminal, and JSON stays JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from monetize_software_cli.failures import HINTS, LOOK_FIRST, START_THE_MOCK, explain
from monetize_software_cli.masking import Masker, plain, printable_json
from monetize_software_cli.session import Session, Surroundings
from monetize_software_mock import Mock

from ..support.terminal import KEY, SECRET, SUBSCRIBER, Terminal

OPAQUE = "opaque/secret+of=mine 1234".replace(" ", "-")
STEERING = "\x1b[2J\x07\x9b31m\x00\r\n\x7f\u202e\u2066\u2028\ud800"
_DATED = re.compile(r"^\d{4}-\d\d-\d\d")

# Where a secret comes from: a variable of the environment, the keyboard, or somebody else.
SOURCES: dict[str, tuple[str, str]] = {
    "the key": ("MONETIZE_API_KEY", KEY),
    "an opaque key": ("MONETIZE_API_KEY", OPAQUE),
    "an opaque bearer": ("MONETIZE_BEARER", OPAQUE),
    "the webhook secret": ("WEBHOOK_SECRET", SECRET),
    "an opaque webhook secret": ("WEBHOOK_SECRET", OPAQUE),
    "a key that is typed in": ("", OPAQUE),
    "somebody's live key": ("else", "sk_live_0123456789abcdef"),
    "somebody's webhook secret": ("else", "whsec_fedcba9876543210"),
}
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("prices",),
    ("checkout", "price_123", *SUBSCRIBER, "--ignore-active-purchase"),
    ("portal", *SUBSCRIBER),
    ("user", *SUBSCRIBER),
    ("purchases", *SUBSCRIBER),
    ("balance", "show", *SUBSCRIBER),
    ("balance", "credit", "gpt-4", "1", *SUBSCRIBER, "--yes"),
    ("cancel", "sub_seed_subscriber", "--reason", "other", *SUBSCRIBER, "--yes"),
    ("ticket", "Subject", "Content", *SUBSCRIBER),
    ("doctor",),
    ("contract", "check", "--limit", "2", "--pace", "0"),
    ("mock", "events", "list"),
    ("mock", "events", "show", "latest"),
    ("mock", "requests"),
    ("mock", "sales"),
    ("mock", "clock", "preview", "1mo"),
    ("mock", "trigger", "subscription.updated", *SUBSCRIBER),
    ("mock", "fault"),
)


@dataclass
class Poison:
    """
    What a server adds to everything it says: a secret in every spelling, and what would steer a terminal.
    """

    secret: str

    @property
    def text(self) -> str:
        """
        What is added.
        """
        spellings = (self.secret, self.secret.upper(), quote(self.secret, safe=""), quote_plus(self.secret))
        return f" {STEERING.join(spellings)}{STEERING}"

    def added(self, value: Any) -> Any:
        """
        Add it to every text but dates, without which an answer would be none.
        """
        if isinstance(value, dict):
            return {name: self.added(item) for name, item in value.items()} | {self.text: self.text}
        if isinstance(value, list):
            return [self.added(item) for item in value]
        return value + self.text if isinstance(value, str) and not _DATED.match(value) else value

    def answered(self, answer: httpx.Response) -> httpx.Response:
        """
        Add it to an answer, headers included.
        """
        words = re.sub(r"[^ -~]", "", self.text)
        headers = {"content-type": "application/json", "x-said": words, "date": words, "retry-after": words}
        body = json.dumps(self.added(json.loads(answer.read()))).encode()
        return httpx.Response(answer.status_code, content=body, headers=headers)

    def refused(self, request: httpx.Request) -> httpx.Response:
        """
        Refuse with it.
        """
        said = {"error": self.text, "code": self.text, "message": self.text, "available": self.text}
        return httpx.Response(400, content=json.dumps(said).encode(), headers={"content-type": "application/json"})


@pytest.fixture
def poison(request: pytest.FixtureRequest, terminal: Terminal, mock: Mock) -> Poison:
    """
    A secret of a terminal that waits at one place.
    """
    variable, secret = SOURCES[request.param]
    if variable == "":
        terminal.typed = secret
    elif variable != "else":
        terminal.environ[variable] = secret
    mock.webhooks.add("http://127.0.0.1:8000/hook")
    mock.deliveries.go("collect")
    mock.events.trigger("subscription.updated", "subscriber@example.com")
    return Poison(secret)


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: " ".join(words[:3]))
@pytest.mark.parametrize("poison", SOURCES, indirect=True)
def test_nothing_a_server_says_shows_a_secret_or_steers(
    terminal: Terminal, poison: Poison, arguments: tuple[str, ...]
) -> None:
    """
    Every source of a secret, every command, as a result and as a refusal, for people and as JSON, on both streams.
    """
    real = terminal.network.mock.handle_request
    if terminal.typed and arguments[0] == "mock":
        return  # nothing is typed in there
    typed = ("--ask-key",) if terminal.typed else ()
    for answer in (lambda request: poison.answered(real(request)), poison.refused):
        terminal.network.handlers["127.0.0.1"] = answer
        for options in (typed, (*typed, "--json")):
            ended = terminal(*arguments, *options, shows_key=True)
            _look(ended.out + ended.err, poison.secret)
            assert 70 != ended.code, ended.err
            if "--json" in options:
                json.loads(ended.out or ended.err)


def _look(shown: str, secret: str) -> None:
    for spelling in (secret, quote(secret, safe=""), quote_plus(secret)):
        assert spelling.lower() not in shown.lower()
    assert "" == "".join(character for character in shown if not character.isprintable() and character != "\n")


def test_what_a_mock_prints_about_itself_is_shown(terminal: Terminal) -> None:
    """
    The mock's own key and secret are what `mock env`, `mock world` and `mock listen` are for.
    """
    terminal.pauses = []

    assert KEY in terminal("mock", "env", shows_key=True).out
    assert KEY in terminal("mock", "world", "--json", shows_key=True).out
    assert "whsec_mock" in terminal("mock", "listen", "http://127.0.0.1:8000/hook", shows_key=True).err


@pytest.mark.parametrize("text", [*HINTS.values(), LOOK_FIRST, START_THE_MOCK])
def test_our_own_words_are_not_masked(text: str) -> None:
    """
    What to do is said in full.
    """
    assert text == Session(Surroundings(environ={})).masked(text)


def test_errors_mask_their_code_too() -> None:
    """
    A code comes from the server as its message does.
    """
    from monetize_software import PaywallError

    session = Session(Surroundings(environ={"MONETIZE_BEARER": OPAQUE}))
    found = explain(PaywallError(f"no {OPAQUE} of ada@example.com", code=OPAQUE, status=400), session)

    assert ("***", "no *** of ***") == (found.code, found.message)


def test_short_secrets_hide_nothing() -> None:
    """
    What is as short as a word cannot be told from one.
    """
    assert "month" == Masker(["mon"]).text("month")
    assert "***" == Masker(["month"]).text("month")


@pytest.mark.parametrize("text", ["task_1", "disk_a", "whsec", "sk", "ask_key", "--ask-key"])
def test_other_words_are_no_keys(text: str) -> None:
    """
    A word that only looks a little like a key stays.
    """
    assert text == Masker([]).text(text)


SHAPES: Mapping[str, tuple[Any, Any]] = {
    "steering": ({"a": STEERING}, {"a": STEERING}),
    "beyond the first plane": ({"a": "\U000e0001\U0001f600"}, {"a": "\U000e0001\U0001f600"}),
    "infinite": ([float("inf"), float("nan"), 1.5, 1, True, None], [None, None, 1.5, 1, True, None]),
    "keys that are no text": ({1: (1, 2)}, {"1": [1, 2]}),
}


@pytest.mark.parametrize("name", SHAPES)
def test_json_says_the_same_and_steers_nothing(name: str) -> None:
    """
    What is escaped reads back as what it was; what JSON has no word for is null.
    """
    value, expected = SHAPES[name]
    written = printable_json(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))

    assert expected == json.loads(written)
    assert written.replace("\n", "").isprintable()


def test_bottomless_value_has_a_bottom() -> None:
    """
    What is nested deeper than any answer of ours is cut.
    """
    value: Any = "bottom"
    for _ in range(5_000):
        value = [value]

    assert "***" in json.dumps(plain(value))
