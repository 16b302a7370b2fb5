"""
A project of its own whose tests use the plugin, run with every warning an error and nothing else loaded.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

SETTINGS = """
[tool.pytest]
strict = true
filterwarnings = ["error"]
addopts = ["-p", "no:cacheprovider"]
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """
    An empty project.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("COLUMNS", "200")
    pytester.makepyprojecttoml(SETTINGS)
    return pytester


@pytest.fixture
def run(project: pytest.Pytester) -> Run:
    """
    Runs a test module in a process of its own, as this one would forget or keep too much of what the run loads.
    """

    def run(module: str, *arguments: str, **files: str) -> pytest.RunResult:
        project.makepyfile(test_it=module, **files)
        return project.runpytest_subprocess("-p", "monetize_software_pytest", *arguments)

    return run
