"""
Who may in, folded from webhooks and answered without a call.

    access = Access(store)                                   # the store the receiver records to
    if access.check(email="ada@example.com"):                # a Decision: allowed, until, because, price_id, source
        ...

`contribution`, `merge` and `decide` are the fold itself: pure functions, for a store of your own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from .asking import Reconciled
    from .async_checking import AsyncAccess
    from .checking import Access
    from .decision import Because, Decision, Doubt, Policy, decide, doubts
    from .fold import State, contribution, merge
    from .why import History, Step, as_html, as_text

__all__ = [
    "Access",
    "AsyncAccess",
    "Because",
    "Decision",
    "Doubt",
    "History",
    "Policy",
    "Reconciled",
    "State",
    "Step",
    "as_html",
    "as_text",
    "contribution",
    "decide",
    "doubts",
    "merge",
]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(
        __name__,
        {
            "Access": "checking",
            "AsyncAccess": "async_checking",
            "Because": "decision",
            "Decision": "decision",
            "Doubt": "decision",
            "History": "why",
            "Policy": "decision",
            "Reconciled": "asking",
            "State": "fold",
            "Step": "why",
            "as_html": "why",
            "as_text": "why",
            "contribution": "fold",
            "decide": "decision",
            "doubts": "decision",
            "merge": "fold",
        },
    )


def __dir__() -> list[str]:
    return sorted(__all__)
