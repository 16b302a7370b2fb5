"""
What goes wrong on the way of one call, and what a client must make of it by its operation's retry class.

Never scripts a fault itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from monetize_software import NetworkError, PaywallError, ServerError
from monetize_software_mock.faults.faults import Action, ActionName, Place, status


@dataclass(frozen=True)
class Trouble:
    """
    A failure of the first attempt.
    """

    do: ActionName | None
    when: Place

    @property
    def action(self) -> Action | ActionName:
        """
        What to script: a busy server when no break is named.
        """
        return self.do or status(503, retry_after=0)

    @property
    def error(self) -> type[PaywallError]:
        """
        What the caller is told when it is not overcome.
        """
        return NetworkError if self.do else ServerError

    @property
    def is_applied(self) -> bool:
        """
        Whether the attempt that failed took effect.
        """
        return self.when != "before"

    def is_overcome(self, retry: str) -> bool:
        """
        Whether a call of this retry class is sent again.
        """
        return retry == "keyed" or (retry == "natural" and self.do is not None)


TROUBLES = [
    Trouble(None, "before"),
    Trouble(None, "after_commit"),
    Trouble("reset", "before"),
    Trouble("reset", "after_commit"),
    Trouble("close", "during_body"),
    Trouble("garbage", "after_commit"),
    Trouble("silence", "before"),
    Trouble("silence", "after_commit"),
]
