"""
Bodies as the HTTP libraries want them: as objects of a class of theirs. Reads nothing itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["async_body_class", "body_class"]


@cache
def body_class(base: Any) -> Any:
    """
    Make the class of blocking bodies for one HTTP library.

    Args:
        base: The library's `SyncByteStream`.
    """

    class Body(base):  # type: ignore[misc]
        """
        Hands on an iterator and, where it has one, its closing.
        """

        def __init__(self, pieces: Any) -> None:
            self._pieces = pieces

        def __iter__(self) -> Any:
            return iter(self._pieces)

        def close(self) -> None:
            getattr(self._pieces, "close", _nothing)()

    return Body


@cache
def async_body_class(base: Any) -> Any:
    """
    Make the class of awaiting bodies for one HTTP library.

    Args:
        base: The library's `AsyncByteStream`.
    """

    class AsyncBody(base):  # type: ignore[misc]
        """
        Hands on an iterator and, where it has one, its closing.
        """

        def __init__(self, pieces: Any) -> None:
            self._pieces = pieces

        def __aiter__(self) -> Any:
            return aiter(self._pieces)

        async def aclose(self) -> None:
            await getattr(self._pieces, "aclose", _async_nothing)()

    return AsyncBody


def _nothing() -> None:
    pass


async def _async_nothing() -> None:
    pass
