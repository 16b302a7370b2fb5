"""
What one command knows: its settings, and the world outside that tests replace. Never prints.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from .addresses import is_loopback
from .exits import Exit, Failure
from .masking import Masker

if TYPE_CHECKING:
    from monetize_software import BillingClient

    from .web import Web

KEY, BEARER, PAYWALL, ORIGIN, SECRET, MOCK = (
    "MONETIZE_API_KEY",
    "MONETIZE_BEARER",
    "PAYWALL_ID",
    "PAYWALL_ORIGIN",
    "WEBHOOK_SECRET",
    "MONETIZE_MOCK",
)
DEFAULT_MOCK = "http://127.0.0.1:4242"


def ask_hidden(label: str) -> str:
    """
    Ask at the terminal without showing what is typed.
    """
    return str(click.prompt(label, hide_input=True, err=True))


def open_browser(address: str) -> bool:
    """
    Show an address in the browser of whoever sits here.
    """
    import webbrowser

    return webbrowser.open(address)


def is_live(key: str) -> bool:
    """
    Tell whether a key moves real money.
    """
    return key.lower().startswith("sk_live")


def run_mock(arguments: list[str], ready: Callable[[str], object]) -> int:
    """
    Serve the mock until interrupted.

    Args:
        ready: Is told the address as soon as the mock answers there.
    """
    from monetize_software_mock.__main__ import main

    return main(arguments, ready=ready)


@dataclass(frozen=True)
class Surroundings:
    """
    What a command finds outside itself.

    Attributes:
        environ: The environment.
        transport: An httpx transport everything is sent through; real sockets when left out.
        ask_hidden: Asks for a secret.
        interactive: Tells whether somebody sits at the terminal.
        now: Tells the time, in seconds since 1970.
        monotonic: Tells seconds that only ever grow.
        sleep: Waits so many seconds.
        run_mock: Serves the mock.
        open_browser: Shows an address in a browser, and tells whether it could.
    """

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    transport: Any = None
    ask_hidden: Callable[[str], str] = ask_hidden
    interactive: Callable[[], bool] = lambda: sys.stdin.isatty()  # never None: `streams` sees to that
    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    run_mock: Callable[[list[str], Callable[[str], object]], int] = run_mock
    open_browser: Callable[[str], bool] = open_browser


@dataclass
class Session:
    """
    One run of the program. Options are written into it while they are read.
    """

    around: Surroundings
    as_json: bool = False
    paywall: str | None = None
    origin: str | None = None
    ask_key: bool = False
    timeout: float | None = None
    email: str | None = None
    user_id: str | None = None
    mock: str | None = None
    _typed: dict[str, str] = field(default_factory=dict[str, str], repr=False)

    def setting(self, name: str) -> str:
        """
        Return a variable of the environment; empty when it is not set.
        """
        return self.around.environ.get(name, "").strip()

    @property
    def chosen_paywall(self) -> str:
        """
        The paywall's id; empty when nobody said which.
        """
        return self.paywall or self.setting(PAYWALL)

    @property
    def chosen_origin(self) -> str:
        """
        The paywall's origin; empty when nobody said which.
        """
        return self.origin or self.setting(ORIGIN)

    @property
    def on_this_machine(self) -> bool:
        """
        Whether the origin is a loopback address, so probably a mock.
        """
        return is_loopback(self.chosen_origin)

    @property
    def mock_address(self) -> str:
        """
        Where the mock is.
        """
        address = (self.mock or self.setting(MOCK) or DEFAULT_MOCK).rstrip("/")
        return address if "://" in address else f"http://{address}"

    def key(self) -> str | None:
        """
        Return the owner's key, asked for once if that is wanted.
        """
        if self.ask_key:
            return self._ask(KEY, "API key (not shown)")
        return self.setting(KEY) or None

    def webhook_secret(self, *, ask: bool) -> str:
        """
        Return the webhook's secret.

        Raises:
            Failure: There is none and nobody to ask.
        """
        if ask or (not self.setting(SECRET) and self.around.interactive()):
            return self._ask(SECRET, "Webhook secret (not shown)")
        if not self.setting(SECRET):
            raise Failure(
                Exit.CONFIGURATION, "invalid_config", f"{SECRET} is not set.", "Set it, or pass --ask-secret."
            )
        return self.setting(SECRET)

    def client(self, *, verify_origin: bool = True) -> BillingClient:
        """
        Build the client of this run.

        Args:
            verify_origin: Whether a paywall of another domain is refused; not where that is what is looked into.

        Raises:
            Failure: A setting is missing, or a live key would go to this machine.
            ConfigurationError: A setting is unsafe.
        """
        self._need(PAYWALL, "--paywall", self.chosen_paywall)
        self._need(ORIGIN, "--origin", self.chosen_origin)
        self.refuse_live_key()
        from monetize_software import BillingClient

        return BillingClient(
            paywall_id=self.chosen_paywall,
            api_origin=self.chosen_origin,
            api_key=self.key(),
            timeout=self.timeout,
            transport=self.around.transport,
            verify_origin=verify_origin,
            sdk_name="monetize-cli",
        )

    def user_client(self) -> BillingClient:
        """
        Build the client, bound to the user of --email or --user-id.
        """
        if self.email is None and self.user_id is None:
            raise click.UsageError("Say which user: --email or --user-id.", click.get_current_context(silent=True))
        return self.client().for_user(email=self.email, user_id=self.user_id)

    def web(self, address: str, timeout_s: float = 10) -> Web:
        """
        Return what sends plain requests to an address, for what is not the billing API. It carries no credential.

        Args:
            timeout_s: Seconds for a whole exchange, unless --timeout says something else.
        """
        from .sockets import Sockets
        from .web import Web

        clock = self.around.monotonic
        transport = self.around.transport or Sockets(clock, proxied=not is_loopback(address))
        return Web(transport, clock, self.timeout or timeout_s)

    def refuse_live_key(self) -> None:
        """
        Refuse when a live key would be sent to this machine.
        """
        if self.on_this_machine and is_live(self.key() or ""):
            raise Failure(
                Exit.CONFIGURATION,
                "live_key",
                "The key is a live one and the origin is on this machine. Nothing was sent.",
                f"""Use the mock's key: eval "$(monetize mock env)", or: unset {KEY}""",
            )

    @property
    def masker(self) -> Masker:
        """
        Masks every secret of this run, and whatever looks like a key.
        """
        return Masker([*self._typed.values(), *map(self.setting, (KEY, BEARER, SECRET))])

    def masked(self, text: str) -> str:
        """
        Mask the words of an error: every secret, and every e-mail address too.
        """
        from monetize_software.redaction import redact

        return redact(self.masker.text(text))

    def _ask(self, name: str, label: str) -> str:
        if name not in self._typed:
            self._typed[name] = self.around.ask_hidden(label).strip()
        return self._typed[name]

    def _need(self, name: str, option: str, value: str) -> None:
        if not value:
            raise Failure(
                Exit.CONFIGURATION,
                "invalid_config",
                f"{name} is not set.",
                f"""Set it or pass {option}. With a mock: eval "$(monetize mock env)" """.strip(),
            )
