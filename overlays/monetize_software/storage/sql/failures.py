"""
What failures of the database become. Says a driver's code and never its text, which holds values of rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from monetize_software.errors import StorageError

from .codes import code_of, is_end, passes

__all__ = ["leaves_doubt", "storage_error", "translated", "will_pass"]

P = ParamSpec("P")
T = TypeVar("T")


def translated(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """
    Call work; failures of the database become `StorageError`.
    """
    try:
        return work(*arguments, **named)
    except Exception as problem:
        if not _is_the_databases(problem):
            raise
        failure = storage_error(problem)
    raise failure  # outside of the handler: an exception's context is printed too, and this one has a driver's text


def _is_the_databases(problem: Exception) -> bool:
    # A driver's own exceptions come from `Tx.driver`. psycopg's are told by name, because it may not be installed.
    of_psycopg = any(kind.__module__ == "psycopg" and kind.__name__ == "Error" for kind in type(problem).__mro__)
    return of_psycopg or isinstance(problem, (SQLAlchemyError, sqlite3.Error))


def storage_error(problem: BaseException) -> StorageError:
    """
    The `StorageError` of a failure, with the driver's code in its text.
    """
    return StorageError(f"The database failed: {_code(problem)}.", retryable=will_pass(problem))


def will_pass(problem: BaseException) -> bool:
    """
    Whether the same may succeed later: locks, timeouts, restarts, a full disk.
    """
    if isinstance(problem, PoolTimeoutError) or getattr(problem, "connection_invalidated", False):
        return True
    return passes(_code(problem))


def leaves_doubt(problem: BaseException) -> bool:
    """
    Whether work may be done whose commit was on its way: the server or the connection went away.
    """
    return is_end(_code(problem))


def _code(problem: BaseException) -> str:
    cause: Any = problem.orig if isinstance(problem, DBAPIError) and problem.orig is not None else problem
    return type(cause).__name__ if isinstance(cause, InvalidRequestError) else code_of(cause)
