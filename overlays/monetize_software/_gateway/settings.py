"""
What one gateway client, or one bound copy of it, adds to its calls. Immutable, prints no secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from monetize_software._exchange import Credential
from monetize_software._printing import Printed
from monetize_software._profile.identity import NOBODY, Identity
from monetize_software._profile.profile import Profile
from monetize_software._profile.timeout import DEFAULT_STREAM_TIMEOUT, StreamTimeout
from monetize_software._secret import Secret
from monetize_software.errors import ConfigurationError, IdentityRequiredError

if TYPE_CHECKING:
    from collections.abc import Callable

    from monetize_software._exchange import Header

__all__ = ["Settings"]


@frozen(eq=False, repr=False)
class Settings(Printed):
    """
    A profile that never has a key, and what streams need besides.

    Attributes:
        profile: Paywall, origin, identity, bearer, retries, hooks.
        timeout: How long the parts of a call may take.
    """

    profile: Profile
    timeout: StreamTimeout = DEFAULT_STREAM_TIMEOUT
    on_charged: Callable[[Any], Any] | None = field(default=None, repr=False)
    on_exhausted: Callable[[Any], Any] | None = field(default=None, repr=False)

    @classmethod
    def build(
        cls, *, bearer: Any, user_id: str | int | None, timeout: object, on_charged: Any, on_exhausted: Any, **more: Any
    ) -> Settings:
        """
        Check everything a client was given, the bearer hidden already.

        Raises:
            ConfigurationError: Something is missing. Nothing was sent.
        """
        for name, hook in (("on_charged", on_charged), ("on_exhausted", on_exhausted)):
            if hook is not None and not callable(hook):
                raise ConfigurationError(f"{name} must be a function, not {type(hook).__name__}.")
        identity = NOBODY if user_id is None else Identity(user_id=user_id)
        profile = Profile.build(api_key=None, bearer=bearer, identity=identity, timeout=None, **more)
        return cls(
            profile=profile,
            timeout=DEFAULT_STREAM_TIMEOUT if timeout is None else StreamTimeout.of(timeout),
            on_charged=on_charged,
            on_exhausted=on_exhausted,
        )

    def for_user(self, user_id: str | int) -> Settings:
        """
        Return a copy that names another user. A bearer is left behind.
        """
        return evolve(self, profile=self.profile.for_user(None, user_id))

    def with_bearer(self, bearer: Any) -> Settings:
        """
        Return a copy that acts as the bearer's user. A user id is left behind.
        """
        return evolve(self, profile=self.profile.with_bearer(bearer))

    def with_options(self, timeout: object, max_retries: object) -> Settings:
        """
        Return a copy with another patience. None keeps what is.
        """
        kept = self.timeout if timeout is None else StreamTimeout.of(timeout)
        return evolve(self, profile=self.profile.with_options(None, max_retries, None), timeout=kept)

    @property
    def credential(self) -> Credential:
        """
        How a call proves who is asking: never by a key.

        Raises:
            IdentityRequiredError: There is neither a bearer nor a user id.
        """
        if self.profile.bearer is not None:
            return Credential.BEARER
        if self.profile.identity.user_id is None:
            raise IdentityRequiredError(
                "A gateway call needs its user: with_bearer() with the user's access token, or for_user() with the id. "
                "The owner's key is never sent to a provider."
            )
        return Credential.NONE

    def headers(self, token: Secret | None) -> list[Header]:
        """
        The headers that say whose call it is.
        """
        bearer = self.profile.bearer if isinstance(self.profile.bearer, Secret) else token
        if bearer is not None:
            return [(b"Authorization", b"Bearer " + bearer.reveal().encode())]
        user = self.profile.identity.user_id
        return [] if user is None else [(b"X-User-ID", user.encode())]
