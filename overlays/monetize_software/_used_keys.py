"""
Remembers what the last idempotency keys stand for, so that one is not used for something else by mistake.

Shared by a client and its copies, and the one thing in them that changes. It knows numbers only: no user, no price.
"""

from __future__ import annotations

from .errors import InvalidRequestError

__all__ = ["UsedKeys"]

_KEPT = 1_000


class UsedKeys:
    """
    The last thousand keys or so, each with the hash of who used it and of what for. Safe to share between threads.
    """

    # Two generations, each replaced as a whole, need no lock: a key that is missed by a race is merely not remembered.
    def __init__(self) -> None:
        self._newer: dict[tuple[str, int], int] = {}
        self._older: dict[tuple[str, int], int] = {}

    def check(self, key: str, buyer: int, goods: int) -> None:
        """
        Refuse a key that stands for something else; for another buyer it is another key.

        Raises:
            InvalidRequestError: A checkout of this client with this key sold this buyer something else.
        """
        known = self._newer.get((key, buyer), self._older.get((key, buyer)))
        if known is not None and known != goods:
            raise InvalidRequestError(
                "idempotency_key was used for another checkout (price, offer, trial or currency), which the server "
                "would answer again in place of this one. Leave it out, or choose a new one."
            )

    def remember(self, key: str, buyer: int, goods: int) -> None:
        """
        Keep what a buyer's key was used for.
        """
        if len(self._newer) >= _KEPT:
            self._older, self._newer = self._newer, {}
        self._newer[key, buyer] = goods
