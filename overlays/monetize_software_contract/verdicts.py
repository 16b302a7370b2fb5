"""
What the answers of a run can say about an assumption. Reads no body itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from .exchange import Exchange

State = Literal["confirmed", "refuted", "undecided"]
Answers = Mapping[str, Exchange]


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What became of an assumption.

    Attributes:
        why: What was seen, in a few words.
    """

    state: State
    why: str


@dataclass(frozen=True, slots=True)
class Probe:
    """
    How one assumption can be decided.

    Attributes:
        assumption: Its id.
        place: Its place, which tells it from others of the same id.
        asks: Names of the asks it looks at; without their answers it stays undecided.
        read: Reads the answers.
    """

    assumption: str
    place: str
    asks: tuple[str, ...]
    read: Callable[[Answers], Verdict]

    def verdict(self, answers: Answers) -> Verdict:
        """
        Read the answers of a run.
        """
        missing = [name for name in self.asks if name not in answers]
        return undecided(f"no answer to {', '.join(missing)}") if missing else self.read(answers)


def confirmed(why: str) -> Verdict:
    """
    The reading is right.
    """
    return Verdict("confirmed", why)


def refuted(why: str) -> Verdict:
    """
    The reading is wrong.
    """
    return Verdict("refuted", why)


def undecided(why: str) -> Verdict:
    """
    Nothing can be said.
    """
    return Verdict("undecided", why)


def decided(by: bool | None, why: str) -> Verdict:
    """
    Confirm, refute, or neither.
    """
    if by is None:
        return undecided(why)
    return confirmed(why) if by else refuted(why)


def holds(by: bool | None, why: str) -> Verdict:
    """
    Refute, or say that what was asked is as assumed; for readings of which only a part can be asked.
    """
    return decided(by, why) if by is not True else undecided(f"holds as far as it was asked: {why}")


def by_status(
    assumption: str, place: str, ask: str, confirms: int, refutes: Collection[int], *, whole: bool = True
) -> Probe:
    """
    Return a probe that the status of one answer decides.

    Args:
        whole: Whether the status is all that the reading is about.
    """

    def read(answers: Answers) -> Verdict:
        status = answers[ask].status
        outcome = True if status == confirms else False if status in refutes else None
        return (decided if whole else holds)(outcome, f"{ask}: {status}")

    return Probe(assumption, place, (ask,), read)


def combined(verdicts: list[Verdict]) -> Verdict:
    """
    Sum up the probes of one assumption: one refutation refutes it, and only all together confirm it.
    """
    for state in ("refuted", "undecided", "confirmed"):
        reasons = [each.why for each in verdicts if each.state == state]
        if reasons:
            return Verdict(state, "; ".join(reasons))
    return undecided("no request of this suite decides it")
