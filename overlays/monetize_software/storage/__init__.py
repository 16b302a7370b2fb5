"""
Where events, facts, meters and sessions are kept. Decides nothing, and knows no word of billing.

    store = SQLStore("sqlite:///billing.db")                    # or postgresql+psycopg://…
    store.migrate()                                             # once, at deployment

A store hands out one object per capability (`events`, `facts`, `meters`, `sessions`, `cache`), each a small protocol. A
capability that a store cannot keep answers with a `ConfigurationError` that names the store which can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from .facade import Store
    from .file import FileStore
    from .memory.store import MemoryStore
    from .privacy import PrivateStore, private
    from .redis.store import RedisStore
    from .sealing import SealedStore, sealed
    from .sql.store import SQLStore
    from .sql.tx import Tx

__all__ = [
    "FileStore",
    "MemoryStore",
    "PrivateStore",
    "RedisStore",
    "SQLStore",
    "SealedStore",
    "Store",
    "Tx",
    "private",
    "sealed",
]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(
        __name__,
        {
            "FileStore": "file",
            "MemoryStore": "memory.store",
            "PrivateStore": "privacy",
            "RedisStore": "redis.store",
            "SQLStore": "sql.store",
            "SealedStore": "sealing",
            "Store": "facade",
            "Tx": "sql.tx",
            "private": "privacy",
            "sealed": "sealing",
        },
    )


def __dir__() -> list[str]:
    return sorted(__all__)
