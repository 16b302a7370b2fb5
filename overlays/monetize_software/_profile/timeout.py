"""
How long a call may take. Always finite. Never waits.
"""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from monetize_software._printing import printable

from .arguments import refuse

__all__ = ["DEFAULT_TIMEOUT", "Timeout"]

LONGEST = 86_400
"""Seconds. Operating systems take no number of any size."""


def _seconds(_: Any, attribute: Any, value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number and 0 < value <= LONGEST):  # type: ignore[operator]
        raise refuse(
            f"timeout ({attribute.name})", "must be seconds above 0, a day at most. There is no endless timeout."
        )


@printable
@frozen
class Timeout:
    """
    How long the parts of one attempt may take, in seconds.

    Args:
        connect: Until the connection stands, proxy and TLS included.
        read: Between two pieces of the answer.
        write: Between two pieces of the request.
        pool: Until a connection is free.
        total: From the first to the last moment of the attempt: no wait of any kind goes beyond it. Through a blocking
            `http_client` or `transport` of httpx, waits are in whole seconds, rounded up.
    """

    __module__ = "monetize_software"

    connect: float = field(default=5.0, validator=_seconds)
    read: float = field(default=30.0, validator=_seconds)
    write: float = field(default=30.0, validator=_seconds)
    pool: float = field(default=10.0, validator=_seconds)
    total: float = field(default=60.0, validator=_seconds)

    @classmethod
    def of(cls, value: object) -> Timeout:
        """
        Read a timeout: a number of seconds for each part and the whole, a `Timeout`, or an httpx timeout.
        """
        if isinstance(value, Timeout):
            return value
        parts = ("connect", "read", "write", "pool")
        if all(hasattr(value, part) for part in parts):
            return cls(**{part: getattr(value, part) for part in parts})
        return cls(value, value, value, value, value)  # type: ignore[arg-type]

    @property
    def phases(self) -> dict[str, float]:
        """
        The parts as the HTTP library wants them.
        """
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.pool}


DEFAULT_TIMEOUT = Timeout()
