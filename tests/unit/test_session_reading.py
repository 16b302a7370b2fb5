"""
A handle decodes what it read once, and shows what is in the store all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from attrs import evolve

from monetize_software import AsyncAuthClient, AuthClient, AuthSession, SessionEndedError
from monetize_software._sessions.reading import Reading
from monetize_software._sessions.record import Alias, Ended, Record, pack
from monetize_software._sessions.rows import rows_of
from monetize_software.storage import MemoryStore
from tests.support.auth_server import FAR, AuthServer, stored
from tests.support.driving import driven_auth

WHERE: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com"}
Bind = Callable[[], AuthSession]
ROW = rows_of("3", "ada").main


@pytest.fixture
def server() -> AuthServer:
    return AuthServer()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture(params=["sync", "async"])
def bind(request: pytest.FixtureRequest, server: AuthServer, store: MemoryStore, runner: asyncio.Runner) -> Bind:
    """
    Binds a handle of one session, of a new client each time.
    """
    options: dict[str, Any] = {**WHERE, "store": store, "transport": httpx.MockTransport(server.handle)}
    if request.param == "sync":
        return lambda: AuthClient(**options).session("ada")
    return lambda: driven_auth(AsyncAuthClient(**options), runner).session("ada")


@pytest.fixture
def record(bind: Bind, store: MemoryStore) -> Record:
    """
    What is stored of somebody who signed in.
    """
    bind().sign_in_with_email("ada@example.com", "correct-horse-1")
    found: Record = stored(store.sessions)
    return found


def test_same_bytes_are_decoded_once(record: Record) -> None:
    """
    Equal bytes give the very same entry, with the version that the store named this time.
    """
    reading = Reading()
    first = reading.stored((pack(record), 1))
    again = reading.stored((bytes(bytearray(pack(record))), 2))

    assert first is not None
    assert again is not None
    assert again.entry is first.entry
    assert (1, 2) == (first.version, again.version)


def test_other_bytes_are_read_whatever_the_version_says(record: Record) -> None:
    """
    A store that names the same version for another content is not believed.
    """
    reading = Reading()
    reading.stored((pack(record), 1))
    other = reading.stored((pack(evolve(record, login="another")), 1))

    assert other is not None
    assert isinstance(other.entry, Record)
    assert "another" == other.entry.login


@pytest.mark.parametrize("end", [None, pack(Ended("invalid_refresh_token"))], ids=["signed out", "ended"])
def test_session_that_is_over_is_not_kept_in_memory(record: Record, end: bytes | None) -> None:
    """
    Once a handle read that its session is over, it holds its tokens no more.
    """
    reading = Reading()
    reading.stored((pack(record), 1))
    reading.stored((end, 2))

    assert record not in [kept[1] for kept in [reading._last] if kept is not None]


def test_guest_is_kept_beside_the_row_that_names_them(record: Record) -> None:
    """
    An anonymous session is read in two rows at each call, and its tokens are decoded once.
    """
    reading = Reading()
    first = reading.stored((pack(record), 1))
    reading.stored((pack(Alias()), 1))
    again = reading.stored((pack(record), 1))

    assert first is not None
    assert again is not None
    assert again.entry is first.entry


def test_what_another_client_did_is_seen_by_the_next_call(bind: Bind) -> None:
    """
    A refresh, a sign-out and another sign-in elsewhere are seen by a handle that has just read the session.
    """
    here, elsewhere = bind(), bind()
    elsewhere.sign_in_with_email("ada@example.com", "correct-horse-1")
    before = here.token()
    elsewhere.refresh()
    renewed = here.token()
    elsewhere.sign_out()
    with pytest.raises(SessionEndedError):
        here.token()
    elsewhere.sign_in_with_email("ada@example.com", "correct-horse-1")

    assert elsewhere.token() == here.token()
    assert 3 == len({before, renewed, here.token()})


def test_changed_session_value_changes_no_other(bind: Bind, store: MemoryStore, record: Record) -> None:
    """
    What a caller writes into the user of a `Session` is in no later one, and never reaches the store.
    """
    value, version = pack(evolve(record, user={**record.user, "plan": {"name": "team"}})), versions(store)
    store.sessions.put(ROW, value, expect=version, at=0, expires=FAR)
    here = bind()
    here.token()
    first = here.get_session()
    assert first is not None
    first.user.additional_properties["plan"]["name"] = "mine"
    second = here.refresh()

    assert {"name": "team"} == second.user.additional_properties["plan"]
    assert {"name": "team"} == stored(store.sessions).user["plan"]


def versions(store: MemoryStore) -> int:
    return store.sessions.get(ROW, at=0).version
