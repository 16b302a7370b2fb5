"""
Follows a list that grows, until somebody ends it. SIGTERM and a closed terminal end it as Ctrl-C does.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from .answers import rows, seen_of
from .session import Session

_PAUSE_S = 0.3
_ENDINGS = ("SIGTERM", "SIGHUP")


def followed(session: Session, read: Callable[[str], dict[str, Any]], name: str) -> Iterator[dict[str, Any]]:
    """
    Yield what a list holds and what comes to it, each once and without end.

    Args:
        read: Reads on from a place: `0` at first, then what the answer says in `seen`.
        name: Where the answer lists them.
    """
    seen = "0"
    while True:
        answer = read(seen)
        found = rows(answer, name)
        yield from found
        seen = seen_of(answer)
        if not found:
            session.around.sleep(_PAUSE_S)


@contextmanager
def until_interrupted() -> Generator[None]:
    """
    Run until Ctrl-C, which ends it well, or a signal that asks for the same.
    """
    kept = {}
    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
        kept = {number: signal.signal(number, _interrupt) for number in numbers}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: object) -> None:
    del number, frame
    raise KeyboardInterrupt
