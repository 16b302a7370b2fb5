"""
The Pythons of this machine and the releases to try on them. Installs nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def supported() -> list[str]:
    """
    The Pythons that the package names, such as "3.11".
    """
    head = "Programming Language :: Python :: 3."
    return [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if line.startswith(head)]


def interpreter(python: str) -> Path | None:
    """
    Find a Python of that version that runs: on the path, or among those of pyenv.
    """
    return next((path for path in _candidates(python) if _runs(path, python)), None)


def _candidates(python: str) -> Iterator[Path]:
    found = shutil.which(f"python{python}")
    if found is not None:
        yield Path(found)
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from sorted(versions.glob(f"{python}.*/bin/python3"), reverse=True)


def _runs(path: Path, python: str) -> bool:
    asked = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"  # a shim runs only what pyenv has chosen
    done = subprocess.run([path, "-ISc", asked], capture_output=True, text=True, check=False)
    return done.stdout.strip() == python


def lowest(python: str) -> list[str]:
    """
    The oldest releases that the package says it works with on a Python, as constraints.

    Raises:
        ValueError: A dependency has no lower bound.
    """
    extras = PROJECT["optional-dependencies"].values()
    lines = (*PROJECT["dependencies"], *(line for extra in extras for line in extra))
    asked = [Requirement(line) for line in lines]
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    # Two extras may name the same one.
    return [*dict.fromkeys(_lowest(each) for each in asked if each.marker is None or each.marker.evaluate(here))]


def _lowest(requirement: Requirement) -> str:
    bounds = [each.version for each in requirement.specifier if each.operator == ">="]
    if len(bounds) != 1:
        raise ValueError(f"{requirement}: say from which release on it works")
    return f"{requirement.name}=={bounds[0]}"
