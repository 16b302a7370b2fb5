"""
The store on Redis or Valkey: sessions, caches, and ids of events. Never keeps an inbox, facts or a meter.
"""

from __future__ import annotations

from monetize_software.storage.facade import Store

__all__ = ["RedisStore"]


class RedisStore(Store):
    """
    Sessions, caches and ids of events, in Redis or Valkey.

    Args:
        url: Such as "redis://localhost:6379/0" or "unix:///run/valkey.sock".
        prefix: What all keys begin with.
    """

    def __init__(self, url: str, *, prefix: str = "monetize:") -> None:
        self._url = url
        self._prefix = prefix
