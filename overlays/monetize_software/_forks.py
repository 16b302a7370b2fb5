"""
Has whatever holds a lock begin anew in the child of a fork: who held the parent's is not there, and would never let go.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet

__all__ = ["anew_in_a_child"]


class _Forked(Protocol):
    def begin_anew(self) -> None: ...


_every: WeakSet[_Forked] = WeakSet()


def anew_in_a_child(thing: _Forked) -> None:
    """
    Have `thing.begin_anew()` called in each child that this process forks, before anything else of it runs there.
    """
    _every.add(thing)


def _begin_anew() -> None:
    for thing in list(_every):
        thing.begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
