"""
Reads the lock, and what the locked distributions need on each Python and system. Installs nothing, asks nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_SYSTEMS = {"linux": ("posix", "Linux"), "darwin": ("posix", "Darwin"), "win32": ("nt", "Windows")}
_MACHINES = {"linux": ("x86_64", "aarch64"), "darwin": ("x86_64", "arm64"), "win32": ("AMD64",)}
Environment = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """
    One line of the lock.

    Attributes:
        name: The distribution, in its canonical spelling.
        version: The one version.
        marker: Where it is installed, None for everywhere.
        hashes: Its digests.
    """

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"

    def applies(self, environment: Environment) -> bool:
        """
        Whether it is installed there.
        """
        return self.marker is None or self.marker.evaluate(environment)


def entries(text: str) -> dict[str, Entry]:
    """
    The entries of a lock by name.

    Raises:
        ValueError: A line pins nothing, has no digest, or stands there twice.
    """
    found: dict[str, Entry] = {}
    for line in _logical_lines(text):
        entry = _entry(line)
        if entry.name in found:
            raise ValueError(f"{entry.name} is there twice")
        found[entry.name] = entry
    return found


def _logical_lines(text: str) -> Iterator[str]:
    joined = text.replace("\\\n", " ")
    return (line for line in joined.splitlines() if line.strip() and not line.strip().startswith("#"))


def _entry(line: str) -> Entry:
    hashes = tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})(?=\s|$)", line))
    requirement = Requirement(line.partition("--hash")[0].strip())
    pins = list(requirement.specifier)
    if [pin.operator for pin in pins] != ["=="] or pins[0].version.endswith("*"):
        raise ValueError(f"{line.strip()[:60]}: not pinned with ==")
    if not hashes:
        raise ValueError(f"{line.strip()[:60]}: no hash")
    return Entry(canonicalize_name(requirement.name), pins[0].version, requirement.marker, hashes)


def environments() -> Iterator[Environment]:
    """
    Every supported Python on every system that has wheels.
    """
    for python in PYTHONS:
        for system, (os_name, platform_system) in _SYSTEMS.items():
            for machine in _MACHINES[system]:
                yield {
                    "implementation_name": "cpython",
                    "implementation_version": f"{python}.0",
                    "os_name": os_name,
                    "platform_machine": machine,
                    "platform_python_implementation": "CPython",
                    "platform_release": "",
                    "platform_system": platform_system,
                    "platform_version": "",
                    "python_full_version": f"{python}.0",
                    "python_version": python,
                    "sys_platform": system,
                    "extra": "",
                }


def gaps(lock: dict[str, Entry], wanted: Iterable[Requirement], environment: Environment) -> Iterator[str]:
    """
    What the lock lacks for `wanted` and for everything that needs in turn, one line each.
    """
    seen: set[tuple[str, str]] = set()
    waiting = [("the project", requirement) for requirement in wanted if _asked(requirement, environment, "")]
    while waiting:
        asker, requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        entry = lock.get(name)
        if entry is None or not entry.applies(environment):
            yield f"{asker} needs {requirement}: not in the lock"
        elif not requirement.specifier.contains(entry.version, prereleases=True):
            yield f"{asker} needs {requirement}: {entry} does not do"
        else:
            extras = {extra for extra in ("", *requirement.extras) if (name, extra) not in seen}
            seen |= {(name, extra) for extra in extras}
            waiting += [(str(entry), needed) for extra in extras for needed in _needs(entry, environment, extra)]


def _needs(entry: Entry, environment: Environment, extra: str) -> list[Requirement]:
    """
    What a locked distribution needs there.
    """
    return [requirement for requirement in _requirements(entry.name) if _asked(requirement, environment, extra)]


@cache
def _requirements(name: str) -> tuple[Requirement, ...]:
    """
    What a distribution says that it needs. One that this Python or system does without is not here to be asked.
    """
    try:
        return tuple(Requirement(line) for line in distribution(name).requires or ())
    except PackageNotFoundError:
        return ()


def _asked(requirement: Requirement, environment: Environment, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})
