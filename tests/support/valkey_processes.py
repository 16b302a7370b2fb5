"""
A process that does one thing with Redis or Valkey, and may be killed before or after any of its commands.
"""

from __future__ import annotations

import socket
from typing import Any

import redis
from redis.connection import AbstractConnection

from monetize_software.receivers import Receiver
from monetize_software.storage import RedisStore
from monetize_software.webhooks import Event, WebhookEvent
from tests.support.deliveries import deliver, receiver_on
from tests.support.dying import Doom
from tests.support.nursery import Channel
from tests.support.told import state

__all__ = ["DAY", "NOW", "do", "event", "receiver_of"]

NOW, DAY = 1_800_000_000_000, 86_400_000


def event() -> WebhookEvent:
    """
    What is delivered.
    """
    return state(0, id="evt_1")


def receiver_of(store: RedisStore, url: str) -> Receiver:
    """
    One whose handler counts in a list, in no transaction.
    """
    receiver, effects = receiver_on(store), redis.Redis.from_url(url)

    @receiver.on()
    def note(event: Event) -> None:
        effects.rpush("handled", event.id)

    return receiver


def do(channel: Channel, sockets: list[socket.socket], options: dict[str, Any]) -> None:
    """
    Do one thing when asked.
    """
    del sockets
    Doom(options["point"], options["after"]).watch(AbstractConnection, "send_packed_command")
    for _ in channel.asked():
        store = RedisStore(options["url"])
        channel.answer(came_to=_DONE[options["what"]](store, options))


def _deliver(store: RedisStore, options: dict[str, Any]) -> Any:
    return deliver(receiver_of(store, options["url"]), event())[0]


def _put_session(store: RedisStore, options: dict[str, Any]) -> Any:
    return store.sessions.put("ada", b"new", expect=options["version"], at=NOW, expires=NOW + DAY) is not None


def _remove_session(store: RedisStore, options: dict[str, Any]) -> Any:
    del options
    return store.sessions.remove("ada")


def _put_value(store: RedisStore, options: dict[str, Any]) -> Any:
    return store.cache.put("k", b"new", mark=options["mark"], tags=["one"], at=NOW, expires=NOW + DAY)


def _give_up(store: RedisStore, options: dict[str, Any]) -> Any:
    del options
    return store.cache.invalidate(["one", "two"])


_DONE = {
    "deliver": _deliver,
    "put session": _put_session,
    "remove session": _remove_session,
    "put value": _put_value,
    "give up": _give_up,
}
