"""
The store a command works on: `--store`, or MONETIZE_STORE. Opens none that was not named.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from .exits import Exit, Failure
from .session import Session

if TYPE_CHECKING:
    from monetize_software.storage import SQLStore

__all__ = ["STORE", "opened", "store_option"]

STORE = "MONETIZE_STORE"

store_option: Callable[[Any], Any] = click.option(
    "--store", metavar="URL", help=f"Where the receiver records, such as sqlite:///billing.db, instead of {STORE}."
)


@contextmanager
def opened(session: Session, url: str | None) -> Generator[SQLStore]:
    """
    The store, closed afterwards.
    """
    named = url or session.setting(STORE)
    if not named:
        raise Failure(
            Exit.CONFIGURATION,
            "invalid_config",
            "No store was named.",
            f"Pass --store, or set {STORE}. Nothing was sent.",
        )
    from monetize_software.storage import SQLStore

    store = SQLStore(named)
    try:
        yield store
    finally:
        store.close()
