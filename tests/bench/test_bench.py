"""
The benchmark still runs. What it measures is judged by people.
"""

from __future__ import annotations

import shutil

import pytest

from .command import main
from .targets import SECTIONS

PRISM = shutil.which("prism") is not None

pytestmark = pytest.mark.enable_socket


def test_benchmark_prints_a_value_for_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A run with a single round ends with the whole table; Prism has a row where it is installed.
    """
    main(["--smoke"])

    firsts = [line.strip().split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    titles = [row.title for rows in SECTIONS.values() for key, row in rows.items() if key != "load prism" or PRISM]
    assert titles == [first for first in firsts if first in titles]
