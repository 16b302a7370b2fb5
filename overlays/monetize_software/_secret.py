"""
Holds a credential so that nothing prints it: no repr, no pickle, no error reporter that shows the variables of frames.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Secret", "has_token", "hidden"]


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
    Hide a credential as soon as it comes in; what is hidden already, and whatever will give one, stays.
    """
    if value is None or callable(value) or isinstance(value, Secret) or has_token(value):
        return value
    return Secret(value)


def has_token(value: object) -> bool:
    """
    Tell whether an object is a source of tokens that wants to know which one was refused, as sessions are.
    """
    return not isinstance(value, type) and callable(getattr(value, "token", None))
