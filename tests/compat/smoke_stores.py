"""
Uses every store and everything that receives, with the extras that are installed: SQLite, PostgreSQL, Redis, a file,
FastAPI, Starlette, Flask and Celery. A program of a fresh environment; its arguments are the URLs of two servers.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

import httpx

from monetize_software import BillingClient, webhooks
from monetize_software.access import Access
from monetize_software.metering import TokenMeter
from monetize_software.receivers import Receiver
from monetize_software.storage import FileStore, RedisStore, SQLStore, Store, Tx, sealed

SECRET, PATH = "whsec_compat", "/webhooks/billing"
DATA = {
    "user": {"id": "u", "email": "ada@example.com"},
    "paywall": {"id": "3"},
    "price": {"id": "9102", "interval": "lifetime", "unit_amount": 100},
    "payment": {"id": "pay_1", "status": "succeeded"},
}


def body(id: str) -> bytes:
    """
    An event.
    """
    event = {"id": id, "type": "payment.completed", "created_at": "2030-01-01T00:00:00Z", "data": DATA}
    return json.dumps(event).encode()


def deliver(receiver: Receiver, id: str) -> str:
    """
    Deliver it; the status.
    """
    content, answers = body(id), list[str]()
    headers = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in webhooks.sign(content, SECRET).items()}
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": str(len(content)), **headers}
    receiver.wsgi()({**environ, "wsgi.input": io.BytesIO(content)}, lambda status, _: answers.append(status[:3]))
    return answers[0]


def on_sql(url: str) -> None:
    """
    Events with a handler in their transaction, inline and in a worker; access, a debit, a session.
    """
    store = SQLStore(url)
    store.migrate()
    store.database.write(lambda tx: tx.execute("CREATE TABLE ran (id TEXT)"))
    modes: tuple[Literal["inline", "queued"], ...] = ("inline", "queued")
    for mode in modes:
        receiver = Receiver(SECRET, store, name=mode, mode=mode)

        @receiver.on("payment.completed")
        def note(event: webhooks.Event, tx: Tx, mode: str = mode) -> None:
            tx.execute("INSERT INTO ran VALUES (:id)", {"id": f"{mode} {event.id}"})

        assert ["200", "200"] == [deliver(receiver, "evt_1") for _ in range(2)]
        if mode == "queued":
            assert 1 == receiver.worker().run_once()
        receiver.close()
    ran = store.database.read(lambda tx: sorted(id for (id,) in tx.execute("SELECT id FROM ran")))
    assert ["inline evt_1", "queued evt_1"] == ran, ran
    assert Access(store).check(email="ada@example.com")
    answer = {"success": True, "user_id": "u", "type": "gpt-4", "count": 41}
    billing = BillingClient(
        paywall_id="3",
        api_origin="http://127.0.0.1:9",
        api_key="sk_test_mock",
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json=answer)),
    )
    meter = TokenMeter(billing.for_user(user_id="u"), store)
    assert [41, 41] == [meter.debit_or_raise("k", "gpt-4", 1).balance_after for _ in range(2)]
    kept(store)
    store.close()


def kept(store: Store) -> None:
    """
    A session is kept.
    """
    far = 4_000_000_000_000
    assert store.sessions.put("ada", b"1", expect=0, at=1, expires=far)
    assert b"1" == store.sessions.get("ada", at=1).value


def on_redis(url: str) -> None:
    """
    An event once, a session, a value.
    """
    store, seen = RedisStore(url), list[str]()
    receiver = Receiver(SECRET, store)
    receiver.on()(lambda event: seen.append(event.id))
    assert ["200", "200"] == [deliver(receiver, "evt_1") for _ in range(2)]
    assert ["evt_1"] == seen
    kept(store)
    _, mark = store.cache.get("k", at=1)
    store.cache.put("k", b"1", mark=mark, tags=["t"], at=1, expires=60_000)
    assert b"1" == store.cache.get("k", at=1)[0]
    store.cache.invalidate(["t"])
    assert store.cache.get("k", at=1)[0] is None
    store.close()


def in_frameworks(receiver: Receiver) -> None:
    """
    Mounted in one line, each.
    """
    from fastapi import FastAPI
    from flask import Flask
    from starlette.applications import Starlette

    fast, flask = FastAPI(), Flask(__name__)
    fast.include_router(receiver.fastapi(PATH))
    flask.register_blueprint(receiver.flask(PATH))
    for app in (fast, Starlette(routes=receiver.starlette(PATH))):
        assert 200 == post(httpx.ASGITransport(app), "evt_asgi")
    with httpx.Client(transport=httpx.WSGITransport(flask), base_url="http://shop.test") as client:
        content = body("evt_wsgi")
        assert 200 == client.post(PATH, content=content, headers=webhooks.sign(content, SECRET)).status_code


def post(transport: Any, id: str) -> int:
    """
    Deliver to an ASGI application.
    """
    import asyncio

    async def posted() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            content = body(id)
            return (await client.post(PATH, content=content, headers=webhooks.sign(content, SECRET))).status_code

    return asyncio.run(posted())


def handed_over(url: str) -> None:
    """
    A task of Celery runs the event.
    """
    from celery import Celery

    celery: Any = Celery("shop", broker="memory://")
    celery.conf.task_always_eager = True
    store, seen = SQLStore(url), list[str]()
    store.migrate()
    tasks = celery.tasks
    receiver = Receiver(SECRET, store, name="celery", mode="queued", hand_over=lambda id: tasks["handle"].delay(id))
    receiver.on()(lambda event: seen.append(event.id))

    @celery.task(name="handle")  # type: ignore[untyped-decorator, unused-ignore]
    def handle(event_id: str) -> str:
        return receiver.run(event_id)

    assert "200" == deliver(receiver, "evt_1")
    receiver.close()
    assert ["evt_1"] == seen
    store.close()


def main() -> None:
    """
    Try all of it.
    """
    from cryptography.fernet import Fernet

    postgresql, redis = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        sqlite = f"sqlite:///{folder}/billing.db"
        for url in (sqlite, postgresql):
            on_sql(url)
        on_redis(redis)
        kept(sealed(FileStore(Path(folder, "sessions")), keys=[Fernet.generate_key()]))
        handed_over(sqlite)
        store = SQLStore(sqlite)
        receiver = Receiver(SECRET, store, name="mounted")
        receiver.on()(lambda event: None)
        in_frameworks(receiver)
        assert {"done": 2} == receiver.counts()
        receiver.close()
        store.close()
    print("everything was kept")


if __name__ == "__main__":
    main()
