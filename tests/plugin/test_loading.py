"""
The plugin is loaded into every run of pytest on the machine; those that do not use it must not notice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from monetize_software import billing
from monetize_software_mock import mock
from tests.support.document import ROOT

from .conftest import Run

WITHOUT_THE_EXTRA = """
import sys

for name in ("httptools", "jinja2", "jsonschema_rs", "python_multipart", "uvicorn", "yaml"):
    sys.modules[name] = None
"""


def test_entry_point_leads_to_the_plugin() -> None:
    """
    Under the module's own name, so that `-p` and `-p no:` mean the same plugin.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {"monetize_software_pytest": "monetize_software_pytest"} == project["entry-points"]["pytest11"]


def test_import_loads_nothing_else() -> None:
    """
    Not the client, not the mock server, nothing that pytest has not loaded already.
    """
    script = (
        "import sys, pytest, importlib.util\n"
        "before = set(sys.modules)\n"
        "import monetize_software_pytest\n"
        "print(sorted(set(sys.modules) - before))\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)

    assert "['monetize_software_pytest']" == done.stdout.strip()


def test_project_that_does_not_use_it_loads_nothing(run: Run) -> None:
    """
    Through a whole run, red test included, neither side of the SDK is loaded.
    """
    result = run("""
        import sys

        def test_red():
            assert False

        def test_light():
            assert {"monetize_software_pytest"} == {name for name in sys.modules if name.startswith("monetize_")}
    """)

    result.assert_outcomes(passed=1, failed=1)


def test_measuring_begins_before_anything_is_loaded(
    run: Run, monkeypatch: pytest.MonkeyPatch, project: pytest.Pytester
) -> None:
    """
    With pytest-cov, the lines that only an import runs are counted in both sides of the SDK.
    """
    for name in [name for name in os.environ if name.startswith("COV")]:
        monkeypatch.delenv(name)  # so that one measurement is not inside another
    sides = ["--cov=monetize_software", "--cov=monetize_software_mock"]
    result = run(
        "def test_call(monetize_client): monetize_client.get_user()", "-p", "pytest_cov", *sides, "--cov-report=json"
    )

    result.assert_outcomes(passed=1)
    measured = json.loads((project.path / "coverage.json").read_text(encoding="utf-8"))["files"]
    for module, line in ((billing, "class BillingClient(BoundClient):"), (mock, "class Mock:")):
        source = Path(str(module.__file__))
        number = source.read_text(encoding="utf-8").splitlines().index(line) + 1
        counted = [found["executed_lines"] for name, found in measured.items() if Path(name).samefile(source)]
        assert [True] == [number in lines for lines in counted]


def test_without_the_extra_only_its_users_are_told(run: Run) -> None:
    """
    Tests that use the mock fail with the command that installs it; all others run.
    """
    result = run(
        """
        import pytest

        from monetize_software import BillingClient

        def test_other():
            assert BillingClient(paywall_id="3", api_origin="https://pay.example.com")

        def test_user(monetize): ...

        class TestWithAWorldOfItsOwn:
            @pytest.fixture
            def monetize_world(self):
                return None

            def test_user(self, monetize): ...
        """,
        conftest=WITHOUT_THE_EXTRA,
    )

    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(["The mock server is not installed. In a checkout: pip install *mock*"])


def test_fixtures_and_marker_are_documented(run: Run) -> None:
    """
    `pytest --fixtures` says what each is, `pytest --markers` what the marker takes.
    """
    lines = run("", "--fixtures").outlines
    at = [number for number, line in enumerate(lines) if line.startswith("monetize")]

    assert 14 == len(at)
    assert [] == [lines[number] for number in at if len(lines[number + 1]) < 40 or "no docstring" in lines[number + 1]]
    run("", "--markers").stdout.fnmatch_lines(["@pytest.mark.monetize(world=None, clock='frozen', *): how the *"])
