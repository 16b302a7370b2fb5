"""
A pytest plugin: after a run of all journeys, prints what they showed, and fails the run if something was left out.

Under xdist each worker hands its evidence to the controller. A run of some of the journeys is never judged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


class Run:
    """
    What is known of one process's run; on xdist's controller, of all of them.

    Attributes:
        partial: Some journeys were left out on purpose.
        whole: All of them were collected.
        facts: What they showed.
        holes: What they should have shown, once that is judged.
    """

    def __init__(self) -> None:
        self.partial = self.whole = False
        self.facts: set[tuple[str, str, str]] = set()
        self.holes: list[str] = []

    def to_json(self) -> tuple[bool, list[list[str]]]:
        """
        What a worker hands over, as plain values.
        """
        return self.whole, [list(fact) for fact in sorted(self.facts)]

    def take(self, handed: tuple[bool, list[list[str]]]) -> None:
        """
        Add what a worker handed over.
        """
        whole, facts = handed
        self.whole = self.whole or whole
        self.facts |= {(kind, of, what) for kind, of, what in facts}


RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    """
    Begin.
    """
    config.stash[RUN] = Run()


def pytest_deselected(items: list[pytest.Item]) -> None:
    """
    Notice that journeys are left out.
    """
    for item in items:
        if item.path.parent == HERE:
            item.config.stash[RUN].partial = True


def pytest_collection_finish(session: pytest.Session) -> None:
    """
    Find out whether every journey is going to run.
    """
    config, run = session.config, session.config.stash[RUN]
    there = {item.path for item in session.items if item.path.parent == HERE}
    partial = run.partial or config.option.collectonly or any("::" in argument for argument in config.args)
    run.whole = not partial and there == set(HERE.glob("test_*.py"))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """
    On the controller: take over what a worker saw; one that crashed says nothing.
    """
    output = getattr(node, "workeroutput", {})
    if "journeys" in output:
        node.config.stash[RUN].take(output["journeys"])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """
    Judge a run that is whole and green; on a worker, hand over instead.
    """
    from .demands import holes
    from .evidence import EVIDENCE, Evidence

    config, run = session.config, session.config.stash[RUN]
    run.facts |= EVIDENCE.facts
    output: dict[str, object] | None = getattr(config, "workeroutput", None)
    if output is not None:
        output["journeys"] = run.to_json()
    elif run.whole and exitstatus == pytest.ExitCode.OK:
        run.holes = holes(Evidence(run.facts))
        if run.holes:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """
    Print the table, and what is missing.
    """
    from .demands import table
    from .evidence import Evidence

    run = config.stash[RUN]
    if not run.whole:
        return
    terminalreporter.section("what the journeys showed of the contract")
    for line in table(Evidence(run.facts)):
        terminalreporter.line(line)
    for hole in run.holes:
        terminalreporter.line(hole, red=True)
