"""
The public names of a package, each loaded when it is first used. Loads nothing by itself.

A package that imports its own modules is a ring: a thread that imports it holds it and waits for the module, and one
that imports the module (as `pickle` does, which goes by a class's home) holds that and waits for the package. Python
breaks such a ring by handing out a module that is half loaded. So no package of the client imports its own modules.
"""

from __future__ import annotations

from importlib import import_module
from sys import modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["names_of"]


def names_of(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """
    Make the `__getattr__` of a package.

    Args:
        package: Its name.
        homes: The module of each public name.
    """

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(modules[package], name, value)
        return value

    return load
