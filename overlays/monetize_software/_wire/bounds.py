"""
One connection's socket, and what the exchange that uses it may still take: time, bytes, proof. Never waits.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import httpcore

from .body import LARGEST_ANSWER
from .ledger import Ledger

if TYPE_CHECKING:
    from monetize_software._profile.timeout import StreamTimeout, Timeout

__all__ = ["HELD_BACK", "Line", "Stream"]

_LARGEST_WIRE = LARGEST_ANSWER + (1 << 20)
"""Bytes of an answer with heads, chunk sizes and trailers. The HTTP library bounds a head, and not their number."""

HELD_BACK = 1 << 14
"""Bytes of a request that wait for the rest of it, so that a head and a small body leave in one piece."""


class Stream(Protocol):
    """
    What a connection is read from.
    """

    layer: int

    def arrived(self) -> bytes | None:
        """
        What is there to be read without waiting: None when nothing is, no bytes at the connection's end.
        """


class Line:
    """
    A connection from its first byte to its last. One exchange at a time uses it.

    Args:
        layers: How many layers of TLS it has when it stands. Nothing of a request leaves before.
    """

    def __init__(self, layers: int) -> None:
        self.layers = layers
        self.pid = os.getpid()
        self.socket: socket.socket | None = None
        self.stream: Stream | None = None
        self.sent = False
        self.ledger = Ledger()
        self._deadline = self._connect_by = self._end = 0.0
        self._first_byte: float | None = None
        self._most: float = _LARGEST_WIRE
        self._received = 0

    def start(self, timeout: Timeout | StreamTimeout, deadline: float) -> None:
        """
        Begin an exchange that must end by the deadline, as `time.monotonic` counts.
        """
        self._deadline = deadline
        self._connect_by = min(deadline, monotonic() + timeout.connect)
        self._received, self.sent = 0, False
        self._first_byte, self._most = None, _LARGEST_WIRE

    def start_stream(self, timeout: StreamTimeout, deadline: float) -> None:
        """
        Begin an exchange whose answer is read as it comes: its head has a time of its own, from the last byte sent on.
        """
        self.start(timeout, deadline)
        self._end, self._first_byte = deadline, timeout.first_byte

    def read_on(self) -> None:
        """
        The head is there. From now on each wait has its own time, and the body may be of any size.
        """
        self._deadline, self._first_byte, self._most = self._end, None, inf

    @property
    def stands(self) -> bool:
        """
        Whether it has all its layers. The lowest asks too: it is what waits for those above it.
        """
        return self.stream is not None and self.stream.layer == self.layers

    def hurry(self, seconds: float) -> None:
        """
        Have the exchange end within so many seconds.
        """
        self._deadline = min(self._deadline, monotonic() + seconds)

    def wait_no_more(self) -> None:
        """
        Have whatever would wait for bytes fail at once. Thrown from inside, the error ends the HTTP library's
        iterations in order, which an async generator that is merely dropped does not do.
        """
        self._deadline = -inf

    def interrupt(self) -> None:
        """
        Wake whoever waits for bytes in another thread or task, as if the peer had gone.
        """
        if self.socket is not None:
            with suppress(OSError):  # it is gone already
                self.socket.shutdown(socket.SHUT_RDWR)

    def left(self, phase: float | None, error: type[Exception], *, standing: bool) -> float:
        """
        Seconds that a wait may take.

        Args:
            phase: The longest wait of this kind, such as the time between two pieces.
            error: What is raised when nothing is left.
            standing: Whether the connection stands, with all its layers. Until then the time to connect counts.
        """
        left = (self._deadline if standing else self._connect_by) - monotonic()
        if left <= 0:
            raise error("The time for this call is over.")
        return left if phase is None or not standing or left < phase else phase

    def note_sending(self) -> None:
        """
        The request, or its next part, goes out: what was read before is not part of its answer.
        """
        self.sent = True
        self.ledger.clear()
        if self._first_byte is not None:
            self._deadline = min(self._end, monotonic() + self._first_byte)

    def count(self, data: bytes) -> None:
        """
        Count what came in.
        """
        self._received += len(data)
        if self._received > self._most:
            raise httpcore.ReadError("The answer is larger than 16 MiB.")

    def refuse_more(self) -> None:
        """
        Have the next wait for bytes fail. Thrown from inside, the error ends the HTTP library's iterations in order.
        """
        self._received = _LARGEST_WIRE

    def is_proven(self) -> bool:
        """
        Tell whether exactly one answer was read, to its last byte.
        """
        return self.ledger.is_whole()

    def is_quiet(self) -> bool:
        """
        Tell whether the connection is open, with nothing to read on it. Whatever came uncalled answers no request.
        """
        return self.stream is not None and self.stream.arrived() is None

    def close(self) -> None:
        """
        Close the socket, at once and without a good-bye: never waits, and costs a forked parent nothing.
        """
        if self.socket is not None:
            self.socket.close()

    def __del__(self) -> None:
        self.close()  # a client that is dropped leaves no open socket, and no warning, in whatever loop or process
