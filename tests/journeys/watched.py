"""
Clients that note which of their methods did what they are there for. They behave like the ones they stand for.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any, TypeVar, cast

from ..support.surface import methods
from .evidence import Evidence

C = TypeVar("C")


def watched(client: type[C], evidence: Evidence) -> type[C]:
    """
    Return a client class whose methods note that they succeeded.
    """
    noting = {name: _noting(client, name, evidence) for name in methods(client)}
    return cast("type[C]", type(client.__name__, (client,), {"__slots__": (), **noting}))


def _noting(client: type, name: str, evidence: Evidence) -> Any:
    method = getattr(client, name)

    @functools.wraps(method)
    def call(*args: Any, **options: Any) -> Any:
        result = method(*args, **options)
        if inspect.iscoroutine(result):
            return awaited(result)
        evidence.succeeded(client.__name__, name)
        return result

    async def awaited(result: Any) -> Any:
        value = await result
        evidence.succeeded(client.__name__, name)
        return value

    return call
