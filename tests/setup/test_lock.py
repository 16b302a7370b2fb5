"""
The lock is complete: what `make install` does is a function of the committed files alone, for every supported Python.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.support.document import ROOT
from tests.support.environments import lowest

from .lock import PYTHONS, Environment, entries, environments, gaps

LOCK = (ROOT / ".ci/requirements.txt").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HERE: Environment = {name: str(value) for name, value in default_environment().items()}


def wanted() -> list[Requirement]:
    """
    What the project asks for itself: dependencies, extras, build tools, and the head of the lock.
    """
    asked = (ROOT / ".ci/requirements.in").read_text(encoding="utf-8").splitlines()
    project = PROJECT["project"]
    lines = chain(
        (line for line in asked if line.strip() and not line.startswith("#")),
        project["dependencies"],
        *project["optional-dependencies"].values(),
        PROJECT["build-system"]["requires"],
    )
    return [Requirement(line) for line in lines]


def all_gaps(lock: str) -> set[str]:
    """
    Everything that is missing anywhere.
    """
    known, asked = entries(lock), wanted()
    return {gap for environment in environments() for gap in gaps(known, asked, environment)}


def without(name: str) -> str:
    """
    The lock with one entry taken out.
    """
    kept: list[str] = []
    skipping = False
    for line in LOCK.splitlines(keepends=True):
        if not line[0].isspace():
            skipping = line.startswith(f"{name}==")
        kept += [] if skipping else [line]
    return "".join(kept)


def test_lock_lacks_nothing() -> None:
    """
    Whatever a locked distribution needs, with its extras, is in the lock at a version that does, on every Python.
    """
    assert set() == all_gaps(LOCK)


def test_what_is_locked_is_what_is_installed() -> None:
    """
    The installed distributions, whose needs are read here, are the locked ones and no others of the same name.
    """
    found: dict[str, str] = {}
    for entry in entries(LOCK).values():
        if entry.applies(HERE):
            try:
                found[entry.name] = version(entry.name)
            except PackageNotFoundError:
                found[entry.name] = "absent"

    assert {entry.name: entry.version for entry in entries(LOCK).values() if entry.applies(HERE)} == found


@pytest.mark.parametrize("name", ["certifi", "hatchling", "jsonschema-rs", "iniconfig", "colorama", "nodeenv"])
def test_an_entry_taken_out_is_missed(name: str) -> None:
    """
    A lock without one of its entries is not complete, be it a tool's, an extra's or another system's need.
    """
    missed = all_gaps(without(name))

    assert missed
    assert all(f"needs {name}" in gap.lower() for gap in missed)


def test_a_version_that_does_not_do_is_told() -> None:
    """
    An entry at a version that nobody asked for is named, with who needs another one.
    """
    pinned = next(line for line in LOCK.splitlines() if line.startswith("httpx=="))
    missed = all_gaps(LOCK.replace(pinned, "httpx==0.1 \\"))

    assert (
        f"the project needs {next(each for each in wanted() if each.name == 'httpx')}: httpx==0.1 does not do" in missed
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("attrs>=26 --hash=sha256:" + "0" * 64, "not pinned"),
        ("attrs==26.* --hash=sha256:" + "0" * 64, "not pinned"),
        ("attrs --hash=sha256:" + "0" * 64, "not pinned"),
        ("attrs==26.1.0", "no hash"),
        ("attrs==26.1.0 --hash=sha256:cut", "no hash"),
        (f"attrs==1 --hash=sha256:{'0' * 64}\nattrs==2 --hash=sha256:{'0' * 64}", "there twice"),
    ],
    ids=["floor", "wildcard", "bare", "no hash", "cut hash", "twice"],
)
def test_every_entry_is_pinned_and_hashed(line: str, reason: str) -> None:
    """
    An entry without `==` or without a whole digest is refused, and so is a second one.
    """
    with pytest.raises(ValueError, match=reason):
        entries(line)


@pytest.mark.parametrize("python", PYTHONS)
def test_every_dependency_names_its_oldest_release(python: str) -> None:
    """
    `make compat` has one exact release to try for each dependency, on every Python.
    """
    oldest = [Requirement(line) for line in lowest(python)]

    assert len(oldest) == len({requirement.name for requirement in oldest}) > 9
    assert all(str(requirement.specifier).startswith("==") for requirement in oldest)


def test_the_supported_pythons_are_those_that_are_checked() -> None:
    """
    The Pythons that the package names are the Pythons that the lock is held against.
    """
    named = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if ":: Python :: 3." in line]
    supported = SpecifierSet(PROJECT["project"]["requires-python"])

    assert list(PYTHONS) == named
    assert all(supported.contains(python) for python in PYTHONS)
