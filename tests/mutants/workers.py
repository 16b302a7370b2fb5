"""
Workshops that work side by side. Never knows what is done in them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import TypeVar

from .workshop import Workshop

Item = TypeVar("Item")
Done = TypeVar("Done")


class Workers:
    """
    Workshops, each doing one thing at a time.

    Args:
        workshops: At least one.
    """

    def __init__(self, workshops: Iterable[Workshop]) -> None:
        self._free: SimpleQueue[Workshop] = SimpleQueue()
        self._size = 0
        for workshop in workshops:
            self._free.put(workshop)
            self._size += 1

    def each(self, work: Callable[[Workshop, Item], Done], items: Iterable[Item]) -> Iterator[tuple[Item, Done]]:
        """
        Do the same with each item, and yield what came of it as soon as it is done.
        """
        pool = ThreadPoolExecutor(self._size)
        try:
            begun = {pool.submit(self._one, work, item): item for item in items}
            for done in as_completed(begun):
                yield begun[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)  # whoever interrupts the run does not wait for what was not begun

    def _one(self, work: Callable[[Workshop, Item], Done], item: Item) -> Done:
        workshop = self._free.get()
        try:
            return work(workshop, item)
        finally:
            self._free.put(workshop)


@contextmanager
def set_up(project: Path, size: int) -> Generator[Workers]:
    """
    Set up workshops in a folder that is removed at the end of the block.
    """
    with TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        places = [Path(folder) / str(number) for number in range(size)]
        for place in places:
            place.mkdir()
        yield Workers([Workshop(project, place) for place in places])
