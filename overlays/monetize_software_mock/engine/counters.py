"""
Counts what a world was asked and what went wrong inside it. Never resets by itself.
"""

from __future__ import annotations

import threading


class Counters:
    """
    Counts since the start. Safe to use from several threads.

    Attributes:
        requests: Requests of every kind.
        broken_answers: Answers that broke the specification and were replaced by a 500.
        unexpected_errors: Exceptions nobody foresaw, answered with a 500.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests = 0
        self.broken_answers = 0
        self.unexpected_errors = 0

    def add(self, name: str) -> None:
        """
        Count one more of `requests`, `broken_answers` or `unexpected_errors`.
        """
        with self._lock:
            setattr(self, name, getattr(self, name) + 1)
