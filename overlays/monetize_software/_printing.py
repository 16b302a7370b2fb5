"""
What frozen values share: how they print, compare and hash. Here once: attrs would write and compile all of it anew for
each class, which takes half of the time that loading one does.
"""

from __future__ import annotations

from typing import Any, TypeVar

__all__ = ["Printed", "Value", "printable"]

_Kind = TypeVar("_Kind", bound=type[Any])


class Printed:
    """
    Something that prints its fields, also where its constructor did not finish: error reporters meet such objects as
    variables of frames.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        try:
            shown = [f"{each.name}={_shown(each, getattr(self, each.name))}" for each in _fields(self) if each.repr]
        except AttributeError:
            return f"<{type(self).__name__}, not built>"
        return f"{type(self).__name__}({', '.join(shown)})"


class Value(Printed):
    """
    Something that is its fields: equal to others of its class with equal ones.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return all(getattr(self, each.name) == getattr(other, each.name) for each in _fields(self))

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, each.name) for each in _fields(self))))


def _fields(one: Any) -> tuple[Any, ...]:
    fields: tuple[Any, ...] = one.__attrs_attrs__
    return fields


def _shown(field: Any, value: Any) -> str:
    return repr(value) if field.repr is True else str(field.repr(value))


def printable(kind: _Kind) -> _Kind:
    """
    Decorate a class that has a repr of its own, so that it works at any time too.
    """
    complete: Any = kind.__repr__

    def __repr__(self: Any) -> str:
        try:
            return str(complete(self))
        except AttributeError:
            return f"<{type(self).__name__}, not built>"

    kind.__repr__ = __repr__  # type: ignore[assignment]
    return kind
