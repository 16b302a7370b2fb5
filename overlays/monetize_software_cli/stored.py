"""
The store a command works on: `--store`, or MONETIZE_STORE, and the key of its addresses. Opens none that was not named.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from .exits import Exit, Failure
from .session import Session

if TYPE_CHECKING:
    from monetize_software.storage import Store

__all__ = ["EMAIL_KEY", "STORE", "opened", "store_option"]

STORE = "MONETIZE_STORE"
EMAIL_KEY = "MONETIZE_EMAIL_KEY"
"""Where a store is kept with `storage.private()`: its key, which stands in the environment alone."""

store_option: Callable[[Any], Any] = click.option(
    "--store", metavar="URL", help=f"Where the receiver records, such as sqlite:///billing.db, instead of {STORE}."
)


@contextmanager
def opened(session: Session, url: str | None) -> Generator[Store]:
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
    from monetize_software.storage import SQLStore, private

    store: Store = SQLStore(named)
    if key := session.setting(EMAIL_KEY):
        store = private(store, key=key)
    try:
        yield store
    finally:
        store.close()
