"""
What both clients share: construction, copies and repr. Performs no call.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, Self

from ._misuse import explain_methods
from ._profile import Profile
from ._secret import hidden
from ._timeout import Timeout
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._identity import Identity
    from ._wire import Wire

__all__ = ["BoundClient"]


class BoundClient:
    """
    A client, or a copy of one that is bound to a user, a bearer or other options.

    Nothing here changes after construction, so a client and its copies may be used by any number of threads or tasks at
    once.
    """

    __slots__ = ("_owns_wire", "_profile", "_wire")

    _wire_class: type[Wire]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if BoundClient in cls.__bases__:  # the two clients; a caller's own subclass stays as it was written
            explain_methods(cls)

    def __init__(
        self,
        *,
        paywall_id: str | int,
        api_origin: str,
        api_key: str | None = None,
        identity: Identity | None = None,
        bearer: str | Callable[[], Any] | None = None,
        timeout: float | Timeout | None = None,
        max_retries: int = 2,
        transport: Any = None,
        http_client: Any = None,
        sdk_name: str | None = None,
        allow_insecure_origin: bool = False,
        capabilities: Sequence[str] = (),
        on_request: Callable[[Any], Any] | None = None,
        on_response: Callable[[Any], Any] | None = None,
    ) -> None:
        # Error reporters show the variables of every frame that an exception passed, so none holds a plain credential.
        key, token = hidden(api_key), hidden(bearer)
        del api_key, bearer
        self._profile = Profile.build(
            paywall_id=paywall_id,
            api_origin=api_origin,
            api_key=key,
            identity=identity,
            bearer=token,
            timeout=timeout,
            max_retries=max_retries,
            sdk_name=sdk_name,
            allow_insecure_origin=allow_insecure_origin,
            capabilities=capabilities,
            on_request=on_request,
            on_response=on_response,
        )
        self._wire = self._wire_class(self._profile.origin, transport, http_client)
        self._owns_wire = True
        if threading.active_count() > 1:
            _warm_up(tls=self._profile.origin.secure and transport is None and http_client is None)

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """
        Build from `PAYWALL_ID`, `PAYWALL_ORIGIN` and, when set, `MONETIZE_API_KEY`.

        Args:
            **options: Anything the constructor takes; it wins over the environment.

        Raises:
            ConfigurationError: Variables are missing; the message names all of them.
        """
        settings = {name: hidden(value) if name in _CREDENTIALS else value for name, value in options.items()}
        del options  # a plain key in a variable would be shown by whoever reports the error below
        missing = [variable for name, variable in _NEEDED.items() if name not in settings and not _variable(variable)]
        if missing:
            raise ConfigurationError(f"{' and '.join(missing)} must be set in the environment, or passed as arguments.")
        for name, variable in _NEEDED.items():
            settings.setdefault(name, _variable(variable))
        settings.setdefault("api_key", hidden(_variable("MONETIZE_API_KEY")))
        return cls(**settings)

    def for_user(self, email: str | None = None, user_id: str | int | None = None) -> Self:
        """
        Return a copy that acts for this user, with the owner's key. A bearer is left behind.

        Cheap, shares the connections, and changes nothing here: make one per request and throw it away.

        Args:
            email: The user's e-mail. The safer of the two.
            user_id: The service's user id, or your own id that a checkout stored as `userMeta.userId`.

        Raises:
            InvalidRequestError: The e-mail or the id is malformed.
            IdentityRequiredError: Both are missing.
        """
        if email is None and user_id is None:
            from .errors import IdentityRequiredError

            raise IdentityRequiredError("for_user() needs email= or user_id=.")
        return self._copy(self._profile.for_user(email, user_id))

    def with_bearer(self, bearer: str | Callable[[], Any]) -> Self:
        """
        Return a copy that acts as the user of this access token. A user bound by e-mail or id is left behind.

        Args:
            bearer: The token, or a function that returns one. The function is asked before each call and once more
                after a 401; a function of the async client may be async.

        Raises:
            AuthenticationError: The token could not stand in a header.
        """
        token = hidden(bearer)
        del bearer
        return self._copy(self._profile.with_bearer(token))

    def with_options(
        self,
        *,
        timeout: float | Timeout | None = None,
        max_retries: int | None = None,
        accept_language: str | None = None,
    ) -> Self:
        """
        Return a copy with other options. What is left out stays as it is.

        Args:
            timeout: Seconds, or a `Timeout`.
            max_retries: Attempts after the first one.
            accept_language: Sent as `Accept-Language` with `bootstrap()` and `get_prices()`.
        """
        return self._copy(self._profile.with_options(timeout, max_retries, accept_language))

    @property
    def identity(self) -> Identity:
        """
        The user that calls are about.
        """
        return self._profile.identity

    def _copy(self, profile: Profile) -> Self:
        copy = object.__new__(type(self))
        copy._profile = profile
        copy._wire = self._wire
        copy._owns_wire = False
        return copy

    def _timeout(self, timeout: float | Timeout | None) -> Timeout:
        return self._profile.timeout if timeout is None else Timeout.of(timeout)

    def _new_key(self, given: str | None) -> str:
        if given is not None:
            return given
        from uuid import uuid4

        return str(uuid4())

    def __repr__(self) -> str:
        profile = getattr(self, "_profile", None)
        if profile is None:
            return f"<{type(self).__name__}, not built>"
        who = f", identity={profile.identity!r}" if profile.identity else ""
        key = ", api_key=***" if profile.key is not None else ""
        bearer = ", bearer=***" if profile.bearer is not None else ""
        origin = profile.origin.base
        return f"{type(self).__name__}(paywall_id={profile.paywall_id!r}, api_origin={origin!r}{key}{bearer}{who})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client holds a key and connections and cannot be pickled. Build one in each process.")


explain_methods(BoundClient)

_NEEDED = {"paywall_id": "PAYWALL_ID", "api_origin": "PAYWALL_ORIGIN"}
_CREDENTIALS = frozenset({"api_key", "bearer"})


def _warm_up(*, tls: bool) -> None:
    """
    Load everything now, because other threads may soon meet it first, or fork meanwhile.
    """
    from ._warm_up import warm_up

    with suppress(ConfigurationError):  # certificates that cannot be read are told by the call that needs them
        warm_up(tls=tls)


def _variable(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None
