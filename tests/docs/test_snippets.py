"""
The snippets of the README and the pages run as they stand, against the mock server on a real port.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from monetize_software_mock import Mock, world_from
from monetize_software_mock import __main__ as command_line
from tests.support.document import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WORLD = re.compile(r"^```yaml\n(seed:.*?)^```$", re.DOTALL | re.MULTILINE)
ADDRESS = "http://127.0.0.1:4242"


def snippets(page: Path) -> str:
    """
    All Python of a page, in its order.
    """
    return "\n".join(SNIPPET.findall(page.read_text(encoding="utf-8")))


def is_tested(page: Path) -> bool:
    """
    Whether the Python of a page is tests, which `test_examples.py` runs, and not a program.
    """
    return "def test_" in snippets(page)


@pytest.fixture
def origin() -> Iterator[str]:
    """
    A mock server of its own, on a free port.
    """
    command = [sys.executable, "-m", "monetize_software_mock", "--port", "0", "--frozen", "--seed", "docs"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = next(line for line in server.stdout if "http://127.0.0.1:" in line)
        yield re.findall(r"http://127\.0\.0\.1:\d+", line)[0]
        server.terminate()
        server.stdout.read()


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "page", [page for page in PAGES if snippets(page) and not is_tested(page)], ids=lambda page: page.name
)
def test_snippets_run(page: Path, origin: str, tmp_path: Path) -> None:
    """
    The Python of a page, copied from top to bottom, runs without an error against a fresh mock server.
    """
    code = snippets(page).replace(ADDRESS, origin)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert "" == done.stderr
    assert 0 == done.returncode


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """
    Every link inside the project leads to a file that exists.
    """
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if "://" not in link and not (page.parent / link).exists()]


def test_readme_is_short() -> None:
    """
    The door stays a door.
    """
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 140


def test_commands_of_the_pages_exist() -> None:
    """
    Every `make` command that a page names is a target of the Makefile.
    """
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8"))}

    assert named
    assert set() == named - targets


COMPOSED = re.compile(r"^```yaml\n(services:.*?)^```$", re.DOTALL | re.MULTILINE)


def test_composed_containers_start_a_mock_that_reaches_the_application() -> None:
    """
    The page's command and environment are taken, and the names in them are those of the services.
    """
    (block,) = [block for page in PAGES for block in COMPOSED.findall(page.read_text(encoding="utf-8"))]
    services = yaml.safe_load(block)["services"]
    command = shlex.split(shlex.split(services["mock"]["command"])[-1].rpartition("monetize_software_mock ")[2])
    options = command_line.parsed(command, services["mock"]["environment"])

    assert (["0.0.0.0", "mock"], ["app"], True) == (options.host, options.allow_webhook_host, options.allow_remote)
    assert {"mock", "app"} == services.keys()
    assert "http://mock:4242" == services["app"]["environment"]["PAYWALL_ORIGIN"]


def test_worlds_of_the_pages_can_be_planted() -> None:
    """
    Every world that a page declares is one, and a subscriber in it has access.
    """
    found = [block for page in PAGES for block in WORLD.findall(page.read_text(encoding="utf-8"))]
    with Mock(world_from(found[0])) as mock:
        states = {mock.purchase(bought.id).status for person in mock.world.people for bought in person.subscriptions}

    assert (1, {"active"}) == (len(found), states)
