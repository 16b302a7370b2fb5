"""
The result of one check. Decides nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

State = Literal["ok", "failed", "skipped"]
SIGNS: dict[State, str] = {"ok": "✓", "failed": "✗", "skipped": "–"}


@dataclass(frozen=True, slots=True)
class Check:
    """
    One line of the checklist.

    Attributes:
        name: Stable and machine-readable.
        state: `skipped` when it cannot be told, or was not asked for.
        text: What was found.
        fix: What to do; empty when nothing.
    """

    name: str
    state: State
    text: str
    fix: str = ""

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form.
        """
        return asdict(self)

    @property
    def line(self) -> str:
        """
        The line for people, with the fix below it.
        """
        head = f"{SIGNS[self.state]} {self.name:<20} {self.text}"
        return f"{head}\n{'':<23}{self.fix}" if self.fix else head


def ok(name: str, text: str) -> Check:
    """
    All is well.
    """
    return Check(name, "ok", text)


def failed(name: str, text: str, fix: str) -> Check:
    """
    Something must be done.
    """
    return Check(name, "failed", text, fix)


def skipped(name: str, text: str, fix: str = "") -> Check:
    """
    Nothing can be said.
    """
    return Check(name, "skipped", text, fix)
