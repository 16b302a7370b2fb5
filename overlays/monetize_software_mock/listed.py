"""
Gives a program lists that are read anew whenever they are looked at. Never keeps what it read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, overload

Item = TypeVar("Item")


class Listed(Sequence[Item], Generic[Item]):
    """
    A list that is read anew whenever it is looked at.
    """

    def _read(self) -> list[Item]:
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        """
        Return one of them, or some.
        """
        return self._read()[index]

    def __len__(self) -> int:
        """
        Return how many there are.
        """
        return len(self._read())

    def __iter__(self) -> Any:
        """
        Return them in order.
        """
        return iter(self._read())


def names(found: Iterable[str]) -> str:
    """
    Name them in one line.
    """
    return ", ".join(found) or "none"
