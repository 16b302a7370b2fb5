"""
Says what was meant where arguments do not fit: `paywallId` for `paywall_id`, or a place where a name is needed.

Python's own words name a class that nobody knows and no remedy. Nothing here looks at a value.
"""

from __future__ import annotations

import re
from functools import wraps
from inspect import Parameter, iscoroutinefunction, isfunction, signature
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["explain_methods"]

_BY_NAME = (Parameter.KEYWORD_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
_BY_PLACE = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def explain_methods(kind: type[Any]) -> None:
    """
    Wrap the constructor and the public methods that a class defines, so that arguments which do not fit lead to a
    `TypeError` that says which do.
    """
    methods: dict[str, Any] = dict(vars(kind))
    for name, method in methods.items():
        inner: Any = getattr(method, "__func__", None)
        if inner is not None and not name.startswith("_"):
            setattr(kind, name, classmethod(_blocking(inner)))
        elif isfunction(method) and (name == "__init__" or not name.startswith("_")):
            setattr(kind, name, _awaiting(method) if iscoroutinefunction(method) else _blocking(method))


# A failed match of arguments is told from a failure inside by its traceback, which ends here. The arguments are let go
# of whatever happens: reporters of errors show the variables of every frame that an exception passed.
def _blocking(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except TypeError as problem:
            misuse = _misuse(problem, method, given, set(named))
            if misuse is None:
                raise
        finally:
            del given, named
        raise misuse

    return call


def _awaiting(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    async def call(*given: Any, **named: Any) -> Any:
        try:
            return await method(*given, **named)
        except TypeError as problem:
            misuse = _misuse(problem, method, given, set(named))
            if misuse is None:
                raise
        finally:
            del given, named
        raise misuse

    return call


def _misuse(problem: TypeError, method: Any, given: tuple[Any, ...], names: set[str]) -> TypeError | None:
    if problem.__traceback__ is not None and problem.__traceback__.tb_next is not None:
        return None
    name = f"{type(given[0]).__name__}()" if method.__name__ == "__init__" else f"{method.__name__}()"
    known = list(signature(method).parameters.values())[1:]
    unknown = sorted(names - {each.name for each in known if each.kind in _BY_NAME})
    if unknown:
        return TypeError(f"{name} has no {_hints(unknown, [each.name for each in known])}")
    by_place = [each.name for each in known if each.kind in _BY_PLACE]
    if len(given) - 1 > len(by_place):
        return TypeError(f"{name} takes {_places(by_place)} by place{_sample(known)}.")
    taken = names | set(by_place[: len(given) - 1])
    missing = [each.name for each in known if each.default is Parameter.empty and each.name not in taken]
    return TypeError(f"{name} needs {' and '.join(missing)}.") if missing else TypeError(f"{name}: {problem}")


def _hints(unknown: list[str], known: list[str]) -> str:
    close = [_closest(each, known) for each in unknown]
    if not all(close):
        return f"{_arguments(unknown)}; it has {', '.join(known) or 'none'}."
    return f"{_arguments(unknown)}; did you mean {' and '.join(close)}?"


def _arguments(names: list[str]) -> str:
    return f"argument{'s' * (len(names) > 1)} {' or '.join(names)}"


def _closest(unknown: str, known: list[str]) -> str:
    from difflib import get_close_matches

    plain = _HUMP.sub("_", unknown).lower()
    return plain if plain in known else next(iter(get_close_matches(plain, known, n=1)), "")


def _places(names: list[str]) -> str:
    return f"only {' and '.join(names)}" if names else "nothing"


def _sample(known: list[Parameter]) -> str:
    named = [each.name for each in known if each.kind is Parameter.KEYWORD_ONLY]
    return f"; pass by name: {', '.join(named)}" if named else ""
