"""
Runs pytest inside a workshop and writes down what it saw. Never judges.

A script: it is given the file to write to and what to run, and knows nothing of the package it lies in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

WATCHED = ("monetize_software", "tests")
_STRANGERS = (
    "schemathesis",
    "cacheprovider",
    "monetize_software_pytest",
)  # the last would be the project's, not the copy's
OPTIONS = ["-q", "-x", *(f"-pno:{name}" for name in _STRANGERS), "--tb=short", "--no-header"]


class Observer:
    """
    Notes every failure with its stage and exception, how many tests passed, and where the modules came from.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._failures: list[dict[str, str]] = []
        self._passed = 0

    def pytest_exception_interact(self, call: pytest.CallInfo[Any], report: Any) -> None:
        """
        Note a failure; outside a test's body the stage is `setup`, `teardown` or `collect`.
        """
        error = call.excinfo.typename if call.excinfo is not None else ""
        stage = getattr(report, "when", "collect")
        self._failures.append({"test": report.nodeid, "stage": stage, "error": error})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """
        Count what passed.
        """
        self._passed += report.when == "call" and report.passed

    def pytest_sessionfinish(self) -> None:
        """
        Write it all down.
        """
        seen = {"passed": self._passed, "failures": self._failures, "modules": _modules()}
        self._file.write_text(json.dumps(seen), encoding="utf-8")


def _modules() -> dict[str, str]:
    """
    The files of the watched modules that were imported.
    """
    return {
        name: str(module.__file__)
        for name, module in list(sys.modules.items())
        if name.startswith(WATCHED) and getattr(module, "__file__", None)
    }


if __name__ == "__main__":
    sys.exit(pytest.main([*OPTIONS, *sys.argv[2:]], plugins=[Observer(Path(sys.argv[1]))]))
