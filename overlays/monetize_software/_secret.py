"""
Holds a credential so that nothing prints it: no repr, no pickle, no error reporter that shows the variables of frames.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Secret", "hidden"]


class Secret:
    """
    A credential that does not print itself and cannot be pickled.
    """

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def reveal(self) -> Any:
        """
        Return the credential itself. Whoever asks keeps it in no variable of a function that may raise: error reporters
        show the variables of every frame that an exception passed.
        """
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> str:
        raise TypeError("a credential cannot be pickled; give it to the client where it is built")


def hidden(value: Any) -> Any:
    """
    Hide a credential as soon as it comes in; what is hidden already, and a function that will give one, stays.
    """
    return value if value is None or callable(value) or isinstance(value, Secret) else Secret(value)
