"""
What those who wait for somebody else's request wait at: in a thread, or in whatever event loop.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Any

from monetize_software._call.drive import refuse_awaitable, settled

__all__ = [
    "answered",
    "answered_async",
    "new_event",
    "new_event_async",
    "place",
    "place_async",
    "waited",
    "waited_async",
]


def new_event() -> Any:
    """
    An event for threads.
    """
    return threading.Event()


def new_event_async() -> Any:
    """
    An event of the running loop.
    """
    import anyio

    return anyio.Event()


def place() -> Hashable:
    """
    Within which requests can be waited for: all threads of the process.
    """
    return None


def place_async() -> Hashable:
    """
    The same: the running event loop, because no event reaches beyond it.
    """
    from anyio.lowlevel import current_token

    return current_token()


def answered(value: Any) -> Any:
    """
    What a session answered, which a blocking client cannot await.
    """
    refuse_awaitable(value, "bearer")
    return value


async def answered_async(value: Any) -> Any:
    """
    The same, awaited where that is needed.
    """
    return await settled(value)


def waited(event: Any, seconds: float) -> None:
    """
    Wait for an event, so long at most.
    """
    event.wait(seconds)


async def waited_async(event: Any, seconds: float) -> None:
    """
    The same without holding up the loop.
    """
    import anyio

    with anyio.move_on_after(seconds):
        await event.wait()
