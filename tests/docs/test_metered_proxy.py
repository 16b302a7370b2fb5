"""
The example of an AI proxy that meters by itself: built in this process, and started by its one command.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from monetize_software import BillingClient
from monetize_software.storage import SQLStore
from monetize_software_mock import Mock
from tests.support.examples import EXAMPLES, example

EMAIL = "user@example.com"  # with ten tokens


class Proxy:
    """
    The application, and what is left to the user.
    """

    def __init__(self, billing: BillingClient, store: SQLStore) -> None:
        self._user = billing.for_user(email=EMAIL)
        self.spoken: list[str] = []
        self.client = example("metered_proxy").build(billing, store, self._model).test_client()

    def ask(self, message: str, question: str = "hello there", *, buffered: bool = True) -> Any:
        """
        Send a message.
        """
        form = {"message": message, "question": question}
        return self.client.post("/chat", data=form, headers={"X-User": EMAIL}, buffered=buffered)

    def left(self) -> int:
        """
        How many tokens the service says are left.
        """
        return next(each.count for each in self._user.get_balances() if each.type == "gpt-4")

    def _model(self, question: str) -> Iterator[str]:
        for word in question.split():
            self.spoken.append(word)
            yield f"{word} "


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    """
    The example, with the service in this process.
    """
    store = SQLStore(f"sqlite:///{tmp_path / 'meter.db'}")
    store.migrate()
    with Mock() as mock:
        billing = BillingClient(
            paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=mock.transport()
        )
        yield Proxy(billing, store)
    store.close()


def test_message_is_charged_once_and_only_when_it_is_answered(proxy: Proxy) -> None:
    """
    A whole answer costs one token, the same message none; a user who leaves in the middle pays nothing.
    """
    assert "hello there " == proxy.ask("1").text
    assert 409 == proxy.ask("1").status_code
    assert 9 == proxy.left()

    leaving = proxy.ask("2", buffered=False)
    assert b"hello " == next(leaving.iter_encoded())
    assert 409 == proxy.ask("2").status_code  # it is still being answered
    leaving.close()
    assert 9 == proxy.left()

    assert 200 == proxy.ask("2").status_code
    assert [(1, 1)] == [(each["charges"] - 1, each["tokens"] - 1) for each in proxy.client.get("/usage").json]


def test_user_without_tokens_is_refused_before_the_model_speaks(proxy: Proxy) -> None:
    """
    402, with what is left, and not a word.
    """
    assert {200} == {proxy.ask(str(number)).status_code for number in range(10)}
    proxy.spoken.clear()

    refused = proxy.ask("11")

    assert (402, 0, []) == (refused.status_code, refused.json["left"], proxy.spoken)


@pytest.mark.enable_socket
def test_proxy_is_started_by_one_command(tmp_path: Path) -> None:
    """
    With a mock behind it, and its words stream.
    """
    environment = {**os.environ, "PORT": "0", "METER_DATABASE": str(tmp_path / "meter.db")}
    command = [sys.executable, str(EXAMPLES / "metered_proxy.py")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        form = {"message": "1", "question": "Say hello"}
        answer = httpx.post(f"{address}/chat", data=form, headers={"X-User": "subscriber@example.com"}, trust_env=False)
        server.terminate()
        server.stdout.read()

    assert (200, "You said: Say hello ") == (answer.status_code, answer.text)
    assert "chunked" == answer.headers.get("transfer-encoding", "chunked")


def test_proxy_is_short() -> None:
    """
    Under 150 lines.
    """
    assert len((EXAMPLES / "metered_proxy.py").read_text(encoding="utf-8").splitlines()) < 150
