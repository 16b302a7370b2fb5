"""
Sessions in each store: one row per key, changed by compare-and-set, by threads and processes alike.
"""

from __future__ import annotations

import multiprocessing
import stat
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.storage import FileStore, MemoryStore, SQLStore, Store, sealed
from monetize_software.storage.protocols import Sessions, Versioned

NOW = 1_800_000_000_000
DAY = 86_400_000
KEY = urlsafe_b64encode(bytes(range(32)))

Make = Callable[[Path], Store]


def sql(folder: Path) -> Store:
    store = SQLStore(f"sqlite:///{folder / 'sessions.db'}")
    store.migrate()
    return store


STORES: dict[str, Make] = {
    "memory": lambda folder: MemoryStore(),
    "file": lambda folder: FileStore(folder / "sessions"),
    "sqlite": sql,
    "sealed memory": lambda folder: sealed(MemoryStore(), keys=[KEY]),
    "sealed file": lambda folder: sealed(FileStore(folder / "sessions"), keys=[KEY]),
}
SHARED = [name for name in STORES if "memory" not in name]


@pytest.fixture(params=STORES)
def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> Sessions:
    return STORES[request.param](tmp_path).sessions


def put(sessions: Sessions, value: bytes, *, expect: int, key: str = "ada", expires: int = NOW + DAY) -> int | None:
    return sessions.put(key, value, expect=expect, at=NOW, expires=expires)


def version_of(sessions: Sessions, key: str = "ada", at: int = NOW) -> int:
    return sessions.get(key, at=at).version


def test_what_was_put_is_got(sessions: Sessions) -> None:
    """
    A row is its bytes and the version that `put` answered; where there is none the version is 0.
    """
    content = bytes(range(256)) * 9
    first = put(sessions, content, expect=0)

    assert first is not None
    assert Versioned(content, first) == sessions.get("ada", at=NOW)
    assert Versioned(None, 0) == sessions.get("Ada", at=NOW)


def test_only_what_was_read_is_replaced(sessions: Sessions) -> None:
    """
    A write that expects another version changes nothing and says so.
    """
    first = put(sessions, b"1", expect=0)
    assert first is not None
    second = put(sessions, b"2", expect=first)

    assert None is put(sessions, b"late", expect=first)
    assert None is put(sessions, b"late", expect=0)
    assert Versioned(b"2", second or 0) == sessions.get("ada", at=NOW)


def test_late_write_does_not_bring_a_removed_row_back(sessions: Sessions) -> None:
    """
    Neither after a removal, nor after a removal and a new row.
    """
    first = put(sessions, b"1", expect=0)
    assert first is not None
    sessions.remove("ada")
    sessions.remove("ada")

    assert None is put(sessions, b"late", expect=first)
    put(sessions, b"new", expect=0)
    assert None is put(sessions, b"late", expect=first)
    assert b"new" == sessions.get("ada", at=NOW).value


def test_expired_row_is_none_and_makes_room(sessions: Sessions) -> None:
    """
    After its time a row is not there, and another may be written in its place.
    """
    put(sessions, b"old", expect=0, expires=NOW + 10)

    assert Versioned(None, 0) == sessions.get("ada", at=NOW + 10)
    assert sessions.put("ada", b"new", expect=0, at=NOW + 10, expires=NOW + DAY) is not None
    assert b"new" == sessions.get("ada", at=NOW + 11).value


def test_of_many_threads_one_is_the_faster(sessions: Sessions) -> None:
    """
    Of twenty threads that expect the same version one writes.
    """
    first = put(sessions, b"0", expect=0)
    assert first is not None
    start = threading.Barrier(20)

    def write(number: int) -> int | None:
        start.wait(10)
        return put(sessions, b"%d" % number, expect=first)

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(write, range(20)))

    assert 1 == len([each for each in outcomes if each is not None])
    assert version_of(sessions) in outcomes


def _count(name: str, folder: Path, times: int) -> None:
    sessions = STORES[name](folder).sessions
    for _ in range(times):
        while True:
            value, version = sessions.get("count", at=NOW)
            if put(sessions, b"%d" % (int(value or 0) + 1), expect=version, key="count"):
                break


@pytest.mark.parametrize("name", SHARED)
def test_no_write_of_several_processes_is_lost(name: str, tmp_path: Path) -> None:
    """
    Two processes that count in one row count to the sum.
    """
    STORES[name](tmp_path)
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_count, args=(name, tmp_path, 10)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)

    assert [0, 0] == [child.exitcode for child in children]
    assert b"20" == STORES[name](tmp_path).sessions.get("count", at=NOW).value


# ------------------------------------------------------------------------------------------------ files


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    """
    The folder is 0700 and each file 0600, and no name shows a key.
    """
    folder = tmp_path / "deep" / "sessions"
    put(FileStore(folder).sessions, b"1", expect=0, key="../ada@example.com")

    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert {0o600} == {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}
    assert not [each for each in tmp_path.rglob("*") if "ada" in each.name]


def test_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    """
    Whoever may write there could plant a session.
    """
    tmp_path.chmod(0o777)

    with pytest.raises(ConfigurationError, match="chmod 700"):
        FileStore(tmp_path)


def test_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A full disk costs nobody the session, and no half of a file stays behind.
    """
    sessions = FileStore(tmp_path / "s").sessions
    first = put(sessions, b"1", expect=0)
    before = sorted((tmp_path / "s").iterdir())

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        put(sessions, b"2", expect=first or 0)

    assert b"1" == sessions.get("ada", at=NOW).value
    assert before == sorted((tmp_path / "s").iterdir())


def test_file_of_somebody_else_is_not_taken_for_a_session(tmp_path: Path) -> None:
    """
    It is told as unreadable, and left as it is.
    """
    sessions = FileStore(tmp_path / "s").sessions
    put(sessions, b"1", expect=0)
    found = next(each for each in (tmp_path / "s").iterdir() if each.suffix == ".session")
    found.write_bytes(b"not ours at all")

    with pytest.raises(StorageError) as caught:
        sessions.get("ada", at=NOW)
    assert "session_unreadable" == caught.value.code
    assert b"not ours at all" == found.read_bytes()


# ------------------------------------------------------------------------------------------------ sealed


def test_sealed_row_shows_nothing() -> None:
    """
    What the store holds is not what was put.
    """
    store = MemoryStore()
    put(sealed(store, keys=[KEY]).sessions, b"refresh-token-1", expect=0)

    assert b"refresh" not in (store.sessions.get("ada", at=NOW).value or b"")


def test_keys_are_rotated() -> None:
    """
    The first key writes, each of them reads, and a key that was taken away reads nothing any more.
    """
    store, old, new = MemoryStore(), Fernet.generate_key(), Fernet.generate_key()
    first = put(sealed(store, keys=[old]).sessions, b"1", expect=0) or 0
    both = sealed(store, keys=[new.decode(), old]).sessions

    assert b"1" == both.get("ada", at=NOW).value
    put(both, b"2", expect=first)
    assert b"2" == sealed(store, keys=[new]).sessions.get("ada", at=NOW).value
    with pytest.raises(StorageError) as caught:
        sealed(store, keys=[old]).sessions.get("ada", at=NOW)
    assert "session_unreadable" == caught.value.code


def test_row_that_was_copied_to_another_key_is_refused() -> None:
    """
    Who can write to the store cannot make one user another.
    """
    store = MemoryStore()
    closed = sealed(store, keys=[KEY]).sessions
    put(closed, b"1", expect=0)
    put(store.sessions, store.sessions.get("ada", at=NOW).value or b"", expect=0, key="bob")

    with pytest.raises(StorageError, match="another row"):
        closed.get("bob", at=NOW)


@pytest.mark.parametrize("keys", [[], ["short"], "text", [KEY, b"x"], [None]])
def test_bad_keys_are_refused_without_showing_them(keys: list[str]) -> None:
    """
    The refusal says which key it is and how to make one.
    """
    with pytest.raises(ConfigurationError) as caught:
        sealed(MemoryStore(), keys=keys)
    assert KEY.decode() not in str(caught.value)
    assert caught.value.__context__ is None
