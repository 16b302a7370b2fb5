"""
Says what is wrong with a run, if anything. Never runs one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..support.document import operations, resolve
from .observed import Observed, Step
from .running import Run
from .statuses import cells, holes, strangers

FEWEST_SUCCESSES = 30
"""Requests of each operation that must get through to a 2xx; below that the run would prove little."""

LIFE: tuple[Step, ...] = (("startCheckout", 200), ("getUser", 200), ("cancelSubscription", 200))
"""The walk that matters most: opened, paid by the hook, read, cancelled."""


def complaints(run: Run) -> list[str]:
    """
    Word everything that is wrong with one run.
    """
    return [] if run.passed and not _inside(run) else [*_inside(run), "Schemathesis found something; see above"]


def gaps(observed: Observed) -> list[str]:
    """
    Word what was promised and not seen, over one run or several.
    """
    return [*_unseen(observed), *_shallow(observed), *_untrodden(observed)]


def _inside(run: Run) -> list[str]:
    wrong = {"answers had to be replaced": run.broken_answers, "unexpected errors happened": run.unexpected_errors}
    return [f"{count} {what} inside the mock server" for what, count in wrong.items() if count]


def _unseen(observed: Observed) -> Iterator[str]:
    for answer in holes(observed.seen):
        yield f"{answer.operation} never answered {answer.status} {answer.code}".rstrip()
    for answer in strangers(observed.seen):
        yield f"{answer.operation} answered {answer.status} {answer.code}, which nobody documented"


def _shallow(observed: Observed) -> Iterator[str]:
    for operation, row in cells(observed.seen).items():
        successes = sum(count for status, count in row.items() if status < 300)
        if successes < FEWEST_SUCCESSES:
            yield f"{operation} succeeded {successes} times only"


def _untrodden(observed: Observed) -> Iterator[str]:
    last_steps = {walk[-2:] for walk in observed.walks}
    trodden = {(before, after) for (before, _), (after, _) in last_steps}
    for source, target in _links():
        if (source, target) not in trodden:
            yield f"No scenario went from {source} to {target}"
    if not any(walk[: len(LIFE)] == LIFE for walk in observed.walks):
        yield "No scenario bought a subscription and cancelled it"


def _links() -> Iterator[tuple[str, str]]:
    for _, _, node in operations():
        for response in map(resolve, node["responses"].values()):
            for link in response.get("links", {}).values():
                yield node["operationId"], link["operationId"]
