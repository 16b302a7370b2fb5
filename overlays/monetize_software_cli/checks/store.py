"""
Checks that the receiver's store is where it can keep what it promises. Opens no database.
"""

from __future__ import annotations

from monetize_software_cli.session import Session
from monetize_software_cli.stored import STORE

from .check import Check, failed, ok, skipped


def check_store(session: Session) -> list[Check]:
    """
    Check where a SQLite file is, if a store is named.
    """
    url = session.setting(STORE)
    if not url:
        return []
    from monetize_software import ConfigurationError
    from monetize_software.storage import SQLStore

    try:
        store = SQLStore(url)
    except ConfigurationError as problem:
        return [skipped("store", str(problem))]
    concern = store.concern
    if concern is None:
        return [ok("store", f"{STORE} is set")]
    what, _, fix = concern.rpartition(". ")
    return [failed("store", f"{what}.", fix)]
