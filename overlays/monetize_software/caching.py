"""
A cache for clients: what it is told, what it did, and how a client sees it. Loads nothing before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._lazy import names_of

if TYPE_CHECKING:
    from ._cache.async_view import AsyncClientCache
    from ._cache.settings import Cache, CacheStats
    from ._cache.view import ClientCache

__all__ = ["AsyncClientCache", "Cache", "CacheStats", "ClientCache"]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(
        "monetize_software",
        {
            "AsyncClientCache": "_cache.async_view",
            "Cache": "_cache.settings",
            "CacheStats": "_cache.settings",
            "ClientCache": "_cache.view",
        },
    )


def __dir__() -> list[str]:
    return sorted(__all__)
