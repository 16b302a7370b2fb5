"""
What both clients share: construction, copies and repr. Performs no call.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, Self

from ._profile import Profile
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
        self._profile = Profile.build(
            paywall_id=paywall_id,
            api_origin=api_origin,
            api_key=api_key,
            identity=identity,
            bearer=bearer,
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
            ConfigurationError: A variable is missing; the message names it.
        """
        options.setdefault("paywall_id", _variable("PAYWALL_ID", needed="paywall_id" not in options))
        options.setdefault("api_origin", _variable("PAYWALL_ORIGIN", needed="api_origin" not in options))
        options.setdefault("api_key", _variable("MONETIZE_API_KEY", needed=False))
        return cls(**options)

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
        return self._copy(self._profile.with_bearer(bearer))

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
        profile = self._profile
        who = f", identity={profile.identity!r}" if profile.identity else ""
        key = ", api_key=***" if profile.key is not None else ""
        bearer = ", bearer=***" if profile.bearer is not None else ""
        origin = profile.origin.base
        return f"{type(self).__name__}(paywall_id={profile.paywall_id!r}, api_origin={origin!r}{key}{bearer}{who})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client holds a key and connections and cannot be pickled. Build one in each process.")


def _warm_up(*, tls: bool) -> None:
    """
    Load everything now, because other threads may soon meet it first, or fork meanwhile.
    """
    from ._warm_up import warm_up

    with suppress(ConfigurationError):  # certificates that cannot be read are told by the call that needs them
        warm_up(tls=tls)


def _variable(name: str, *, needed: bool) -> str | None:
    value = os.environ.get(name, "").strip()
    if not value and needed:
        raise ConfigurationError(f"The environment variable {name} is not set.")
    return value or None
