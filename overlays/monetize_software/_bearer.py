"""
A bearer that is more than a token: what a session's handle tells others of this package. Decides nothing.
"""

from __future__ import annotations

from typing import Any

from monetize_software._secret import Secret

__all__ = ["NamesItsUser"]


class NamesItsUser:
    """
    A bearer that can be asked whose token it gives. Blocking or awaiting.
    """

    __slots__ = ()

    def _look(self) -> Any:
        """
        The session as it is stored, a `Record` or None. Renews nothing.
        """
        raise NotImplementedError

    def _fresh(self, rejected: Secret | None = None, lasting: int = 0) -> Any:
        """
        The session with a token that may be used.
        """
        raise NotImplementedError
