"""
The store that keeps sessions in files of one folder, for command lines and desktops.

Rules of this module:

1. A file is replaced as a whole, after its bytes are on the disk: nobody ever reads half of one, and reads take no
   lock.
2. Whoever writes holds the lock of the file's shelf, a file of its own that is never deleted: one that is deleted while
   somebody waits for it locks nothing any more.
3. Folder and files belong to their owner alone. Their names are digests, so no key can leave the folder or be read
   there.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import randbits
from tempfile import mkstemp
from typing import Final

from monetize_software.errors import ConfigurationError, StorageError

from .facade import Store
from .protocols import Versioned

__all__ = ["FileStore"]

_SHELVES: Final = 1
"""Leading bytes of a digest that share a lock: 256 locks at most."""
_HEAD: Final = 40
_LONGEST_WAIT: Final = 10.0
_SWEEP: Final = 256


class FileStore(Store):
    """
    Sessions in files of one folder that belongs to the user alone, for any number of processes of one machine.

    Needs `pip install 'monetize-software[file]'`. Not for network file systems, whose locks are often none.

    Args:
        folder: Where; made when it is not there, for its owner alone. "~" is the user's home.

    Raises:
        ConfigurationError: Others may write there, or the lock library is missing.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = _at_home(Path(folder))
        self._sessions = FileSessions(self._folder)

    @property
    def sessions(self) -> FileSessions:
        """
        Sessions of signed-in users.
        """
        return self._sessions

    def __repr__(self) -> str:
        folder = getattr(self, "_folder", None)  # not there where the constructor raised
        return f"<FileStore {str(folder)!r}>" if folder else "<FileStore>"


class FileSessions:
    """
    One file per session: a line with version and expiry, then the content.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from filelock import FileLock
        except ImportError:
            raise ConfigurationError("FileStore needs filelock: pip install 'monetize-software[file]'.") from None
        self._lock_class = FileLock
        self._folder = folder
        self._writes = 0
        _prepare(folder)

    def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row.
        """
        with _translated():
            return _read(self._path(key), at)

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`.
        """
        path = self._path(key)
        with _translated(), self._alone(path):
            if _read(path, at).version != expect:
                return None
            version = randbits(62) + 1
            _replace(path, f"{version:020d} {expires:018d}\n".encode() + value)
            self._sweep(at)
            return version

    def remove(self, key: str) -> None:
        """
        Remove a row.
        """
        path = self._path(key)
        with _translated(), self._alone(path):
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{sha256(key.encode()).hexdigest()}.session"

    def _alone(self, path: Path) -> AbstractContextManager[object]:
        # An object of its own for each use: one that is shared counts how often its thread took it, and lets itself in.
        return self._lock_class(self._folder / f"{path.name[: _SHELVES * 2]}.lock", timeout=_LONGEST_WAIT, mode=0o600)

    def _sweep(self, at: int) -> None:
        self._writes += 1
        if self._writes % _SWEEP == 1:
            for path in self._folder.glob("*.session"):
                # Without the lock of its shelf, so only what nobody can have written just now.
                with suppress(FileNotFoundError, ValueError):
                    if _expires(path) + 86_400_000 <= at:
                        path.unlink()


def _at_home(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except RuntimeError:  # no HOME, and no such user: a container's
        raise ConfigurationError(f"{folder} cannot be found: this user has no home here. Name a whole path.") from None


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError as problem:
        raise StorageError(
            f"The folder of sessions cannot be made at {folder}: {problem.strerror or type(problem).__name__}."
        ) from problem
    if os.name == "posix" and mode & 0o022:
        raise ConfigurationError(
            f"Others may write to {folder} (mode {mode & 0o777:o}), and could put sessions there. Use a folder of your "
            "own: chmod 700."
        )


def _read(path: Path, at: int) -> Versioned:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Versioned(None, 0)
    version, expires = _head(content)
    return Versioned(None, 0) if expires <= at else Versioned(content[_HEAD:], version)


def _expires(path: Path) -> int:
    with path.open("rb") as file:
        return _head(file.read(_HEAD))[1]


def _head(content: bytes) -> tuple[int, int]:
    try:
        version, expires = content[:_HEAD].split()
        return int(version), int(expires)
    except ValueError:
        raise StorageError(
            "A file in the folder of sessions is none of ours; it was left as it is.", code="session_unreadable"
        ) from None


def _replace(path: Path, content: bytes) -> None:
    handle, name = mkstemp(dir=path.parent, prefix=".", suffix=".new")  # readable for its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _translated:
    """
    What the system refuses becomes a `StorageError`, which says the system's number and no path.
    """

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, OSError):
            why = problem.strerror or type(problem).__name__
            raise StorageError(f"The folder of sessions failed: {why}.", retryable=True) from problem
