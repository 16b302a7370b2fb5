"""
Every exit code, and what is printed with it: code, message, what to do, and no secret.
"""

from __future__ import annotations

import httpx
import pytest
from click.testing import CliRunner

from monetize_software_cli.exits import EXIT_CODES, Exit
from monetize_software_cli.program import program
from monetize_software_cli.session import Session, Surroundings
from monetize_software_mock import Mock

from ..support.terminal import KEY, SUBSCRIBER, USER, Terminal, broken

NOBODY = ("--email", "nobody@example.com")


def lost(request: httpx.Request) -> httpx.Response:
    """
    A server that takes the request and never answers.
    """
    raise httpx.ReadTimeout("too late", request=request)


def bug(request: httpx.Request) -> httpx.Response:
    """
    Something nobody foresaw, with a secret and an address in its words.
    """
    raise LookupError(f"no {KEY} of ada@example.com")


@pytest.mark.parametrize(
    ("arguments", "code", "word", "hint"),
    [
        pytest.param(
            ("checkout", "price_123", *SUBSCRIBER), 1, "already_purchased", "--ignore-active-purchase", id="conflict"
        ),
        pytest.param(
            ("balance", "debit", "gpt-4", "99", *USER, "--yes"), 1, "insufficient", "10 tokens", id="too few tokens"
        ),
        pytest.param(("portal", *USER), 1, "forbidden", "monetize cancel", id="no portal"),
        pytest.param(("user",), 2, "usage", "monetize user --help", id="no user"),
        pytest.param(("no-such",), 2, "usage", "monetize --help", id="no such command"),
        pytest.param(("prices", "--key", "x"), 2, "usage", "monetize prices --help", id="no such option"),
        pytest.param(("user", "--email", "not an address"), 2, "invalid_argument", "", id="no address"),
        pytest.param(("prices", "--origin", "http://pay.example.com"), 3, "invalid_config", "", id="plain http"),
        pytest.param(("purchases", *NOBODY), 5, "identity_not_found", "first checkout", id="nobody"),
        pytest.param(("checkout", "price_0", *USER), 5, "", "monetize prices", id="no such price"),
        pytest.param(("prices", "--paywall", "99"), 5, "", "--paywall", id="no such paywall"),
    ],
)
def test_refusals_say_what_to_do(
    terminal: Terminal, arguments: tuple[str, ...], code: int, word: str, hint: str
) -> None:
    """
    Each refusal has its exit code, its code and its way out, in two lines at most, and prints no result.
    """
    ended = terminal(*arguments)

    assert (code, "") == (ended.code, ended.out)
    assert ended.err.startswith(f"monetize: {word}")
    assert hint in ended.err
    assert len(ended.err.splitlines()) <= 2


def test_no_failure_shows_an_address(terminal: Terminal) -> None:
    """
    An e-mail address is printed in no error, even where the arguments are at fault.
    """
    shown = [
        terminal("purchases", *NOBODY).err,
        terminal("prices", "nobody@example.com").err,
        terminal("user", "--email", "nobody@example.com or so").err,
    ]

    assert [] == [text for text in shown if not text or "nobody@" in text]


def test_a_key_given_as_an_argument_is_not_repeated(terminal: Terminal) -> None:
    """
    There is no option for the key, and an attempt to pass it is refused without repeating it.
    """
    ended = terminal("prices", "sk_live_0123456789")

    assert (2, False) == (ended.code, "0123456789" in ended.err)


@pytest.mark.parametrize("name", ["PAYWALL_ID", "PAYWALL_ORIGIN"])
def test_missing_settings_are_named(terminal: Terminal, name: str) -> None:
    """
    What is not set is named, with the option and the way to a mock.
    """
    del terminal.environ[name]
    ended = terminal("prices")

    assert (3, f"monetize: invalid_config: {name} is not set.") == (ended.code, ended.err.splitlines()[0])
    assert "--paywall" in ended.err or "--origin" in ended.err
    assert 'eval "$(monetize mock env)"' in ended.err


def test_missing_key_is_named(terminal: Terminal) -> None:
    """
    A call that needs the key says where it comes from.
    """
    del terminal.environ["MONETIZE_API_KEY"]
    ended = terminal("user", *USER)

    assert 3 == ended.code
    assert "Set MONETIZE_API_KEY, or pass --ask-key" in ended.err


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:4242", "https://localhost", "http://[::1]:1", "http://a.localhost"]
)
def test_live_keys_stay_away_from_this_machine(terminal: Terminal, origin: str) -> None:
    """
    A live key is never sent to a loopback origin; the fix is printed.
    """
    terminal.environ |= {"MONETIZE_API_KEY": "sk_live_0123456789", "PAYWALL_ORIGIN": origin}
    ended = terminal("prices")

    assert (3, []) == (ended.code, terminal.network.requests)
    assert ended.err.startswith("monetize: live_key: ")
    assert 'eval "$(monetize mock env)"' in ended.err


def test_typed_live_keys_stay_away_too(terminal: Terminal) -> None:
    """
    It makes no difference whether the key was typed in.
    """
    terminal.typed = "sk_live_0123456789"

    assert 3 == terminal("prices", "--ask-key").code


def test_wrong_key(terminal: Terminal) -> None:
    """
    A key the service does not know is not repeated; where to get one is.
    """
    terminal.environ["MONETIZE_API_KEY"] = "sk_test_wrong"
    ended = terminal("balance", "show", *USER)

    assert (1, True) == (ended.code, "Settings, API keys in the dashboard" in ended.err)


def test_unreachable_mock(terminal: Terminal) -> None:
    """
    When nobody answers on this machine, it asks whether the mock is running.
    """
    terminal.network.handlers["127.0.0.1"] = broken
    ended = terminal("prices", "--timeout", "0.1")

    assert (4, True) == (ended.code, "monetize mock up" in ended.err)


def test_unreachable_service(terminal: Terminal) -> None:
    """
    When the service does not answer, the origin is what to look at.
    """
    terminal.network.handlers["pay.example.com"] = broken
    ended = terminal("balance", "credit", "gpt-4", "1", *USER, "--yes", "--origin", "https://pay.example.com")

    assert (4, True) == (ended.code, "Check --origin" in ended.err)


def test_lost_answers_warn(terminal: Terminal) -> None:
    """
    A change whose answer was lost may have been made, and that is said.
    """
    terminal.network.handlers["127.0.0.1"] = lost
    ended = terminal("balance", "credit", "gpt-4", "1", *USER, "--yes")

    assert (4, True) == (ended.code, "look before you repeat it" in ended.err)


def test_lost_checkouts_can_be_repeated(terminal: Terminal) -> None:
    """
    A checkout whose answer was lost is repeated with its key.
    """
    terminal.network.handlers["127.0.0.1"] = lost
    ended = terminal("checkout", "price_123", *USER, "--idempotency-key", "k-1")

    assert "--idempotency-key k-1" in ended.err


@pytest.mark.parametrize(
    ("status", "headers", "hint"),
    [(429, {"retry-after": "600"}, "600 s"), (429, {}, "later"), (500, {}, "later"), (401, {}, "Settings, API keys")],
    ids=["limit with a time", "limit", "server failed", "not allowed"],
)
def test_statuses_have_hints(terminal: Terminal, status: int, headers: dict[str, str], hint: str) -> None:
    """
    What the service says with a status alone comes with what to do.
    """
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(status, headers=headers)
    ended = terminal("ticket", "Subject", "Content", *USER)

    assert (1, True) == (ended.code, hint in ended.err)


def test_errors_for_machines(terminal: Terminal) -> None:
    """
    With `--json` an error is JSON on standard error, and standard output stays empty.
    """
    ended = terminal("purchases", *NOBODY, "--json")

    assert {"code", "message", "hint", "exit"} == set(ended.error)
    assert (5, "identity_not_found", "") == (ended.error["exit"], ended.error["code"], ended.out)


def test_bugs_end_without_a_traceback(terminal: Terminal) -> None:
    """
    Even what nobody foresaw is two lines, with its secrets masked.
    """
    terminal.network.handlers["127.0.0.1"] = bug
    ended = terminal("prices")

    assert (70, "monetize: bug: LookupError: ") == (ended.code, ended.err[:28])
    assert "ada@example.com" not in ended.err


def test_long_words_stay_on_one_line(terminal: Terminal) -> None:
    """
    A message of several lines is printed as one, and cannot steer the terminal.
    """
    words = {"error": "first\nsecond\x1b[2J\tthird", "code": "odd"}
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(400, json=words)
    ended = terminal("prices")

    assert ["monetize: odd: first second\N{REPLACEMENT CHARACTER}[2J third"] == ended.err.splitlines()


def test_interruption(terminal: Terminal) -> None:
    """
    Ctrl-C ends with the usual code.
    """

    def interrupted(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    terminal.network.handlers["127.0.0.1"] = interrupted

    ended = terminal("prices")

    assert (130, "monetize: interrupted: Interrupted.") == (ended.code, ended.err.strip())


def test_end_of_input_at_a_question(terminal: Terminal) -> None:
    """
    A question that nobody answers is an interruption; nothing was changed.
    """
    terminal.interactive = True

    assert 130 == terminal("balance", "credit", "gpt-4", "5", *USER).code
    assert 10 == terminal("balance", "show", *USER, "--json").json[0]["count"]


def test_typed_key_is_not_shown(mock: Mock) -> None:
    """
    The prompt for the key shows nothing of what is typed.
    """
    environ = {"PAYWALL_ID": "3", "PAYWALL_ORIGIN": "http://127.0.0.1:4242"}
    session = Session(Surroundings(environ=environ, transport=mock.transport()))
    result = CliRunner().invoke(program, ["user", *USER, "--ask-key"], obj=session, input=f"{KEY}\n")

    assert 0 == result.exit_code
    assert "API key (not shown)" in result.stderr
    assert KEY not in result.output


def test_every_exit_code_is_explained() -> None:
    """
    `monetize --help` has a line for each.
    """
    assert set(Exit) == set(EXIT_CODES)
