"""
Completes words that the contract or the mock knows: types of events, operations, outcomes. Asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem

OUTCOMES = ("ok", "declined", "insufficient_funds", "needs_authentication", "fails_on_renewal")
FAULTS = ("reset", "close", "short_body", "garbage", "silence", "html_502", "503", "429", "2s")
DUE = (
    "idempotency_expiry",
    "trial_end",
    "renewal",
    "dunning",
    "awaited_payment",
    "scheduled_cancel",
    "token_refill",
    "trial_top_up",
    "offer_expiry",
    "checkout_expiry",
    "ticket_window",
    "log_expiry",
    "webhook",
)

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def one_of(words: Callable[[], Iterable[str]]) -> Complete:
    """
    Complete one word of several.
    """

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        del context, parameter
        return [CompletionItem(word) for word in words() if word.startswith(incomplete)]

    return complete


def some_of(words: Callable[[], Iterable[str]]) -> Complete:
    """
    Complete the last of several words with commas between them.
    """

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        del context, parameter
        before, comma, last = incomplete.rpartition(",")
        return [CompletionItem(f"{before}{comma}{word}") for word in words() if word.startswith(last)]

    return complete


def _events() -> Iterable[str]:
    from monetize_software_api.catalogue import EVENTS

    return EVENTS


def _operations() -> Iterable[str]:
    from monetize_software_api.catalogue import OPERATIONS

    return ("*", *OPERATIONS)


event_types: Any = one_of(_events)
operations: Any = one_of(_operations)
outcomes: Any = some_of(lambda: OUTCOMES)
faults: Any = one_of(lambda: FAULTS)
due_kinds: Any = one_of(lambda: DUE)
