"""
What a cache is told, what it counts, and what it holds: the state that all views of it share.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from secrets import token_bytes
from typing import Any, Final

from attrs import frozen

from monetize_software._forks import anew_in_a_child
from monetize_software._printing import Value, printable
from monetize_software._profile.arguments import refuse, whole
from monetize_software._staying import Staying
from monetize_software.errors import ConfigurationError
from monetize_software.storage.facade import Store
from monetize_software.storage.memory.cache import MemoryCache

from .flights import Flights
from .keys import Names
from .kinds import Entry, Kind

__all__ = ["Cache", "CacheStats"]

_LONGEST: Final = 86_400.0


@frozen(eq=False, repr=False)
class CacheStats(Value):
    """
    What a cache did since it was made, in this process.

    Attributes:
        hits: Answers given without a request while they counted as new.
        stale: Answers given past that, while they were asked for anew or because that failed.
        misses: Requests for answers that were not there.
        joined: Answers waited for that somebody else had asked for already.
        revalidated: Of the requests, those that the service answered with "unchanged".
        failures: Times that the store failed; the request was made as if there were no cache.
    """

    __module__ = "monetize_software"

    hits: int = 0
    stale: int = 0
    misses: int = 0
    joined: int = 0
    revalidated: int = 0
    failures: int = 0


def _seconds(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST:
        raise refuse(name, f"must be seconds from 0 to {_LONGEST:.0f}, a day; 0 keeps nothing of the kind.")
    return float(value)


@printable
class Cache(Staying):
    """
    Keeps answers for a while, so that not every page view is a request. Nothing is kept unless a client is given one.

    One cache may serve several clients, paywalls and keys: none meets another's answers. A client's own writes give up
    what is kept of their user, before and after, whatever came of them.

    Args:
        prices: Seconds that `bootstrap()` and `get_prices()` count as new.
        stale: Seconds after which they are not given any more. In between, one caller asks anew by version while others
            are given the old answer at once; when asking fails they are given it too.
        user: Seconds for `get_user()`.
        balances: Seconds for `get_balances()`.
        verify_token: Seconds for `verify_token()`, and never beyond what the token says of its own end.
        most: How many answers are kept in memory.
        store: A `RedisStore`, for several processes. In memory when left out.
        secret: For a store: 16 characters or more, the same in all processes. Names in the store are made with it, so
            that they show no e-mail and no token.

    Raises:
        InvalidRequestError: A number is out of its bounds.
        ConfigurationError: The store keeps no caches, or the secret is missing.

    Example:

        ```python
        from monetize_software import BillingClient, Cache

        billing = BillingClient(paywall_id="3", api_origin="https://pay.example.com", cache=Cache(user=2))
        ```
    """

    __module__ = "monetize_software"

    def __init__(
        self,
        *,
        prices: float = 300.0,
        stale: float = 3600.0,
        user: float = 5.0,
        balances: float = 30.0,
        verify_token: float = 30.0,
        most: int = 10_000,
        store: Store | None = None,
        secret: str | None = None,
    ) -> None:
        windows = {"prices": prices, "stale": stale, "user": user, "balances": balances, "verify_token": verify_token}
        self._windows = {name: _seconds(name, value) for name, value in windows.items()}
        self._most = whole("most", most)
        if store is not None and (secret is None or len(secret) < 16):
            raise ConfigurationError("A cache in a store needs a secret of 16 characters or more, alike everywhere.")
        names = Names(token_bytes(32) if secret is None else secret.encode())
        self._state = State(self._windows, names, self._most, store)

    @property
    def state(self) -> State:
        """
        What the cache holds; of the clients alone.
        """
        return self._state

    @property
    def stats(self) -> CacheStats:
        """
        What the cache did since it was made, in this process.
        """
        return self._state.stats()

    def __repr__(self) -> str:
        settings = {**self._windows, "most": self._most}
        return f"Cache({', '.join(f'{name}={value:g}' for name, value in settings.items())})"


class State:
    """
    What one cache holds.
    """

    def __init__(self, windows: dict[str, float], names: Names, most: int, store: Store | None) -> None:
        self.names, self.flights = names, Flights()
        self.shelf: Any = MemoryCache(most) if store is None else store.cache
        self.live = store is None
        """Whether entries are kept as they are, and not as bytes."""
        fresh = windows["prices"]
        paywall = (fresh, max(fresh, windows["stale"]) if fresh else 0.0)
        self.windows = {"bootstrap": paywall, "prices": paywall}
        self.windows |= {name: (windows[name], windows[name]) for name in ("user", "balances", "verify_token")}
        self.clock = time.time
        self._counts: Counter[str] = Counter()
        self.begin_anew()
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Have a lock that nobody holds.
        """
        self._lock = threading.Lock()

    def count(self, what: str) -> None:
        """
        Count one event.
        """
        with self._lock:
            self._counts[what] += 1

    def stats(self) -> CacheStats:
        """
        What was counted.
        """
        with self._lock:
            return CacheStats(**self._counts)

    def read(self, kind: Kind[Any], content: bytes | None, now: int) -> Entry | None:
        """
        Read what a store had. What another release wrote in another form counts as not there.
        """
        try:
            entry = None if content is None else kind.from_bytes(content)
            return entry if entry is not None and entry.until > now else None
        except (ValueError, TypeError, LookupError):
            return None

    def failed(self) -> None:
        """
        Note that the store failed. Told once, because a store that is down fails with every call.
        """
        self.count("failures")
        if self._counts["failures"] == 1:
            import logging

            logging.getLogger("monetize_software").warning("The cache's store failed; calls go on without it.")
