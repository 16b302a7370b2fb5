"""
Installs the built wheel into a fresh environment and uses it. Decides nothing about which releases.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..support.environments import ROOT

_PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install", "--only-binary", ":all:")
_PATIENCE_S = 600
_NOT_OF_A_CLONE = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist")


class Trial:
    """
    One Python with one choice of releases.

    Args:
        python: The interpreter.
        wheel: The built wheel.
        constraints: What pip may choose, such as "attrs==24.1.0"; nothing lets it take the newest.
        folder: An empty folder for it all.
    """

    def __init__(self, python: Path, wheel: Path, constraints: Sequence[str], folder: Path) -> None:
        self._python = python
        self._wheel = wheel
        self._constraints = folder / "constraints.txt"
        self._constraints.write_text("\n".join(constraints), encoding="utf-8")
        self._folder = folder
        self._inside = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"

    def steps(self) -> Iterator[tuple[str, str | None]]:
        """
        Go through the steps: the name of each, and what went wrong in it. The first that fails is the last.
        """
        here = Path(__file__).parent
        commands: dict[str, list[object]] = {
            "environment": [self._python, "-m", "venv", self._folder / "env"],
            "install": [*self._install(), self._wheel],
            "client": [self._inside, here / "smoke_client.py", "--alone"],
            "extras": [*self._install(), f"{self._wheel}[mock,cli]", "pytest"],
            "mock, cli, README": [self._inside, here / "smoke_all.py", self._readme()],
            "pytest plugin": [self._inside, "-m", "pytest", "-q", "-p", "no:cacheprovider", self._plugin(here)],
        }
        for name, command in commands.items():
            problem = self._run(command)
            yield name, problem
            if problem is not None:
                return

    def installed(self) -> str:
        """
        What pip has put there.
        """
        return self._run([self._inside, "-m", "pip", "--disable-pip-version-check", "freeze"], want_output=True) or ""

    def follow_readme(self) -> Iterator[tuple[str, str | None]]:
        """
        Run the README's commands of its section on installing, in a copy of the checkout, and use what came of it.
        """
        checkout = shutil.copytree(ROOT, self._folder / "checkout", ignore=_NOT_OF_A_CLONE)
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        block = re.findall(r"^## Install$.*?^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[0]
        yield "environment", self._run([self._python, "-m", "venv", self._folder / "env"])
        for line in block.splitlines():
            command = line.partition("#")[0].strip()
            if not command:
                continue
            yield command, self._run(["sh", "-c", f'PATH="{self._inside.parent}:$PATH"; {command}'], folder=checkout)
            yield "client", self._run([self._inside, Path(__file__).parent / "smoke_client.py", "--extras"])

    def _install(self) -> list[object]:
        return [self._inside, *_PIP, "--constraint", self._constraints]

    def _readme(self) -> Path:
        """
        The README's Python, in a file.
        """
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        file = self._folder / "readme.py"
        snippets = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        file.write_text("\n".join(snippets), encoding="utf-8")
        return file

    def _plugin(self, here: Path) -> Path:
        """
        The tests of the plugin, away from this suite and its settings.
        """
        return Path(shutil.copy(here / "smoke_plugin.py", self._folder / "test_plugin.py"))

    def _run(self, command: list[object], *, want_output: bool = False, folder: Path | None = None) -> str | None:
        ours = ("PYTHON", "COVERAGE", "PYTEST", "VIRTUAL_ENV", "MONETIZE", "PAYWALL")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder or self._folder,
            env=clean,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
        )
        if want_output:
            return done.stdout
        return (
            None if done.returncode == 0 else (done.stdout + done.stderr).strip()[-2000:] or f"exit {done.returncode}"
        )
