"""
Words the report of a contract check for people. Leaves nothing out that differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .masking import printable
from .output import table

if TYPE_CHECKING:
    from monetize_software_contract.report import OperationResult, Report

_VERDICTS = {
    "matched": "All that was asked matched.",
    "differs": "The server differs from the contract.",
    "unreached": "The server could not be asked everything.",
}


def report_text(found: Report) -> str:
    """
    Word a report: the operations, then what differed, what was not reached, and the assumptions.
    """
    operations = table(("operation", "outcome", "answered", "differences"), map(_row, found.operations))
    parts = [
        operations,
        *_differences(found),
        *_undeclared(found),
        *_unreached(found),
        *_assumptions(found),
        _VERDICTS[found.outcome],
    ]
    return "\n\n".join(parts)


def _row(each: OperationResult) -> tuple[object, ...]:
    return each.operation.id, each.outcome, f"{each.answered} of {len(each.results)}", len(each.differences) or None


def _differences(found: Report) -> Iterator[str]:
    differences = [each for operation in found.operations for each in operation.differences]
    if differences:
        rows = [
            f"✗ {each.ask}: {each.place}\n    expected  {each.expected}\n    found     {each.found}"
            for each in differences
        ]
        yield _block("Differences", rows)


def _undeclared(found: Report) -> Iterator[str]:
    rows = [f"– {each.operation.id}: {', '.join(each.undeclared)}" for each in found.operations if each.undeclared]
    if rows:
        yield _block("Fields that the contract does not declare", rows)


def _unreached(found: Report) -> Iterator[str]:
    asks: defaultdict[str, list[str]] = defaultdict(list)
    for operation in found.operations:
        for result in operation.results:
            if result.unreached is not None:
                asks[result.unreached.why].append(f"{operation.operation.id} ({result.case})")
    if asks:
        yield _block("Not reached", [f"– {why}: {', '.join(names)}" for why, names in asks.items()])


def _assumptions(found: Report) -> Iterator[str]:
    for state, sign in (("refuted", "✗"), ("confirmed", "✓")):
        rows = [
            f"{sign} {assumption.id} {assumption.place}: {assumption.reading} ({verdict.why})"
            for assumption, verdict in found.of_state(state)
        ]
        if rows:
            yield _block(f"Assumptions {state}", rows)
    yield f"Assumptions undecided: {len(found.of_state('undecided'))}; --json tells why."


def _block(title: str, rows: list[str]) -> str:
    return "\n".join([title, *("\n".join(map(printable, row.splitlines())) for row in rows)])
