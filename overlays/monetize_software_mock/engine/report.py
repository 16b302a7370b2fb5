"""
What happened during a move of the clock, as a program reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from monetize_software_mock.state.quick import quick
from monetize_software_mock.state.timestamps import to_iso, to_millis


@quick
@dataclass(frozen=True, slots=True)
class Happening:
    """
    Something that happened by itself.

    Attributes:
        at: Aware virtual time, in UTC.
        kind: Such as `renewal`, `trial_end` or `webhook`.
        subject: What it is about, such as a purchase's id.
        text: A sentence for people.
        facts: The same for tests.
    """

    at: datetime
    kind: str
    subject: str
    text: str
    facts: Mapping[str, Any]

    def __str__(self) -> str:
        """
        Return a line for people.
        """
        return f"{to_iso(to_millis(self.at))}  {self.kind:<18}  {self.text}"


class Report(Sequence[Happening]):
    """
    What happened during a move, in order.

    Attributes:
        began: Virtual time before the move.
        now: Virtual time after it.
    """

    def __init__(self, began: datetime, now: datetime, happenings: Sequence[Happening]) -> None:
        self.began, self.now = began, now
        self._happenings = tuple(happenings)

    @overload
    def __getitem__(self, index: int) -> Happening: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Happening]: ...
    def __getitem__(self, index: int | slice) -> Happening | Sequence[Happening]:
        """
        Return one of them, or some.
        """
        return self._happenings[index]

    def __len__(self) -> int:
        """
        Return how many there are.
        """
        return len(self._happenings)

    def __eq__(self, other: object) -> bool:
        """
        Say whether the same happened.
        """
        return isinstance(other, Report) and self._happenings == other._happenings

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        """
        Return a line for each.
        """
        return "\n".join(map(str, self._happenings))

    def __repr__(self) -> str:
        """
        Return how many happened, and between when.
        """
        return f"Report({len(self)} happenings, {self.began.isoformat()} to {self.now.isoformat()})"

    def of(self, kind: str) -> list[Happening]:
        """
        Return those of one kind.
        """
        return [each for each in self._happenings if each.kind == kind]
