"""
A project of its own whose tests use the plugin, run with every warning an error and nothing else loaded.

What the plugin loads later is loaded here first, because the process forgets what such a run has loaded, and not
every library can be loaded twice.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest

import monetize_software_pytest

for loaded_later in ("httpx", "monetize_software_pytest.lives", "monetize_software_pytest.signed_requests"):
    import_module(loaded_later)

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
    Runs a test module in this process.
    """

    def run(module: str, *arguments: str, **files: str) -> pytest.RunResult:
        project.makepyfile(test_it=module, **files)
        return project.runpytest_inprocess(*arguments, plugins=[monetize_software_pytest])

    return run


@pytest.fixture
def run_apart(project: pytest.Pytester) -> Run:
    """
    Runs a test module in a process of its own.
    """

    def run(module: str, *arguments: str, **files: str) -> pytest.RunResult:
        project.makepyfile(test_it=module, **files)
        return project.runpytest_subprocess("-p", "monetize_software_pytest", *arguments)

    return run
