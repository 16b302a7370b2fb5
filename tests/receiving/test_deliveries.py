"""
What a receiver answers, keeps and runs, on every store.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from monetize_software import webhooks
from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.receivers import AsyncTx
from monetize_software.storage import MemoryStore, SQLStore, Store, Tx
from tests.support.deliveries import SECRET, Clock, body_of, deliver, environ_of, receiver_on, signed
from tests.support.told import paid, state, told

TABLE = "CREATE TABLE member (id TEXT PRIMARY KEY, status TEXT)"


def members(store: SQLStore) -> list[tuple[Any, ...]]:
    return store.database.read(
        lambda tx: [tuple(row) for row in tx.execute("SELECT id, status FROM member ORDER BY id")]
    )


def with_members(store: SQLStore) -> SQLStore:
    store.database.write(lambda tx: tx.execute(TABLE))
    return store


def keep(event: webhooks.Event, tx: Tx) -> None:
    tx.execute("INSERT INTO member VALUES (:id, :status)", {"id": event.id, "status": event.name})


def test_event_is_recorded_handled_and_answered(store: Store) -> None:
    """
    One delivery makes one event that is done, its handler ran once, and the answer is 200.
    """
    receiver, seen = receiver_on(store), list[str]()

    @receiver.on("subscription.updated")
    def note(event: webhooks.Event) -> None:
        seen.append(event.id)

    event = state(0)

    assert (200, "recorded") == deliver(receiver, event)
    assert (200, "known before") == deliver(receiver, event)
    assert [event.id] == seen
    [row] = receiver.find()
    assert ("done", body_of(event), ()) == (row.state, row.body, tuple(receiver.find(states=["open", "failed"])))


def test_facts_are_recorded_with_the_event(store: Store) -> None:
    """
    Access knows an event as soon as it is answered, in both modes, with and without a handler.
    """
    deliver(receiver_on(store), state(0, sub="sub_a"))
    queued = receiver_on(store, mode="queued")
    queued.on()(lambda event: None)
    deliver(queued, state(0, sub="sub_b"))

    found = {fact.subject for fact in store.facts.of_user("5d9f0c1e-0000-4000-8000-000000000001")}
    assert {"sub_a", "sub_b"} <= found


def test_what_a_handler_writes_is_kept_with_the_event_or_not_at_all(sql_store: SQLStore) -> None:
    """
    A handler that fails leaves nothing behind, is answered 500, and the next delivery of the event runs it again.
    """
    receiver, fails = receiver_on(with_members(sql_store)), [True, False]

    @receiver.on("subscription.updated")
    def note(event: webhooks.Event, tx: Tx) -> None:
        keep(event, tx)
        if fails.pop(0):
            raise LookupError("no such plan for ada@example.com")

    event = state(0)

    assert (500, "kept; a handler failed") == deliver(receiver, event)
    [row] = receiver.find(states=["failed"])
    assert ([], 1) == (members(sql_store), row.attempts)
    assert "LookupError: no such plan for" in row.error
    assert "ada@example.com" not in row.error
    assert 200 == deliver(receiver, event)[0]
    assert [(event.id, "subscription.updated")] == members(sql_store)
    assert 1 == receiver.counts()["done"]


def test_facts_stay_where_a_handler_fails(sql_store: SQLStore) -> None:
    """
    A mistake in a handler does not keep a customer out.
    """
    receiver = receiver_on(sql_store)

    @receiver.on()
    def fail(event: webhooks.Event, tx: Tx) -> None:
        raise RuntimeError

    assert 500 == deliver(receiver, paid(0))[0]
    assert store_knows(sql_store, "pay_1")


def store_knows(store: Store, subject: str) -> bool:
    return any(fact.subject == subject for fact in store.facts.of_user("5d9f0c1e-0000-4000-8000-000000000001"))


def test_handler_that_breaks_the_transaction_fails_alone(sql_store: SQLStore) -> None:
    """
    A statement that the database refuses is the handler's failure; the event stays, and others go on.
    """
    receiver = receiver_on(with_members(sql_store))
    receiver.on("payment.completed")(keep)

    @receiver.on("subscription.updated")
    def twice(event: webhooks.Event, tx: Tx) -> None:
        keep(event, tx)
        keep(event, tx)

    assert 500 == deliver(receiver, state(0))[0]
    assert 200 == deliver(receiver, paid(0))[0]
    assert 1 == len(members(sql_store))
    assert {"failed": 1, "done": 1} == receiver.counts()


@pytest.mark.parametrize("ending", [SystemExit, KeyboardInterrupt, pytest.fail.Exception])
def test_handler_that_exits_ends_nothing(store: Store, ending: type[BaseException]) -> None:
    """
    Whatever a handler raises, the event has failed and the receiver lives.
    """
    receiver = receiver_on(store)

    @receiver.on("subscription.updated")
    def leave(event: webhooks.Event) -> None:
        raise ending

    assert 500 == deliver(receiver, state(0))[0]
    assert 200 == deliver(receiver, paid(0))[0]


def test_async_handler_writes_in_the_same_transaction(sql_store: SQLStore) -> None:
    """
    `await tx.execute()` is part of what is kept or undone.
    """
    receiver = receiver_on(with_members(sql_store))

    @receiver.on("subscription.updated")
    async def note(event: webhooks.Event, tx: AsyncTx) -> None:
        await asyncio.sleep(0)
        await tx.execute("INSERT INTO member VALUES (:id, :status)", {"id": event.id, "status": "async"})
        if event.id == "evt_bad":
            raise LookupError

    assert 500 == deliver(receiver, state(0, id="evt_bad"))[0]
    assert 200 == deliver(receiver, state(1, id="evt_good"))[0]
    assert [("evt_good", "async")] == members(sql_store)
    receiver.close()


def test_async_handler_that_takes_too_long_is_cancelled(sql_store: SQLStore) -> None:
    """
    A transaction is not held for longer than `patience`.
    """
    receiver, cancelled = receiver_on(sql_store, patience=0.05), threading.Event()

    @receiver.on("subscription.updated")
    async def hang(event: webhooks.Event, tx: AsyncTx) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    assert 500 == deliver(receiver, state(0))[0]
    assert "TimeoutError" in receiver.find()[0].error
    assert cancelled.wait(5)
    receiver.close()


def test_handlers_get_the_events_they_are_for(store: Store) -> None:
    """
    By name, by class, by a class above it, or all.
    """
    receiver, seen = receiver_on(store), list[str]()
    receiver.on("payment.completed")(lambda event: seen.append("name"))
    receiver.on(webhooks.SubscriptionEvent)(lambda event: seen.append("class"))
    receiver.on(webhooks.UnknownEvent)(lambda event: seen.append("unknown"))
    receiver.on()(lambda event: seen.append("all"))

    for event in (paid(0), state(0), told("brand.new", 0)):
        assert 200 == deliver(receiver, event)[0]

    assert ["name", "all", "class", "all", "unknown", "all"] == seen


def test_event_without_a_handler_is_kept_and_acknowledged(store: Store) -> None:
    """
    Also one of a type that this release does not know, and one of another paywall.
    """
    receiver = receiver_on(store, paywalls=["4"])
    receiver.on("payment.completed")(lambda event: pytest.fail("of another paywall"))

    assert [200, 200] == [deliver(receiver, event)[0] for event in (told("brand.new", 0), paid(0))]
    assert {"ignored": 2} == receiver.counts()


def test_signed_and_unreadable_is_kept(store: Store) -> None:
    """
    What is signed and cannot be read is never lost: it is kept as it came, once, and answered 200.
    """
    receiver = receiver_on(store)

    for _ in range(2):
        assert 200 == deliver(receiver, b'{"id": "evt_1"}')[0]

    [row] = receiver.find()
    assert ("unreadable", b'{"id": "evt_1"}') == (row.state, row.body)


def test_late_event_says_so_or_is_passed_over(store: Store) -> None:
    """
    An older event that comes after a newer one was handled runs with `late`, and is passed over where that was asked.
    """
    receiver, seen = receiver_on(store), list[tuple[str, str, bool]]()
    receiver.on(late="skip")(lambda event: seen.append(("state", event.id, event.late)))
    receiver.on()(lambda event: seen.append(("mail", event.id, event.late)))

    for event in (state(5, id="evt_5"), state(1, id="evt_1"), state(1, id="evt_other", sub="sub_2")):
        assert 200 == deliver(receiver, event)[0]

    assert [
        ("state", "evt_5", False),
        ("mail", "evt_5", False),
        ("mail", "evt_1", True),
        ("state", "evt_other", False),
        ("mail", "evt_other", False),
    ] == seen


def test_same_id_with_another_body_keeps_the_first(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """
    The first body stays, the second is known, and the log says so.
    """
    receiver = receiver_on(store)
    deliver(receiver, state(0, id="evt_1"))

    assert 200 == deliver(receiver, state(1, id="evt_1"))[0]
    assert "came again with another body" in caplog.text
    assert body_of(state(0, id="evt_1")) == receiver.find()[0].body


def test_two_receivers_of_one_store_know_nothing_of_each_other(store: Store) -> None:
    """
    One account sends the same event to each of its endpoints, and each handles it.
    """
    first, second = receiver_on(store, name="first"), receiver_on(store, name="second")
    seen: list[str] = []

    def note_for(name: str) -> Callable[[webhooks.Event], None]:
        return lambda event: seen.append(name)

    for receiver in (first, second):
        receiver.on()(note_for(receiver.name))
        assert (200, "recorded") == deliver(receiver, state(0, id="evt_1"))

    assert ["first", "second"] == seen


def test_ids_of_any_length_and_kind_are_kept(store: Store) -> None:
    """
    What a database refuses in an index, or in a text, is no reason to lose an event.
    """
    receiver = receiver_on(store)
    events = [state(0, id="x" * 20_000), state(0, id="a\0b", sub="sub\0"), state(0, id="é" * 300, user="u" * 9_000)]

    assert [(200, "recorded")] * 3 == [deliver(receiver, event) for event in events]
    assert [(200, "known before")] * 3 == [deliver(receiver, event) for event in events]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_only_post_is_a_delivery(method: str) -> None:
    """
    Another method is 405 with `Allow`, or 200 where probes are answered.
    """
    answered: list[Any] = []
    for options in ({}, {"answer_probes": True}):
        wsgi = receiver_on(MemoryStore(), **options).wsgi()
        wsgi(environ_of(b"", {}, method), lambda *given: answered.append(given))

    assert ["405 Method Not Allowed", "200 OK"] == [status for status, _ in answered]
    assert ("Allow", "POST") in answered[0][1]


def forged(what: str, body: bytes) -> dict[str, str]:
    return {
        "missing": {},
        "malformed": {"x-signature": "sha256=zz"},
        "other body": signed(body + b" "),
        "other secret": signed(body, "whsec_other"),
    }[what]


@pytest.mark.parametrize("what", ["missing", "malformed", "other body", "other secret"])
def test_forged_delivery_is_refused_and_not_kept(what: str, caplog: pytest.LogCaptureFixture) -> None:
    """
    401, nothing is recorded, and the log has a line without the body, the secret or the e-mail address.
    """
    receiver, body, answered = receiver_on(MemoryStore()), body_of(state(0)), list[Any]()
    caplog.set_level(logging.DEBUG)

    receiver.wsgi()(environ_of(body, forged(what, body)), lambda *given: answered.append(given))

    assert "401 Unauthorized" == answered[0][0]
    assert [] == receiver.find()
    assert 1 == len(caplog.records)
    assert not any(word in caplog.text for word in (SECRET, "whsec_other", "ada@example.com"))


def test_secret_that_nothing_has_proven_may_be_the_mistake() -> None:
    """
    With "retry" a wrong secret is answered 503 until one delivery was verified, then 401; a missing signature is 401.
    """
    receiver = receiver_on(MemoryStore(), unproven_secret="retry")
    no_signature: list[Any] = []
    receiver.wsgi()(environ_of(b"{}", {}), lambda *given: no_signature.append(given[0][:3]))

    before = deliver(receiver, state(0), secret="whsec_other")[0]
    proof = deliver(receiver, state(0))[0]
    after = deliver(receiver, state(0), secret="whsec_other")[0]

    assert (["401"], 503, 200, 401) == (no_signature, before, proof, after)


def test_secrets_are_rotated_without_a_restart() -> None:
    """
    A list holds both while one replaces the other, and a function is asked each time.
    """
    held = ["whsec_old"]
    receiver = receiver_on(MemoryStore(), secret=lambda: list(held))
    answers = [deliver(receiver, state(0), secret="whsec_new")[0]]
    held.append("whsec_new")
    answers += [deliver(receiver, state(0), secret=each)[0] for each in held]

    assert [401, 200, 200] == answers


@pytest.mark.parametrize("broken", ["", [], ["whsec", ""], None, 7, "  "])
def test_secret_that_verifies_nothing_is_refused_at_once(broken: Any) -> None:
    """
    An empty secret is a mistake of the program, found when it starts.
    """
    with pytest.raises(ConfigurationError, match="secret"):
        receiver_on(MemoryStore(), secret=broken)


def test_secret_that_cannot_be_fetched_is_our_fault() -> None:
    """
    A vault that fails is answered 503, so that the event comes again.
    """

    def fetch() -> str:
        raise OSError("vault")

    assert 503 == deliver(receiver_on(MemoryStore(), secret=fetch), state(0))[0]
    assert 503 == deliver(receiver_on(MemoryStore(), secret=lambda: ""), state(0))[0]


def test_unsigned_is_accepted_only_where_that_was_said() -> None:
    """
    And then what is no event is 400, because nobody has vouched for it.
    """
    receiver, answered = receiver_on(MemoryStore(), allow_unsigned=True), list[str]()

    for body in (body_of(state(0)), b"nonsense"):
        receiver.wsgi()(environ_of(body, {}), lambda *given: answered.append(given[0][:3]))

    assert ["200", "400"] == answered
    assert 401 == deliver(receiver, state(0), secret="whsec_other")[0]


@pytest.mark.parametrize("announced", [True, False])
def test_oversized_is_413_before_it_is_read_or_hashed(announced: bool) -> None:
    """
    More than 1 MB is never sent; it is refused by its announced size, or as soon as it is over.
    """
    body = b"x" * (1024 * 1024 + 1)
    size: Any = (
        {"CONTENT_LENGTH": str(len(body))} if announced else {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    )
    read: list[int] = []

    class Stream:
        def read(self, most: int) -> bytes:
            read.append(most)
            return b"x" * most

    answered: list[Any] = []
    environ = {**environ_of(b"", signed(b"x")), **size, "wsgi.input": Stream()}
    receiver_on(MemoryStore()).wsgi()(environ, lambda *given: answered.append(given[0][:3]))

    assert ["413"] == answered
    assert (0 if announced else len(body)) == sum(read)


def test_largest_delivery_is_accepted() -> None:
    """
    1 MB and not a byte more fits.
    """
    event = state(0, metadata={"pad": ""})
    pad = "x" * (1024 * 1024 - len(body_of(event)))

    assert 200 == deliver(receiver_on(MemoryStore()), state(0, id=event.id, metadata={"pad": pad}))[0]


def test_body_that_something_else_has_read_is_not_judged() -> None:
    """
    An announced body that is empty is 500, never 401: the event comes again when the middleware is gone.
    """
    body = body_of(state(0))
    told_length = deliver(receiver_on(MemoryStore()), b"", CONTENT_LENGTH=str(len(body)))
    chunked = deliver(receiver_on(MemoryStore()), b"", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")

    assert [500, 500] == [told_length[0], chunked[0]]


def test_truncated_body_is_asked_for_again() -> None:
    """
    A body that is shorter than announced is 503, never 401.
    """
    assert 503 == deliver(receiver_on(MemoryStore()), body_of(state(0)), CONTENT_LENGTH="9999")[0]


def test_sender_that_stops_sending_is_asked_to_come_again() -> None:
    """
    A server that gives up reading raises an `OSError`: 503.
    """

    class Stream:
        def read(self, most: int) -> bytes:
            raise TimeoutError

    stream: Any = {"wsgi.input": Stream()}

    assert 503 == deliver(receiver_on(MemoryStore()), state(0), **stream)[0]


def test_store_that_fails_is_asked_for_again(caplog: pytest.LogCaptureFixture) -> None:
    """
    503, and the log says which event was not recorded.
    """

    class Broken(MemoryStore):
        @property
        def events(self) -> Any:
            raise StorageError("The database failed: 57P01.", retryable=True)

    assert (503, "the store failed") == deliver(receiver_on(Broken()), state(0, id="evt_1"))
    assert "'evt_1' was not recorded: The database failed: 57P01" in caplog.text


def test_store_without_tables_is_our_fault(tmp_path: Any) -> None:
    """
    A program that never called `migrate()` answers 503, and says in its log what to do.
    """
    store = SQLStore(f"sqlite:///{tmp_path / 'bare.db'}")

    assert 503 == deliver(receiver_on(store), state(0))[0]


def test_handlers_that_need_a_transaction_are_refused_without_one() -> None:
    """
    Memory has none, so that taking `tx` is a mistake found at once.
    """
    with pytest.raises(ConfigurationError, match="MemoryStore has no transactions"):
        receiver_on(MemoryStore()).on()(keep)


@pytest.mark.parametrize("wrong", [lambda: None, lambda a, b, c: None], ids=["nothing", "three"])
def test_handlers_of_another_shape_are_refused(wrong: Any) -> None:
    """
    A handler takes (event) or (event, tx).
    """
    with pytest.raises(ConfigurationError, match=r"takes \(event\) or \(event, tx\)"):
        receiver_on(MemoryStore()).on()(wrong)


def test_log_of_a_failure_shows_where_and_hides_whom(caplog: pytest.LogCaptureFixture) -> None:
    """
    The line of the handler's code is there; an e-mail address in the exception's text is not, nor is the body.
    """
    receiver = receiver_on(MemoryStore())

    @receiver.on()
    def raises_here(event: webhooks.Event) -> None:
        raise LookupError(f"nobody called {event.email} with sk_live_51Hx8s9d8f7g6h5j4k3l2")

    deliver(receiver, state(0))

    assert "raise LookupError" in caplog.text
    assert "raises_here" in caplog.text
    assert "ada@example.com" not in caplog.text
    assert "sk_live_51Hx8s9d8f7g6h5j4k3l2" not in caplog.text


def test_repr_shows_no_secret() -> None:
    """
    Neither does the repr of a receiver, nor that of what it consists of.
    """
    receiver = receiver_on(MemoryStore())

    assert SECRET not in f"{receiver!r} {vars(receiver)!r} {vars(receiver.core)!r} {receiver.core.delivery!r}"


def test_retention_empties_bodies_and_keeps_ids(store: Store) -> None:
    """
    After 90 days the body is gone and the event is still known; after 400 the row goes. What is unfinished stays.
    """
    clock = Clock()
    receiver = receiver_on(store, clock=clock)
    receiver.on("refund.created")(lambda event: 1 / 0)
    event, unfinished = state(0), told("refund.created", 0, refund={"id": "re_1"})
    deliver(receiver, event)
    deliver(receiver, unfinished)

    clock.now += 91 * 86_400
    assert (1, 0) == receiver.prune()
    assert (200, "known before") == deliver(receiver, event)
    clock.now += 310 * 86_400
    assert (0, 1) == receiver.prune()
    assert [unfinished.id] == [row.id for row in receiver.find()]
    with pytest.raises(ConfigurationError, match="35"):
        receiver.prune(rows_days=30)


def test_user_can_be_forgotten(store: Store) -> None:
    """
    The bodies of a user's events go, which hold the e-mail address; that they came stays known.
    """
    receiver = receiver_on(store)
    mine, other = state(0), state(0, user="someone-else", email="bob@example.com", sub="sub_2")
    deliver(receiver, mine)
    deliver(receiver, other)

    assert 1 == receiver.forget("5d9f0c1e-0000-4000-8000-000000000001")
    assert [b"", body_of(other)] == [receiver.core.events.get("default", each.id).body for each in (mine, other)]  # type: ignore[union-attr]
    assert () == tuple(store.facts.of_identity("email", "ada@example.com"))
    assert (200, "known before") == deliver(receiver, mine)
