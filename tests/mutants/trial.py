"""
Tries one mutant in a workshop and judges what came of it. Never repairs one.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .table import Mutant, Stale
from .workshop import HOMES, Run, Workshop

Verdict = Literal["caught", "survived", "stale", "broken"]
_NOT_A_BUG = frozenset({"ImportError", "ModuleNotFoundError", "NameError", "SyntaxError", "IndentationError"})
"""
Exceptions of code that cannot run at all. A bug must be noticed by what it does.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """
    What became of a mutant.

    Attributes:
        verdict: `caught`: a test failed. `survived`: none did. `stale`: the code it changes has moved. `broken`: the
            run proves nothing.
        catcher: The test that caught it, or why nothing did.
        seconds: How long that took.
    """

    mutant: Mutant
    verdict: Verdict
    catcher: str
    seconds: float


def complaint(workshop: Workshop, tests: Sequence[str]) -> str | None:
    """
    Run tests without any bug; return what they printed when they do not pass.
    """
    run = workshop.run(*tests)
    return None if run.green else run.output


def tried(workshop: Workshop, mutant: Mutant) -> Result:
    """
    Seed a bug, run what must catch it, and judge.
    """
    began = time.monotonic()
    verdict, catcher = _outcome(workshop, mutant)
    return Result(mutant, verdict, catcher, time.monotonic() - began)


def _outcome(workshop: Workshop, mutant: Mutant) -> tuple[Verdict, str]:
    try:
        with workshop.seeded(mutant):
            run = workshop.run(mutant.tests)
    except Stale as error:
        return "stale", str(error)
    except subprocess.CalledProcessError as error:
        return "broken", f"The client could not be generated: {error.stderr}"
    unproven = doubt(run, mutant, workshop.folder)
    return ("broken", unproven) if unproven is not None else judged(run)


def judged(run: Run) -> tuple[Verdict, str]:
    """
    Say what a run means for the bug that was in it: only a failing test catches one.
    """
    if run.green:
        return "survived", "All tests passed"
    telling = [each for each in run.failures if each["stage"] == "call" and each["error"] not in _NOT_A_BUG]
    if run.exit_code == 1 and telling:
        return "caught", telling[0]["test"]
    return "broken", "\n".join(["No test failed by itself", *run.output.splitlines()[-20:]])


def doubt(run: Run, mutant: Mutant, folder: Path) -> str | None:
    """
    Say why a run proves nothing about the changed file; None when it does.
    """
    ours = {"tests", *(path.stem for home in HOMES for path in (folder / home).iterdir())}
    found = {name: Path(file).resolve() for name, file in run.modules.items() if name.partition(".")[0] in ours}
    strangers = [name for name, file in found.items() if not file.is_relative_to(folder)]
    if strangers:
        return f"Not the copy was imported but another {strangers[0]}"
    if mutant.file.endswith(".py") and found and folder / mutant.file not in found.values():
        return f"The tests never imported {mutant.file}"
    return None
