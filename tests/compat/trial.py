"""
Installs the built wheel into a fresh environment and uses it. Decides nothing about which releases.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import redis

from ..support.environments import ROOT
from ..support.servers import Postgres, Valkey

_PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install", "--only-binary", ":all:")
_PATIENCE_S = 600
_STORES = "sql,postgresql,redis,django,encryption,file"
_BESIDE = ("fastapi", "starlette", "flask", "celery>=5.4.0")  # no extras of ours, but the pages speak of them
_NOT_OF_A_CLONE = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist")


class Trial:
    """
    One Python with one choice of releases.

    Args:
        python: The interpreter.
        wheel: The built wheel.
        constraints: What pip may choose, such as "attrs==24.1.0"; nothing lets it take the newest.
        folder: An empty folder for it all.
        servers: What stores are tried against.
    """

    def __init__(
        self, python: Path, wheel: Path, constraints: Sequence[str], folder: Path, servers: tuple[Postgres, Valkey]
    ) -> None:
        self._python = python
        self._postgres, self._valkey = servers
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
            "extras of stores": [*self._install(), f"{self._wheel}[{_STORES}]", *_BESIDE],
            "stores, frameworks, Celery": [self._inside, here / "smoke_stores.py", *self._urls()],
            "Django on SQLite": [self._inside, here / "smoke_django.py", self._django_on_sqlite()],
            "Django on PostgreSQL": [self._inside, here / "smoke_django.py", self._django_on_postgresql()],
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

    def _urls(self) -> list[str]:
        """
        A new database, and an empty Valkey.
        """
        with redis.Redis.from_url(self._valkey.url) as client:
            client.flushall()
        return [self._postgres.url(self._postgres.new_database()), self._valkey.url]

    def _django_on_sqlite(self) -> str:
        file = str(self._folder / "django.db")
        options = {"transaction_mode": "IMMEDIATE"}
        return json.dumps({"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options})

    def _django_on_postgresql(self) -> str:
        where = {"NAME": self._postgres.new_database(), "USER": "postgres", "HOST": str(self._postgres.folder)}
        return json.dumps({"ENGINE": "django.db.backends.postgresql", **where})

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
