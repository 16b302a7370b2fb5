"""
What both gateway clients share: construction, copies, addresses and repr. Performs no call.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any, ClassVar, Self

from monetize_software._misuse import explain_methods
from monetize_software._profile.timeout import StreamTimeout
from monetize_software._staying import Staying
from monetize_software._wire.stream_wire import StreamWire
from monetize_software.errors import ConfigurationError

from .bodies import Body, body_of
from .paths import provider_path
from .settings import Settings

__all__ = ["BoundGateway"]


class BoundGateway(Staying):
    """
    A gateway client, or a copy of one that is bound to a user, a bearer or other options.

    Nothing here changes after construction, so a client and its copies may be used by any number of threads or tasks at
    once.
    """

    __slots__ = ("_owns_wire", "_settings", "_wire")

    _wire_class: ClassVar[type[StreamWire]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if BoundGateway in cls.__bases__:
            explain_methods(cls)

    def _set_up(self, *, transport: object, http_client: object, **settings: Any) -> None:
        self._settings = Settings.build(**settings)
        origin, mirror = self._settings.profile.origin, self._settings.profile.mirror
        self._wire = self._wire_class(origin, transport, http_client, mirror)
        self._owns_wire = True
        if threading.active_count() > 1:
            from monetize_software._warm_up import warm_up

            with suppress(ConfigurationError):  # certificates that cannot be read are told by the call that needs them
                warm_up(tls=origin.secure and transport is None and http_client is None)

    def for_user(self, user_id: str | int) -> Self:
        """
        Return a copy that acts for this user, without proof: the service believes the id. A bearer is left behind.

        Args:
            user_id: The service's user id.

        Raises:
            InvalidRequestError: The id is malformed.

        Example:

            ```python
            ada = gateway.for_user("u_42")
            ```
        """
        return self._copy(self._settings.for_user(user_id))

    def with_options(self, *, timeout: float | StreamTimeout | None = None, max_retries: int | None = None) -> Self:
        """
        Return a copy with other options. What is left out stays as it is.

        Args:
            timeout: Seconds for each wait, or a `StreamTimeout`.
            max_retries: Attempts after the first one, while provably nothing was sent.

        Example:

            ```python
            patient = gateway.with_options(timeout=300)
            ```
        """
        return self._copy(self._settings.with_options(timeout, max_retries))

    def base_url(self, provider: str) -> str:
        """
        Return the address of a provider's route, for a library that calls providers itself.

        Args:
            provider: The provider's id.

        Raises:
            InvalidRequestError: It is none.

        Example:

            ```python
            print(gateway.base_url("openai"))  # https://pay.example.com/api/v1/api-gateway/openai
            ```
        """
        return self._settings.profile.origin.base + provider_path(provider)

    def _copy(self, settings: Settings) -> Self:
        copy = object.__new__(type(self))
        if hasattr(self, "__dict__"):  # of a caller's own subclass
            copy.__dict__.update(self.__dict__)
        copy._settings = settings
        copy._wire = self._wire
        copy._owns_wire = False
        return copy

    def _timeout(self, timeout: float | StreamTimeout | None) -> StreamTimeout:
        return self._settings.timeout if timeout is None else StreamTimeout.of(timeout)

    def _body(self, method: object, *, json: Any, body: Any, form: Any, files: Any) -> Body:
        given = any(each is not None for each in (json, body, form, files))
        if given and method == "GET":
            from monetize_software.errors import InvalidRequestError

            raise InvalidRequestError("A GET has no body. Put what it asks for into path or query.")
        encode = self._wire.multipart
        return body_of(json=json, body=body, form=form, files=files, encode=encode, awaits=self._wire.awaits)

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)
        if settings is None:
            return f"<{type(self).__name__}, not built>"
        profile = settings.profile
        who = f", identity={profile.identity!r}" if profile.identity else ""
        bearer = ", bearer=***" if profile.bearer is not None else ""
        return (
            f"{type(self).__name__}(paywall_id={profile.paywall_id!r}, api_origin={profile.origin.base!r}{bearer}{who})"
        )


explain_methods(BoundGateway)
