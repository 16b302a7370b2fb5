"""
The mock server keeps the specification, whatever schemathesis thinks of sending.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monetize_software_mock.spec import load

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket]

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
REPORTS = ROOT / "build" / "contract"

FEWEST_SUCCESSES = 30
"""Requests of each operation that must get through to a 2xx; below that the run would prove little."""


@pytest.fixture
def address() -> Iterator[str]:
    """
    A mock server in a process of its own, on a free port of this machine.
    """
    command = [sys.executable, "-m", "monetize_software_mock", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        shown = next(line for line in server.stdout if "http://" in line)
        yield re.findall(r"http://\S+", shown)[0]
        server.terminate()


@pytest.fixture
def run(address: str) -> subprocess.CompletedProcess[str]:
    """
    One run of every built-in check over every operation, with its reports under `build/contract/`.
    """
    REPORTS.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")]
    command += ["run", str(ROOT / "openapi.yaml"), "--url", address, "--no-color"]
    command += ["--report-junit-path", str(REPORTS / "junit.xml"), "--report-html-path", str(REPORTS / "html")]
    command += ["--report-ndjson-path", str(REPORTS / "events.ndjson")]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "fuzzing.py")}
    return subprocess.run(command, cwd=REPORTS, env=environment, capture_output=True, text=True, check=False)


def test_server_keeps_the_specification(run: subprocess.CompletedProcess[str], address: str) -> None:
    """
    Every built-in check finds nothing, each operation's own logic was reached, and no answer had to be replaced.
    """
    with urllib.request.urlopen(f"{address}/_mock/health") as answer:
        health = json.load(answer)
    successes = Counter(operation for operation, status in _answers() if status < 300)

    assert run.returncode == 0, run.stdout + run.stderr
    assert [] == [name for name in _operations() if successes[name] < FEWEST_SUCCESSES], successes
    assert (0, 0) == (health["broken_answers"], health["unexpected_errors"])


def _answers() -> Iterator[tuple[str, int]]:
    """
    Method and path of every request that was sent, and the status it was answered with.
    """
    with (REPORTS / "events.ndjson").open() as lines:
        for line in lines:
            recorder: dict[str, Any] = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            for interaction in recorder.get("interactions", {}).values():
                if interaction["response"] is not None:
                    yield recorder["label"], interaction["response"]["status_code"]


def _operations() -> list[str]:
    spec = load()
    return [f"{operation.method} {operation.path}" for operation in spec.operations.values()]
