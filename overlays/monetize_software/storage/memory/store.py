"""
The store that keeps everything in this process. Never writes to a disk.
"""

from __future__ import annotations

from monetize_software.storage.facade import Store

__all__ = ["MemoryStore"]


class MemoryStore(Store):
    """
    Keeps everything until the process ends. For tests, and for a first try.
    """
