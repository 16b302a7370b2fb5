"""
The tests that a page teaches are run as they stand, each in the file that its first line names.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .test_snippets import PAGES, is_tested, snippets

FILE = re.compile(r"^```(?:python|yaml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAME = re.compile(r"# (\w+\.(?:py|yaml))\n")


def write(page: Path, folder: Path) -> None:
    """
    Write the files of a page; a block that names one that is there already goes on in it.
    """
    for block in FILE.findall(page.read_text(encoding="utf-8")):
        name = NAME.match(block)
        assert name is not None, f"This block names no file:\n{block}"
        with (folder / name[1]).open("a", encoding="utf-8") as file:
            file.write(block)


@pytest.mark.parametrize("page", [page for page in PAGES if is_tested(page)], ids=lambda page: page.name)
def test_examples_pass(page: Path, tmp_path: Path) -> None:
    """
    Every test of a page is found and passes, with warnings as errors and without a socket.
    """
    write(page, tmp_path)
    options = ["-p", "monetize_software_pytest", "-rA", "-W", "error", "--strict-markers", "--disable-socket"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, "--allow-unix-socket"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout
    taught = set(re.findall(r"def (test_\w+)", snippets(page)))
    assert taught == set(re.findall(r"^PASSED test_\w+\.py::(test_\w+)", done.stdout, re.MULTILINE))
