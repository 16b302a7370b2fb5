"""
Says how what is missing gets installed. Installs nothing.
"""

from __future__ import annotations

from ._version import __version__

__all__ = ["how_to_install"]


def how_to_install(*extras: str) -> str:
    """
    Return the commands that install this package with some of its extras, as the README has them.

    Args:
        extras: Such as "cli" and "mock"; none for the client alone.
    """
    chosen = f"[{','.join(extras)}]" if extras else ""
    wheel = f"monetize_software-{__version__}-py3-none-any.whl"
    return f'In a checkout: pip install ".{chosen}"; with the wheel: pip install "{wheel}{chosen}"'


def __dir__() -> list[str]:
    return sorted(__all__)
