"""
Makes ids that are the same in every run with the same seed, and seeds that no other run has.
"""

from __future__ import annotations

import hashlib
import os
from typing import Protocol


def fresh_seed() -> str:
    """
    Return a seed that no other run has, 12 hexadecimal digits.
    """
    return os.urandom(6).hex()


def digest(text: str) -> str:
    """
    Return what a secret is known by where it must not stand itself.
    """
    return hashlib.sha256(text.encode()).hexdigest()


class Numbering(Protocol):
    """
    Where the counters live; they are part of the world's state.
    """

    def next_number(self, kind: str) -> int:
        """
        Return 1, then 2 and so on, for each kind of thing.
        """
        ...


class Ids:
    """
    The ids of one world. An id depends on the seed, the kind and how many of that kind came before.

    Args:
        seed: Any text; another seed gives other ids.
        counters: Where to count.
    """

    def __init__(self, seed: str, counters: Numbering) -> None:
        self._seed = seed
        self._counters = counters

    def user(self) -> str:
        """
        Return an id shaped like a UUID v4.
        """
        digest = self._digest("user")
        variant = "89ab"[int(digest[16], 16) % 4]
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"

    def prefixed(self, prefix: str) -> str:
        """
        Return an id such as `cs_0f3a…`: the prefix and 20 hexadecimal digits.
        """
        return f"{prefix}_{self._digest(prefix)[:20]}"

    def digits(self, kind: str, count: int) -> str:
        """
        Return decimal digits, as a mail has them.
        """
        return str(int(self._digest(kind), 16))[-count:]

    def secret(self, prefix: str) -> str:
        """
        Return a text nobody guesses, such as `rt_0f3a…`: the prefix and 40 hexadecimal digits.
        """
        return f"{prefix}_{self._digest(prefix)[:40]}"

    def event(self, now: int) -> str:
        """
        Return an event's id such as `evt_1893456000_0f3a9c27d1`: seconds since 1970, and ten letters and digits.
        """
        return f"evt_{now // 1000}_{self._digest('evt')[:10]}"

    def number(self, kind: str) -> int:
        """
        Return the next whole number of a kind, from 1.
        """
        return self._counters.next_number(kind)

    def _digest(self, kind: str) -> str:
        text = f"{self._seed}/{kind}/{self._counters.next_number(kind)}"
        return hashlib.sha256(text.encode()).hexdigest()
