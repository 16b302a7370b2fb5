"""
Runs what a store does where it may wait: here for the blocking clients, in a thread for the awaiting ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, TypeVar

__all__ = ["pause", "pause_async", "run", "run_async"]

P = ParamSpec("P")
T = TypeVar("T")


def run(capability: Any, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """
    Do what a capability of a store does.
    """
    del capability
    return work(*given, **named)


async def run_async(capability: Any, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """
    The same without holding up the event loop. A capability in memory says by `never_waits` that no thread is needed.

    Cancelling does not cut it: whether a write happened would not be known.
    """
    if getattr(capability, "never_waits", False):
        return work(*given, **named)
    from anyio import CancelScope, to_thread

    with CancelScope(shield=True):
        return await to_thread.run_sync(partial(work, *given, **named))
    raise AssertionError("a shielded scope swallows nothing")


def pause(seconds: float) -> None:
    """
    Wait before looking into a store again.
    """
    time.sleep(seconds)


async def pause_async(seconds: float) -> None:
    """
    The same without holding up the event loop.
    """
    from anyio import sleep

    await sleep(seconds)
