"""
The map shows the house: every room is on it, in the order the linter keeps, and whatever a page names is there.
"""

from __future__ import annotations

import re
import tomllib
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import pytest

from tests.support.document import ROOT
from tests.support.document import operations as document_operations
from tests.support.sample_requests import GOOD

MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
OVERLAYS = ROOT / "overlays"


def first_cells(heading: str) -> list[str]:
    """
    The names in the first column of the first table under a heading.
    """
    _, _, section = MAP.partition(heading)
    rows = re.search(r"^\|.*?^$", section, re.MULTILINE | re.DOTALL)
    assert rows is not None, heading
    return [name for row in rows[0].splitlines()[2:] for name in re.findall(r"`([\w_]+)`", row.split("|")[1])]


def rooms(package: str) -> set[str]:
    """
    The packages inside a package.
    """
    return {found.parent.name for found in (OVERLAYS / package).glob("*/__init__.py")}


@pytest.mark.parametrize(
    ("heading", "package"),
    [("## The client side", "monetize_software"), ("## The server side", "monetize_software_mock")],
)
def test_every_room_is_on_the_map(heading: str, package: str) -> None:
    """
    And nothing else is.
    """
    assert rooms(package) == set(first_cells(heading))


def test_every_package_is_on_the_map() -> None:
    """
    The packages beside the two sides too.
    """
    packages = {found.parent.name for found in OVERLAYS.glob("*/__init__.py")}

    assert packages == set(first_cells("# Architecture"))


def test_every_ring_is_on_the_map() -> None:
    """
    Each folder of tests has a question.
    """
    rings = {found.parent.name for found in (ROOT / "tests").glob("*/__init__.py")}

    assert rings == set(first_cells("## Proof"))


def test_map_has_the_order_that_the_linter_keeps() -> None:
    """
    Whoever reads the table from top to bottom reads the layers.
    """
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == ["monetize_software_mock"])
    rank = {name: number for number, layer in enumerate(layers) for name in layer.split(" | ")}
    shown = [rank[name] for name in first_cells("## The server side")]

    assert rooms("monetize_software_mock") <= rank.keys()
    assert [] == [pair for pair in pairwise(shown) if pair[0] > pair[1]]


def test_every_module_that_answers_a_question_exists() -> None:
    """
    The table of questions names modules by their whole names.
    """
    named = re.findall(r"`(monetize_software[\w.]+)`", CONTRIBUTING)

    assert 20 <= len(named)
    assert [] == [name for name in named if find_spec(name) is None]


def test_every_file_of_the_six_steps_exists() -> None:
    """
    A path in the contributing page leads somewhere.
    """
    paths = re.findall(r"`((?:monetize_software\w*|tests|docs)/[\w/.-]*)`", CONTRIBUTING)

    assert paths
    assert [] == [path for path in paths if not ((OVERLAYS / path).exists() or (ROOT / path).exists())]


SIX_STEPS = CONTRIBUTING.partition("## Add an operation in six steps")[2].partition("\n## ")[0]


def test_every_module_that_the_six_steps_name_exists() -> None:
    """
    With its folder or without, in the client's package or at the top of the project.
    """
    named = re.findall(r"`([\w/.]+\.(?:py|yaml|md|toml))`", SIX_STEPS)
    places = (ROOT, OVERLAYS, OVERLAYS / "monetize_software")

    assert {"openapi.yaml", "billing.py", "async_billing.py"} <= set(named)
    assert [] == [name for name in named if not any((place / name).is_file() for place in places)]


def test_every_target_that_the_six_steps_name_exists() -> None:
    """
    Each word after `make`, but for settings.
    """
    made = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {word for line in re.findall(r"`make ([^`]+)`", SIX_STEPS) for word in line.split() if "=" not in word}

    assert {"generate", "docs", "test"} <= named
    assert named <= made


def test_every_operation_has_a_request_that_succeeds() -> None:
    """
    The sixth step is told from here, and not by a table of tests that lacks a key.
    """
    operations = {node["operationId"] for _, _, node in document_operations()}

    assert operations == set(GOOD), "add what is missing to GOOD in tests/support/sample_requests.py"
