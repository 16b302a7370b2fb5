"""
Rings of tests stand by themselves: what two of them need is in `tests/support`, which needs none of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.document import ROOT

TESTS = ROOT / "tests"
RINGS = sorted(found.parent.name for found in TESTS.glob("*/__init__.py"))


def imported(program: str, package: list[str]) -> Iterator[str]:
    """
    The whole names of all that a module of a package takes from `tests`, imports inside functions too.
    """
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            whole = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{whole}.{each.name}" for each in node.names)


def foreign(program: str, package: list[str]) -> set[str]:
    """
    What a module takes from a ring that is not its own.
    """
    others = {f"tests.{ring}" for ring in RINGS} - {f"tests.{package[1]}", "tests.support"}
    return {name for name in imported(program, package) if ".".join(name.split(".")[:2]) in others}


@pytest.mark.parametrize("ring", RINGS)
def test_a_ring_imports_nothing_from_another_ring(ring: str) -> None:
    """
    Whoever changes the helper of a ring breaks that ring only.
    """
    files = {file: list(file.relative_to(ROOT).parent.parts) for file in sorted((TESTS / ring).rglob("*.py"))}
    found = {file.name: foreign(file.read_text(encoding="utf-8"), package) for file, package in files.items()}

    assert files
    assert {} == {name: names for name, names in found.items() if names}


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("from ..mock.life import Life", {"tests.mock.life.Life"}),
        ("def late():\n    from tests.mock import life", {"tests.mock.life"}),
        ("import tests.mock.life", {"tests.mock.life"}),
        ("from .. import mock", {"tests.mock"}),
        ("from .life import Life", set()),
        ("from ..support.document import ROOT", set()),
        ("import tests", set()),
    ],
)
def test_a_foreign_import_is_seen(program: str, found: set[str]) -> None:
    """
    However it is written; what is the ring's own or of `support` is not foreign.
    """
    assert found == foreign(program, ["tests", "unit"])
