"""
What `make compat` runs: the built wheel on every Python found, with the oldest releases it names and with the newest.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from ..support.environments import ROOT, interpreter, lowest, supported
from ..support.servers import postgres_running, valkey_running
from .trial import Trial

CHOICES = ("lowest", "newest", "README")
OLDEST = ("celery==5.4.0",)
"""The oldest releases that were tried of what is no dependency, and used together with this."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Try the whole matrix, print it, and tell with the exit code whether all of it worked.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.compat", description=__doc__)
    parser.add_argument("--python", action="append", metavar="VERSION", help="only this one, such as 3.12")
    parser.add_argument(
        "--releases", choices=CHOICES, action="append", help="only these releases, or what the README says"
    )
    parser.add_argument("--with", dest="others", action="append", default=[], metavar="NAME==VERSION", help="instead")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, postgres_running() as postgres, valkey_running() as valkey:
        wheel = build(Path(folder))
        table: list[tuple[str, str, str]] = []
        for python in options.python or supported():
            path = interpreter(python)
            if path is None:
                say(f"Python {python} is not on this machine: looked for python{python} on the path and among pyenv's")
                table.append((python, "", "not found"))
                continue
            for releases in options.releases or CHOICES:
                room = Path(folder, f"{python}-{releases}")
                room.mkdir()
                trial = Trial(path, wheel, constraints(python, releases, options.others), room, (postgres, valkey))
                table.append((python, releases, try_one(f"Python {python}, {releases}", trial)))
    print_table(table)
    return int(any(outcome not in ("works", "not found") for _, _, outcome in table))


def build(folder: Path) -> Path:
    """
    Build the wheel.
    """
    say("Building the wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return next(folder.glob("*.whl"))


def constraints(python: str, releases: str, others: Sequence[str]) -> list[str]:
    """
    What pip is held to: the lowest bounds, less what the command line says otherwise, or nothing.
    """
    if releases != "lowest":
        return list(others)
    named = {other.partition("==")[0].lower() for other in others}
    lines = [*lowest(python), *OLDEST]
    return [line for line in lines if line.partition("==")[0].lower() not in named] + list(others)


def try_one(name: str, trial: Trial) -> str:
    """
    Try one cell of the table, and say how it came out.
    """
    started = time.monotonic()
    for step, problem in trial.follow_readme() if name.endswith("README") else trial.steps():
        say(f"{name}: {step}{'' if problem is None else ' FAILED'}")
        if problem is not None:
            say(problem)
            return f"fails: {step}"
    say(f"{name}: works, in {time.monotonic() - started:.0f} s")
    say("    " + " ".join(line for line in trial.installed().splitlines() if " @ " not in line))
    return "works"


def print_table(table: Sequence[tuple[str, str, str]]) -> None:
    """
    Print how everything came out.
    """
    print(f"\n{'Python':<10}{'releases':<12}outcome")
    for python, releases, outcome in table:
        print(f"{python:<10}{releases:<12}{outcome}")


def say(line: str) -> None:
    """
    Tell at once how far it is.
    """
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
