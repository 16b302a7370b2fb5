"""
The commands for the billing API: what they send, and what they print.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monetize_software_mock import Mock

from ..support.terminal import SUBSCRIBER, USER, Terminal

SUBSCRIPTION = "sub_seed_subscriber"


def test_prices_are_a_table(terminal: Terminal) -> None:
    """
    The plans come under titles, with exact amounts.
    """
    ended = terminal("prices")

    assert ["ID", "AMOUNT", "EVERY", "TRIAL", "LABEL"] == ended.out.splitlines()[0].split()
    assert "price_123  9.99 USD    month     –      Monthly" in ended.out.splitlines()
    assert (0, "") == (ended.code, ended.err)


def test_prices_show_trials(terminal: Terminal) -> None:
    """
    A plan with free days says how many.
    """
    assert "14 days" in terminal("prices", "--paywall", "5").out


def test_prices_need_no_key(terminal: Terminal) -> None:
    """
    The plans are public.
    """
    del terminal.environ["MONETIZE_API_KEY"]

    assert 0 == terminal("prices").code


@pytest.mark.parametrize("arguments", [("--json", "prices"), ("prices", "--json")], ids=["before", "after"])
def test_prices_for_machines(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    """
    `--json` prints the wire form, wherever it stands.
    """
    found = terminal(*arguments).json

    assert ("price_123", 9.99, "USD") == (found[0]["id"], found[0]["amount"], found[0]["currency"])


def test_locale_changes_the_texts(terminal: Terminal) -> None:
    """
    `--locale` takes the texts of that language.
    """
    assert "Monatlich" in terminal("prices", "--locale", "de-AT").out


def test_checkout_prints_the_address_alone(terminal: Terminal) -> None:
    """
    Standard output is the address and nothing else, so that a script can take it; the rest goes to standard error.
    """
    ended = terminal("checkout", "price_123", *USER, "--success-url", "https://app.example.com/ok")

    assert ended.out.startswith("http://127.0.0.1:4242/pay/")
    assert 1 == len(ended.out.splitlines())
    assert {"acquiring", "user_id", "idempotency_key"} == {line.split()[0] for line in ended.err.splitlines()}


def test_checkout_for_machines(terminal: Terminal) -> None:
    """
    `--json` prints everything of the checkout, and nothing on standard error.
    """
    ended = terminal("checkout", "price_123", *USER, "--json")

    assert {"url", "acquiring", "user_id", "idempotency_key"} == set(ended.json)
    assert "" == ended.err


def test_checkout_sends_its_options(terminal: Terminal) -> None:
    """
    Every option arrives at the service.
    """
    terminal(
        "checkout", "price_123", *USER, "--trial-days", "7", "--idempotency-key", "k-1", "--ignore-active-purchase"
    )
    sent = terminal.network.requests[-1]
    body = json.loads(sent.content)

    assert (7, True, "k-1") == (body["trial_days"], body["ignoreActivePurchase"], sent.headers["idempotency-key"])


def test_same_idempotency_key_is_the_same_checkout(terminal: Terminal) -> None:
    """
    A checkout repeated with its key is that very checkout.
    """
    first, second = (terminal("checkout", "price_123", *USER, "--idempotency-key", "k-1").out for _ in range(2))

    assert first == second


def test_user_without_access(terminal: Terminal) -> None:
    """
    Somebody who bought nothing has no access.
    """
    ended = terminal("user", *USER)

    assert "access       no" in ended.out
    assert "(none)" in ended.out


def test_user_with_access(terminal: Terminal) -> None:
    """
    A subscriber has access, and the purchase is listed.
    """
    ended = terminal("user", *SUBSCRIBER)

    assert "access       yes" in ended.out
    assert f"{SUBSCRIPTION}  active" in ended.out


def test_user_by_id_for_machines(terminal: Terminal) -> None:
    """
    A user is found by id too; `--json` says all there is.
    """
    found = terminal("user", "--user-id", "u_42", "--json").json

    assert {"has_active_subscription", "purchases", "trial", "had_previous_trial"} == set(found)
    assert found["has_active_subscription"] is True


def test_user_in_a_trial(terminal: Terminal) -> None:
    """
    A running trial says when it ends.
    """
    url = terminal("checkout", "price_123", *USER, "--trial-days", "7").out.strip()
    terminal("mock", "pay", url)

    assert "trial until  2030-01-08 00:00" in terminal("user", *USER).out
    assert terminal("user", *USER, "--json").json["trial"]["expires_at"].startswith("2030-01-08T00:00:00")


def test_purchases_are_a_table(terminal: Terminal) -> None:
    """
    Purchases come with amounts in major units and the day they are paid until.
    """
    ended = terminal("purchases", *SUBSCRIBER)

    assert [SUBSCRIPTION, "active", "9.99", "USD", "month"] == ended.out.splitlines()[1].split()[:5]


def test_purchases_for_machines(terminal: Terminal) -> None:
    """
    `--json` prints the wire form.
    """
    assert (SUBSCRIPTION, 999) == (lambda each: (each["id"], each["unit_amount"]))(
        terminal("purchases", *SUBSCRIBER, "--json").json[0]
    )


def test_cancel_says_when_access_ends(terminal: Terminal) -> None:
    """
    A cancellation names the day access ends.
    """
    ended = terminal("cancel", SUBSCRIPTION, "--reason", "not_using", *SUBSCRIBER, "--yes")

    assert "access ends  2030-" in ended.out


def test_cancel_for_machines(terminal: Terminal) -> None:
    """
    `--json` prints the cancellation.
    """
    found = terminal("cancel", SUBSCRIPTION, "--reason", "other", *SUBSCRIBER, "--yes", "--json").json

    assert (SUBSCRIPTION, True) == (found["id"], found["cancel_at_period_end"])


def test_cancel_needs_a_reason(terminal: Terminal) -> None:
    """
    Without a reason nothing is sent.
    """
    ended = terminal("cancel", SUBSCRIPTION, *SUBSCRIBER)

    assert (2, []) == (ended.code, terminal.network.requests)


def test_balances_are_a_table(terminal: Terminal) -> None:
    """
    Balances come by type.
    """
    assert ["gpt-4", "10"] == terminal("balance", "show", *USER).out.splitlines()[1].split()
    assert [{"type": "gpt-4", "count": 10}] == terminal("balance", "show", *USER, "--json").json


def test_credit_and_debit_tell_the_balance(terminal: Terminal) -> None:
    """
    Each change prints the balance after it.
    """
    assert "tokens now  15" in terminal("balance", "credit", "gpt-4", "5", *USER, "--yes").out
    assert 12 == terminal("balance", "debit", "gpt-4", "3", *USER, "--yes", "--json").json["count"]


CHANGES = {
    "credit": ("balance", "credit", "gpt-4", "5", *SUBSCRIBER),
    "debit": ("balance", "debit", "gpt-4", "5", *SUBSCRIBER),
    "cancel": ("cancel", SUBSCRIPTION, "--reason", "not_using", *SUBSCRIBER),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changes_are_confirmed_at_a_terminal(terminal: Terminal, change: tuple[str, ...]) -> None:
    """
    Somebody at a terminal is asked first, and a no changes nothing.
    """
    terminal.interactive = True
    refused = terminal(*change, stdin=b"n\n")

    assert (1, True, []) == (refused.code, "not_confirmed" in refused.err, terminal.network.requests)
    assert 0 == terminal(*change, stdin=b"y\n").code


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changes_need_a_yes_without_a_terminal(terminal: Terminal, change: tuple[str, ...]) -> None:
    """
    Where nobody can be asked, nothing is changed without --yes, whatever stands in the input.
    """
    ended = terminal(*change, stdin=b"y\n")

    assert (2, [], True) == (ended.code, terminal.network.requests, "Pass --yes" in ended.err)


def test_yes_asks_nothing(terminal: Terminal) -> None:
    """
    `--yes` goes on without a question.
    """
    terminal.interactive = True

    assert (0, "") == (lambda ended: (ended.code, ended.err))(
        terminal("balance", "credit", "gpt-4", "1", *USER, "--yes")
    )


def test_portal_prints_the_link_alone(terminal: Terminal) -> None:
    """
    Standard output is the link and nothing else.
    """
    ended = terminal("portal", *SUBSCRIBER, "--return-url", "https://app.example.com/")

    assert 1 == len(ended.out.splitlines())
    assert {"url"} == set(terminal("portal", *SUBSCRIBER, "--json").json)


def test_ticket_takes_files(terminal: Terminal, tmp_path: Path) -> None:
    """
    A ticket is opened with its attachments.
    """
    (tmp_path / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    ended = terminal("ticket", "Cannot pay", "It says no.", *USER, "--file", str(tmp_path / "shot.png"))

    assert {"ticket", "status"} == {line.split()[0] for line in ended.out.splitlines()}
    assert {"id", "status"} <= set(terminal("ticket", "Again", "Please.", *USER, "--json").json)


def test_settings_can_be_options(terminal: Terminal) -> None:
    """
    The paywall and its origin may be given as options; the key may be typed in.
    """
    terminal.environ.clear()
    terminal.typed = "sk_test_mock"
    settings = ("--paywall", "3", "--origin", "http://localhost:1", "--ask-key", "--timeout", "5")

    assert 0 == terminal("user", *USER, *settings).code


def test_hostile_texts_do_not_steer_the_terminal(mock: Mock, terminal: Terminal) -> None:
    """
    Control characters in what the service says are replaced.
    """
    import httpx

    hostile = {"id": "p", "currency": "USD", "amount": 1, "interval": None, "interval_count": 3, "trial_days": None}
    answer = {
        "version": "v",
        "settings": {"id": "3", "name": ""},
        "prices": [{**hostile, "label": "\x1b[2Jgone"}],
        "offers": [],
        "layout": {"type": "modal", "blocks": []},
    }
    terminal.network.handlers["127.0.0.1"] = lambda request: httpx.Response(200, json=answer)
    ended = terminal("prices")

    assert (0, "") == (ended.code, ended.err)
    assert "\x1b" not in ended.out
    assert "\N{REPLACEMENT CHARACTER}[2Jgone" in ended.out
