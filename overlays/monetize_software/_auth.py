"""
What both auth clients share: construction, and how stored sessions become values. Performs no call.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from attrs import evolve

from ._bearer import NamesItsUser
from ._operations.auth import Taken, Waits
from ._profile.arguments import text
from ._profile.profile import Profile
from ._profile.retry_policy import RetryPolicy
from ._profile.timeout import Timeout
from ._sessions.rows import rows_of
from ._staying import Staying
from ._wire.wire import Wire
from .errors import ConfigurationError, InvalidRequestError

if TYPE_CHECKING:
    from ._secret import Secret
    from ._sessions.record import Record
    from .sessions import Session, SessionChange, SignUpOutcome

__all__ = [
    "BoundAuth",
    "BoundSession",
    "changed",
    "once",
    "popup_error",
    "refresh_timeout",
    "session_of",
    "sign_up_outcome",
    "state_error",
]


class BoundAuth(Staying):
    """
    A client of the auth operations. Nothing here changes after construction.
    """

    __slots__ = ("__weakref__", "_on_change", "_profile", "_store", "_wire")

    _wire_class: ClassVar[type[Wire]]

    def _set_up(
        self, *, store: object, on_change: object, transport: object, http_client: object, **settings: Any
    ) -> None:
        if on_change is not None and not callable(on_change):
            raise ConfigurationError(f"on_change must be a function, not {type(on_change).__name__}.")
        self._profile = Profile.build(api_key=None, identity=None, bearer=None, **settings)
        self._wire = self._wire_class(self._profile.origin, transport, http_client, self._profile.mirror)
        self._store = _sessions_of(store)
        self._on_change: Any = on_change

    def _parts(self) -> tuple[Profile, Any, Any, Any]:
        """
        What a session's handle needs.
        """
        return self._profile, self._wire, self._store, self._on_change

    def __repr__(self) -> str:
        profile = getattr(self, "_profile", None)
        if profile is None or not hasattr(self, "_store"):
            return f"<{type(self).__name__}, not built>"
        origin = profile.origin.base
        return f"{type(self).__name__}(paywall_id={profile.paywall_id!r}, api_origin={origin!r}, store={self._store!r})"


class BoundSession(NamesItsUser, Staying):
    """
    One session of one user: a store and a key.
    """

    __slots__ = ("__weakref__", "_keeper", "_key", "_on_change", "_profile", "_rows", "_store", "_wire")

    def _bind(self, parts: tuple[Profile, Any, Any, Any], key: str | None) -> None:
        self._profile, self._wire, self._store, self._on_change = parts
        self._key = _new_key() if key is None else text("key", key, longest=1000)
        self._rows = rows_of(self._profile.paywall_id, self._key)

    @property
    def key(self) -> str:
        """
        The key. Where none was given it is a new one, fit for a cookie: nobody can guess it.
        """
        return self._key

    def _timeout(self, timeout: float | Timeout | None) -> Timeout:
        return self._profile.timeout if timeout is None else Timeout.of(timeout)

    def _as_user(self) -> Profile:
        return self._profile.with_bearer(self)

    def __repr__(self) -> str:
        profile: Profile | None = getattr(self, "_profile", None)
        of = "not built" if profile is None else f"of paywall {profile.paywall_id}"
        return f"<{type(self).__name__}, {of}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A session holds connections and cannot be pickled. Keep its key, and bind it in each process.")


def _new_key() -> str:
    from secrets import token_urlsafe

    return token_urlsafe(32)


def _sessions_of(store: Any) -> Any:
    if store is None:
        from .storage import MemoryStore

        store = MemoryStore()
    sessions = store if hasattr(store, "get") and hasattr(store, "put") else getattr(store, "sessions", None)
    if sessions is None or not all(callable(getattr(sessions, verb, None)) for verb in ("get", "put", "remove")):
        raise ConfigurationError(
            "store must be a store of monetize_software.storage, or have get, put and remove as its `Sessions` do."
        )
    return sessions


def popup_error() -> ConfigurationError:
    """
    The error of flows that need a browser's window, with the way that works here.
    """
    return ConfigurationError(
        "A server has no window to open. Send the user to start_oauth_flow(…).authorize_url, and hand what comes back "
        "to complete_oauth_flow(state, code).",
        code="oauth_unavailable",
    )


def state_error() -> InvalidRequestError:
    """
    The error of a sign-in at another provider that nobody began here.
    """
    return InvalidRequestError(
        "No sign-in with this state is under way in this session: it was ended already, it is older than ten minutes, "
        "or another session began it. Begin anew with start_oauth_flow().",
        code="oauth_invalid_state",
    )


def changed(what: str, key: str, record: Record) -> SessionChange:
    """
    What listeners are told.
    """
    from .sessions import SessionChange

    return SessionChange(what, key, session_of(record))


def once(profile: Profile, bearer: Secret | None = None) -> Profile:
    """
    A copy that sends once: whoever asks repeats by rules of its own.
    """
    return evolve(profile, policy=RetryPolicy(max_retries=0), bearer=bearer)


def refresh_timeout(timeout: Timeout) -> Timeout:
    """
    How long one request of a refresh may take. Services honour a spent token for some ten seconds: one that hangs for
    thirty would be repeated too late.
    """
    return Timeout(
        connect=min(3.0, timeout.connect),
        read=min(6.0, timeout.read),
        write=min(6.0, timeout.write),
        pool=min(3.0, timeout.pool),
        total=min(8.0, timeout.total),
    )


def session_of(record: Record) -> Session:
    """
    The value of a stored session.
    """
    from copy import deepcopy

    from .models import AuthUser
    from .sessions import Session

    return Session(
        user=AuthUser.from_dict(deepcopy(dict(record.user))),  # the caller's own: a record is read more than once
        expires_at=datetime.fromtimestamp(record.received_at + record.expires_in, UTC),
        method=record.method,
        access=record.access,
        refresh=record.refresh,
    )


def sign_up_outcome(answer: Waits | Taken) -> SignUpOutcome:
    """
    The value of a sign-up that signed nobody in.
    """
    from .sessions import AlreadyRegistered, ConfirmationRequired

    if isinstance(answer, Taken):
        return AlreadyRegistered(answer.email)
    return ConfirmationRequired(answer.email, answer.user_id)
