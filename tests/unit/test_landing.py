"""
What threads have done comes to the event loop that waits for it.
"""

from __future__ import annotations

import asyncio
import gc
import weakref
from concurrent.futures import Future
from threading import Thread
from typing import Any

import pytest

from monetize_software.receivers.landing import landed

LONG = 60.0


def test_what_is_done_is_not_waited_for() -> None:
    """
    Its result, or its failure, is there at once, without a turn of the loop.
    """
    done: Future[int] = Future()
    done.set_result(7)
    failed: Future[int] = Future()
    failed.set_exception(LookupError("mine"))

    with pytest.raises(StopIteration) as ended:
        landed(done, LONG).send(None)
    assert 7 == ended.value.value
    with pytest.raises(LookupError, match="mine"):
        landed(failed, LONG).send(None)


def test_many_that_a_thread_ends_together_wake_the_loop_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Each gets its own result, or its own failure.
    """
    wakes: list[Any] = []

    async def story() -> list[Any]:
        loop = asyncio.get_running_loop()
        futures: list[Future[int]] = [Future() for _ in range(20)]
        waiting = [asyncio.ensure_future(landed(each, LONG)) for each in futures]
        await asyncio.sleep(0)
        wake = loop.call_soon_threadsafe

        def noted(*given: Any) -> Any:
            wakes.append(given)
            return wake(*given)

        monkeypatch.setattr(loop, "call_soon_threadsafe", noted)

        def end() -> None:
            for number, each in enumerate(futures):
                each.set_exception(LookupError()) if number == 3 else each.set_result(number)

        thread = Thread(target=end)
        thread.start()
        thread.join()  # the loop sees nothing before all is done
        return await asyncio.gather(*waiting, return_exceptions=True)

    told = asyncio.run(story())

    assert 1 == len(wakes)
    assert isinstance(told.pop(3), LookupError)
    assert [number for number in range(20) if number != 3] == told


def test_whoever_stops_waiting_stops_nothing() -> None:
    """
    After its deadline, and when it was cancelled: what was begun goes on, and may end when the loop is gone.
    """
    late: Future[int] = Future()
    cut: Future[int] = Future()
    left: Future[int] = Future()

    async def story() -> None:
        with pytest.raises(TimeoutError):
            await landed(late, 0.0)
        waiting = asyncio.ensure_future(landed(cut, LONG))
        leaving = asyncio.ensure_future(landed(left, LONG))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        cut.set_result(1)
        await asyncio.sleep(0)
        assert not leaving.done()

    asyncio.run(story())
    late.set_result(2)
    left.set_result(3)

    assert [False, False, False] == [each.cancelled() for each in (late, cut, left)]


def test_loop_that_is_gone_is_not_kept() -> None:
    """
    A server that makes a loop for each run leaves none of them behind.
    """

    async def story() -> weakref.ref[asyncio.AbstractEventLoop]:
        future: Future[int] = Future()
        waiting = asyncio.ensure_future(landed(future, LONG))
        await asyncio.sleep(0)
        future.set_result(1)
        assert 1 == await waiting
        return weakref.ref(asyncio.get_running_loop())

    gone = asyncio.run(story())
    gc.collect()

    assert gone() is None


def test_loop_looks_again_after_it_looked() -> None:
    """
    What ends later, one after the other, is seen each time.
    """

    async def story() -> list[int]:
        told: list[int] = []
        for number in range(3):
            future: Future[int] = Future()
            waiting = asyncio.ensure_future(landed(future, LONG))
            await asyncio.sleep(0)
            future.set_result(number)
            for _ in range(5):
                await asyncio.sleep(0)
            told.append(waiting.result() if waiting.done() else -1)
            waiting.cancel()
        return told

    assert [0, 1, 2] == asyncio.run(story())
