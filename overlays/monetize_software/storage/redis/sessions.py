"""
Sessions in Redis or Valkey: one key each, changed under WATCH, which works where scripts are off.
"""

from __future__ import annotations

from secrets import randbits
from typing import Any

from monetize_software.storage.protocols import Versioned

from .translating import translated

__all__ = ["RedisSessions"]


class RedisSessions:
    """
    Sessions of one database of Redis or Valkey. The server forgets them when they expire.

    Args:
        client: A client of the `redis` package that answers bytes.
        prefix: What all keys begin with.
    """

    def __init__(self, client: Any, prefix: str) -> None:
        self._client, self._prefix = client, f"{prefix}session:"

    def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row.
        """
        return _parted(translated(lambda: self._client.get(self._prefix + key)), at)

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`.
        """
        return translated(lambda: self._put(self._prefix + key, value, expect, at, expires))

    def remove(self, key: str) -> None:
        """
        Remove a row.
        """
        translated(lambda: self._client.delete(self._prefix + key))

    def _put(self, name: str, value: bytes, expect: int, at: int, expires: int) -> int | None:
        from redis.exceptions import WatchError

        version = randbits(62) + 1
        with self._client.pipeline() as pipe:
            pipe.watch(name)
            if _parted(pipe.get(name), at).version != expect:
                return None
            pipe.multi()
            pipe.set(name, b"%d %d %b" % (version, expires, value), px=max(1, expires - at))
            try:
                pipe.execute()
            except WatchError:
                return None
            return version


def _parted(content: bytes | None, at: int) -> Versioned:
    if content is None:
        return Versioned(None, 0)
    version, expires, value = content.split(b" ", 2)
    return Versioned(None, 0) if int(expires) <= at else Versioned(value, int(version))
