"""
Runs something again and again in a thread of its own. Never decides what is due.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger("monetize_software_mock")
_PAUSE_S = 0.05
_PATIENCE_S = 2


class Worker:
    """
    A thread that runs while it is wanted.

    Args:
        step: What to run; soon after each `wake`, and every now and then.
    """

    def __init__(self, step: Callable[[], None]) -> None:
        self._step = step
        self._signal = threading.Event()
        self._thread: threading.Thread | None = None
        self._wanted = False

    def start(self) -> None:
        """
        Run from now on.
        """
        if self._thread is None:
            self._wanted = True
            self._thread = threading.Thread(target=self._run, name="mock timeline", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """
        Run the step soon.
        """
        if self._thread is not None:
            self._signal.set()

    def stop(self) -> None:
        """
        Stop after the step that is under way.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._wanted = False
        self._signal.set()
        if thread is not threading.current_thread():
            thread.join(_PATIENCE_S)  # a receiver may keep it longer; it ends with the program then

    def _run(self) -> None:
        while self._wanted:
            try:
                self._step()
            except Exception:
                if not self._wanted:  # what it works on was closed meanwhile
                    return
                _log.exception("The timeline failed in a way nobody foresaw")
            self._signal.wait(_PAUSE_S)
            self._signal.clear()
