"""
Runs the suite: asks, keeps the masked exchanges, and notes what was not reached and why. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeGuard

from .asks import Ask, Facts, Request, Unmet, build
from .contract import Contract
from .courier import Courier, Manners, NoReply, Stopped
from .exchange import Exchange, exchange_of
from .masking import Masker
from .plan import FIRST
from .values import at

_LONGEST_FACT = 200


class WritesRefused(Exception):
    """
    Writing was allowed, but the server does not say that the paywall is in test mode.
    """


@dataclass(frozen=True, slots=True)
class Unreached:
    """
    An ask that has no answer.

    Attributes:
        why: For people.
        trouble: It was meant to be asked; otherwise it was left out.
    """

    why: str
    trouble: bool


@dataclass(slots=True)
class Run:
    """
    What came of the asks, by their names.
    """

    base_url: str
    exchanges: dict[str, Exchange] = field(default_factory=dict[str, Exchange])
    unreached: dict[str, Unreached] = field(default_factory=dict[str, Unreached])


@dataclass(frozen=True, slots=True)
class Suite:
    """
    What is asked, and of whom.

    Attributes:
        facts: What is known at the start; `None` and empty values count as unknown.
        writes: Whether requests that change something may be sent, to a paywall in test mode.
        tell: Is told of each request before it is sent.
    """

    contract: Contract
    asks: Iterable[Ask]
    facts: Facts
    writes: bool = False
    tell: Callable[[Ask], None] = lambda _: None


def run(suite: Suite, manners: Manners, masker: Masker, into: Run) -> None:
    """
    Send what may be sent.

    Args:
        into: Holds what came of it, also when the run ends early.

    Raises:
        WritesRefused: Writing was allowed, and the paywall is not known to be in test mode. Nothing was written.
    """
    _Walk(suite, Courier(manners), masker, into).walk()


class _Walk:
    """
    One run over the asks.
    """

    def __init__(self, suite: Suite, courier: Courier, masker: Masker, into: Run) -> None:
        self._suite, self._courier, self._masker = suite, courier, masker
        self._facts = dict(suite.facts)
        self._run = into

    def walk(self) -> None:
        for ask in self._suite.asks:
            try:
                self._ask(ask)
            except Unmet as unmet:
                self._run.unreached[ask.name] = Unreached(str(unmet), trouble=False)
            except (NoReply, Stopped) as trouble:
                self._run.unreached[ask.name] = Unreached(str(trouble), trouble=True)
            if ask is FIRST and self._suite.writes:
                self._check_test_mode()

    def _ask(self, ask: Ask) -> None:
        if not (self._suite.writes or self._suite.contract.operations[ask.operation].safe):
            raise Unmet("changes something, so it needs --write")
        request = build(ask, self._suite.contract, self._facts)
        self._suite.tell(ask)
        self._keep(ask, request)

    def _keep(self, ask: Ask, request: Request) -> None:
        reply = self._courier.deliver(request)
        exchange = exchange_of(ask, request, reply, self._masker)
        self._run.exchanges[ask.name] = exchange
        found = {name: at(exchange.body, *path) for name, path in ask.learns.items()}
        self._facts |= {name: value for name, value in found.items() if _can_be_sent(value)}

    def _check_test_mode(self) -> None:
        first = self._run.exchanges.get(FIRST.name)
        if first is None or at(first.body, "settings", "is_test_mode") is not True:
            raise WritesRefused("The server does not say that the paywall is in test mode")


def _can_be_sent(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= _LONGEST_FACT and value.isascii() and value.isprintable()
