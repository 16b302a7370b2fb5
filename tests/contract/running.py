"""
Runs schemathesis once against a mock server of its own. Never decides whether a run was good.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from monetize_software_mock import Mock, default_world
from monetize_software_mock.world.declaration import Paywall, Price, Processor, World

from ..support.mock_server import served
from .observed import Observed, observe

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
REPORTS = ROOT / "build" / "contract"

Echo = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """
    What came of a run.

    Attributes:
        passed: Schemathesis found nothing.
        output: What it wrote, failures with their requests included.
        broken_answers: Answers that the mock server itself had to replace.
        unexpected_errors: Exceptions inside it.
    """

    passed: bool
    output: str
    observed: Observed
    broken_answers: int
    unexpected_errors: int


def contract_world() -> World:
    """
    The default world, and a paywall where processor and accounts fail: the only way to the documented server errors.
    """
    world = default_world()
    failing = Paywall(
        "6", "acct_mock", processor=Processor(fails=True), prices=(Price("price_123", 9.99),), auth_fails=True
    )
    return replace(world, paywalls=(*world.paywalls, failing))


def silent(line: str) -> None:
    """
    Show nothing.
    """


def run(*options: str, mock: Mock | None = None, echo: Echo = silent, reports: Path = REPORTS) -> Run:
    """
    Serve a mock, let schemathesis loose on it, and read what it saw.

    Args:
        options: More for its command line, such as `--seed`.
        mock: Another server than the stock one.
        echo: Gets its progress, a line whenever a phase ends.
        reports: Folder for what it writes.
    """
    reports.mkdir(parents=True, exist_ok=True)
    chosen = Mock(contract_world()) if mock is None else mock
    with (
        served(chosen) as address,
        subprocess.Popen(
            _command(address, reports, *options),
            cwd=reports,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        output = "".join(_echoed(process.stdout, echo))
    events = reports / "events.ndjson"
    assert events.exists(), f"Schemathesis did not start: {output}"
    with events.open(encoding="utf-8") as log:
        observed = observe(log)
    counters = chosen.counters
    return Run(process.returncode == 0, output, observed, counters.broken_answers, counters.unexpected_errors)


def _command(address: str, reports: Path, *options: str) -> list[str]:
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [str(ROOT / "openapi.yaml"), "--url", address, "--no-color", *options]
    command += ["--report-junit-path", str(reports / "junit.xml"), "--report-html-path", str(reports / "html")]
    return [*command, "--report-ndjson-path", str(reports / "events.ndjson")]


def _environment() -> dict[str, str]:
    places = [str(place) for place in (ROOT, ROOT / "overlays", ROOT / "generated")]
    added = {"SCHEMATHESIS_HOOKS": "tests.contract.hooks", "PYTHONPATH": os.pathsep.join(places)}
    # What generates requests is not what is tested: measured, it takes twice the time.
    unmeasured = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**unmeasured, **added, "PYTHONUNBUFFERED": "1", "PYTHONHASHSEED": "0"}


def _echoed(lines: Iterator[str], echo: Echo) -> Iterator[str]:
    """
    Show the lines up to the first section, which is where the progress ends.
    """
    showing = True
    for line in lines:
        showing = showing and not line.startswith("====")
        if showing:
            echo(line)
        yield line
