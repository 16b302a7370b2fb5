"""
The exit codes, and the failure that carries one. Decides none of them and prints nothing.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """
    What an exit code says.
    """

    DONE = 0
    REFUSED = 1
    USAGE = 2
    CONFIGURATION = 3
    NETWORK = 4
    NOT_FOUND = 5
    BUG = 70
    OUTPUT = 74
    INTERRUPTED = 130


EXIT_CODES = {
    Exit.DONE: "done",
    Exit.REFUSED: "the service refused, a check failed, or you said no",
    Exit.USAGE: "wrong arguments; nothing was sent",
    Exit.CONFIGURATION: "a setting is missing or unsafe; nothing was sent",
    Exit.NETWORK: "no usable answer came",
    Exit.NOT_FOUND: "no such user, price, subscription, session or paywall",
    Exit.BUG: "a bug in this program",
    Exit.OUTPUT: "reading or writing on this machine failed; what was asked for may be done",
    Exit.INTERRUPTED: "interrupted",
}


class Failure(Exception):
    """
    An end that is not success.

    Attributes:
        exit: The exit code.
        code: Stable and machine-readable.
        message: One sentence.
        hint: What to do; may be empty.
    """

    def __init__(self, exit: Exit, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.exit, self.code, self.message, self.hint = exit, code, message, hint
