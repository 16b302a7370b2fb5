"""
A process that migrates a database, to this release's schema or to one that follows, and that may be killed meanwhile.
"""

from __future__ import annotations

import socket
from importlib import import_module
from typing import Any

from monetize_software.storage import SQLStore
from monetize_software.storage.sql import schema
from monetize_software.storage.sql.tx import Tx
from tests.support.dying import Doom
from tests.support.nursery import Channel

__all__ = ["FOLLOWING", "migrate", "with_following_step"]

FOLLOWING = (
    "ALTER TABLE {t}event ADD COLUMN note TEXT NOT NULL DEFAULT 'none'",
    "CREATE INDEX {i}event_note ON {t}event (note)",
    "CREATE TABLE {t}later (id {id} NOT NULL PRIMARY KEY, count {int})",
)
"""What a release after this one might change."""


def with_following_step(patch: Any) -> None:
    """
    Let the schema have one step more; by pytest's `monkeypatch`, or for good.
    """
    patch.setattr(schema, "_STEPS", (*schema._STEPS, FOLLOWING))
    patch.setattr(schema, "NEWEST", schema.NEWEST + 1)


def migrate(channel: Channel, sockets: list[socket.socket], options: dict[str, Any]) -> None:
    """
    Migrate when asked, to the following schema where the options say so.
    """
    del sockets
    if options.get("following"):
        with_following_step(_ForGood)
    if "after" in options:
        Doom("driver", options["after"]).watch(Tx, "driver")
    for _ in channel.asked():
        store = SQLStore(options["url"], schema=options.get("schema"))
        try:
            store.migrate()
            channel.answer(done=True)
        except Exception as problem:
            channel.answer(done=False, why=repr(problem))
        store.close()


class _ForGood:
    @staticmethod
    def setattr(owner: Any, name: str, value: Any) -> None:
        """
        As `monkeypatch.setattr` does.
        """
        setattr(owner, name, value)


import_module("psycopg")  # here, or each child would load it anew
