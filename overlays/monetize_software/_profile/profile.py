"""
Everything one client adds to its calls: paywall, identity, credential, patience, hooks. Immutable, prints no secret.

A bound copy of a client is a changed copy of this, beside the same wire.
"""

from __future__ import annotations

from collections.abc import Iterable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve, field, frozen

from monetize_software._bearer import NamesItsUser
from monetize_software._exchange import Credential
from monetize_software._printing import Printed
from monetize_software._secret import Secret, has_token, hidden
from monetize_software._used_keys import UsedKeys
from monetize_software._version import __version__
from monetize_software.errors import ConfigurationError

from .arguments import flag, header_text, whole
from .identity import NOBODY, Identity, check_bearer, choose_credential
from .mirror import mirror_of
from .origin import Origin, check_api_key, check_key_fits, check_paywall_id, warn_of_shared_host
from .retry_policy import RetryPolicy
from .timeout import DEFAULT_TIMEOUT, Timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monetize_software._exchange import Call, Header

    from .identity import CredentialRule

__all__ = ["Profile"]

_NAME = f"monetize-software-python/{__version__}"


def _callable_or_none(_: Any, attribute: Any, value: object) -> None:
    if value is not None and not callable(value):
        raise ConfigurationError(f"{attribute.name} must be a function, not {type(value).__name__}.")


@frozen(eq=False, repr=False)
class Profile(Printed):
    """
    What one client, or one bound copy of it, adds to its calls.
    """

    paywall_id: str
    origin: Origin
    common_headers: tuple[Header, ...] = field(repr=False)
    key: Secret | None = None
    bearer: Any = field(default=None, repr=False)
    """A `Secret`, a function that returns a token, an object with `token(rejected=)`, or None."""
    identity: Identity = NOBODY
    language: str | None = None
    timeout: Timeout = DEFAULT_TIMEOUT
    policy: RetryPolicy = field(factory=RetryPolicy)
    mirror: Origin | None = None
    verify_origin: bool = True
    used_keys: UsedKeys = field(factory=UsedKeys, repr=False)
    on_request: Callable[[Any], Any] | None = field(default=None, repr=False, validator=_callable_or_none)
    on_response: Callable[[Any], Any] | None = field(default=None, repr=False, validator=_callable_or_none)

    @classmethod
    def build(
        cls,
        *,
        paywall_id: object,
        api_origin: object,
        api_key: Secret | None,
        identity: Identity | None,
        bearer: Any,
        timeout: object,
        max_retries: object,
        sdk_name: str | None,
        allow_insecure_origin: object,
        capabilities: Sequence[str],
        on_request: Any,
        on_response: Any,
        mirror: object = False,
        verify_origin: object = True,
    ) -> Profile:
        """
        Check everything a client was given, the key and the bearer hidden already.

        Raises:
            ConfigurationError: Something is missing or would expose a secret. Nothing was sent.
        """
        paywall = check_paywall_id(paywall_id)
        insist = flag("allow_insecure_origin", allow_insecure_origin)
        origin = Origin.read(api_origin, allow_insecure=insist)
        warn_of_shared_host(origin)
        key = None if api_key is None else check_api_key(api_key)
        if key is not None:
            check_key_fits(key, origin, insist=insist)
        return cls(
            paywall_id=paywall,
            origin=origin,
            mirror=mirror_of(origin, mirror),
            verify_origin=flag("verify_origin", verify_origin),
            common_headers=_common_headers(paywall, sdk_name, capabilities),
            key=key,
            bearer=_bearer(bearer),
            identity=_identity(identity),
            timeout=DEFAULT_TIMEOUT if timeout is None else Timeout.of(timeout),
            policy=RetryPolicy(whole("max_retries", max_retries, smallest=0, largest=20)),
            on_request=on_request,
            on_response=on_response,
        )

    def for_user(self, email: str | None, user_id: str | int | None) -> Profile:
        """
        Return a copy that acts for another user, by key: a bearer of this profile is left behind.
        """
        return evolve(self, identity=Identity(email, user_id), bearer=None)

    def with_bearer(self, bearer: Any) -> Profile:
        """
        Return a copy that acts as the bearer's user: an identity of this profile is left behind.
        """
        return evolve(self, bearer=check_bearer(bearer) if bearer is None else _bearer(bearer), identity=NOBODY)

    def asking(self, source: Any) -> Profile:
        """
        Return a copy whose tokens another source gives, for the same user.
        """
        return evolve(self, bearer=source)

    def with_options(self, timeout: object, max_retries: object, accept_language: str | None) -> Profile:
        """
        Return a copy with another patience or language. None keeps what is.
        """
        changes: dict[str, Any] = {}
        if timeout is not None:
            changes["timeout"] = Timeout.of(timeout)
        if max_retries is not None:
            changes["policy"] = evolve(
                self.policy, max_retries=whole("max_retries", max_retries, smallest=0, largest=20)
            )
        if accept_language is not None:
            changes["language"] = header_text("accept_language", accept_language, longest=200)
        return evolve(self, **changes)

    def credential(self, rule: CredentialRule) -> Credential:
        """
        Choose the one credential of a call.
        """
        return choose_credential(rule, has_key=self.key is not None, has_bearer=self.bearer is not None)

    @property
    def asks_for_bearer(self) -> bool:
        """
        Whether the bearer comes from a source that is asked.
        """
        return self.bearer is not None and not isinstance(self.bearer, Secret)

    def ask_for_bearer(self, rejected: Secret | None, lasting: int = 0) -> Any:
        """
        Ask the bearer's source: a hidden token, or on the async client something to await.

        Args:
            rejected: The token a server refused, which a session is told and a function is not.
            lasting: Seconds for which it is needed, which sessions of this package are told.
        """
        source: Any = self.bearer
        if has_token(source):
            more = {"lasting": lasting} if lasting and isinstance(self.bearer, NamesItsUser) else {}
            given = source.token(rejected=None if rejected is None else rejected.reveal(), **more)
        else:
            given = source()
        return given if isawaitable(given) else hidden(given)

    def check_domain(self, custom_domain: str | None) -> None:
        """
        Refuse a paywall whose own domain is another than the one that calls go to, unless that was switched off.

        Raises:
            ConfigurationError: See `check_custom_domain()`.
        """
        if custom_domain and self.verify_origin:
            from .custom_domain import check_custom_domain

            check_custom_domain(custom_domain, self.origin)

    def secrets(self, *more: object) -> list[str]:
        """
        What no error of a call may print: the key, the bearer, the user's e-mail, and what else the call holds.
        """
        known = [secret.reveal() for secret in (self.key, self.bearer, *more) if isinstance(secret, Secret)]
        return [text for text in (*known, self.identity.email) if isinstance(text, str)]

    def headers(self, call: Call[Any], token: Secret | None) -> list[Header]:
        """
        All headers of a call but those that describe its body.
        """
        headers = [*self.common_headers, *call.headers]
        if call.credential is Credential.KEY and self.key is not None:
            headers.append((b"X-Api-Key", self.key.reveal().encode()))
        elif call.credential is Credential.BEARER:
            bearer = self.bearer if isinstance(self.bearer, Secret) else token
            headers.append((b"Authorization", b"Bearer " + (bearer.reveal().encode() if bearer else b"")))
        return headers


def _bearer(value: Any) -> Any:
    return value if value is None or callable(value) or has_token(value) else check_bearer(value)


def _identity(value: object) -> Identity:
    if value is None:
        return NOBODY
    if isinstance(value, Identity):
        return value
    raise ConfigurationError("identity must be an Identity. Import it from monetize_software.")


def _common_headers(paywall_id: str, sdk_name: str | None, capabilities: Any) -> tuple[Header, ...]:
    name = _NAME if sdk_name is None else f"{header_text('sdk_name', sdk_name, longest=100)} {_NAME}"
    headers = [
        (b"Accept", b"application/json"),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"Connection", b"keep-alive"),
        (b"User-Agent", name.encode()),
        (b"X-Paywall-Id", paywall_id.encode()),
        (b"X-SDK-Version", name.encode()),
    ]
    if capabilities:
        if isinstance(capabilities, str) or not isinstance(capabilities, Iterable):
            raise ConfigurationError("capabilities must be a list of texts, not one text.")
        names = [header_text("capabilities", name, longest=500) for name in cast("Iterable[object]", capabilities)]
        joined = header_text("capabilities", ",".join(names), longest=500)
        headers.append((b"X-SDK-Capabilities", joined.encode()))
    return tuple(headers)
