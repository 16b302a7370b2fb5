"""
The specification as a file of this package: what the mock server and the contract check each read for themselves.

Holds `openapi.yaml` and says where it is. Reads nothing of it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["location"]

_NAME = "openapi.yaml"


@cache
def location() -> Traversable:
    """
    Return where `openapi.yaml` lies: in this package once it is installed, also in an archive; else in the checkout.
    """
    return located(files(__name__), Path(__file__).parents[2])


def located(package: Traversable, checkout: Path) -> Traversable:
    """
    Choose between the file of a package and the one of a checkout.
    """
    packaged = package / _NAME
    return packaged if packaged.is_file() else checkout / _NAME
