"""
Says in our own words what the Redis library failed at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from monetize_software.errors import StorageError

__all__ = ["translated"]

T = TypeVar("T")


def translated(work: Callable[[], T]) -> T:
    """
    Do what may fail.
    """
    from redis.exceptions import RedisError

    try:
        return work()
    except RedisError as problem:
        kind = type(problem).__name__
    raise StorageError(f"Redis failed: {kind}.", retryable=True)  # without the library's text, which may hold a URL
