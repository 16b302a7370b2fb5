"""
Debits once per key of yours, whatever fails: the service's debit is not idempotent, the ledger kept here is.

    meter = TokenMeter(billing, store)
    with meter.charge(f"chat-{message.id}", "gpt-4", 1, user=ada):   # at most once per key
        answer = llm(…)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from monetize_software.storage.meters import Charge, Usage

    from .async_meter import AsyncTokenMeter
    from .balances import Reconciliation
    from .ledger import Wanted
    from .meter import TokenMeter

__all__ = [
    "AsyncTokenMeter",
    "Charge",
    "Reconciliation",
    "TokenMeter",
    "Usage",
    "Wanted",
]

_load = names_of(
    __name__,
    {
        "AsyncTokenMeter": "async_meter",
        "Reconciliation": "balances",
        "TokenMeter": "meter",
        "Wanted": "ledger",
    },
)


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists

    def __getattr__(name: str) -> object:
        if name in ("Charge", "Usage"):
            from monetize_software.storage import meters

            return getattr(meters, name)
        return _load(name)


def __dir__() -> list[str]:
    return sorted(__all__)
