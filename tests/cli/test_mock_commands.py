"""
`monetize mock`: what its customers do, what is held and released, what is shown and followed.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import httpx
import pytest

from monetize_software_cli import completing
from monetize_software_cli.__main__ import main
from monetize_software_mock import Mock
from monetize_software_mock.billing import scenarios, wallets
from monetize_software_mock.faults.actions import CutName
from monetize_software_mock.state import agenda
from monetize_software_mock.webhooks.senders import ReceiverAnswer
from monetize_software_mock.world import delivery_mode

from ..support.terminal import MOCK, SUBSCRIBER, Terminal
from .test_mock_life import RECEIVER, received

__all__ = ["received"]

SUBSCRIPTION = "sub_seed_subscriber"


def test_refund_gives_back_a_payment_or_a_part(terminal: Terminal, mock: Mock) -> None:
    """
    By the purchase's id, with a reason; what cannot be given back is refused in the mock's words.
    """
    purchase = mock.buy("ada@example.com", "9102").id
    part = terminal("mock", "refund", purchase, "--amount", "500", "--reason", "requested_by_customer")
    too_much = terminal("mock", "refund", purchase, "--amount", "99999999")

    assert (0, True, 1) == (part.code, "500" in part.out, too_much.code)
    assert 500 == mock.events.expect("refund.created").data["refund"]["amount"]
    assert 5 == terminal("mock", "refund", "sub_nothing").code


def test_subscription_is_cancelled_kept_and_changed(terminal: Terminal, mock: Mock) -> None:
    """
    At the end of the period, back again, to another plan, and at once.
    """
    cancelled = terminal("mock", "cancel", SUBSCRIPTION, "--json").json
    kept = terminal("mock", "reactivate", SUBSCRIPTION, "--json").json
    changed = terminal("mock", "change-plan", SUBSCRIPTION, "9101")
    ended = terminal("mock", "cancel", SUBSCRIPTION, "--at-once")

    assert (True, False) == (cancelled["cancel_at_period_end"], kept["cancel_at_period_end"])
    assert "price               9101" in changed.out
    assert "canceled" in ended.out
    assert [5, 5, 5] == [
        terminal("mock", *arguments).code
        for arguments in (("cancel", "a/b"), ("reactivate", "?"), ("change-plan", "#", "9101"))
    ]


def test_next_payments_are_scripted(terminal: Terminal) -> None:
    """
    In order; what is no outcome is refused with those there are.
    """
    scripted = terminal("mock", "script", "subscriber@example.com", "declined,ok")
    moved = terminal("mock", "clock", "advance", "1mo")
    refused = terminal("mock", "script", "subscriber@example.com", "maybe")

    assert (0, True) == (scripted.code, "declined" in moved.out)
    assert (1, True) == (refused.code, "needs_authentication" in refused.err)


def test_earlier_payment_is_given_back(terminal: Terminal, mock: Mock) -> None:
    """
    By its id; one that is not there is refused.
    """
    mock.clock.advance(months=2)
    with httpx.Client(transport=mock.transport()) as client:
        payments = client.get(f"{MOCK}/_mock/purchases/{SUBSCRIPTION}").json()["invoices"]
    refunded = terminal("mock", "refund", SUBSCRIPTION, "--payment", payments[0]["id"])

    assert 0 == refunded.code
    assert 0 != terminal("mock", "refund", SUBSCRIPTION, "--payment", "inv_nothing").code


def test_odd_ways_are_played(terminal: Terminal, mock: Mock) -> None:
    """
    By name; the names are told, and one that is none is refused with them.
    """
    played = terminal("mock", "scenario", "incomplete", "ada@example.com", "price_123")
    told = terminal("mock", "scenarios")
    refused = terminal("mock", "scenario", "odd", "bob@example.com", "price_123")

    assert (0, True) == (played.code, "status              incomplete" in played.out)
    assert set(scenarios.SCENARIOS) == {line.split()[0] for line in told.out.splitlines()}
    assert (1, True) == (refused.code, "transient_active" in refused.err)


def test_sales_are_listed(terminal: Terminal) -> None:
    """
    Everything that was bought, with the ids that the other commands take.
    """
    assert SUBSCRIPTION in terminal("mock", "sales").out
    assert SUBSCRIPTION in [each["id"] for each in terminal("mock", "sales", "--json").json["purchases"]]


def test_deliveries_are_held_and_released(terminal: Terminal, mock: Mock, received: list[bytes]) -> None:
    """
    By type or all, and released in either order or by name.
    """
    mock.webhooks.add(RECEIVER)
    held = terminal("mock", "deliveries", "hold", "subscription.updated")
    for _ in range(3):
        terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER)
    waiting = [each["id"] for each in terminal("mock", "events", "list", "--json").json["deliveries"]]
    named = terminal("mock", "deliveries", "release", waiting[2], "--json").json["deliveries"]
    rest = terminal("mock", "deliveries", "release", "--reversed", "--json").json["deliveries"]

    assert "held  subscription.updated" in held.out
    assert [[waiting[2]], [waiting[1], waiting[0]]] == [[each["id"] for each in some] for some in (named, rest)]
    assert 3 == len(received)
    assert "held  –" in terminal("mock", "deliveries", "show").out


def test_one_delivery_is_held(terminal: Terminal, mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    By its id, as long as it is on its way.
    """
    monkeypatch.setattr(mock._engine.courier, "default", lambda request: ReceiverAnswer(500, "no"))
    mock.webhooks.add(RECEIVER)
    terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER)
    delivery = terminal("mock", "events", "list", "--json").json["deliveries"][0]["id"]
    held = terminal("mock", "deliveries", "hold", delivery)

    assert (0, True) == (held.code, "status    held" in held.out)
    assert "*" in terminal("mock", "deliveries", "hold").out
    assert 5 == terminal("mock", "deliveries", "hold", "dlv_nothing").code


@pytest.mark.parametrize("mode", delivery_mode.DELIVERY_MODES)
def test_way_of_delivery_is_chosen(terminal: Terminal, mock: Mock, mode: str) -> None:
    """
    Each way that the mock knows can be chosen.
    """
    ended = terminal("mock", "deliveries", "mode", mode)

    assert (0, mode) == (ended.code, mock.deliveries.mode)
    assert mode in ended.out


@pytest.mark.parametrize("by", ["event", "id", "latest"])
def test_event_is_shown(terminal: Terminal, mock: Mock, received: list[bytes], by: str) -> None:
    """
    Body, signature and deliveries, found by the event's id, by a delivery's, or the latest.
    """
    mock.webhooks.add(RECEIVER)
    terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER, "--data", '{"note": "äö"}')
    listed = terminal("mock", "events", "list", "--json").json["deliveries"][0]
    shown = terminal("mock", "events", "show", listed.get(by, by))
    told = terminal("mock", "events", "show", listed.get(by, by), "--json").json

    assert '"note": "äö"' in shown.out
    assert "x-signature" in shown.out.lower()
    assert f"{listed['id']}  " in shown.out
    assert (listed["event"], "subscriber@example.com") == (told["event"]["id"], told["email"])


def test_event_without_a_receiver_is_shown(terminal: Terminal, mock: Mock) -> None:
    """
    What nobody was sent is an event all the same; what waits is told.
    """
    terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER)
    alone = terminal("mock", "events", "show", mock.events[0].id)
    mock.webhooks.add(RECEIVER)
    terminal("mock", "deliveries", "hold")
    terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER)

    assert "(none)" in alone.out
    assert "held" in terminal("mock", "events", "show", "latest").out
    assert 5 == terminal("mock", "events", "show", "evt_nothing").code
    assert 5 == terminal("mock", "events", "show", "dlv_nothing").code


def test_events_are_listed_with_ids_and_customers(terminal: Terminal, mock: Mock) -> None:
    """
    A line has the event's id and the customer's e-mail, also before anything was sent.
    """
    mock.webhooks.add(RECEIVER)
    terminal("mock", "deliveries", "mode", "manual")
    terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER)
    line = terminal("mock", "events", "list").out.splitlines()[1]

    assert mock.events[0].id in line
    assert "subscriber@example.com" in line


def test_requests_are_shown(terminal: Terminal, mock: Mock) -> None:
    """
    Oldest first, all that the mock keeps, with status, address and operation.
    """
    for _ in range(60):
        terminal("prices")
    terminal("mock", "fault", "*", "reset")
    terminal("user", *SUBSCRIBER)
    shown = terminal("mock", "requests").out.splitlines()

    assert len(mock.requests) == len(shown) > 60
    assert ("200", "GET", "/api/v1/paywall/3/bootstrap") == tuple(shown[0].split()[1:4])
    assert "reset" in shown[-1]
    assert len(shown) == len(terminal("mock", "requests", "--json").json["requests"])


def test_requests_of_a_quiet_mock(terminal: Terminal) -> None:
    """
    No request is said to be none.
    """
    assert "(none)\n" == terminal("mock", "requests").out


def test_requests_are_followed(terminal: Terminal, mock: Mock) -> None:
    """
    Each once as it comes, also after a reset, until Ctrl-C ends it well; for machines each is a line of JSON.
    """

    def ask() -> None:
        with httpx.Client(transport=mock.transport()) as client:
            client.get(f"{MOCK}/api/v1/paywall/3/bootstrap")

    terminal.pauses = [ask, ask, mock.reset, ask]
    people = terminal("mock", "requests", "--follow")
    terminal.pauses = [ask]
    machines = terminal("mock", "requests", "-f", "--json")

    assert (0, 3) == (people.code, len(people.out.splitlines()))
    assert ["getBootstrap"] * 2 == [json.loads(line)["operation"] for line in machines.out.splitlines()]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_listen_is_ended_by_signals_as_by_ctrl_c(terminal: Terminal, mock: Mock, ending: signal.Signals) -> None:
    """
    Whoever stops it, the receiver is taken away, and the signal does what it did before.
    """
    before = signal.getsignal(ending)
    terminal.pauses = [lambda: os.kill(os.getpid(), ending)]
    ended = terminal("mock", "listen", RECEIVER)

    assert (0, []) == (ended.code, list(mock.webhooks))
    assert before == signal.getsignal(ending)


def test_listen_survives_whatever_becomes_of_the_world(
    terminal: Terminal, mock: Mock, received: list[bytes], tmp_path: Path
) -> None:
    """
    After a reset, a seed and a restore it goes on; each attempt is shown once, and none of another receiver.
    """
    world = tmp_path / "world.yaml"
    world.write_text("starts_at: 2031-01-01\n")
    before = mock.snapshot()
    other = "http://127.0.0.1:8001/another"

    def send() -> None:
        mock.events.trigger("subscription.updated", "subscriber@example.com")

    def turn(change: Callable[[], object]) -> Callable[[], object]:
        def turned() -> None:
            change()
            mock.webhooks.add(other)
            send()

        return turned

    def seed() -> None:
        with httpx.Client(transport=mock.transport()) as client:
            client.post(f"{MOCK}/_mock/seed", json={"world": world.read_text()}).raise_for_status()

    terminal.pauses = [send, turn(mock.reset), turn(seed), turn(lambda: mock.restore(before))]
    ended = terminal("mock", "listen", RECEIVER, "--json")
    shown = [json.loads(line) for line in ended.out.splitlines()]

    assert (0, 4) == (ended.code, len(shown)), ended.err
    assert {RECEIVER} == {each["request"]["url"] for each in shown}
    assert RECEIVER not in [each.url for each in mock.webhooks]


def test_listen_ends_with_a_line_when_its_receiver_is_removed(terminal: Terminal, mock: Mock) -> None:
    """
    Somebody who takes the receiver away ends it, with a line.
    """
    terminal.pauses = [lambda: mock.webhooks.remove(next(iter(mock.webhooks)))]
    ended = terminal("mock", "listen", RECEIVER)

    assert (5, "") == (ended.code, ended.out)
    assert "monetize: http_404: " in ended.err


def test_listen_ends_with_a_line_when_the_mock_goes(terminal: Terminal) -> None:
    """
    A mock that is stopped ends it with a line and no second error.
    """

    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    terminal.pauses = [lambda: terminal.network.handlers.update({"127.0.0.1": gone})]
    ended = terminal("mock", "listen", RECEIVER)

    assert (4, 3) == (ended.code, len(ended.err.splitlines()))
    assert "Nothing answers at" in ended.err


def test_clock_goes_until_something_happens(terminal: Terminal, mock: Mock) -> None:
    """
    To the first of its kind, or the first of one customer or subscription; what is not due moves nothing.
    """
    first = terminal("mock", "clock", "until", "renewal")
    mock.subscribe("ada@example.com", "9101")
    second = terminal("mock", "clock", "until", "renewal", "--of", SUBSCRIPTION)
    none = terminal("mock", "clock", "until", "trial_end", "--of", "ada@example.com")

    assert ["2030-02-01", "2030-03-01"] == [ended.out.splitlines()[-1][15:25] for ended in (first, second)]
    assert (1, "2030-03-01") == (none.code, mock.clock.now().date().isoformat())


def test_clock_is_set_to_now(terminal: Terminal, mock: Mock) -> None:
    """
    `now` is the real time; a clock that is ahead of it is told to be.
    """
    ended = terminal("mock", "clock", "set", "now")

    assert 1 == ended.code
    assert "2030-01-01" in ended.err


def test_housekeeping_is_told_when_asked_for(terminal: Terminal) -> None:
    """
    Keys and checkouts that expire are left out with their number; `--all` and `--json` tell them.
    """
    terminal("checkout", "price_123", "--email", "ada@example.com")
    short = terminal("mock", "clock", "preview", "1mo").out
    whole = terminal("mock", "clock", "preview", "1mo", "--all").out
    told = terminal("mock", "clock", "preview", "1mo", "--json").json["happened"]
    small = terminal("mock", "clock", "advance", "2d").out

    assert "of housekeeping; --all tells them)" in short
    assert ("expiry" in whole, "expiry" in short) == (True, False)
    assert any("expiry" in each["kind"] for each in told)
    assert small.startswith("(")


@pytest.mark.parametrize("has_browser", [True, False])
def test_console_is_opened(terminal: Terminal, has_browser: bool) -> None:
    """
    In a browser; where there is none the address is printed and that is said.
    """
    terminal.has_browser = has_browser
    ended = terminal("mock", "open")

    assert (0, f"{MOCK}/_mock/\n") == (ended.code, ended.out)
    assert f"{MOCK}/_mock/" == terminal.opened.get(timeout=5)
    assert has_browser == ("No browser" not in ended.err)


def test_console_of_nobody_is_not_opened(terminal: Terminal) -> None:
    """
    A mock that is not running has no console.
    """
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(404, text="no")

    assert (4, True) == (terminal("mock", "open").code, terminal.opened.empty())


def test_up_opens_the_console_when_it_is_there(terminal: Terminal) -> None:
    """
    `--open` shows the console at the address that the mock really has.
    """
    terminal("mock", "up", "--open")

    assert f"{MOCK}/_mock/" == terminal.opened.get(timeout=5)
    terminal("mock", "up")
    assert terminal.opened.empty()


SENSELESS: dict[str, object] = {
    "fields of other kinds": {
        "clock": 5, "happened": 5, "deliveries": {"a": 1}, "requests": [5, None], "purchases": "x", "rules": [[]],
        "differences": 1, "keys": 1, "paywalls": [1], "users": {}, "webhooks": 1, "event": [1], "attempts": 5,
        "id": {"a": []}, "seen": [], "held": 5, "mode": {}, "snapshot": [], "purchase": 1, "refund": "x",
    },
    "nothing": {},
    "control characters": {"clock": {"now": "\x1b[2J", "mode": "\x07\x9b\u202e"}, "happened": [{"text": "\n\x1b]"}]},
}  # fmt: skip
ASKING: tuple[tuple[str, ...], ...] = (
    ("world",), ("env",), ("reset",), ("clock", "show"), ("clock", "step"), ("clock", "advance", "1d"),
    ("clock", "preview", "1d"), ("clock", "until", "renewal"), ("clock", "set", "2031-01-01"), ("clock", "set", "now"),
    ("clock", "rate", "1h"), ("events", "list"), ("events", "show", "evt_1"), ("events", "show", "latest"),
    ("events", "resend", "latest"), ("events", "resend", "dlv_1"), ("trigger", "refund.created", *SUBSCRIBER),
    ("deliveries", "show"), ("deliveries", "hold"), ("deliveries", "release"), ("deliveries", "mode", "live"),
    ("requests",), ("sales",), ("buy", "a@example.com", "1"), ("refund", "1"), ("cancel", "1"), ("reactivate", "1"),
    ("change-plan", "1", "2"), ("script", "a@example.com", "ok"),
    ("scenarios",), ("snapshot",), ("restore", "a"), ("diff", "a"),
    ("fault",), ("fault", "*", "reset"), ("pay", "cs_1"), ("open",),
)  # fmt: skip


@pytest.mark.parametrize("answer", SENSELESS.values(), ids=SENSELESS)
@pytest.mark.parametrize("arguments", ASKING, ids=" ".join)
def test_senseless_answers_are_no_bugs(terminal: Terminal, arguments: tuple[str, ...], answer: object) -> None:
    """
    Whatever a server at the mock's address answers, no command ends in a bug, and none steers the terminal.
    """
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(200, json=answer)
    for options in ((), ("--json",)):
        ended = terminal("mock", *arguments, *options, shows_key=True)

        assert ended.code in (0, 1, 4, 5), ended.err
        assert not set("\x1b\x07\x9b\u202e") & set(ended.out + ended.err)
        if options and ended.out:
            json.loads(ended.out)


def completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], set[str]]:
    """
    Asks what a shell would be told for a line.
    """

    def ask(line: str) -> set[str]:
        monkeypatch.setenv("_MONETIZE_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
        assert 0 == main([])
        return {each.removeprefix("plain,") for each in capsys.readouterr().out.split()}

    return ask


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("monetize mock trigger refund", {"refund.created"}),
        ("monetize mock listen url --event subscription.u", {"subscription.updated"}),
        ("monetize mock deliveries hold subscription.u", {"subscription.updated"}),
        ("monetize mock fault startC", {"startCheckout"}),
        ("monetize mock fault x res", {"reset"}),
        ("monetize mock script a ok,dec", {"ok,declined"}),
        ("monetize mock buy a b --payments dec", {"declined"}),
        ("monetize mock deliveries mode se", {"settle"}),
        ("monetize mock clock until ren", {"renewal"}),
    ],
)
def test_vocabularies_are_completed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, expected: set[str]
) -> None:
    """
    Types of events, operations, faults and outcomes are completed.
    """
    assert expected == completed(monkeypatch, capsys)(line)


def test_completed_words_are_those_of_the_mock() -> None:
    """
    What is completed from a list is what the mock knows.
    """
    named = {word for word in completing.FAULTS if word.rstrip("s").isalpha() or "_" in word}

    assert wallets.OUTCOMES == completing.OUTCOMES
    assert set(agenda.KINDS) == set(completing.DUE)
    assert {*get_args(CutName), "html_502"} == named


def test_long_log_is_listed_to_its_end(terminal: Terminal, mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The mock hands its log out in pages; the command shows all of them, in order, and finds a delivery on any.
    """
    monkeypatch.setattr("monetize_software_mock.control.webhooks.MOST", 2)
    mock.webhooks.add(lambda body, headers: 200)
    for _ in range(5):
        terminal("mock", "trigger", "subscription.updated", *SUBSCRIBER)
    listed = terminal("mock", "events", "list", "--json").json["deliveries"]

    assert [each.id for each in mock.deliveries] == [each["id"] for each in listed]
    assert [listed[4]["event"]] * 2 == [
        terminal("mock", "events", "show", name, "--json").json["event"]["id"] for name in (listed[4]["id"], "latest")
    ]
