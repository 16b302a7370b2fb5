# Derived from view.py. Do not edit: change that and run `make generate`.
"""
A cache as one client sees it: looks up, asks when needed, keeps, and gives up. Awaiting.

Rules of this module:

1. A mark is taken before anything is asked. An answer whose user was written to since then is not kept, nor joined.
2. A write gives up its user's answers before and after, also when its outcome is unknown.
3. A store that fails costs its advantage and nothing else.
4. Failures are never kept.
5. What a session asks is asked with a token of the user it is kept for. Where somebody else signed in between, nothing
   is sent, kept or handed on: the question begins anew, as theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from monetize_software._bearer import NamesItsUser
from monetize_software._exchange import Call
from monetize_software._operations.catalog import plain
from monetize_software._printing import printable
from monetize_software._profile.profile import Profile
from monetize_software._profile.timeout import Timeout
from monetize_software._secret import Secret, hidden
from monetize_software.errors import ConfigurationError, PaywallError, StorageError
from monetize_software.storage.threads import run_async

from .deciding import kept_until
from .flights import Flight
from .keys import SOMEBODY, Key, expiry_of
from .kinds import KINDS, VERIFIED, Entry
from .settings import Cache, CacheStats
from .unchanging import own, unchanging
from .waiting import answered_async, new_event_async, place_async, waited_async

if TYPE_CHECKING:
    from monetize_software._sessions.record import Record

__all__ = ["AsyncClientCache"]


class _OtherUser(Exception):
    """
    Somebody else signed in while a question was under way. It never leaves this module.
    """


class _Pinned:
    """
    A session that gives the tokens of one user only.
    """

    def __init__(self, session: Any, user_id: object) -> None:
        self._session, self._user_id = session, user_id

    async def token(self, *, rejected: str | None = None) -> Secret:
        """
        As the session's own.

        Raises:
            _OtherUser: The session is somebody else's by now.
        """
        refused = hidden(rejected)
        del rejected
        record: Record = await answered_async(self._session._fresh(refused))
        if record.user.get("id") != self._user_id:
            raise _OtherUser
        return record.access


class _Question(NamedTuple):
    key: Key
    perform: Callable[[Call[Any], Timeout], Any]
    build: Callable[[str | None], Call[Any]]
    timeout: Timeout


@printable
class AsyncClientCache:
    """
    A cache as one client sees it: `client.cache`.
    """

    __module__ = "monetize_software"
    __slots__ = ("_keys", "_profile", "_settings", "_state", "session")

    def __init__(self, settings: Cache, profile: Profile) -> None:
        self._settings, self._state, self._profile = settings, settings.state, profile
        self.session: Any = profile.bearer if isinstance(profile.bearer, NamesItsUser) else None
        self._keys: dict[tuple[str, str | None], Key | None] = {}

    @property
    def stats(self) -> CacheStats:
        """
        What the cache did since it was made, for all its clients in this process.
        """
        return self._state.stats()

    async def invalidate(self) -> None:
        """
        Give up what is kept of the bound user, by the e-mail, the id or the token that are bound here. On a client
        without a user: everything that is kept of the paywall.

        Example:

            ```python
            await billing.for_user(email="ada@example.com").cache.invalidate()
            ```
        """
        await self.give_up(await self._users() or (self._state.names.whole(self._profile),))

    @classmethod
    def of(cls, settings: object, profile: Profile) -> AsyncClientCache:
        """
        The view of a client that was given a cache.

        Raises:
            ConfigurationError: It was given something else.
        """
        if not isinstance(settings, Cache):
            raise ConfigurationError(f"cache must be a Cache, not {type(settings).__name__}.")
        return cls(settings, profile)

    def bound(self, profile: Profile) -> AsyncClientCache:
        """
        The same cache as a copy of the client sees it.
        """
        return AsyncClientCache(self._settings, profile)

    def key(self, kind: str, locale: str | None = None) -> Key | None:
        """
        The name of an answer of the bound user; None where nothing is kept.
        """
        try:
            return self._keys[kind, locale]
        except KeyError:
            key = self._state.names.key(self._profile, KINDS[kind], locale)
            if len(self._keys) < 32:  # locales may be anything that end users send
                self._keys[kind, locale] = key
            return key

    def new_by_token(self, token: Secret) -> Any:
        """
        Who a token belongs to, where that counts as new and is in this process, or None. Waits for nothing.
        """
        state = self._state
        if not state.live or not isinstance(token.reveal(), str):
            return None
        now = int(state.clock() * 1000)
        entry, _ = state.shelf.get(state.names.key_of_token(self._profile, VERIFIED, token).name, at=now)
        if entry is None or entry.fresh_until <= now:
            return None
        state.count("hits")
        return entry.value

    async def read(
        self,
        key: Key,
        perform: Callable[[Call[Any], Timeout], Any],
        build: Callable[[str | None], Call[Any]],
        timeout: Timeout,
        refresh: bool,
    ) -> Any:
        """
        An answer from the cache, or asked for.

        Args:
            key: Its name.
            perform: Performs a call.
            build: Makes the call that asks for it, given a version to compare with.
            timeout: How long asking may take.
            refresh: Whether to ask whatever is kept.
        """
        question = _Question(key, perform, build, timeout)
        if refresh:
            return own(await self._alone(question))
        now = int(self._state.clock() * 1000)
        entry, _ = await self._look(key, now)
        if entry is not None and entry.fresh_until > now:
            self._state.count("hits")
            return own(entry.value)
        return own(await self._shared(question, entry))

    async def read_as_session(
        self,
        kind: str,
        perform: Callable[[Profile, Call[Any], Timeout], Any],
        build: Callable[[str | None], Call[Any]],
        timeout: Timeout,
        refresh: bool,
        locale: str | None = None,
    ) -> Any:
        """
        The same for whoever a session names: an answer kept for that user, or asked for with that user's token.

        Args:
            kind: What is asked.
            perform: Performs a call with a profile.
            build: Makes the call that asks for it, given a version to compare with.
            timeout: How long asking may take.
            refresh: Whether to ask whatever is kept.
            locale: In which language.
        """
        for _ in range(3):  # each time somebody else signed in just now
            record = await self._signed_in()
            key = record and self._state.names.key_of_session(self._profile, KINDS[kind], locale, record)
            if not record or not key:
                break
            pinned = _Pinned(self.session, record.user.get("id"))
            try:
                performing = partial(perform, self._profile.asking(pinned))
                return await self.read(key, performing, build, timeout, refresh)
            except _OtherUser:
                continue
        return plain(await perform(self._profile, build(None), timeout))

    async def _signed_in(self) -> Any:  # a `Record` or None, of a room that is not loaded without sessions
        """
        Whom the session names now; None for nobody, or when its store fails, which the call itself will tell.
        """
        try:
            record: Record | None = await answered_async(self.session._look())
        except StorageError:
            return None
        return record

    async def _shared(self, question: _Question, entry: Entry | None) -> Any:
        """
        Ask, unless somebody else is asking.
        """
        name = (place_async(), question.key.name, question.key.login)
        while True:
            flight, leads = self._state.flights.board(name, new_event_async(), question.key.flying)
            if leads:
                return await self._lead(question, flight, name)
            if entry is not None:
                self._state.count("stale")
                return entry.value
            await waited_async(flight.event, question.timeout.total)
            if not flight.event.is_set():  # the other is more patient than this caller
                return await self._alone(question)
            if not flight.cut_off:
                self._state.count("joined")
                return flight.outcome()

    async def _lead(self, question: _Question, flight: Flight, name: Hashable) -> Any:
        entry: Entry | None = None
        try:
            now = int(self._state.clock() * 1000)
            entry, mark = await self._look(question.key, now)  # again: another may have landed just now
            if entry is not None and entry.fresh_until > now:
                self._state.count("joined")
                flight.value = entry.value
            else:
                flight.value = await self._ask(question, entry, mark)
        except PaywallError as problem:
            flight.error = problem
            if entry is None or not problem.retryable:
                raise
            self._state.count("stale")
            return entry.value
        finally:
            self._state.flights.land(name, flight)
        return flight.value

    async def _alone(self, question: _Question) -> Any:
        _, mark = await self._look(question.key, int(self._state.clock() * 1000))
        return await self._ask(question, None, mark)

    async def _ask(self, question: _Question, entry: Entry | None, mark: int | None) -> Any:
        kind, began = question.key.kind, int(self._state.clock() * 1000)
        self._state.count("misses")
        version = None if entry is None else entry.version
        answer = await question.perform(question.build(version), question.timeout)
        windows = self._state.windows[kind.name]
        ends = None if question.key.token is None else expiry_of(question.key.token)
        fresh_until, until = kept_until(began, *windows, ends)
        if entry is not None and getattr(answer, "unchanged", False):
            self._state.count("revalidated")
            made = entry._replace(fresh_until=fresh_until, until=until)
        else:
            answer = kind.clean(answer)
            made = Entry(unchanging(kind.value(answer)), kind.version(answer), fresh_until, until)
        await self._keep(question.key, made, mark, began)
        return made.value

    # ------------------------------------------------------------------------------------------------- the shelf

    async def _look(self, key: Key, now: int) -> tuple[Entry | None, int | None]:
        state = self._state
        if state.live:
            found: tuple[Entry | None, int] = state.shelf.get(key.name, at=now)
            return found
        try:
            content, mark = await run_async(state.shelf, state.shelf.get, key.text, at=now)
        except StorageError:
            state.failed()
            return None, None
        return state.read(key.kind, content, now), mark

    async def _keep(self, key: Key, entry: Entry, mark: int | None, now: int) -> None:
        state = self._state
        if mark is None:
            return
        tags = (*key.tags, *state.names.identity(self._profile, *key.kind.about(entry.value)))
        if state.live:
            state.shelf.put(key.name, entry, mark=mark, tags=tags, at=now, expires=entry.until)
            return
        content = key.kind.to_bytes(entry)
        try:
            await run_async(
                state.shelf, state.shelf.put, key.text, content, mark=mark, tags=tags, at=now, expires=entry.until
            )
        except StorageError:
            state.failed()

    async def changed(self, user_id: str | None = None) -> tuple[str, ...]:
        """
        The tags that a write of the bound user gives up.

        Args:
            user_id: Another user that the write names.
        """
        named = self._state.names.identity(self._profile, None, user_id)
        return (*await self._users(), *named)

    async def _users(self) -> tuple[str, ...]:
        """
        The tags of the bound user, and of whoever a kept answer says that the bound token is.
        """
        names, bearer = self._state.names, self._profile.bearer
        known = names.user(self._profile)
        if known is None:
            record = None if self.session is None else await self._signed_in()
            # A function gives the bearer, or nobody can tell who is signed in: it may be anybody.
            return (names.anybody(self._profile),) if record is None else names.signed_in(self._profile, record)
        if not isinstance(bearer, Secret) or not self._state.live:
            return known
        entry, _ = self._state.shelf.get(names.key_of_token(self._profile, VERIFIED, bearer).name, at=0)
        return known if entry is None else (*known, *names.identity(self._profile, *VERIFIED.about(entry.value)))

    async def give_up(self, tags: tuple[str, ...]) -> None:
        """
        Give up what is kept under any of these tags, and let nobody join what was asked for before.
        """
        if not tags:
            return
        state = self._state
        try:
            await run_async(state.shelf, state.shelf.invalidate, tags)
        except StorageError:
            state.failed()
        state.flights.let_go(frozenset((*tags, SOMEBODY)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._settings!r}>"
