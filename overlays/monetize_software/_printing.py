"""
Lets objects print themselves whose constructor did not finish: error reporters meet them as variables of frames.
"""

from __future__ import annotations

from typing import Any, TypeVar

__all__ = ["printable"]

_Kind = TypeVar("_Kind", bound=type[Any])


def printable(kind: _Kind) -> _Kind:
    """
    Decorate a class, so that its repr works at any time.
    """
    complete: Any = kind.__repr__

    def __repr__(self: Any) -> str:
        try:
            return str(complete(self))
        except AttributeError:
            return f"<{type(self).__name__}, not built>"

    kind.__repr__ = __repr__  # type: ignore[assignment]
    return kind
