"""
How long a call may take. Always finite. Never waits.
"""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from monetize_software._printing import Value

from .arguments import refuse

__all__ = ["DEFAULT_STREAM_TIMEOUT", "DEFAULT_TIMEOUT", "LONGEST", "StreamTimeout", "Timeout"]

LONGEST = 86_400
"""Seconds. Operating systems take no number of any size."""


def _seconds(_: Any, attribute: Any, value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number and 0 < value <= LONGEST):  # type: ignore[operator]
        raise refuse(
            f"timeout ({attribute.name})", "must be seconds above 0, a day at most. There is no endless timeout."
        )


@frozen(eq=False, repr=False)
class Timeout(Value):
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


def _seconds_or_none(owner: Any, attribute: Any, value: object) -> None:
    if value is not None:
        _seconds(owner, attribute, value)


@frozen(eq=False, repr=False)
class StreamTimeout(Value):
    """
    How long the parts of a call may take whose answer is read as it comes, in seconds.

    A model may think for a minute before its first word and then write for ten. So the wait for the answer's head and
    the waits between its pieces are bounded each, and the whole only where you say so.

    Args:
        connect: Until the connection stands, proxy and TLS included.
        write: Between two pieces of the request.
        pool: Until a connection is free.
        first_byte: From the last byte of the request to the end of the answer's head.
        idle: Between two pieces of the answer.
        total: From the first to the last moment, your own time between two pieces included; None for a day.

    Example:

        ```python
        timeout = StreamTimeout(first_byte=300, idle=20)
        ```
    """

    __module__ = "monetize_software"

    connect: float = field(default=5.0, validator=_seconds)
    write: float = field(default=30.0, validator=_seconds)
    pool: float = field(default=10.0, validator=_seconds)
    first_byte: float = field(default=120.0, validator=_seconds)
    idle: float = field(default=60.0, validator=_seconds)
    total: float | None = field(default=None, validator=_seconds_or_none)

    @classmethod
    def of(cls, value: object) -> StreamTimeout:
        """
        Read a timeout: a number of seconds for each wait, a `StreamTimeout`, or an httpx timeout, whose `read` is both
        the wait for the head and the one between two pieces.
        """
        if isinstance(value, StreamTimeout):
            return value
        if not all(hasattr(value, part) for part in ("connect", "read", "write", "pool")):
            return cls(value, value, value, value, value)  # type: ignore[arg-type]
        found: Any = value
        return cls(found.connect, found.write, found.pool, found.read, found.read)

    @property
    def phases(self) -> dict[str, float]:
        """
        The parts as the HTTP library wants them, until the head is there.
        """
        return {"connect": self.connect, "read": self.first_byte, "write": self.write, "pool": self.pool}

    @property
    def longest(self) -> float:
        """
        Seconds after which the whole is over.
        """
        return LONGEST if self.total is None else self.total


DEFAULT_STREAM_TIMEOUT = StreamTimeout()
