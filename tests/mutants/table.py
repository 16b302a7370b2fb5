"""
The seeded bugs as they are declared beside this module. Never changes a file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SIDES = ("server", "client", "cli", "spec")


class Stale(Exception):
    """
    The text that a mutant replaces is not there exactly once any more.
    """


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    A seeded bug.

    Attributes:
        name: Unique; what `make mutants ONLY=` takes.
        side: `server`, `client`, `cli` or `spec`.
        kind: The kind of bug, one of `kinds.KINDS`.
        breaks: What goes wrong with it, in one sentence.
        file: Where it is seeded, from the root of the project.
        old: The text it replaces, which occurs there exactly once.
        new: What stands there instead.
        tests: What must catch it: one test, class or file, as pytest names it.
        generate: Whether the client is generated anew from the changed specification.
    """

    name: str
    side: str
    kind: str
    breaks: str
    file: str
    old: str
    new: str
    tests: str
    generate: bool = False

    @property
    def ring(self) -> str:
        """
        The folder of `tests` that must catch it.
        """
        return Path(self.tests.partition("::")[0]).parts[1]

    def applied(self, text: str) -> str:
        """
        Return a file's text with the bug in it.

        Raises:
            Stale: The old text is missing, or there more than once.
        """
        found = text.count(self.old)
        if found != 1:
            raise Stale(f"{self.file} holds the old text {found} times: the code moved, mend this mutant")
        return text.replace(self.old, self.new)


@cache
def mutants() -> tuple[Mutant, ...]:
    """
    Return every declared mutant, side by side, in the order of the tables.
    """
    return tuple(Mutant(side=side, **entry) for side in SIDES for entry in _entries(HERE / f"{side}.toml"))


def _entries(file: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["mutant"]
    return entries
