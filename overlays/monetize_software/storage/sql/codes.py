"""
Codes of failures, as the drivers of SQLite and PostgreSQL give them. Knows no driver.
"""

from __future__ import annotations

from typing import Final

__all__ = ["code_of", "is_end", "passes"]

_LOST: Final = "connection lost"

# Serialization, deadlock, lock not available, cancelled by timeout, shutdown, out of resources, connection lost.
_PASSING: Final = ("40", "55P03", "57014", "57P", "53", "08", "25P03")
_SQLITE_PASSING: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")


def code_of(problem: BaseException) -> str:
    """
    The code in a driver's exception, else what kind of exception it is. Never its text, which holds values of rows.
    """
    found = getattr(problem, "sqlite_errorname", None) or getattr(problem, "sqlstate", None)
    if found:
        return str(found)
    # Without a code psycopg speaks of the connection itself: refused, reset, or closed by the server.
    name = type(problem).__name__
    return _LOST if name in ("OperationalError", "InterfaceError") else name


def passes(code: str) -> bool:
    """
    Whether the same may succeed later: locks, timeouts, restarts, a full disk.
    """
    return code.startswith((*_PASSING, *_SQLITE_PASSING)) or code == _LOST


def is_end(code: str) -> bool:
    """
    Whether the server or the connection is gone, so that what was under way may have been done.
    """
    return code.startswith(("57P", "08")) or code == _LOST
