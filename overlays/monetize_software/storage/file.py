"""
The store that keeps sessions in files of one folder, for command lines and desktops.
"""

from __future__ import annotations

from pathlib import Path

from .facade import Store

__all__ = ["FileStore"]


class FileStore(Store):
    """
    Sessions in files of one folder that belongs to the user alone.

    Args:
        folder: Where; made when it is not there.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
