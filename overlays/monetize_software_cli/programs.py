"""
Finds an object in the user's own program, named as servers name an application: `shop:receiver`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from .exits import Exit, Failure

__all__ = ["named_object"]


def named_object(name: str, folder: str, kind: type[Any]) -> Any:
    """
    Import a module and return what it holds.

    Args:
        name: `module:attribute`, or `module:attribute.attribute`.
        folder: Where modules are looked for first.
        kind: What it must be.

    Raises:
        Failure: There is no such thing, or it is something else.
    """
    module, colon, path = name.partition(":")
    if not colon or not module or not path:
        raise _failure(f"{name} is not like shop:receiver.", "Name the module, a colon, and the receiver in it.")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        found: Any = import_module(module)
        for attribute in path.split("."):
            found = getattr(found, attribute)
    except ModuleNotFoundError as problem:
        raise _failure(f"There is no module {problem.name}.", "Run it in the folder of your program.") from None
    except AttributeError:
        raise _failure(f"{module} has no {path}.", "Name the variable that holds the receiver.") from None
    if not isinstance(found, kind):
        raise _failure(f"{name} is a {type(found).__name__}.", f"Name a {kind.__name__}.")
    return found


def _failure(message: str, hint: str) -> Failure:
    return Failure(Exit.CONFIGURATION, "invalid_config", message, hint)
