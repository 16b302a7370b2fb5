"""
Values that may be forgotten, in Redis or Valkey: one key each, and one for each tag that was given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from .translating import translated

__all__ = ["RedisCache"]

_LONGEST_MS: Final = 86_400_000
"""A value lives a day at most, and so what is known of a tag need not live longer."""

_MEMBER: Final = "mark"


class RedisCache:
    """
    Caches of one database of Redis (6.2 or later) or Valkey. Marks are its own clock's microseconds, so that no two
    machines differ.

    Args:
        client: A client of the `redis` package that answers bytes.
        prefix: What all keys begin with.
    """

    def __init__(self, client: Any, prefix: str) -> None:
        self._client, self._values, self._tags = client, f"{prefix}cache:", f"{prefix}tag:"

    def get(self, key: str, *, at: int) -> tuple[bytes | None, int]:
        """
        Read a value.
        """
        del at  # the server lets go of what has expired
        return translated(lambda: self._get(self._values + key))

    def put(self, key: str, value: bytes, *, mark: int, tags: Sequence[str], at: int, expires: int) -> None:
        """
        Keep a value.
        """
        lives = min(expires - at, _LONGEST_MS)
        if lives > 0:
            head = f"{mark} {','.join(tags)} ".encode()
            translated(lambda: self._client.set(self._values + key, head + value, px=lives))

    def invalidate(self, tags: Sequence[str]) -> None:
        """
        Give up what is under any of these tags.
        """
        if tags:
            translated(lambda: self._invalidate(tags))

    def _get(self, name: str) -> tuple[bytes | None, int]:
        with self._client.pipeline(transaction=False) as pipe:
            time, content = pipe.time().get(name).execute()
        if content is None:
            return None, _microseconds(time)
        mark, tags, value = content.split(b" ", 2)
        with self._client.pipeline(transaction=False) as pipe:
            for tag in tags.split(b","):
                pipe.zscore(self._tags + tag.decode(), _MEMBER)
            last = pipe.execute()
        given_up = any(each is not None and each >= int(mark) for each in last)
        return None if given_up else value, _microseconds(time)

    def _invalidate(self, tags: Sequence[str]) -> None:
        mark = _microseconds(self._client.time())
        with self._client.pipeline(transaction=False) as pipe:
            for tag in tags:
                # A score that only grows: of two that give up at once, the later one may come first.
                pipe.zadd(self._tags + tag, {_MEMBER: mark}, gt=True)
                pipe.pexpire(self._tags + tag, 2 * _LONGEST_MS)
            pipe.execute()


def _microseconds(time: tuple[int, int]) -> int:
    return time[0] * 1_000_000 + time[1]
