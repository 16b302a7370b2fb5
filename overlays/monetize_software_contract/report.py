"""
Sums up a run: what matched, what differed, what was not reached, and what became of the assumptions. Sends nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .asks import Ask
from .assumptions import Assumption, assumptions
from .contract import Contract, Operation
from .judging import Difference, judge, notes
from .probes import PROBES
from .running import Run, Unreached
from .verdicts import Verdict, combined

Outcome = Literal["matched", "differs", "unreached"]


@dataclass(frozen=True, slots=True)
class Result:
    """
    What became of one ask: its status, or why it was not reached.

    Attributes:
        undeclared: Fields of the answer that nobody declared; no difference.
    """

    case: str
    status: int | None
    differences: tuple[Difference, ...] = ()
    undeclared: tuple[str, ...] = ()
    unreached: Unreached | None = None


@dataclass(frozen=True, slots=True)
class OperationResult:
    """
    What became of one operation.
    """

    operation: Operation
    results: tuple[Result, ...]

    @property
    def differences(self) -> list[Difference]:
        """
        Everything in which its answers differ.
        """
        return [each for result in self.results for each in result.differences]

    @property
    def undeclared(self) -> list[str]:
        """
        The fields of its answers that nobody declared, each once.
        """
        return list(dict.fromkeys(place for result in self.results for place in result.undeclared))

    @property
    def answered(self) -> int:
        """
        How many of its asks were answered.
        """
        return sum(result.status is not None for result in self.results)

    @property
    def outcome(self) -> Outcome:
        """
        In one word.
        """
        if self.differences:
            return "differs"
        return "matched" if self.answered else "unreached"


@dataclass(frozen=True, slots=True)
class Report:
    """
    What a run found.

    Attributes:
        operations: Every operation of the specification, in its order.
        verdicts: Every assumption, and what became of it.
    """

    base_url: str
    spec_version: str
    operations: tuple[OperationResult, ...]
    verdicts: tuple[tuple[Assumption, Verdict], ...]

    @property
    def outcome(self) -> Outcome:
        """
        In one word: a difference or a refuted assumption decides, then an ask that should have been answered.
        """
        if any(each.differences for each in self.operations) or self.of_state("refuted"):
            return "differs"
        results = [result for each in self.operations for result in each.results]
        trouble = any(result.unreached and result.unreached.trouble for result in results)
        return "unreached" if trouble else "matched"

    def of_state(self, state: str) -> list[tuple[Assumption, Verdict]]:
        """
        Return the assumptions that are confirmed, refuted or undecided.
        """
        return [(assumption, verdict) for assumption, verdict in self.verdicts if verdict.state == state]

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form.
        """
        return {
            "outcome": self.outcome,
            "base_url": self.base_url,
            "spec_version": self.spec_version,
            "operations": [_operation(each) for each in self.operations],
            "assumptions": [{**asdict(assumption), **asdict(verdict)} for assumption, verdict in self.verdicts],
        }


def report(contract: Contract, asks: Iterable[Ask], run: Run) -> Report:
    """
    Judge a run.
    """
    results: defaultdict[str, list[Result]] = defaultdict(list)
    for ask in asks:
        results[ask.operation].append(_result(contract, ask, run))
    return Report(
        run.base_url,
        contract.version,
        tuple(OperationResult(each, tuple(results[each.id])) for each in contract.operations.values()),
        tuple((each, _verdict(each, run)) for each in assumptions(contract)),
    )


def _result(contract: Contract, ask: Ask, run: Run) -> Result:
    exchange = run.exchanges.get(ask.name)
    if exchange is None:
        return Result(ask.case, None, unreached=run.unreached.get(ask.name, Unreached("not recorded", trouble=True)))
    operation = contract.operations[ask.operation]
    found = judge(operation, ask, exchange)
    return Result(ask.case, exchange.status, tuple(found), tuple(notes(operation, exchange)))


def _verdict(assumption: Assumption, run: Run) -> Verdict:
    probes = [each for each in PROBES if (each.assumption, each.place) == (assumption.id, assumption.place)]
    return combined([probe.verdict(run.exchanges) for probe in probes])


def _operation(found: OperationResult) -> dict[str, Any]:
    return {
        "operation": found.operation.id,
        "method": found.operation.method,
        "path": found.operation.path,
        "outcome": found.outcome,
        "undeclared": found.undeclared,
        "asks": [_ask(result) for result in found.results],
    }


def _ask(result: Result) -> dict[str, Any]:
    differences = [{"place": each.place, "expected": each.expected, "found": each.found} for each in result.differences]
    shown: dict[str, Any] = {"case": result.case, "status": result.status, "differences": differences}
    return shown if result.unreached is None else {**shown, "unreached": result.unreached.why}
