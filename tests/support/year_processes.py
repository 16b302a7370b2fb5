"""
The processes of a shop's year, each of which may be killed: one that receives, one that works, one that spends tokens.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Connection
from starlette.testclient import TestClient

from monetize_software import BillingClient, PaywallError
from monetize_software.metering import TokenMeter
from monetize_software.receivers import Receiver
from monetize_software.storage import RedisStore, SQLStore, Tx
from monetize_software.storage.sql.events import SQLEvents
from monetize_software.storage.sql.meters import SQLMeters
from monetize_software.webhooks import WebhookEvent, sign
from tests.support.deliveries import body_of
from tests.support.dying import Doom
from tests.support.examples import example
from tests.support.nursery import Channel
from tests.support.told import paid

__all__ = ["HANDLED", "PATH", "RECEIVING", "SECRET", "SPENDING", "WORKING", "charged", "receive", "spend", "work"]

SECRET = "whsec_mock"
PATH = "/webhooks/billing"
HANDLED = ("subscription.created", "payment.completed")

COMMON = [
    *("request", "begin:before", "begin", "_insert:before", "_insert", "_record_facts:before", "_record_facts"),
    *("commit:before", "commit", "answer"),
]
RECEIVING = {
    "inline": [*COMMON, "execute:before", "execute"],
    "queued": COMMON,
    "ids": ["request", "set:before", "set", "handler", "rpush", "_let_go:before", "_let_go", "answer"],
}
"""Steps at which a receiving process ends, in each mode."""

WORKING = ["begin", "execute:before", "execute", "_settle:before", "_settle", "commit:before", "commit", "answer"]
"""Steps at which a working one does."""

SPENDING = [
    *("insert:before", "insert", "work", "swap:before", "swap", "handle_request:before", "handle_request", "answer"),
]
"""Steps at which one that spends tokens does."""

_shop = example("shop")


def receive(channel: Channel, sockets: list[socket.socket], options: dict[str, Any]) -> None:
    """
    Serve deliveries on a socket, until the parent is gone or the end comes.
    """
    doom = Doom(options["point"], options["after"])
    _log_to(options["log"])
    app = {"inline": _inline, "queued": _queued, "ids": _ids}[options["mode"]](options["url"], doom)
    threading.Thread(target=lambda: (list(channel.asked()), os._exit(0)), daemon=True).start()
    uvicorn.Server(uvicorn.Config(_stepping(app, doom), log_config=None)).run(sockets=sockets)


def work(channel: Channel, sockets: list[socket.socket], options: dict[str, Any]) -> None:
    """
    Handle what is due, whenever asked.
    """
    doom = Doom(options["point"], options["after"])
    _log_to(options["log"])
    now = [0.0]
    receiver = _queue(SQLStore(options["url"]), clock=lambda: now[0])
    _watch_sql(doom)
    for job in channel.asked():
        now[0] = job["at"] / 1000
        handled = receiver.worker().run_once()
        doom.step("answer")
        channel.answer(handled=handled)


def spend(channel: Channel, sockets: list[socket.socket], options: dict[str, Any]) -> None:
    """
    Charge what is asked for.
    """
    doom = Doom(options["point"], options["after"])
    _log_to(options["log"])
    doom.watch(SQLMeters, "insert", "swap")
    transport = httpx.HTTPTransport(verify=False)  # to this machine, and to load no certificates
    doom.watch(transport, "handle_request")
    now = [0]
    billing = BillingClient(
        paywall_id="3", api_origin=options["origin"], api_key="sk_test_mock", transport=transport, max_retries=0
    )
    meter = TokenMeter(billing, SQLStore(options["url"]), clock=lambda: now[0])
    for job in channel.asked():
        now[0] = job["at"]
        answered = charged(meter, billing, job, doom)
        doom.step("answer")
        channel.answer(state=answered)


def charged(meter: TokenMeter, billing: BillingClient, job: dict[str, Any], doom: Doom) -> str:
    """
    Charge a key in one of the three ways; what came of it.
    """
    user = billing.for_user(email=job["email"])
    try:
        if job["how"] == "now":
            return meter.debit_or_raise(job["key"], "gpt-4", job["amount"], user=user).state
        with meter.charge(job["key"], "gpt-4", job["amount"], user=user, charge_first=job["how"] == "first") as charge:
            doom.step("work")
        return charge.row.state
    except PaywallError as problem:
        return type(problem).__name__


def _log_to(file: str) -> None:
    logging.basicConfig(filename=file, level=logging.DEBUG, force=True)


def _watch_sql(doom: Doom) -> None:
    doom.watch(Connection, "begin", "commit")
    doom.watch(SQLEvents, "_insert", "_record_facts", "_settle")
    doom.watch(Tx, "execute")


def _inline(url: str, doom: Doom) -> Any:
    """
    The example of the documentation, as it stands there.
    """
    billing = BillingClient(paywall_id="3", api_origin="http://127.0.0.1:9", api_key="sk_test_mock")
    app, _ = _shop.build(billing, url, SECRET)
    _watch_sql(doom)
    return app


def _queue(store: SQLStore, **options: Any) -> Receiver:
    receiver = Receiver(SECRET, store, mode="queued", **options)

    @receiver.on(*HANDLED)
    def welcome(event: WebhookEvent, tx: Tx) -> None:
        tx.execute("INSERT INTO welcome VALUES (:user, :event)", {"user": event.user_id, "event": event.id})

    return receiver


def _queued(url: str, doom: Doom) -> Any:
    app = FastAPI()
    app.include_router(_queue(SQLStore(url)).fastapi(PATH))
    _watch_sql(doom)
    return app


def _ids(url: str, doom: Doom) -> Any:
    """
    On Valkey: a handler whose effect is in no transaction.
    """
    import redis

    from monetize_software.storage.redis.events import RedisEvents

    store, effects = RedisStore(url), redis.Redis.from_url(url)
    receiver = Receiver(SECRET, store)
    doom.watch(RedisEvents, "_let_go")
    doom.watch(store._client, "set")
    doom.watch(effects, "rpush")

    @receiver.on(*HANDLED)
    def welcome(event: WebhookEvent) -> None:
        doom.step("handler")
        effects.rpush("welcome", event.id)

    app = FastAPI()
    app.include_router(receiver.fastapi(PATH))
    return app


def _stepping(app: Any, doom: Doom) -> Any:
    """
    The application, whose requests and answers are steps.
    """

    async def stepping(scope: Any, receive: Any, send: Any) -> None:
        async def told(message: Any) -> None:
            if message["type"] == "http.response.start":
                doom.step("answer")
            await send(message)

        if scope["type"] == "http":
            doom.step("request")
            await app(scope, receive, told)
        else:
            await app(scope, receive, send)

    return stepping


def _warmed_up() -> None:
    """
    Do once what each child would otherwise do anew: load what loads at the first use. Leaves no thread behind.
    """
    for name in ("httpcore", "psycopg"):
        import_module(name)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/warm.db"
        billing = BillingClient(paywall_id="3", api_origin="http://127.0.0.1:9", api_key="sk_test_mock")
        app, _ = _shop.build(billing, url, SECRET)
        body = body_of(paid(0))
        with TestClient(app) as client:
            assert client.post(PATH, content=body, headers=sign(body, SECRET)).status_code == 200
        billing.close()
    uvicorn.Config(app, log_config=None).load()


_warmed_up()
