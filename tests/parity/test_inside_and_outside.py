"""
What is beside the two sides uses only what a user may use.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.document import ROOT

SIDES = ("monetize_software", "monetize_software_mock")
PUBLIC = {
    *SIDES,
    *(
        f"monetize_software.{name}"
        for name in (
            "access",
            "async_gateway",
            "errors",
            "gateway",
            "hooks",
            "installing",
            "metering",
            "models",
            "paywalls",
            "receivers",
            "receivers.django",
            "receivers.django.signals",
            "receivers.django.urls",
            "redaction",
            "storage",
            "typing",
            "webhooks",
        )
    ),
    *(f"monetize_software_mock.{name}" for name in ("faults", "world")),
    "monetize_software_mock.__main__",  # how a command starts a server
}
OUTSIDE = ("cli", "contract", "pytest", "spec")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.py")])
IMPORT = re.compile(
    r"^ *(?:from monetize_software[\w.]* import (?:\([^)]*\)|[\w, ]+)|import monetize_software[\w.]*)", re.MULTILINE
)


def imports(program: str) -> Iterator[tuple[str, list[str]]]:
    """
    Each module of the two sides that a program imports from, and the names it takes.
    """
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found = [(node.module, [each.name for each in node.names])]
        elif isinstance(node, ast.Import):
            found = [(each.name, []) for each in node.names]
        else:
            continue
        yield from ((module, names) for module, names in found if module.partition(".")[0] in SIDES)


def deep(program: str) -> list[str]:
    """
    What a program imports although it is not public.
    """
    found = list(imports(program))
    modules = [module for module, _ in found if module not in PUBLIC]
    names = [
        f"{module}.{name}"
        for module, names in found
        for name in names
        if module in PUBLIC and f"{module}.{name}" not in PUBLIC and name not in public_names(module)
    ]
    return modules + names


def public_names(module: str) -> set[str]:
    """
    Those a module says are public, or all without an underscore.
    """
    loaded = import_module(module)
    return set(getattr(loaded, "__all__", [name for name in vars(loaded) if not name.startswith("_")]))


@pytest.mark.parametrize("package", OUTSIDE)
def test_a_package_outside_uses_public_names(package: str) -> None:
    """
    Command, contract check and plugin import from client and server side what a user may import.
    """
    files = sorted((ROOT / "overlays" / f"monetize_software_{package}").rglob("*.py"))

    assert files
    assert {} == {file.name: found for file in files if (found := deep(file.read_text(encoding="utf-8")))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_uses_public_names(page: Path) -> None:
    """
    No page shows an import that a later release may take away.
    """
    shown = IMPORT.findall(page.read_text(encoding="utf-8"))

    assert [] == [name for line in shown for name in deep(line.strip())]


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("from monetize_software_mock.state.clock import Clock", ["monetize_software_mock.state.clock"]),
        ("import monetize_software._call.flow", ["monetize_software._call.flow"]),
        ("from monetize_software_mock import mock, Mock", ["monetize_software_mock.mock"]),
        ("def late():\n    from monetize_software import BillingClient, models", []),
    ],
)
def test_deep_imports_are_seen(program: str, found: list[str]) -> None:
    """
    A private module, a private name of a public one, and imports inside functions too.
    """
    assert found == deep(program)
