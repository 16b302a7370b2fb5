"""
The store on Redis or Valkey: sessions, caches, and ids of events. Never keeps an inbox, facts or a meter.
"""

from __future__ import annotations

from typing import Any, Final

from monetize_software._secret import Secret
from monetize_software.errors import ConfigurationError
from monetize_software.storage.facade import Store

from .cache import RedisCache
from .events import RedisEvents
from .sessions import RedisSessions

__all__ = ["RedisStore"]

_SECONDS: Final = 5.0


class RedisStore(Store):
    """
    Sessions, caches and ids of events, in Redis or Valkey.

    Args:
        url: Such as "redis://localhost:6379/0" or "unix:///run/valkey.sock".
        prefix: What all keys begin with.
    """

    keeps_inbox = False

    def __init__(self, url: str, *, prefix: str = "monetize:") -> None:
        given = Secret(url)
        del url  # it may hold a password, and error reporters show the variables of frames
        self._client = _client(given)
        self._prefix = prefix
        self._sessions = RedisSessions(self._client, prefix)
        self._cache = RedisCache(self._client, prefix)
        self._events: RedisEvents | None = None

    @property
    def events(self) -> Any:
        """
        Ids of events: what was handled is not handled again, as a rule.

        Raises:
            ConfigurationError: The server evicts what it should remember.
        """
        if self._events is None:
            self._events = RedisEvents(self._client, self._prefix)
        return self._events

    @property
    def sessions(self) -> RedisSessions:
        """
        Sessions of signed-in users.
        """
        return self._sessions

    @property
    def cache(self) -> RedisCache:
        """
        Answers that may be forgotten at any time.
        """
        return self._cache

    def close(self) -> None:
        """
        Close the connections.
        """
        if self._events is not None:
            self._events.close()
        self._client.close()

    def __repr__(self) -> str:
        prefix = getattr(self, "_prefix", None)  # not there where the constructor raised
        return f"<RedisStore {prefix!r}>" if prefix is not None else "<RedisStore>"


def _client(url: Secret) -> Any:
    try:
        import redis
    except ImportError:
        raise ConfigurationError("RedisStore needs redis: pip install 'monetize-software[redis]'.") from None
    try:
        library: Any = redis  # its own types are incomplete
        return library.Redis.from_url(url.reveal(), socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
    except ValueError:
        pass  # raised below, outside: what the library says shows the URL, and that may hold a password
    raise ConfigurationError("The store's url must be like redis://host:6379/0, rediss://… or unix:///path.")
