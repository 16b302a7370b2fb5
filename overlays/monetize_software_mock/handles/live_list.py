"""
Gives a program lists that are read anew whenever they are looked at. Never keeps what it read, never reads more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

Item = TypeVar("Item")


class LiveList(Sequence[Item], Generic[Item]):
    """
    A list that is read anew whenever it is looked at.
    """

    def _count(self) -> int:
        """
        Return how many there are.
        """
        raise NotImplementedError

    def _read(self, first: int, most: int) -> list[Item]:
        """
        Return a part of them, in order; `most` -1 is all the rest.
        """
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        """
        Return one of them, or some.
        """
        wanted = range(self._count())[index]
        if isinstance(wanted, int):
            return self._read(wanted, 1)[0]
        first, last = min(wanted, default=0), max(wanted, default=-1)
        found = self._read(first, last - first + 1)
        return [found[place - first] for place in wanted]

    def __len__(self) -> int:
        """
        Return how many there are.
        """
        return self._count()

    def __iter__(self) -> Iterator[Item]:
        """
        Return them in order.
        """
        return iter(self._read(0, -1))
