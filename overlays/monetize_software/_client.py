"""
What both clients share: construction, copies and repr. Performs no call.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from ._misuse import explain_methods
from ._profile.arguments import email_problem, refuse
from ._profile.identity import Identity
from ._profile.profile import Profile
from ._profile.timeout import Timeout
from ._secret import hidden
from ._staying import Staying
from ._wire.wire import Wire
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["BoundClient", "beside", "from_environment", "key_from_environment"]

_OUR_MODULES = frozenset({"monetize_software._client", "monetize_software.billing", "monetize_software.async_billing"})


class BoundClient(Staying):
    """
    A client, or a copy of one that is bound to a user, a bearer or other options.

    Nothing here changes after construction, so a client and its copies may be used by any number of threads or tasks at
    once.
    """

    __slots__ = ("_cache", "_owns_wire", "_profile", "_wire")

    _wire_class: ClassVar[type[Wire]]
    _cache: Any
    _more_slots: ClassVar[tuple[str, ...] | None] = None
    """Names of the slots of a caller's own subclass; None in the two clients themselves."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if BoundClient in cls.__bases__:  # the two clients; a caller's own subclass stays as it was written
            explain_methods(cls)
        else:
            cls._more_slots = tuple(_slots(cls))

    def _set_up(self, *, transport: object, http_client: object, cache: object, **settings: Any) -> None:
        self._profile = Profile.build(**settings)
        self._cache = None if cache is None else self._view_of(cache)
        self._wire = self._wire_class(self._profile.origin, transport, http_client, self._profile.mirror)
        self._owns_wire = True
        if threading.active_count() > 1:
            _warm_up(tls=self._profile.origin.secure and transport is None and http_client is None)

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

        Example:

            ```python
            ada = billing.for_user(email="ada@example.com", user_id="u_42")
            ```
        """
        if email is None and user_id is None:
            from .errors import IdentityRequiredError

            raise IdentityRequiredError("for_user() needs email= or user_id=.")
        if email is not None and (problem := email_problem(email)):
            del email  # before anything is raised: error reporters show the variables of frames
            raise refuse("email", problem)
        return self._copy(self._profile.for_user(email, user_id))

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

        Example:

            ```python
            patient = billing.with_options(timeout=60, max_retries=5)
            ```
        """
        return self._copy(self._profile.with_options(timeout, max_retries, accept_language))

    @property
    def paywall_id(self) -> str:
        """
        The paywall that calls are about.
        """
        return self._profile.paywall_id

    @property
    def identity(self) -> Identity:
        """
        The user that calls are about.
        """
        return self._profile.identity

    def _share(self, profile: Profile, wire: Wire, cache: object) -> Self:
        self._profile, self._wire, self._owns_wire = profile, wire, False
        self._cache = None if cache is None else self._view_of(cache)
        return self

    def _view_of(self, cache: object) -> object:
        """
        A cache as this client sees it.
        """
        raise NotImplementedError

    def _copy(self, profile: Profile) -> Self:
        copy = object.__new__(type(self))
        if self._more_slots is not None:
            self._keep_more(copy)
        copy._profile = profile
        copy._cache = None if self._cache is None else self._cache.bound(profile)
        copy._wire = self._wire
        copy._owns_wire = False
        return copy

    def _keep_more(self, copy: Self) -> None:
        """
        Give a copy what a caller's own subclass keeps beside what is here.
        """
        if hasattr(self, "__dict__"):
            copy.__dict__.update(self.__dict__)
        for name in self._more_slots or ():
            with suppress(AttributeError):  # never set
                setattr(copy, name, getattr(self, name))

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


explain_methods(BoundClient)

_Client = TypeVar("_Client", bound=BoundClient)


def beside(kind: type[_Client], profile: Profile, wire: Wire, cache: object) -> _Client:
    """
    Make a client that shares the connections of a client of another kind.
    """
    return object.__new__(kind)._share(profile, wire, cache)  # pyright: ignore[reportPrivateUsage]  # no caller's business


def _slots(kind: type[BoundClient]) -> Iterator[str]:
    for each in kind.__mro__:
        if issubclass(each, BoundClient) and each.__module__ not in _OUR_MODULES:
            slots: str | Iterable[str] = vars(each).get("__slots__", ())
            for name in [slots] if isinstance(slots, str) else slots:
                private = name.startswith("__") and not name.endswith("__")
                yield f"_{each.__name__.lstrip('_')}{name}" if private else name


def _warm_up(*, tls: bool) -> None:
    """
    Load everything now, because other threads may soon meet it first, or fork meanwhile.
    """
    from ._warm_up import warm_up

    with suppress(ConfigurationError):  # certificates that cannot be read are told by the call that needs them
        warm_up(tls=tls)


def from_environment(paywall_id: str | int | None, api_origin: str | None) -> tuple[str | int, str]:
    """
    Return what locates a paywall, from `PAYWALL_ID` and `PAYWALL_ORIGIN` where it was not passed.

    Raises:
        ConfigurationError: Variables are missing; the message names all of them.
    """
    paywall = paywall_id if paywall_id is not None else _variable("PAYWALL_ID")
    origin = api_origin if api_origin is not None else _variable("PAYWALL_ORIGIN")
    missing = [name for name, value in (("PAYWALL_ID", paywall), ("PAYWALL_ORIGIN", origin)) if value is None]
    if paywall is None or origin is None:
        raise ConfigurationError(f"{' and '.join(missing)} must be set in the environment, or passed as arguments.")
    return paywall, origin


def key_from_environment() -> Any:
    """
    Return `MONETIZE_API_KEY` wrapped so that no frame shows it, or None.
    """
    return hidden(_variable("MONETIZE_API_KEY"))


def _variable(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None
