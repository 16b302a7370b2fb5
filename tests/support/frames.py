"""
What a reporter of errors could show of the variables of our frames, items of tuples and lists included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import pytest


def shown(value: object, depth: int = 3) -> str:
    """
    A variable as Sentry writes it: its own `__sentry_repr__`, else the items of what has some, else its repr.
    """
    told: Callable[[object], str] | None = getattr(type(value), "__sentry_repr__", None)
    if told is not None:
        return told(value)
    if isinstance(value, (tuple, list, set, frozenset, dict)) and depth:
        items: Any = value.items() if isinstance(value, dict) else value
        return " ".join(shown(each, depth - 1) for each in items)
    return repr(value)


def frames(error: BaseException) -> Iterator[tuple[str, str, str]]:
    """
    Function, name and text of each variable of a frame of ours that an exception passed.
    """
    links: list[BaseException | None] = [error]
    for one in links:
        if one is not None:
            links += [each for each in (one.__cause__, one.__context__) if each not in links]
        trace: TracebackType | None = one.__traceback__ if one is not None else None
        while trace is not None:
            code = trace.tb_frame.f_code
            if "/monetize_software/" in code.co_filename.replace("\\", "/"):
                yield from ((code.co_qualname, name, shown(each)) for name, each in trace.tb_frame.f_locals.items())
            trace = trace.tb_next


def leaks(use: Callable[[], Any], mark: str) -> list[str]:
    """
    Do what fails, and name the variables that show a mark.
    """
    with pytest.raises(Exception) as caught:  # noqa: PT011  # whatever it is
        use()
    found = list(frames(caught.value))
    assert found, "no frame of ours was passed"
    return [f"{function}: {name}" for function, name, text in found if mark in text]
