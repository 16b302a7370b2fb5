"""
A project of its own: the SDK, the mock server and the commands as they are here, with another openapi.yaml.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from monetize_software_codegen.document import ROOT

from .changes import Change, changed

STORIES = Path(__file__).parent / "stories"


class Project:
    """
    The handwritten code by links, `generated/` and `docs/` as copies, and a changed openapi.yaml. Coverage is not
    measured in it, because its paths are gone when the report is written.
    """

    def __init__(self, folder: Path, *changes: Change) -> None:
        self.folder = folder
        (folder / "overlays").symlink_to(ROOT / "overlays")
        shutil.copyfile(ROOT / "generator-config.yml", folder / "generator-config.yml")
        shutil.copytree(ROOT / "generated", folder / "generated", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("__pycache__"))
        changed(folder, *changes)

    def command(self, name: str) -> subprocess.CompletedProcess[str]:
        """
        Run one of the commands around the generator.
        """
        return self._python("-m", "monetize_software_codegen", name)

    def story(self, name: str) -> Any:
        """
        Play a story with this project's packages and return what it printed as JSON.
        """
        done = self._python(str(STORIES / f"{name}.py"))
        assert 0 == done.returncode, done.stderr
        return json.loads(done.stdout)

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        paths = os.pathsep.join(str(self.folder / name) for name in ("overlays", "generated"))
        unmeasured = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE_")}
        environment = {**unmeasured, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
