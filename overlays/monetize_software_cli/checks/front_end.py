"""
Searches built front-end code for secrets, in pieces, whatever the files hold. Never shows what it found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import walk
from pathlib import Path

from monetize_software_cli.masking import printable

from .check import Check, failed, ok, skipped

_NAME = "front end"
_PIECE = 1 << 20
_OVERLAP = 4096
_MOST_NAMED = 10
# Keys of the service that are not the one in the environment. Test keys leak no money, and are in many tutorials.
_LIVE_KEY = re.compile(rb"sk_live_[A-Za-z0-9_-]{8,}")


@dataclass(frozen=True, slots=True)
class Findings:
    """
    What a search found.

    Attributes:
        files: How many were read.
        leaking: Names of those that hold a secret.
        unreadable: Names of those that could not be read.
    """

    files: int
    leaking: list[str]
    unreadable: list[str]


def check_front_end(folder: str | None, secrets: Iterable[str]) -> Check:
    """
    Check that no file under a folder holds a secret.

    Args:
        folder: The built code; None when nobody named one.
        secrets: The key and the webhook secret of this machine.
    """
    if folder is None:
        return skipped(_NAME, "not looked at", "Name the folder of your built code: --front-end FOLDER")
    found = search(Path(folder), [secret.encode() for secret in secrets if len(secret) >= 8])
    if found.leaking:
        fix = "Remove the key there, build again, and replace the key in the dashboard: it is public now."
        return failed(_NAME, f"a secret stands in {_names(found.leaking)}", fix)
    if found.unreadable:
        return failed(_NAME, f"cannot read {_names(found.unreadable)}", "Make the files readable and look again.")
    if not found.files:
        return failed(_NAME, "the folder holds no files", "Build first, or name the folder of the built code.")
    return ok(_NAME, f"no secret found (files read: {found.files})")


def search(folder: Path, secrets: list[bytes]) -> Findings:
    """
    Read every file under a folder. Links to folders are not followed.
    """
    leaking: list[str] = []
    unreadable: list[str] = []
    read = 0
    for path in _files(folder, unreadable):
        name = path.relative_to(folder).as_posix()
        try:
            leaks = _leaks(path, secrets)
        except OSError:
            unreadable.append(name)
            continue
        read += 1
        if leaks:
            leaking.append(name)
    return Findings(read, leaking, unreadable)


def _files(folder: Path, unreadable: list[str]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        unreadable.append(Path(str(error.filename)).name)

    for parent, folders, names in walk(folder, onerror=note):
        folders.sort()
        yield from (Path(parent, name) for name in sorted(names) if _is_readable_kind(Path(parent, name)))


def _is_readable_kind(path: Path) -> bool:
    # Pipes and devices have no end. A link that leads nowhere is a file that cannot be read.
    return path.is_file() or not path.exists()


def _leaks(path: Path, secrets: list[bytes]) -> bool:
    kept = b""
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            text = kept + piece
            if _LIVE_KEY.search(text) or any(secret in text for secret in secrets):
                return True
            kept = text[-_OVERLAP:]
    return False


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return printable(", ".join(names[:_MOST_NAMED])) + more
