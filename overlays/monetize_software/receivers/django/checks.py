"""
What `manage.py check` says of the settings. Opens no connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.core.checks import CheckMessage, Error, Warning
from django.db import connections, router

from monetize_software.errors import ConfigurationError

from .registry import DATABASE, receivers

__all__ = ["check_receivers"]

_IMMEDIATE: Final = '"OPTIONS": {"transaction_mode": "IMMEDIATE"}'


def check_receivers(**_: Any) -> list[CheckMessage]:
    """
    Check that each receiver can be built, and that its database can do what is promised.
    """
    try:
        found = receivers.settings()
        for name in found:
            receivers[name]  # builds it, or says what is wrong
    except (ConfigurationError, ImportError, TypeError) as problem:
        return [Error(str(problem), id="monetize.E001")]
    used = {str(given.get(DATABASE, "default")) for given in found.values()}
    return [message for alias in sorted(used) for message in _of_database(alias)]


def _of_database(alias: str) -> Iterator[CheckMessage]:
    if alias not in connections:
        yield Error(f"DATABASES has no {alias!r}.", id="monetize.E002")
        return
    connection = connections[alias]
    if connection.vendor not in ("sqlite", "postgresql"):
        yield Error(f"{alias!r} is {connection.vendor}; use sqlite or postgresql.", id="monetize.E002")
    if connection.vendor == "sqlite" and _mode(connection) != "IMMEDIATE":
        hint = f"Add {_IMMEDIATE} to DATABASES[{alias!r}]."
        why = f"Two transactions of {alias!r} that read and then write fail at once, however long the timeout is."
        yield Error(why, hint=hint, id="monetize.E003")
    yield from _of_router(alias)


def _mode(connection: Any) -> str:
    return str(connection.settings_dict.get("OPTIONS", {}).get("transaction_mode", "")).upper()


def _of_router(alias: str) -> Iterator[CheckMessage]:
    from .models import Event

    written = router.db_for_write(Event)
    if written != alias:
        why = f"Events are recorded in {alias!r}, the admin shows {written!r}."
        hint = f"Route the app 'monetize' to {alias!r} in DATABASE_ROUTERS."
        yield Warning(why, hint=hint, id="monetize.W001")
