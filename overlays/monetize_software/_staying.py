"""
What belongs to its process: a copy is the thing itself, and nothing pickles it.
"""

from __future__ import annotations

from typing import NoReturn, Self

__all__ = ["Staying"]


class Staying:
    """
    Holds connections, locks or a credential, and may be shared by threads and tasks as it is. So a copy, which settings
    and models of frameworks make of whatever stands in them, is the thing itself; another process builds its own.
    """

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} belongs to its process and cannot be pickled. Build one in each process."
        )
