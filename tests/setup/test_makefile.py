"""
What `make install` runs, watched through an interpreter that only writes down how it was called. Installs nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.document import ROOT

FAKE = r"""#!/bin/sh
echo "$*" >> "$SEEN"
case "$*" in
*base_prefix*) echo "$BASE cpython-311" ;;
"-m venv"*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
*requirements.txt*) exit ${STOPPED:-0} ;;
esac
"""
LOCKED = "install --no-deps --only-binary :all: --require-hashes --requirement .ci/requirements.txt"


class Trial:
    """
    A folder with the project's set-up in it, and what `make install` called there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / ".ci").mkdir(parents=True)
        for name in ("Makefile", "pyproject.toml", ".ci/requirements.txt"):
            shutil.copy(ROOT / name, folder / name)
        self.python = folder / "fake-python"
        self.python.write_text(FAKE, encoding="utf-8")
        self.python.chmod(0o755)

    def install(self, *, base: str = "/usr", stopped: int = 0) -> list[str]:
        """
        Run `make install`, and return what it had an interpreter do besides saying which one it is.
        """
        seen = self.folder / "seen"
        seen.write_text("", encoding="utf-8")
        told = {"SEEN": str(seen), "BASE": base, "STOPPED": str(stopped), "PATH": os.environ["PATH"]}
        self.said = subprocess.run(
            ["make", "--no-print-directory", f"PYTHON={self.python}", "install"],
            cwd=self.folder,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        calls = seen.read_text(encoding="utf-8").splitlines()
        return [call for call in calls if not call.startswith(("-ISc", "\t\tsys.exit", "sys.exit"))]


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """
    A fresh clone, in a folder whose name has a blank.
    """
    return Trial(tmp_path / "a clone")


def test_pip_is_given_the_lock_and_nothing_to_resolve(trial: Trial) -> None:
    """
    The requirements are installed as they stand: no resolver, wheels alone, hashes checked.
    """
    calls = trial.install()

    assert 0 == trial.said.returncode, trial.said.stderr
    assert "-m venv --clear .venv" == calls[0]
    assert calls[1].endswith(LOCKED)
    assert calls[2].endswith("install --no-deps --no-build-isolation --editable .")
    assert 3 == len(calls)


def test_a_second_time_nothing_is_done(trial: Trial) -> None:
    """
    What is installed stays, also when the lock was only touched.
    """
    trial.install()
    (trial.folder / ".ci/requirements.txt").touch()

    assert [] == trial.install()
    assert "" == trial.said.stdout + trial.said.stderr


def test_a_changed_lock_makes_it_anew(trial: Trial) -> None:
    """
    Another lock gives another .venv, without what the old one had.
    """
    trial.install()
    with (trial.folder / ".ci/requirements.txt").open("a", encoding="utf-8") as lock:
        lock.write("# more\n")

    assert "-m venv --clear .venv" == trial.install()[0]
    assert "anew: the folder, the Python or the requirements have changed" in trial.said.stdout


def test_another_python_makes_it_anew(trial: Trial) -> None:
    """
    A .venv of one Python is never used with another.
    """
    trial.install(base="/usr")

    assert 3 == len(trial.install(base="/opt/python3.12"))


def test_a_moved_folder_makes_it_anew(trial: Trial) -> None:
    """
    A folder that was moved or copied does not go on using the sources and scripts of the old one.
    """
    trial.install()
    trial.folder = trial.folder.rename(trial.folder.parent / "moved")
    trial.python = trial.folder / "fake-python"

    assert 3 == len(trial.install())


def test_a_python_that_is_gone_makes_it_anew(trial: Trial) -> None:
    """
    A .venv whose interpreter was uninstalled is made anew.
    """
    trial.install()
    (trial.folder / ".venv/bin/python").unlink()

    assert "-m venv --clear .venv" == trial.install()[0]


def test_an_interrupted_installation_begins_again(trial: Trial) -> None:
    """
    After an installation that did not come to its end, the next one starts from an empty .venv.
    """
    interrupted = trial.install(stopped=130)
    failed = trial.said.returncode
    again = trial.install()

    assert (2, 2) == (len(interrupted), failed)
    assert ("-m venv --clear .venv", 3) == (again[0], len(again))


def test_a_python_too_old_is_refused_by_name(trial: Trial) -> None:
    """
    An interpreter that cannot do is named, with what to write instead, and .venv is not touched.
    """
    trial.python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    trial.install()

    assert 2 == trial.said.returncode
    assert f"{trial.python} is not Python 3.11 or newer; name one that is: make PYTHON=" in trial.said.stderr
    assert not (trial.folder / ".venv").exists()
