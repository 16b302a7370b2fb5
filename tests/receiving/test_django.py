"""
The Django app: a receiver whose events, handlers and ORM share one transaction; traps that lose events elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy
from django.core.handlers.base import BaseHandler
from django.db import connections, transaction
from django.test import AsyncClient, Client
from django.test.utils import override_settings

from monetize_software import ConfigurationError, webhooks
from monetize_software.access import Access
from monetize_software.errors import StorageError
from monetize_software.receivers.django import DjangoStore, receivers
from monetize_software.receivers.django.signals import event_received
from monetize_software.receivers.django.views import async_webhook, webhook
from monetize_software.storage import SQLStore
from tests.support.deliveries import body_of, signed
from tests.support.django_project import Event, Fact, Project, Seen, User
from tests.support.told import ADA, state

pytestmark = pytest.mark.usefixtures("project")

PATH = "/webhooks/billing"
AWAITED = "/webhooks/awaited"


class Answer:
    """
    What was answered.
    """

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.text: str = response.content.decode().strip()
        self.headers: Any = response.headers


def blocking(path: str, body: bytes, *, method: str = "POST", **headers: str) -> Answer:
    named = {**signed(body), **headers}
    return Answer(Client(enforce_csrf_checks=True).generic(method, path, body, "application/json", headers=named))


def awaiting(path: str, body: bytes, *, method: str = "POST", **headers: str) -> Answer:
    named = {**signed(body), **headers}

    async def send() -> Answer:
        client = AsyncClient(enforce_csrf_checks=True)
        return Answer(await client.generic(method, path, body, "application/json", headers=named))

    return asyncio.run(send())


Deliver = Callable[..., Answer]
BOTH = pytest.mark.parametrize(("deliver", "path"), [(blocking, PATH), (awaiting, PATH), (awaiting, AWAITED)])


@pytest.fixture
def atomic_requests() -> Iterator[None]:
    """
    Each request in a transaction of its own, as a project may have it.
    """
    database = connections.settings["default"]
    database["ATOMIC_REQUESTS"] = True
    yield
    database["ATOMIC_REQUESTS"] = False


@BOTH
@pytest.mark.parametrize("slash", ["", "/"])
def test_delivery_is_recorded_once_with_and_without_a_slash(
    deliver: Deliver, path: str, slash: str, seen: Seen
) -> None:
    """
    Without a CSRF token and behind a login: recorded, known the second time, and who bought has access.
    """
    event = state(0)

    answers = [deliver(path + slash, body_of(event)).text for _ in range(2)]

    assert ["recorded", "known before"] == answers
    assert [event.id] == seen.received == seen.committed
    assert [(event.id, "done")] == list(Event.objects.values_list("event_id", "state"))
    assert Access(DjangoStore()).check(user_id=ADA, at=event.time).allowed


@BOTH
def test_what_a_receiver_writes_by_the_orm_shares_the_events_fate(deliver: Deliver, path: str, seen: Seen) -> None:
    """
    An exception undoes the write and what was to follow the commit; the event stays, is answered 500, and comes again.
    """
    event, fails = state(0), [True, False]
    followed: list[str] = []

    def write(event: webhooks.Event) -> None:
        User.objects.create(username=event.id)
        transaction.on_commit(lambda: followed.append(event.id))
        if fails.pop(0):
            raise LookupError("no such plan")

    seen.during = write
    first = deliver(path, body_of(event))
    after_first = (User.objects.count(), followed[:], seen.committed[:], Event.objects.get().state)
    second = deliver(path, body_of(event))

    assert (500, 0, [], [], "failed") == (first.status, *after_first)
    assert (200, 1, [event.id], [event.id]) == (second.status, User.objects.count(), followed, seen.committed)
    assert "kept; a handler failed" == first.text


@BOTH
@pytest.mark.usefixtures("atomic_requests")
def test_atomic_requests_do_not_hold_an_event_back(deliver: Deliver, path: str) -> None:
    """
    The view is not in a transaction of the request, whose end would come after the answer.
    """
    assert 200 == deliver(path, body_of(state(0))).status


@pytest.mark.parametrize("made", [webhook, async_webhook])
def test_atomic_requests_of_another_database_wrap_no_route(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where every database of a project has ATOMIC_REQUESTS, a route is in no transaction, and can still be awaited.
    """
    for alias in ("default", "replica"):
        known = {**connections.settings["default"], "ATOMIC_REQUESTS": True}
        monkeypatch.setitem(connections.settings, alias, known)
    view = made()

    assert view is BaseHandler().make_view_atomic(view)


@BOTH
@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_limit_of_forms_is_not_the_limit_of_deliveries(deliver: Deliver, path: str) -> None:
    """
    A project that takes 1 kB elsewhere takes a delivery of 900 kB, and not one of over 1 MB.
    """
    assert 200 == deliver(path, body_of(state(0, metadata={"pad": "x" * 900_000}))).status
    assert 413 == deliver(path, b"x" * (1024 * 1024 + 1)).status


@BOTH
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_405(deliver: Deliver, path: str, method: str) -> None:
    """
    With `Allow: POST`, from the receiver and not from Django.
    """
    answer = deliver(path, b"", method=method)

    assert (405, "POST") == (answer.status, answer.headers["Allow"])


@BOTH
def test_forged_delivery_is_refused_and_leaves_nothing(deliver: Deliver, path: str) -> None:
    """
    401, and no row.
    """
    body = body_of(state(0))

    assert 401 == deliver(path, body, **webhooks.sign(body, "whsec_of_somebody_else")).status
    assert 0 == Event.objects.count()


@pytest.mark.parametrize(("reads", "status"), [("body", 200), ("POST", 500)])
def test_middleware_that_reads_the_body_loses_no_event(reads: str, status: int) -> None:
    """
    What Django keeps for us is read; what it does not is answered 500, so that the event comes again.
    """
    body = body_of(state(0))
    with override_settings(MIDDLEWARE=[f"{__name__}.reading_{reads}"]):
        assert status == blocking(PATH, body).status


def reading_body(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        assert request.body
        return get_response(request)

    return middleware


def reading_POST(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        request.META["CONTENT_TYPE"] = "multipart/form-data; boundary=x"
        request.content_type = "multipart/form-data"
        assert not request.POST
        return get_response(request)

    return middleware


def test_sender_that_goes_away_is_asked_to_come_again(caplog: pytest.LogCaptureFixture) -> None:
    """
    A body that ends early is 503, whatever has come of it.
    """
    body = body_of(state(0))
    with override_settings(MIDDLEWARE=[f"{__name__}.cutting"]):
        response = Client().post(PATH, body, "application/json", headers=signed(body))

    assert 503 == response.status_code
    assert "Traceback" not in caplog.text


def cutting(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        def read(*_: Any) -> bytes:
            raise OSError("connection reset")

        request.read = read
        return get_response(request)

    return middleware


def test_database_that_fails_has_the_event_come_again() -> None:
    """
    503 and never 4xx; what failed is told by its code, without a value of any row.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("DROP TABLE monetize_event")

    answer = blocking(PATH, body_of(state(0)))

    assert (503, "the store failed") == (answer.status, answer.text)
    with pytest.raises(StorageError, match=r"^The database failed: \w+\. \(code=storage_error\)$") as raised:
        DjangoStore().events.counts("default")
    assert raised.value.__context__ is None


def test_no_body_reaches_the_log_of_queries(caplog: pytest.LogCaptureFixture, settings_debug: None) -> None:
    """
    Django logs each statement with its parameters where DEBUG is set; an event's have e-mail addresses in them.
    """
    with caplog.at_level(logging.DEBUG, "django.db.backends"):
        assert 200 == blocking(PATH, body_of(state(0))).status
        User.objects.count()

    assert "auth_user" in caplog.text
    assert "ada@example.com" not in caplog.text


@pytest.fixture
def settings_debug() -> Iterator[None]:
    """
    A project that is being developed.
    """
    with override_settings(DEBUG=True):
        connections["default"].force_debug_cursor = True
        yield


def test_recording_inside_of_another_transaction_is_refused() -> None:
    """
    It would not be durable when it says it is.
    """
    with transaction.atomic(), pytest.raises(ConfigurationError, match="cannot be inside of transaction"):
        DjangoStore().facts.forget(ADA)


def test_queued_events_wait_for_a_worker_and_keep_their_order(seen: Seen) -> None:
    """
    Recorded and answered; handled later, oldest first, each in a transaction with the ORM.
    """
    late, early = state(2), state(1)
    seen.during = lambda event: User.objects.create(username=event.id)

    answers = [blocking("/webhooks/queued", body_of(event)).text for event in (late, early)]
    waiting = (seen.received[:], Access(DjangoStore()).check(user_id=ADA, at=late.time).allowed)
    handled = receivers["queued"].worker().run_once()

    assert (["recorded", "recorded"], ([], True)) == (answers, waiting)
    assert (2, [early.id, late.id]) == (handled, seen.received)
    assert [early.id, late.id] == list(User.objects.order_by("id").values_list("username", flat=True))


def test_task_of_another_queue_handles_an_event_by_its_id(seen: Seen) -> None:
    """
    `run` handles it once, however often it is called.
    """
    event = state(0)
    blocking("/webhooks/queued", body_of(event))

    assert ["done", "done"] == [receivers["queued"].run(event.id) for _ in range(2)]
    assert [event.id] == seen.received


def columns(url: str) -> dict[str, Any]:
    """
    Per table: columns with type, obligation and order of comparison; keys; indexes with whether they are partial.
    """
    engine = sqlalchemy.create_engine(url)
    found = sqlalchemy.inspect(engine)
    tables = {}
    for name in found.get_table_names():
        if name.startswith("monetize_"):
            tables[name] = described(found, name)
    engine.dispose()
    return tables


def described(found: Any, table: str) -> Any:
    parts = {
        column["name"]: (kind_of(column["type"]), column["nullable"], getattr(column["type"], "collation", None))
        for column in found.get_columns(table)
        if column["name"] != "row"
    }
    keys = {tuple(found.get_pk_constraint(table)["constrained_columns"])} | {
        tuple(each["column_names"]) for each in found.get_unique_constraints(table)
    }
    indexes = {
        (each["name"], tuple(each["column_names"]), any("where" in option for option in each["dialect_options"]))
        for each in found.get_indexes(table)
        if not each["unique"] and not each["name"].endswith("_like")
    }
    return parts, keys - {("row",)}, indexes


def kind_of(type: Any) -> str:
    text = str(type).upper()
    return {"BIGINT": "INTEGER", "BYTEA": "BLOB"}.get(text, text.split(" ")[0])


def test_tables_are_those_of_the_storage_schema(project: Project, tmp_path: Any, request: Any) -> None:
    """
    Column by column: names, types, obligations, collation, keys and indexes.
    """
    other = (
        f"sqlite:///{tmp_path / 'other.db'}" if project.kind == "sqlite" else request.getfixturevalue("postgres_url")
    )
    store = SQLStore(other)
    store.migrate()
    theirs, ours = columns(other), columns(project.url)
    store.close()

    assert {"monetize_schema", "monetize_cache"} == theirs.keys() - ours.keys()
    assert {name: theirs[name] for name in ours} == ours


def test_models_have_no_migration_to_be_made() -> None:
    """
    A project's `makemigrations` finds nothing to do in the app.
    """
    from django.core.management import call_command

    call_command("makemigrations", "monetize", check=True, dry_run=True, verbosity=0)


def test_facts_and_sessions_and_meters_are_kept_there_too() -> None:
    """
    One store for all, in the project's own database.
    """
    store = DjangoStore()
    blocking(PATH, body_of(state(0)))

    assert ADA in store.facts.users(after="", limit=10)
    assert Fact.objects.filter(user_id=ADA, kind="live").exists()
    version = store.sessions.put("a", b"x", expect=0, at=1, expires=9)
    assert (b"x", version) == tuple(store.sessions.get("a", at=1))
    assert [] == list(store.meters.usage(user=None, type=None, since=0))
    assert "<DjangoStore 'default'>" == repr(store)


def test_deliveries_at_once_are_handled_once_each(seen: Seen) -> None:
    """
    Of many threads with the same events, shuffled and doubled, each event has one row, one fact and one effect.
    """
    seen.during = lambda event: User.objects.create(username=event.id)
    events = [state(number, sub=f"sub_{number % 3}") for number in range(12)]
    bodies = random.Random(1).sample([body_of(event) for event in events] * 3, 36)

    def deliver(body: bytes) -> int:
        try:
            return blocking(PATH, body).status
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(6) as threads:
        assert {200} == set(threads.map(deliver, bodies))

    assert len(events) == Event.objects.filter(state="done").count() == User.objects.count()
    newest = {fact.subject: fact.event for fact in Fact.objects.filter(kind="live")}
    assert {f"sub_{number % 3}": events[number].id for number in (9, 10, 11)} == newest


def test_client_alone_loads_no_framework() -> None:
    """
    Nobody who only calls the service pays for Django, nor does a receiver of another framework.
    """
    code = "import sys, monetize_software, monetize_software.receivers.receiver; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "False\n" == done.stdout


@BOTH
def test_receiver_that_awaits_shares_the_transaction(deliver: Deliver, path: str) -> None:
    """
    What it writes by the ORM's awaiting calls is undone with the event, and kept with it.
    """
    event, fails = state(0), [True, False]

    async def write(sender: Any, event: webhooks.Event, **_: Any) -> None:
        await User.objects.acreate(username=event.id)
        if fails.pop(0):
            raise LookupError("no such plan")

    event_received.connect(write)
    try:
        answers = [(deliver(path, body_of(event)).status, User.objects.count()) for _ in range(2)]
    finally:
        event_received.disconnect(write)

    assert [(500, 0), (200, 1)] == answers
