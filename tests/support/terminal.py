"""
A terminal for tests: runs the real entry point in this process, against a mock or a scripted server.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from queue import Queue
from typing import Any

import httpx
import pytest

from monetize_software_cli.__main__ import main
from monetize_software_cli.session import Surroundings
from monetize_software_mock import Mock

KEY = "sk_test_mock"
SECRET = "whsec_0123456789abcdefghij"
MOCK = "http://127.0.0.1:4242"
USER = ("--email", "user@example.com")
SUBSCRIBER = ("--email", "subscriber@example.com")

Handler = Callable[[httpx.Request], httpx.Response]


def broken(request: httpx.Request) -> httpx.Response:
    """
    A server that nobody reaches.
    """
    raise httpx.ConnectError("refused", request=request)


class Network(httpx.BaseTransport):
    """
    Every host is the mock, but those with a handler of their own.
    """

    def __init__(self, mock: Mock) -> None:
        self.mock = mock.transport()
        self.handlers: dict[str, Handler] = {}
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return self.handlers.get(request.url.host, self.mock.handle_request)(request)


@dataclass(frozen=True)
class Ended:
    """
    How a command ended.
    """

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """
        What was printed, parsed.
        """
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """
        The error that was printed, parsed.
        """
        return json.loads(self.err)["error"]


class Terminal:
    """
    Runs commands. No secret of its environment may ever be printed, unless a command is for that.
    """

    def __init__(self, mock: Mock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.network = Network(mock)
        self.environ = {
            "PAYWALL_ID": "3",
            "PAYWALL_ORIGIN": MOCK,
            "MONETIZE_API_KEY": KEY,
            "WEBHOOK_SECRET": SECRET,
        }
        self.typed = ""
        self.interactive = False
        self.now = 0.0
        self.elapsed = 0.0
        self.slept: list[float] = []
        self.served: list[list[str]] = []
        self.opened: Queue[str] = Queue()
        self.has_browser = True
        self.pauses: list[Callable[[], object]] | None = None
        self.run_mock: Callable[[list[str]], int] = self._serve
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str, stdin: bytes | io.BytesIO = b"", shows_key: bool = False) -> Ended:
        """
        Run one command to its end.
        """
        given = stdin if isinstance(stdin, io.BytesIO) else io.BytesIO(stdin)
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))
        surroundings = Surroundings(
            environ=self.environ,
            transport=self.network,
            ask_hidden=lambda label: self.typed,
            interactive=lambda: self.interactive,
            now=lambda: self.now,
            monotonic=lambda: self.elapsed,
            run_mock=self._run_mock,
            open_browser=self._open,
            sleep=self._pause,
        )
        code = main(arguments, surroundings)
        shown = self._capsys.readouterr()
        ended = Ended(code, shown.out, shown.err)
        if not shows_key:
            self._look_for_secrets(ended)
        return ended

    def _pause(self, seconds: float) -> None:
        """
        Something happens while a command waits; when nothing more does, somebody presses Ctrl-C.
        """
        self.slept.append(seconds)
        if self.pauses is None:
            return
        if not self.pauses:
            raise KeyboardInterrupt
        self.pauses.pop(0)()

    def _run_mock(self, arguments: list[str], ready: Callable[[str], object]) -> int:
        ended = self.run_mock(arguments)
        ready(MOCK)
        return ended

    def _open(self, address: str) -> bool:
        self.opened.put(address)
        return self.has_browser

    def _serve(self, arguments: list[str]) -> int:
        self.served.append(arguments)
        return 0

    def _look_for_secrets(self, ended: Ended) -> None:
        names = ("MONETIZE_API_KEY", "MONETIZE_BEARER", "WEBHOOK_SECRET")
        secrets = [self.environ[name] for name in names if self.environ.get(name)] + [self.typed]
        assert [] == [secret for secret in secrets if secret and secret in ended.out + ended.err]
        assert "Traceback" not in ended.err
