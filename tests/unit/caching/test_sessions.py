"""
Answers of sessions are kept for the user whom a session names, and whoever else signs in there meets none of them.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
from attrs import evolve

from monetize_software import (
    AsyncAuthClient,
    AsyncBillingClient,
    AuthClient,
    BillingClient,
    Cache,
    SessionEndedError,
    StorageError,
)
from monetize_software._sessions.record import Record, pack, unpack
from monetize_software._sessions.rows import rows_of
from monetize_software.storage import MemoryStore, RedisStore, Store
from tests.support.driving import driven, driven_auth
from tests.support.recorder import Recorder, good

WHERE: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com"}
SECRET = "sixteen letters or more"


class People:
    """
    A service where anybody signs in with any password. Tokens name their user, and every answer names whose it is.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.refused: set[str] = set()
        self._serial = 0
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.partition("/paywall/3/")[2]
        with self._lock:
            self.asked[path] += 1
            return self._act(path, request)

    def _act(self, path: str, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content or b"{}")
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        who = re.split("[@~]", body.get("email") or body.get("refresh_token") or bearer)[0]
        if path in ("auth/email/signin", "auth/refresh"):
            return httpx.Response(200, json={**self._tokens(who), "user": {"id": f"id-{who}", "email": f"{who}@a.b"}})
        if path == "auth/signout":
            return httpx.Response(200, json={"ok": True})
        if bearer in self.refused:
            return httpx.Response(401, json={"error": "invalid_token"})
        if request.method == "POST":
            self.taken[who] += 1
            return httpx.Response(200, json={"success": True, "subscription": {"id": who, "status": "canceled"}})
        return httpx.Response(200, json=self._answer(path, who))

    def _tokens(self, who: str) -> dict[str, Any]:
        self._serial += 1
        pair = {f"{name}_token": f"{who}~{name}-{self._serial}" for name in ("access", "refresh")}
        return {**pair, "expires_in": 3600}

    def _answer(self, path: str, who: str) -> Any:
        if path == "bootstrap":
            return {"settings": {"id": "3", "name": who}, "prices": [], "offers": [], "version": who}
        if path == "balances":
            return {"balances": [{"type": who, "count": 1_000_000 - self.taken[who]}]}
        return {"has_active_subscription": False, "purchases": [{"id": who, "status": "active"}], "trial": None}


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture(params=["live", "memory", "valkey"])
def cache(request: pytest.FixtureRequest) -> Cache:
    """
    A cache over each store.
    """
    if request.param == "live":
        return Cache()
    store: Store = MemoryStore() if request.param == "memory" else RedisStore(request.getfixturevalue("valkey_url"))
    return Cache(store=store, secret=SECRET)


@pytest.fixture(params=["sync", "async"])
def auth(request: pytest.FixtureRequest, people: People, runner: asyncio.Runner) -> Any:
    """
    An auth client of either kind.
    """
    if request.param == "sync":
        return AuthClient(**WHERE, transport=Recorder(people))
    return driven_auth(AsyncAuthClient(**WHERE, transport=Recorder(people)), runner)


def signed_in(auth: Any, who: str, key: str = "browser") -> Any:
    """
    A session after somebody signed in.
    """
    session = auth.session(key)
    session.sign_in_with_email(f"{who}@a.b", "any password")
    return session


READS: dict[str, Any] = {
    "bootstrap": lambda client: client.bootstrap().settings.name,
    "user": lambda client: client.get_user().purchases[0].id,
    "balances": lambda client: client.get_balances()[0].type,
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_session_asks_once(auth: Any, cache: Cache, read: Any) -> None:
    """
    What a session's user asks twice is asked once, from each of the clients that were made for it.
    """
    session = signed_in(auth, "ada")

    assert ["ada"] * 3 == [read(session.billing(cache=cache)) for _ in range(3)]
    assert (2, 1) == (cache.stats.hits, cache.stats.misses)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_who_signs_in_next_meets_nothing_of_before(auth: Any, cache: Cache, read: Any) -> None:
    """
    One session key, one billing client, and three people after one another: each is shown their own.
    """
    billing = auth.session("browser").billing(cache=cache)
    shown = []
    for who in ("ada", "bob", "ada"):
        signed_in(auth, who)
        shown.append(read(billing))
        auth.session("browser").sign_out()
        with pytest.raises(SessionEndedError):
            read(billing)

    assert ["ada", "bob", "ada"] == shown
    assert 1 == cache.stats.hits, "ada came back within the window"


def test_refresh_keeps_what_is_kept(auth: Any, people: People, cache: Cache) -> None:
    """
    Entries are the user's, not the token's: after a refresh they are still there.
    """
    session = signed_in(auth, "ada")
    billing = session.billing(cache=cache)
    billing.get_user()
    before = session.token()
    session.refresh()
    billing.get_user()

    assert before != session.token()
    assert 1 == people.asked["user-state"]


def test_same_user_on_two_devices_shares_answers_and_writes(auth: Any, people: People, cache: Cache) -> None:
    """
    Two sessions of one user read one entry, and a write in the one is seen in the other.
    """
    desk, phone = (signed_in(auth, "ada", key).billing(cache=cache) for key in ("desk", "phone"))
    both = [desk.get_balances()[0].count, phone.get_balances()[0].count]
    asked = people.asked["balances"]
    desk.cancel_subscription("s", "other")

    assert ([1_000_000] * 2, 1) == (both, asked)
    assert [999_999] * 2 == [phone.get_balances()[0].count, desk.get_balances()[0].count]


def test_write_of_a_session_leaves_others_alone(auth: Any, people: People, cache: Cache) -> None:
    """
    Only what is kept of the session's user is given up: also under the user's e-mail, id and token.
    """
    ada, bob = (signed_in(auth, who, who) for who in ("ada", "bob"))
    bob.billing(cache=cache).get_user()
    by_token = BillingClient(**good(api_key=None, transport=Recorder(people), cache=cache)).with_bearer(ada.token())
    by_token.get_user()
    asked = people.asked["user-state"]
    ada.billing(cache=cache).cancel_subscription("s", "other")
    bob.billing(cache=cache).get_user()
    by_token.get_user()

    assert (2, 3) == (asked, people.asked["user-state"])


def test_invalidate_is_about_the_session_s_user(auth: Any, people: People, cache: Cache, runner: Any) -> None:
    """
    `cache.invalidate()` of a session's client gives up that user alone.
    """
    ada, bob = (signed_in(auth, who, who).billing(cache=cache) for who in ("ada", "bob"))
    for each in (ada, bob):
        each.get_user()
    done = ada.cache.invalidate()
    if done is not None:
        runner.run(done)
    for each in (ada, bob):
        each.get_user()

    assert 3 == people.asked["user-state"]


def test_given_session_is_kept_for_as_well(people: People, cache: Cache, runner: asyncio.Runner) -> None:
    """
    `BillingClient(bearer=session, cache=…)` is the same, and an async client may be given a blocking session.
    """
    session = signed_in(AuthClient(**WHERE, transport=Recorder(people)), "ada")
    options: dict[str, Any] = {**WHERE, "bearer": session, "cache": cache, "transport": Recorder(people)}
    blocking, awaiting = BillingClient(**options), driven(AsyncBillingClient(**options), runner)

    assert {"ada"} == {client.get_user().purchases[0].id for client in (blocking, blocking, awaiting, awaiting)}
    assert 1 == people.asked["user-state"]


def test_session_store_that_fails_is_told_as_without_a_cache(people: People) -> None:
    """
    When nobody can tell who is signed in, nothing is given from the cache.
    """

    class Failing(MemoryStore):
        down = False

        @property
        def sessions(self) -> Any:
            return self

        def get(self, row: str, *, at: int) -> Any:
            if self.down:
                raise OSError("gone")
            return super().sessions.get(row, at=at)

        def put(self, row: str, content: bytes, **more: Any) -> Any:
            return super().sessions.put(row, content, **more)

        def remove(self, row: str) -> Any:
            return super().sessions.remove(row)

    store = Failing()
    session = signed_in(AuthClient(**WHERE, store=store, transport=Recorder(people)), "ada")
    billing = session.billing(cache=Cache())
    billing.get_user()
    store.down = True

    with pytest.raises(StorageError):
        billing.get_user()


# ------------------------------------------------------------------------------------------------------------- races


def sign_in_between(people: People, session: Any, answers: Any, who: str) -> Recorder:
    """
    A service during whose answers, as often as told, somebody else signs in at the session.
    """

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("user-state") and next(answers, False):
            session.sign_in_with_email(f"{who}@a.b", "any password")
        return people(request)

    return Recorder(answer)


def test_answer_on_its_way_is_kept_for_who_asked(people: People) -> None:
    """
    Bob signs in while ada's answer is on its way: the caller, who asked as ada, gets hers; bob never does.
    """
    session = signed_in(AuthClient(**WHERE, transport=Recorder(people)), "ada")
    transport = sign_in_between(people, session, iter([True]), "bob")
    billing = BillingClient(**WHERE, bearer=session, cache=Cache(), transport=transport)

    assert ["ada", "bob", "bob"] == [billing.get_user().purchases[0].id for _ in range(3)]


def test_question_begins_anew_when_somebody_else_signed_in(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Between looking who is signed in and asking, bob signs in: he is asked for, kept for himself, and ada's entry,
    which another session of hers reads, stays hers.
    """
    auth = AuthClient(**WHERE, transport=Recorder(people))
    session, phone = signed_in(auth, "ada"), signed_in(auth, "ada", "phone")
    cache = Cache()
    billing = BillingClient(**WHERE, bearer=session, cache=cache, transport=Recorder(people))
    board = cache.state.flights.board

    def boarding(*given: Any) -> Any:
        monkeypatch.setattr(cache.state.flights, "board", board)
        session.sign_in_with_email("bob@a.b", "any password")
        return board(*given)

    monkeypatch.setattr(cache.state.flights, "board", boarding)

    assert ["bob", "bob"] == [billing.get_user().purchases[0].id for _ in range(2)]
    assert "ada" == phone.billing(cache=cache).get_user().purchases[0].id
    assert 0 == len(cache.state.flights)


def test_refused_token_is_not_replaced_by_another_user_s(people: People) -> None:
    """
    Ada's token is refused, and the next one of the session is bob's: the call is not finished with his.
    """
    session = signed_in(AuthClient(**WHERE, transport=Recorder(people)), "ada")
    people.refused.add(session.token())
    transport = sign_in_between(people, session, iter([True]), "bob")
    cache = Cache()
    billing = BillingClient(**WHERE, bearer=session, cache=cache, transport=transport)

    assert "bob" == billing.get_user().purchases[0].id
    names = {entry.value.value.purchases[0].id for entry in cache.state.shelf._rows.values()}
    assert {"bob"} == names
    assert ["ada", "bob"] == [
        re.split("[ ~]", request.headers["authorization"])[1]
        for request in transport.requests
        if "user-state" in str(request.url)
    ]


def test_write_of_who_signed_in_meanwhile_gives_up_theirs(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Bob signs in between the look at who writes and the write, which is his then: his balance is asked for anew.
    """
    auth, cache = AuthClient(**WHERE, transport=Recorder(people)), Cache()
    session, phone = signed_in(auth, "ada"), signed_in(auth, "bob", "phone").billing(cache=cache)
    before = phone.get_balances()[0].count
    let_go = cache.state.flights.let_go

    def letting_go(*given: Any) -> None:
        monkeypatch.setattr(cache.state.flights, "let_go", let_go)
        session.sign_in_with_email("bob@a.b", "any password")
        let_go(*given)

    monkeypatch.setattr(cache.state.flights, "let_go", letting_go)
    session.billing(cache=cache).cancel_subscription("s", "other")

    assert before - 1 == phone.get_balances()[0].count


def test_session_that_never_rests_is_answered_without_the_cache(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Where somebody else signs in at every look, the question is asked in the end, and not kept.
    """
    session = signed_in(AuthClient(**WHERE, transport=Recorder(people)), "ada")
    cache, names = Cache(), iter("abcdefgh")
    board = cache.state.flights.board

    def boarding(*given: Any) -> Any:
        session.sign_in_with_email(f"{next(names)}@a.b", "any password")
        return board(*given)

    monkeypatch.setattr(cache.state.flights, "board", boarding)
    billing = BillingClient(**WHERE, bearer=session, cache=cache, transport=Recorder(people))

    assert "c" == billing.get_user().purchases[0].id
    assert 0 == len(cache.state.shelf)


def test_end_of_one_session_is_not_told_to_another(people: People) -> None:
    """
    Two sessions of ada ask together; the one that asks first is ended, and the other is answered.
    """
    asking, go = threading.Event(), threading.Event()
    auth = AuthClient(**WHERE, transport=Recorder(people))
    desk, phone = signed_in(auth, "ada", "desk"), signed_in(auth, "ada", "phone")
    people.refused.add(desk.token())

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("refresh"):
            return httpx.Response(401, json={"error": "refresh_failed"})
        if request.headers.get("authorization", "").removeprefix("Bearer ") in people.refused:
            asking.set()
            go.wait(10)
        return people(request)

    store = auth._store
    clients = AuthClient(**WHERE, store=store, transport=Recorder(answer))
    cache = Cache()
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(clients.session("desk").billing(cache=cache).get_user)
        assert asking.wait(10)
        assert "ada" == clients.session("phone").billing(cache=cache).get_user().purchases[0].id
        go.set()
        with pytest.raises(SessionEndedError):
            ended.result(10)
    assert phone.token()


def test_nobody_is_shown_another_s_answer_whoever_signs_in_meanwhile(people: People, cache: Cache) -> None:
    """
    Thirty-two threads read through eight sessions at which twelve users sign in, out and in again, with refreshes
    between: no entry is ever of another than its name says, and nobody who is alone at a session is shown another's.
    """
    auth = AuthClient(**WHERE, transport=Recorder(people))
    wrong: list[str] = []
    interval = sys.getswitchinterval()

    def work(seed: int) -> None:
        chance = random.Random(seed)
        own, mine = auth.session(f"own-{seed}"), ""
        for step in range(30):
            shared = auth.session(f"shared-{chance.randrange(8)}")
            who = f"user{chance.randrange(12)}"
            if chance.random() < 0.2:
                shared.sign_in_with_email(f"{who}@a.b", "any password")
            elif chance.random() < 0.1:
                shared.sign_out()
            with suppress(SessionEndedError):
                shared.billing(cache=cache).get_user()
            if step % 5 == 0:
                own.sign_in_with_email(f"{who}@a.b", "any password")
                mine = who
            elif chance.random() < 0.2:
                own.refresh()
            billing = own.billing(cache=cache)
            seen = billing.get_user().purchases[0].id, billing.get_balances()[0].type, billing.bootstrap().version
            if {*seen} != {mine}:
                wrong.append(f"{mine} is shown {seen}")

    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(work, range(32)))
    finally:
        sys.setswitchinterval(interval)

    assert [] == wrong
    assert cache.stats.hits + cache.stats.joined > cache.stats.misses


def test_stored_user_without_an_id_is_not_kept_for(people: People) -> None:
    """
    A session whose row names nobody is answered, and nothing of it is kept.
    """
    store, cache = MemoryStore(), Cache()
    session = signed_in(AuthClient(**WHERE, store=store, transport=Recorder(people)), "ada")
    row = rows_of("3", "browser").main
    content, version = store.sessions.get(row, at=0)
    record = unpack(content or b"")
    assert isinstance(record, Record)
    nameless = evolve(record, user={"email": "ada"})
    store.sessions.put(row, pack(nameless), expect=version, at=0, expires=2**53)

    assert "ada" == session.billing(cache=cache).get_user().purchases[0].id
    assert (0, 0) == (len(cache.state.shelf), cache.stats.misses)
