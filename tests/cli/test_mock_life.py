"""
`monetize mock`: webhooks, faults, worlds, and a clock that shows what it did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from monetize_software_mock import Mock

from ..support.terminal import MOCK, SUBSCRIBER, Terminal

RECEIVER = "http://127.0.0.1:8000/webhooks"


@pytest.fixture
def received(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """
    What a receiver at the usual address gets; it takes everything.
    """
    got: list[bytes] = []

    def take(request: object) -> object:
        from monetize_software_mock.webhooks.senders import ReceiverAnswer, WebhookRequest

        assert isinstance(request, WebhookRequest)
        got.append(request.body)
        return ReceiverAnswer(200, "thanks")

    monkeypatch.setattr(mock._engine.courier, "default", take)  # pyright: ignore[reportPrivateUsage]
    return got


def test_listen_registers_shows_attempts_and_leaves_nothing_behind(
    terminal: Terminal, mock: Mock, received: list[bytes]
) -> None:
    """
    Each attempt is a line, once; Ctrl-C ends it well and takes the receiver away.
    """
    terminal.pauses = [lambda: mock.subscribe("ada@example.com", "price_123"), lambda: None]
    terminal.environ["WEBHOOK_SECRET"] = "whsec_another_secret_of_mine"
    ended = terminal("mock", "listen", RECEIVER)

    assert (0, 1) == (ended.code, len(ended.out.splitlines()))
    assert "signed with the secret whsec_mock" in ended.err
    assert "ada@example.com  attempt 1  200" in ended.out
    assert mock.events[0].id in ended.out
    assert ([], 1) == (list(mock.webhooks), len(received))


def test_listen_can_keep_the_receiver_and_take_some_events(
    terminal: Terminal, mock: Mock, received: list[bytes]
) -> None:
    """
    As lines of JSON, for machines.
    """
    terminal.pauses = [lambda: mock.refund(mock.buy("ada@example.com", "9102"))]
    ended = terminal("mock", "listen", RECEIVER, "--event", "refund.created", "--keep", "--json")

    assert "refund.created" == json.loads(ended.out)["type"]
    assert [("refund.created",)] == [each.events for each in mock.webhooks]


def test_listen_refuses_other_machines(terminal: Terminal, mock: Mock) -> None:
    """
    Targets are on this machine unless the world allows others.
    """
    ended = terminal("mock", "listen", "http://example.com/hook")

    assert (1, []) == (ended.code, list(mock.webhooks))


def test_trigger_sends_an_event_of_a_customer(terminal: Terminal, mock: Mock) -> None:
    """
    With data of your own; nothing else changes.
    """
    ended = terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER, "--data", '{"note": 1}')

    assert 0 == ended.code
    assert 1 == mock.events.expect("subscription.updated").data["note"]
    assert 5 == terminal("mock", "trigger", "subscription.updated", "--email", "nobody@example.com").code
    assert 2 == terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER, "--data", "[1]").code
    assert 2 == terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER, "--data", "{").code


def test_events_are_listed_and_sent_again(terminal: Terminal, mock: Mock, received: list[bytes]) -> None:
    """
    The same bytes, by id or the latest.
    """
    mock.webhooks.add(RECEIVER)
    terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER, "--paywall", "3")
    listed = terminal("mock", "events", "list", "--json").json["deliveries"]
    again = [terminal("mock", "events", "resend", name) for name in (listed[0]["id"], "latest")]
    terminal("mock", "events", "duplicate", "latest")

    assert [0, 0] == [each.code for each in again]
    assert "attempts  3" in again[1].out
    assert (4, 1) == (len(received), len(set(received)))
    assert "subscription.updated" in terminal("mock", "events", "list").out
    assert 5 == terminal("mock", "events", "resend", "dlv_nothing").code


def test_nothing_to_send_again_says_what_to_do(terminal: Terminal) -> None:
    """
    Without a receiver there are no deliveries.
    """
    ended = terminal("mock", "events", "resend", "latest")

    assert (5, True) == (ended.code, "monetize mock listen URL" in ended.err)


def test_clock_previews_without_moving(terminal: Terminal, mock: Mock) -> None:
    """
    The same list as the move gives, and no time passes.
    """
    seen = terminal("mock", "clock", "preview", "1mo", "--json").json
    shown = terminal("mock", "clock", "preview", "1mo").out
    moved = terminal("mock", "clock", "advance", "1mo", "--json").json

    assert seen["happened"] == moved["happened"]
    assert "sub_seed_subscriber renewed" in shown
    assert "The clock says 2030-01-01" in shown


def test_clock_steps_runs_and_freezes(terminal: Terminal, mock: Mock) -> None:
    """
    To what is due next; then at the speed that was asked for.
    """
    stepped = terminal("mock", "clock", "step")
    codes = [terminal("mock", "clock", "rate", speed).code for speed in ("30d", "live", "frozen")]

    assert "2030-02-01" in stepped.out
    assert ([0, 0, 0], "frozen") == (codes, mock.clock.mode)
    assert 2 == terminal("mock", "clock", "rate", "1mo").code == terminal("mock", "clock", "rate", "soon").code


def test_long_move_shows_progress_and_everything_that_happened(terminal: Terminal, mock: Mock) -> None:
    """
    Month by month; the whole is what one move would be.
    """
    fork = mock.fork()
    fork.clock.advance(months=36)
    terminal.interactive = True
    ended = terminal("mock", "clock", "advance", "36mo")
    mock.reset()
    told = terminal("mock", "clock", "advance", "36mo", "--json").json

    assert ("Moving the clock" in ended.err, "more before these" in ended.out) == (True, True)
    assert 72 == len(told["happened"])
    assert fork.journal() == mock.journal()


def test_move_during_which_nothing_happens_says_so(terminal: Terminal) -> None:
    """
    No empty table.
    """
    assert "Nothing happens." in terminal("mock", "clock", "advance", "1s").out


FAULTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "a break": (("reset",), "reset"),
    "a status": (("503", "--retry-after", "2"), "status(503)"),
    "a delay": (("1.5s",), "delay(1.5)"),
    "a place": (("reset", "--when", "after_commit", "--nth", "2"), "after_commit"),
    "a place in the body": (("reset", "--when", "during_body", "--after", "3 events"), "during_body after 3 events"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_scripted_and_listed(name: str, terminal: Terminal, mock: Mock) -> None:
    """
    As the table shows at once.
    """
    arguments, shown = FAULTS[name]
    ended = terminal("mock", "fault", "getUser", *arguments)

    assert (0, 1, True) == (ended.code, len(mock.faults.rules), shown in ended.out)


def test_fault_fails_a_command_until_it_is_cleared(terminal: Terminal) -> None:
    """
    The client gives up after its attempts, and works again afterwards.
    """
    terminal("mock", "fault", "*", "400")
    failed = terminal("user", *SUBSCRIBER).code
    cleared = terminal("mock", "fault", "--clear")

    assert (1, "(none)\n", 0) == (failed, cleared.out, terminal("user", *SUBSCRIBER).code)


@pytest.mark.parametrize("arguments", [("getUsr", "reset"), ("getUser", "explode"), ("getUser", "99")])
def test_fault_that_cannot_be_is_refused(terminal: Terminal, mock: Mock, arguments: tuple[str, ...]) -> None:
    """
    With what there is instead.
    """
    ended = terminal("mock", "fault", *arguments)

    assert (1, []) == (ended.code, list(mock.faults.rules))


def test_fault_needs_to_know_what(terminal: Terminal) -> None:
    """
    An operation alone is not enough.
    """
    assert 2 == terminal("mock", "fault", "getUser").code


def test_world_is_seeded_kept_compared_and_restored(terminal: Terminal, mock: Mock, tmp_path: Path) -> None:
    """
    The file's world, a snapshot of it, what changed since, and back.
    """
    file = tmp_path / "world.yaml"
    file.write_text(
        "keys: [{key: k, account: a}]\n"
        'paywalls: [{id: "9", owner: a, prices: [{id: monthly, amount: 5}]}]\n'
        "people: [{email: ada@example.com, meta: {'9': {}}}]\n"
    )
    seeded = terminal("mock", "seed", str(file))
    kept = terminal("mock", "snapshot", "before")
    purchase = terminal("mock", "buy", "ada@example.com", "monthly", "--payments", "ok,declined", "--trial-days", "0")
    changed = terminal("mock", "diff", "before")
    restored = terminal("mock", "restore", "before")

    assert [0] * 5 == [each.code for each in (seeded, kept, purchase, changed, restored)]
    assert "5 USD, month" in seeded.out
    assert "status              active" in purchase.out
    assert "purchases" in changed.out
    assert "(none)\n" == terminal("mock", "diff", "before").out
    assert 5 == terminal("mock", "restore", "never").code
    assert "snap_2" in terminal("mock", "snapshot").out


def test_seed_refuses_what_is_no_world(terminal: Terminal, mock: Mock, tmp_path: Path) -> None:
    """
    With the place in the file, and nothing changes.
    """
    file = tmp_path / "world.yaml"
    file.write_text("keys: 1")
    refused = terminal("mock", "seed", str(file))
    file.write_bytes(b"\xff")

    assert (1, True) == (refused.code, "world.keys must be a list" in refused.err)
    assert 2 == terminal("mock", "seed", str(file)).code
    assert 2 == terminal("mock", "seed", str(tmp_path / "nowhere.yaml")).code
    assert 3 == len(mock.world.paywalls)


def test_pay_takes_a_test_card(terminal: Terminal) -> None:
    """
    It pays now, and fails at the renewal.
    """
    url = terminal("checkout", "price_123", "--email", "ada@example.com").out.strip()
    paid = terminal("mock", "pay", url, "--card", "4000000000000341")
    moved = terminal("mock", "clock", "advance", "1mo")

    assert (0, True) == (paid.code, "failed: declined" in moved.out)


def test_up_passes_world_and_strict_on(terminal: Terminal) -> None:
    """
    To the server, as they are.
    """
    terminal("mock", "up", "--world", "world.yaml", "--strict")

    assert [["--port", "4242", "--world", "world.yaml", "--strict"]] == terminal.served


UP = {
    "--frozen": (),
    "--allow-remote": (),
    "--starts-at": ("now",),
    "--seed": ("known",),
    "--deliveries": ("manual",),
    "--host": ("0.0.0.0", "mock"),
    "--allow-webhook-host": ("app", "shop"),
}


@pytest.mark.parametrize("option", UP)
def test_up_passes_every_option_on(option: str, terminal: Terminal) -> None:
    """
    As the server's own command line has it, as often as it is given.
    """
    given = [word for value in UP[option] for word in (option, value)] or [option]
    terminal("mock", "up", *given)

    assert [["--port", "4242", *given]] == terminal.served


def test_answer_that_lacks_everything_is_still_shown(terminal: Terminal) -> None:
    """
    An older or broken mock is worded as far as it goes.
    """
    host = httpx.URL(MOCK).host
    terminal.network.handlers[host] = lambda request: httpx.Response(200, json={"clock": {"now": "2030-01-01T00:00Z"}})

    assert "(none)\n" == terminal("mock", "events", "list").out
    assert "Nothing happens." in terminal("mock", "clock", "step").out
