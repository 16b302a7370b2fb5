"""
A copy of the project in which a bug can be seeded and pytest run. Never touches the project itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .table import HERE, Mutant

HOMES = ("overlays", "generated")
"""
The folders that packages are imported from.
"""

NEEDED = (*HOMES, "tests", "docs", "README.md", "generator-config.yml", "openapi.yaml", "pyproject.toml")
PATIENCE_S = 120
_NEVER_COPIED = shutil.ignore_patterns("__pycache__", "bench", "mutants")


@dataclass(frozen=True, slots=True)
class Run:
    """
    What came of one run of pytest.

    Attributes:
        exit_code: As pytest gave it; None when it did not end.
        output: What it printed.
        passed: How many tests passed.
        failures: Each with its `test`, `stage` and `error`.
        modules: Files of the project's imported modules, by name.
    """

    exit_code: int | None
    output: str
    passed: int = 0
    failures: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    modules: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def green(self) -> bool:
        """
        Whether something was tested and nothing failed.
        """
        return self.exit_code == 0 and self.passed > 0


class Workshop:
    """
    A copy of what the tests need.

    Args:
        project: What is copied.
        folder: An empty folder for the copy.
    """

    def __init__(self, project: Path, folder: Path) -> None:
        self._project, self.folder = project, folder.resolve()
        for name in NEEDED:
            self._fetch(name)
        self._python("-m", "compileall", "-q", "--invalidation-mode", "checked-hash", *HOMES)

    @contextmanager
    def seeded(self, mutant: Mutant) -> Generator[None]:
        """
        Have the bug in the copy for as long as the block lasts.

        Raises:
            Stale: The text it replaces is not there exactly once.
        """
        file = self.folder / mutant.file
        file.write_text(mutant.applied(file.read_text(encoding="utf-8")), encoding="utf-8")
        try:
            if mutant.generate:
                self._python("-m", "monetize_software_codegen", "generate").check_returncode()
            yield
        finally:
            self._fetch(mutant.file)
            if mutant.generate:
                self._fetch("generated")

    def run(self, *tests: str) -> Run:
        """
        Run tests until the first one fails.
        """
        report = self.folder / "seen.json"
        report.unlink(missing_ok=True)
        try:
            done = self._python(
                "-P", str(HERE / "observer.py"), str(report), f"--basetemp={self.folder / 'tmp'}", *tests
            )
        except subprocess.TimeoutExpired:
            return Run(None, f"It did not end within {PATIENCE_S} seconds")
        seen: dict[str, Any] = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        return Run(done.returncode, done.stdout + done.stderr, **seen)

    def _fetch(self, name: str) -> None:
        source, target = self._project / name, self.folder / name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, ignore=_NEVER_COPIED)
        elif source.exists():
            shutil.copy2(source, target)

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """
        Run an interpreter that finds the copy first, and leaves no compiled code behind that could outlive a bug.
        """
        command = [sys.executable, "-B", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=_environment(self.folder),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )


def _environment(folder: Path) -> dict[str, str]:
    """
    This process's environment without what steers Python, pytest or coverage; the copy stands first on the path.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COV"))}
    return {**kept, "PYTHONPATH": os.pathsep.join(str(folder / name) for name in HOMES)}
