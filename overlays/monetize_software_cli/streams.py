"""
Guards standard input, output and error, which may be closed, full or without a reader. Decides no exit code.

A closed input is an empty one. What standard output does not take is a failure of its own kind, because the command may
have been carried out. What standard error does not take is lost: nothing is left to say it on.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, cast


class OutputLost(Exception):
    """
    Standard output took less than everything; the message says why.
    """


@contextmanager
def guarded() -> Generator[None]:
    """
    Guard the three streams while a command runs.
    """
    streams = sys.stdin, sys.stdout, sys.stderr
    for stream in streams[1:]:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.stdout, sys.stderr = cast("TextIO", _Output(sys.stdout)), cast("TextIO", _Errors(sys.stderr))
    try:
        with _empty_when_closed():
            yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams


@contextmanager
def _empty_when_closed() -> Generator[None]:
    if sys.stdin is not None and not sys.stdin.closed:
        yield
        return
    with Path(os.devnull).open(encoding="utf-8") as empty:
        sys.stdin = empty
        yield


class _Guard:
    """
    A stream that is used as any other, but for what becomes of its failures.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._why = ""  # what was lost once stays lost: click swallows the error of its first, empty write

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return self._tried("write", text) or 0

    def flush(self) -> None:
        self._tried("flush")

    def _tried(self, action: str, *values: str) -> Any:
        if self._why:
            self._lost(self._why)
            return None
        try:
            if self._stream is None:
                raise ValueError("closed")
            return getattr(self._stream, action)(*values)
        except OSError as error:
            self._why = error.strerror or type(error).__name__
        except ValueError:
            self._why = "it is closed"
        self._discard()
        self._lost(self._why)
        return None

    def _lost(self, why: str) -> None:
        raise NotImplementedError

    def _discard(self) -> None:
        """
        Let what is still buffered go nowhere; at its exit, Python would try to write it once more and fail.
        """
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, cast("TextIO", self._stream).fileno())
            os.close(nowhere)


class _Output(_Guard):
    def _lost(self, why: str) -> None:
        raise OutputLost(why)


class _Errors(_Guard):
    def _lost(self, why: str) -> None:
        del why
