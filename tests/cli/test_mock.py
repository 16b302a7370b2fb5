"""
`monetize mock`: starting and steering a mock server.
"""

from __future__ import annotations

import httpx
import pytest

from monetize_software.installing import how_to_install

from ..support.terminal import MOCK, USER, Terminal, broken


def test_up_serves_with_its_options(terminal: Terminal) -> None:
    """
    `up` starts the mock with port and file, and says what to do in another terminal.
    """
    ended = terminal("mock", "up", "--port", "5001", "--db", "state.db")

    assert (0, [["--port", "5001", "--db", "state.db"]]) == (ended.code, terminal.served)
    assert 'eval "$(monetize mock env --mock http://127.0.0.1:5001)"' in ended.out
    assert "http://127.0.0.1:5001/_mock/" in ended.out


def test_up_needs_no_option(terminal: Terminal) -> None:
    """
    On the usual port, the other commands need no option either.
    """
    ended = terminal("mock", "up")

    assert [["--port", "4242"]] == terminal.served
    assert 'eval "$(monetize mock env)"' in ended.out


def test_up_fails_as_the_mock_fails(terminal: Terminal) -> None:
    """
    When the mock cannot start, the exit code says so, and that the server has said why.
    """
    terminal.run_mock = lambda arguments: 1

    ended = terminal("mock", "up")

    assert (1, True) == (ended.code, "The line above says why." in ended.err)


def test_up_without_the_extra(terminal: Terminal) -> None:
    """
    When the server is not installed, the command to install it is printed.
    """

    def missing(arguments: list[str]) -> int:
        raise ImportError("No module named 'jsonschema_rs'")

    terminal.run_mock = missing
    ended = terminal("mock", "up")

    assert (3, True) == (ended.code, how_to_install("cli", "mock") in ended.err)


def test_env_prints_what_a_shell_reads(terminal: Terminal) -> None:
    """
    `env` prints one export per setting: paywall, origin, key and webhook secret.
    """
    ended = terminal("mock", "env", shows_key=True)

    assert [
        "export PAYWALL_ID=3",
        f"export PAYWALL_ORIGIN={MOCK}",
        "export MONETIZE_API_KEY=sk_test_mock",
        "export WEBHOOK_SECRET=whsec_mock",
    ] == ended.out.splitlines()


def test_env_for_machines(terminal: Terminal) -> None:
    """
    `--json` prints the same as an object.
    """
    found = terminal("mock", "env", "--json", shows_key=True).json

    assert {"PAYWALL_ID", "PAYWALL_ORIGIN", "MONETIZE_API_KEY", "WEBHOOK_SECRET"} == set(found)


@pytest.mark.parametrize("world", [{}, {"keys": [{"key": "k", "account": "a", "active": False}]}], ids=["bare", "idle"])
def test_env_of_an_empty_world(terminal: Terminal, world: dict[str, object]) -> None:
    """
    A world without a usable key has no settings to print.
    """
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(200, json=world)

    assert (1, True) == (lambda ended: (ended.code, "empty_world" in ended.err))(terminal("mock", "env"))


def test_env_without_a_webhook_secret(terminal: Terminal) -> None:
    """
    A world without a webhook secret leads to three settings.
    """
    world = {"keys": [{"key": "k", "account": "a", "active": True}], "paywalls": [{"id": "1", "owner": "a"}]}
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(200, json=world)

    assert 3 == len(terminal("mock", "env").out.splitlines())


def test_world_lists_what_there_is(terminal: Terminal) -> None:
    """
    `world` shows the keys, prices and users of the mock.
    """
    ended = terminal("mock", "world", shows_key=True)

    for words in ("sk_test_mock", "price_123", "user@example.com", "sub_seed_subscriber", "The clock says 2030-01-01"):
        assert words in ended.out
    assert {"keys", "paywalls", "users", "clock"} <= set(terminal("mock", "world", "--json", shows_key=True).json)


def test_pay_by_address(terminal: Terminal) -> None:
    """
    A checkout's address is enough to pay it; then the user has access.
    """
    url = terminal("checkout", "price_123", *USER, "--success-url", "https://app.example.com/ok").out.strip()
    paid = terminal("mock", "pay", url)

    assert "status    paid" in paid.out
    assert "leads to  https://app.example.com/ok" in paid.out
    assert "access       yes" in terminal("user", *USER).out


def test_pay_declined(terminal: Terminal) -> None:
    """
    A declined payment buys nothing.
    """
    session = terminal("checkout", "price_123", *USER).out.strip().rpartition("/")[2]
    declined = terminal("mock", "pay", session, "--declined", "--json").json

    assert ("failed", None) == (declined["status"], declined["purchase"])


@pytest.mark.parametrize(("session", "code"), [("cs_none", 5), ("a b", 2), ("https://example.com/", 2)])
def test_pay_needs_a_session(terminal: Terminal, session: str, code: int) -> None:
    """
    A session that is not there, or is no session, is told apart.
    """
    assert code == terminal("mock", "pay", session).code


def test_pay_cannot_decline_what_is_paid(terminal: Terminal) -> None:
    """
    What the mock refuses ends with 1, in its words.
    """
    url = terminal("checkout", "price_123", *USER).out.strip()
    terminal("mock", "pay", url)
    ended = terminal("mock", "pay", url, "--declined")

    assert (1, True) == (ended.code, "already paid" in ended.err)


@pytest.mark.parametrize(
    ("duration", "now"),
    [
        ("45d", "2030-02-15"),
        ("3h30m", "2030-01-01T03:30"),
        ("1mo", "2030-02-01"),
        ("1y1mo2d", "2031-02-03"),
        ("2W", "2030-01-15"),
    ],
)
def test_clock_advances(terminal: Terminal, duration: str, now: str) -> None:
    """
    The clock moves by days, hours, weeks, and calendar months and years.
    """
    assert f"The clock says {now}" in terminal("mock", "clock", "advance", duration).out


def test_clock_keeps_to_the_calendar(terminal: Terminal) -> None:
    """
    A month after 31 January is 28 February.
    """
    terminal("mock", "clock", "set", "2030-01-31")

    assert "2030-02-28" in terminal("mock", "clock", "advance", "1mo").out


@pytest.mark.parametrize("duration", ["", "soon", "-1d", "1", "1d!", "1.5h", "99999y", "9999mo999999999w"])
def test_clock_refuses_what_is_no_duration(terminal: Terminal, duration: str) -> None:
    """
    Anything else is a wrong argument, and the clock stands.
    """
    ended = terminal("mock", "clock", "advance", "--", duration)

    assert (2, "2030-01-01") == (ended.code, terminal("mock", "clock", "show", "--json").json["clock"]["now"][:10])


def test_clock_is_set(terminal: Terminal) -> None:
    """
    The clock is set to a day or a moment, and shown.
    """
    terminal("mock", "clock", "set", "2030-03-01")

    assert "2030-03-01T00:00:00.000Z (frozen)" in terminal("mock", "clock", "show").out
    assert (
        "2030-03-01T11" in terminal("mock", "clock", "set", "2030-03-01T12:00:00+01:00", "--json").json["clock"]["now"]
    )


@pytest.mark.parametrize(("moment", "code"), [("tomorrow", 2), ("2029-01-01", 1)], ids=["no time", "the past"])
def test_clock_is_not_set_to_anything(terminal: Terminal, moment: str, code: int) -> None:
    """
    What is no time is a wrong argument; the past is refused by the mock.
    """
    assert code == terminal("mock", "clock", "set", moment).code


def test_reset_starts_again(terminal: Terminal) -> None:
    """
    After a reset the clock and the purchases are as at the start.
    """
    terminal("mock", "pay", terminal("checkout", "price_123", *USER).out.strip())
    terminal("mock", "clock", "advance", "1d")
    ended = terminal("mock", "reset")

    assert "2030-01-01" in ended.out
    assert "access       no" in terminal("user", *USER).out


def test_mock_that_is_not_running(terminal: Terminal) -> None:
    """
    When nobody answers, it says how to start the mock.
    """
    terminal.network.handlers["127.0.0.1"] = broken
    ended = terminal("mock", "world")

    assert (4, "  Is the mock running? Start it with: monetize mock up") == (ended.code, ended.err.splitlines()[1])


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(200, text="<html>"), httpx.Response(404, json={}), httpx.Response(200, json=[1])],
    ids=["a page", "another server", "a list"],
)
def test_what_answers_may_be_no_mock(terminal: Terminal, answer: httpx.Response) -> None:
    """
    Another program at that address is recognised.
    """
    terminal.environ["MONETIZE_MOCK"] = "localhost:9999/"
    terminal.network.handlers["localhost"] = lambda request: answer
    ended = terminal("mock", "reset")

    assert (4, True) == (ended.code, "not_a_mock: What answers at http://localhost:9999 is no mock" in ended.err)


def test_control_routes_carry_no_key(terminal: Terminal) -> None:
    """
    Steering the mock sends no credential, so a live key in the environment stays there.
    """
    terminal.environ["MONETIZE_API_KEY"] = "sk_live_0123456789"

    assert 0 == terminal("mock", "reset").code
    assert [] == [name for request in terminal.network.requests for name in request.headers if "key" in name.lower()]
