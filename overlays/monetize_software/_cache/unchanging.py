"""
Makes an answer that several callers will share one that none of them can change. Costs nothing when it is read.

Models are frozen already; what is left are the lists and dicts inside them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NoReturn, cast

from attrs import fields, has

__all__ = ["SharedDict", "SharedList", "own", "unchanging"]


def _refuse(self: Any, *_: Any, **__: Any) -> NoReturn:
    kind = "list" if isinstance(self, list) else "dict"
    raise TypeError(f"This {kind} is part of an answer that others share. Take a copy of it first: {kind}(…).")


class SharedList(list[Any]):
    """
    A list that refuses to change. A copy of it is a plain list.
    """

    __slots__ = ()
    append = extend = insert = remove = pop = clear = sort = reverse = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    def __reduce_ex__(self, protocol: Any) -> Any:
        del protocol
        return list, (list(self),)


class SharedDict(dict[Any, Any]):
    """
    A dict that refuses to change. A copy of it is a plain dict.
    """

    __slots__ = ()
    clear = pop = popitem = setdefault = update = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse

    def __reduce_ex__(self, protocol: Any) -> Any:
        del protocol
        return dict, (dict(self),)


def unchanging(value: Any) -> Any:
    """
    Return a value in which no list and no dict can be changed. Models are changed in place: nobody else has them yet.
    """
    if isinstance(value, list):
        return SharedList(map(unchanging, cast("list[Any]", value)))
    if isinstance(value, dict):
        return SharedDict({name: unchanging(each) for name, each in cast("dict[Any, Any]", value).items()})
    for name in _attributes(value.__class__):
        found: Any = getattr(value, name)
        if isinstance(found, (list, dict)) or _attributes(found.__class__):
            object.__setattr__(value, name, unchanging(found))
    return value


@cache
def _attributes(kind: Any) -> tuple[str, ...]:
    """
    The names of what a model holds; of anything else, none.
    """
    return tuple(each.name for each in fields(kind)) if has(kind) else ()


def own(value: Any) -> Any:
    """
    What a caller is given of a shared value: a list of their own, where the answer is a list.
    """
    return list(cast("list[Any]", value)) if type(value) is SharedList else value
