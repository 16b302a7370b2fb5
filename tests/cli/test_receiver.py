"""
The commands about one's own receiver.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from monetize_software import webhooks
from monetize_software.receivers import Receiver
from monetize_software.storage import SQLStore
from tests.support.deliveries import Clock, deliver
from tests.support.terminal import SECRET, Terminal, broken
from tests.support.told import state

SHOP = """
from monetize_software.receivers import Receiver
from monetize_software.storage import SQLStore

receiver = Receiver(secret="whsec_deliveries", store=SQLStore("sqlite:///billing.db"), mode="queued", attempts=1)
other = {}

@receiver.on("subscription.updated")
def note(event):
    if event.id == "evt_bad":
        raise LookupError
    print("handled", event.id)
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """
    A program with a receiver, in the current folder; its name.
    """
    name = f"shop_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(SHOP)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return f"{name}:receiver"


def sent(*events: webhooks.WebhookEvent) -> None:
    """
    Deliver events to the shop's store.
    """
    store = SQLStore("sqlite:///billing.db")
    receiver = Receiver(secret="whsec_deliveries", store=store, mode="queued", clock=Clock(1.0))
    receiver.on("subscription.updated")(lambda event: None)
    for event in events:
        assert 200 == deliver(receiver, event)[0]
    store.close()


def test_events_wait_until_a_worker_runs_them(terminal: Terminal, shop: str) -> None:
    """
    From the tables to the last event: migrate, status, work, list, retry.
    """
    assert 0 == terminal("receiver", "migrate", shop).code
    sent(state(0, id="evt_good"), state(0, id="evt_bad", sub="sub_2"))
    assert {"open": 2} == {name: n for name, n in terminal("receiver", "status", shop, "--json").json.items() if n}

    worked = terminal("receiver", "work", shop, "--once")
    listed = terminal("receiver", "list", shop, "--state", "dead", "--json").json

    assert "handled evt_good" in worked.out
    assert [("evt_bad", "dead", 1)] == [(row["id"], row["state"], row["attempts"]) for row in listed]
    assert "LookupError" in terminal("receiver", "list", shop).out
    assert 1 == terminal("receiver", "retry", shop, "evt_good").code
    assert "will run" in terminal("receiver", "retry", shop, "evt_bad").out
    assert 0 == terminal("receiver", "sweep", shop).code
    assert 0 == terminal("receiver", "prune", shop).code


def test_recorded_events_are_replayed(terminal: Terminal, shop: str) -> None:
    """
    One line per event, then the sum; 1 where one failed.
    """
    terminal("receiver", "migrate", shop)
    sent(state(0, id="evt_good"), state(1, id="evt_bad"))

    dry = terminal("receiver", "replay", shop, "--dry-run", "--since", "2029-01-01", "--until", "2031-01-01")
    real = terminal("receiver", "replay", shop, "--type", "subscription.updated")

    assert (0, 1) == (dry.code, real.code)
    assert "handled evt_good" not in dry.out
    assert "handled evt_good" in real.out
    assert "evt_bad  dead" in real.out


@pytest.mark.parametrize(
    ("name", "says"),
    [("shop", "is not like"), ("no_such_module:x", "no module no_such_module"), ("{}:nothing", "has no nothing"),
     ("{}:other", "is a dict")],
)  # fmt: skip
def test_name_that_leads_nowhere_is_said(terminal: Terminal, shop: str, name: str, says: str) -> None:
    """
    Exit 3, and what to do.
    """
    ended = terminal("receiver", "status", name.format(shop.partition(":")[0]))

    assert 3 == ended.code
    assert says in ended.err


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_worker_ends_when_it_is_asked_to(terminal: Terminal, shop: str, tmp_path: Path, ending: signal.Signals) -> None:
    """
    SIGTERM, or a terminal that is closed, ends it after the event at hand, with exit 0 and its numbers.
    """
    terminal("receiver", "migrate", shop)
    sent(state(0, id="evt_good"))
    command = [sys.executable, "-m", "monetize_software_cli", "receiver", "work", shop]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=environ) as worker:
        assert worker.stdout is not None
        first = worker.stdout.readline()
        worker.send_signal(ending)
        rest = worker.stdout.read()

    assert ("handled evt_good\n", 0) == (first, worker.returncode)
    assert "done    1" in rest


def answering(receiver: Receiver) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        transport = httpx.WSGITransport(app=receiver.wsgi())
        return transport.handle_request(request)

    return answer


def test_check_finds_a_receiver_that_works(terminal: Terminal, tmp_path: Path) -> None:
    """
    Signed 200, again 200, unsigned 401: exit 0.
    """
    store = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    store.migrate()
    terminal.network.handlers["shop.example.com"] = answering(Receiver(secret=SECRET, store=store))

    ended = terminal("receiver", "check", "https://shop.example.com/webhooks/billing")

    assert (0, 3) == (ended.code, ended.out.count("ok  ")), ended.err
    assert SECRET not in ended.out + ended.err
    assert ["ignored"] == [row.state for row in Receiver(secret=SECRET, store=store).find()]
    store.close()


@pytest.mark.parametrize(
    ("status", "says"),
    [(301, "a redirect is final"), (403, "CSRF"), (404, "spelling"), (401, "another secret"), (422, "raw route"),
     (413, "allow 1 MB"), (500, "middleware"), (503, "the store fails"), (418, "expected 200")],
)  # fmt: skip
def test_check_explains_what_stands_in_the_way(terminal: Terminal, status: int, says: str) -> None:
    """
    Each status that loses events has its usual cause; exit 1.
    """
    terminal.network.handlers["shop.example.com"] = lambda request: httpx.Response(status)

    ended = terminal("receiver", "check", "https://shop.example.com/")

    assert 1 == ended.code
    assert says in ended.out


def test_check_says_when_anybody_can_send(terminal: Terminal) -> None:
    """
    200 to an unsigned event is worse than none.
    """
    terminal.network.handlers["shop.example.com"] = lambda request: httpx.Response(200)

    ended = terminal("receiver", "check", "https://shop.example.com/")

    assert 1 == ended.code
    assert "anybody can send events" in ended.out
    terminal.network.handlers["shop.example.com"] = broken
    assert 4 == terminal("receiver", "check", "https://shop.example.com/").code
    assert 2 == terminal("receiver", "check", "shop.example.com").code
