# Derived from auth.py. Do not edit: change that and run `make generate`.
"""
`AsyncAuthClient`: signs users of a paywall in, and keeps their sessions, awaiting. Builds no request itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar

from . import caching, models
from ._auth import (
    BoundAuth,
    BoundSession,
    changed,
    once,
    popup_error,
    refresh_timeout,
    session_of,
    sign_up_outcome,
    state_error,
)
from ._call.drive import drive_async, guarded_async
from ._client import beside, from_environment
from ._exchange import Call
from ._misuse import explain_methods
from ._operations import auth
from ._profile.arguments import whole
from ._profile.timeout import Timeout
from ._secret import Secret, hidden
from ._sessions import keeping, pkce
from ._sessions.consent import consent_of
from ._sessions.keeper import AsyncKeeper
from ._sessions.record import Record, Tokens
from ._sessions.rows import flow_row
from ._sessions.world import AsyncWorld, Calls
from ._wire.wire import AsyncWire
from .async_billing import AsyncBillingClient
from .errors import AuthenticationError, SessionEndedError
from .sessions import (
    AsyncSessionHook,
    AsyncSessionStore,
    ConfirmationRequired,
    LastLogin,
    OAuthFlow,
    Session,
    SignedIn,
    SignUpOutcome,
    Upgraded,
    UpgradeOutcome,
)
from .typing import AsyncHTTPClient, AsyncRequestHook, AsyncResponseHook, AsyncTransport

__all__ = ["AsyncAuthClient", "AsyncAuthSession"]

T = TypeVar("T")


class AsyncAuthClient(BoundAuth):
    """
    Users of one paywall who sign in, for an asynchronous backend.

    Build one per process and keep it; it never changes, and tasks may share it. `session(key)` binds one user's
    session by a key of yours, such as a session cookie. There is no current user, so thousands of them in one process
    cannot mix. Works under asyncio and trio.

    Args:
        paywall_id: The paywall's id, the number in the dashboard's address.
        api_origin: The paywall's own domain, such as "https://pay.example.com".
        store: Where sessions are kept: a store of `monetize_software.storage`, or an object of yours with the three
            methods of its `Sessions` or `AsyncSessions`. In memory when left out, until the process ends.
        timeout: Seconds for each part of an attempt, or a `Timeout`. A refresh takes 8 at most.
        max_retries: Attempts after the first one, where repeating is safe.
        transport: An httpx async transport to send through: tests, proxies, recording.
        http_client: An `httpx.AsyncClient` to send through instead. It is never closed here.
        sdk_name: Name and version of your program, put before ours in `User-Agent` and `X-SDK-Version`.
        allow_insecure_origin: Accept plain http to another machine. Anybody on the way can then read passwords.
        capabilities: Sent as `X-SDK-Capabilities`.
        on_request: Called with a `hooks.RequestInfo` before each attempt.
        on_response: Called with a `hooks.ResponseInfo` after each attempt.
        on_change: Called with a `sessions.SessionChange` after a session changed here. A failing hook is logged and
            ignored, as all hooks are. All of them may be async.
        mirror: True to ask the domain's mirror, "https://edge.<host>", or the mirror at this address, when an attempt
            provably never left for the domain itself. Passwords and tokens go there too. Never by itself, and never for
            a write that may have been applied: a refresh whose answer was lost is repeated at the domain alone.
        verify_origin: Of the clients that `billing()` makes; see `AsyncBillingClient`.

    Raises:
        ConfigurationError: Something is missing or would expose a password. Nothing was sent.

    Example:

        ```python
        from monetize_software import AsyncAuthClient
        from monetize_software.storage import SQLStore

        store = SQLStore("sqlite:///sessions.db")
        store.migrate()
        auth = AsyncAuthClient(paywall_id="3", api_origin="https://pay.example.com", store=store)
        ada = auth.session("cookie-of-ada")
        await ada.sign_in_with_email("ada@example.com", "correct-horse-1")
        print(ada.billing().get_user().has_active_subscription)
        ```
    """

    __slots__ = ()

    _wire: AsyncWire
    _wire_class = AsyncWire

    def __init__(
        self,
        *,
        paywall_id: str | int,
        api_origin: str,
        store: AsyncSessionStore | None = None,
        timeout: float | Timeout | None = None,
        max_retries: int = 2,
        transport: AsyncTransport | None = None,
        http_client: AsyncHTTPClient | None = None,
        sdk_name: str | None = None,
        allow_insecure_origin: bool = False,
        capabilities: Sequence[str] = (),
        on_request: AsyncRequestHook | None = None,
        on_response: AsyncResponseHook | None = None,
        on_change: AsyncSessionHook | None = None,
        mirror: bool | str = False,
        verify_origin: bool = True,
    ) -> None:
        self._set_up(
            paywall_id=paywall_id,
            api_origin=api_origin,
            store=store,
            timeout=timeout,
            max_retries=max_retries,
            transport=transport,
            http_client=http_client,
            sdk_name=sdk_name,
            allow_insecure_origin=allow_insecure_origin,
            capabilities=capabilities,
            on_request=on_request,
            on_response=on_response,
            on_change=on_change,
            mirror=mirror,
            verify_origin=verify_origin,
        )

    @classmethod
    def from_env(cls, *, store: AsyncSessionStore | None = None, **options: Any) -> Self:
        """
        Build from `PAYWALL_ID` and `PAYWALL_ORIGIN`.

        Args:
            store: As the constructor's.
            options: The constructor's other arguments.

        Raises:
            ConfigurationError: Variables are missing; the message names all of them.

        Example:

            ```python
            auth = AsyncAuthClient.from_env(max_retries=0)
            ```
        """
        paywall, origin = from_environment(options.pop("paywall_id", None), options.pop("api_origin", None))
        return cls(paywall_id=paywall, api_origin=origin, store=store, **options)

    def session(self, key: str | None = None) -> AsyncAuthSession:
        """
        Bind the session of a key. Cheap, asks nobody, and says nothing about whether somebody is signed in.

        Args:
            key: Names the session, such as your session cookie. The store sees a digest of it. When left out, a new one
                is made that nobody can guess; keep the handle's `key`.

        Raises:
            InvalidRequestError: It is no text of 1 to 1,000 characters.

        Example:

            ```python
            visitor = auth.session()
            print(len(visitor.key))
            ```
        """
        return AsyncAuthSession(self._parts(), key)

    async def aclose(self) -> None:
        """
        Close the connections. Sessions stay in the store; a refresh that is under way ends in its own time.
        """
        await self._wire.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class AsyncAuthSession(BoundSession):
    """
    One user's session: made by `AsyncAuthClient.session(key)`, and bound to that key for good.

    Each call reads the store, so any number of handles, threads and processes may have the same key, and none gives a
    token that the store no longer has. What was read last is kept decoded until the store says something else. It is
    a bearer too: hand it to `AsyncBillingClient(bearer=…)`, or ask it for `billing()`.
    """

    __slots__ = ()

    _wire: AsyncWire

    def __init__(self, parts: Any, key: str | None = None) -> None:
        self._bind(parts, key)
        self._keeper = AsyncKeeper(self._store, AsyncWorld(self._store, self._tell))

    # ------------------------------------------------------------------------------------------------ sign in

    async def sign_in_with_email(
        self,
        email: str,
        password: str,
        *,
        user_meta: Mapping[str, Any] | None = None,
        visitor_id: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> Session:
        """
        Sign in with e-mail and password. Whoever was signed in under this key before is replaced.

        Args:
            email: The user's e-mail.
            password: The password.
            user_meta: Your own data about the user on this paywall.
            visitor_id: The device's id, if you have one: purchases made under it become the user's.
            idempotency_key: Sent as `Idempotency-Key`; a hint the service does not promise to heed.
            timeout: Seconds, for this call.

        Raises:
            AuthenticationError: `invalid_credentials`, or `email_not_confirmed`: see `resend_confirmation()`.
            RateLimitError: Too many failed attempts.
            StorageError: The service signed the user in and the store failed.

        Retries: never.
        """
        secret = hidden(password)
        del password
        who = hidden(email)
        del email  # as of passwords: error reporters show the variables of every frame that an exception passed
        call = auth.sign_in_with_email(self._profile, who, secret, user_meta, visitor_id, idempotency_key)
        return await self._begin(await self._perform(call, timeout), "email")

    async def sign_up(
        self,
        email: str,
        password: str,
        *,
        user_meta: Mapping[str, Any] | None = None,
        visitor_id: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> SignUpOutcome:
        """
        Create an account.

        Args:
            email: The new user's e-mail.
            password: Six characters or more.
            user_meta: As for `sign_in_with_email()`.
            visitor_id: As for `sign_in_with_email()`.
            idempotency_key: As for `sign_in_with_email()`.
            timeout: Seconds, for this call.

        Returns:
            `SignedIn`, `ConfirmationRequired` when a mail must be answered first, or `AlreadyRegistered`.

        Raises:
            InvalidRequestError: `weak_password`; or, from older servers, `user_already_exists` and `email_exists`.
            RateLimitError: Too many attempts.

        Retries: never. After a timeout an account may exist.

        Example:

            ```python
            outcome = await visitor.sign_up("ada@example.com", "correct-horse-1")
            match outcome.kind:
                case "signed_in":
                    print(outcome.session.user.id)
                case "confirmation_required":
                    print("look into your mail")
                case "already_registered":
                    print("sign in instead")
            ```
        """
        secret = hidden(password)
        del password
        who = hidden(email)
        del email
        call = auth.sign_up(self._profile, who, secret, user_meta, visitor_id, idempotency_key)
        answer = await self._perform(call, timeout)
        if isinstance(answer, auth.Arrived):
            return SignedIn(await self._begin(answer, "email"))
        return sign_up_outcome(answer)

    async def resend_confirmation(
        self, email: str, *, idempotency_key: str | None = None, timeout: float | Timeout | None = None
    ) -> None:
        """
        Send the confirmation mail again. Succeeds whether or not there is such an account.

        Args:
            email: The e-mail that signed up.
            idempotency_key: As for `sign_in_with_email()`.
            timeout: Seconds, for this call.

        Raises:
            RateLimitError: `over_email_send_rate_limit`: about one mail a minute.

        Retries: never.
        """
        who = hidden(email)
        del email
        call = auth.resend_confirmation(self._profile, who, idempotency_key)
        await self._perform(call, timeout)

    async def send_otp(
        self,
        email: str,
        *,
        create_user: bool = True,
        user_meta: Mapping[str, Any] | None = None,
        timeout: float | Timeout | None = None,
    ) -> None:
        """
        Mail a one-time code of six digits, good for an hour. Succeeds whether or not there is such an account.

        Args:
            email: Where to.
            create_user: Whether somebody new may sign in with it.
            user_meta: As for `sign_in_with_email()`.
            timeout: Seconds, for this call.

        Raises:
            InvalidRequestError: `invalid_email`.
            RateLimitError: `over_email_send_rate_limit`: about one mail a minute.

        Retries: never.
        """
        who = hidden(email)
        del email
        call = auth.send_otp(self._profile, who, create_user, user_meta)
        await self._perform(call, timeout)

    async def verify_otp(
        self,
        email: str,
        token: str,
        *,
        type: str = "email",
        user_meta: Mapping[str, Any] | None = None,
        visitor_id: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> Session:
        """
        Sign in with a code from a mail.

        Args:
            email: Where the code went.
            token: The six digits.
            type: "email" for a code of `send_otp()`, "signup" for one of a sign-up, "recovery" for one of a password
                reset (let the user call `update_password()` then), "magiclink" or "invite".
            user_meta: As for `sign_in_with_email()`.
            visitor_id: As for `sign_in_with_email()`.
            timeout: Seconds, for this call.

        Raises:
            AuthenticationError: `invalid_otp`: wrong, used or older than an hour.
            InvalidRequestError: `invalid_type`.

        Retries: never: a code works once.
        """
        secret = hidden(token)
        del token
        who = hidden(email)
        del email
        call = auth.verify_otp(self._profile, who, secret, type, user_meta, visitor_id)
        what = "password_recovery" if type == "recovery" else "signed_in"
        last = "email" if type in ("signup", "recovery") else "otp"  # who has a password signs in with it next time
        return await self._begin(await self._perform(call, timeout), "otp", what, last)

    # ------------------------------------------------------------------------------------------------ passwords

    async def request_password_reset(self, email: str, *, timeout: float | Timeout | None = None) -> None:
        """
        Mail a link and a code to set a new password. Succeeds whether or not there is such an account.

        Args:
            email: Where to.
            timeout: Seconds, for this call.

        Raises:
            RateLimitError: `over_email_send_rate_limit`: about one mail a minute.

        Retries: where nothing was sent.
        """
        who = hidden(email)
        del email
        call = auth.request_password_reset(self._profile, who)
        await self._perform(call, timeout)

    async def update_password(self, password: str, *, timeout: float | Timeout | None = None) -> models.AuthUser:
        """
        Set a new password. The session goes on.

        Args:
            password: Six characters or more.
            timeout: Seconds, for this call.

        Raises:
            SessionEndedError: Nobody is signed in.
            InvalidRequestError: `weak_password`.

        Retries: never.
        """
        secret = hidden(password)
        del password
        return await self._perform_as_user(auth.update_password(self._profile, secret), timeout)

    # ------------------------------------------------------------------------------------------------ anonymous

    async def sign_in_anonymously(
        self,
        *,
        captcha_token: str | None = None,
        user_meta: Mapping[str, Any] | None = None,
        visitor_id: str | None = None,
        force_new: bool = False,
        timeout: float | Timeout | None = None,
    ) -> Session:
        """
        Sign in without an account. Who did so before under this key is the same user again, also after a sign-out.

        Args:
            captcha_token: Proof of a captcha, where the paywall asks for one.
            user_meta: As for `sign_in_with_email()`.
            visitor_id: As for `sign_in_with_email()`.
            force_new: Make a new user in any case.
            timeout: Seconds, for this call.

        Raises:
            PermissionDeniedError: `anonymous_disabled`.
            RateLimitError: Thirty an hour and address.

        Retries: never. Calls at the same time for one key make one user.
        """
        captcha = hidden(captcha_token)
        del captcha_token
        call = auth.sign_in_anonymously(self._profile, captcha, user_meta, visitor_id)

        async def work() -> Record:
            if not force_new and await self._keeper.run(keeping.resume_anonymous(self._rows)) is not None:
                try:
                    return await self._fresh()
                except SessionEndedError:
                    pass  # the service knows the guest of before no more
            answer = await self._perform(call, timeout)
            return await self._keeper.run(keeping.begin_anonymous(self._rows, answer.tokens, answer.user))

        return session_of(await self._keeper.together(self._rows.guest, work))

    async def upgrade_anonymous_to_email(
        self,
        email: str,
        password: str,
        *,
        user_meta: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> UpgradeOutcome:
        """
        Give the anonymous user an e-mail and a password. Id, purchases and balances stay.

        Args:
            email: The user's e-mail.
            password: Six characters or more.
            user_meta: As for `sign_in_with_email()`.
            idempotency_key: As for `sign_in_with_email()`.
            timeout: Seconds, for this call.

        Returns:
            `Upgraded`, or `ConfirmationRequired` when a mail must be answered first; until then the user is anonymous.

        Raises:
            SessionEndedError: Nobody is signed in.
            InvalidRequestError: `weak_password` or `email_exists`.

        Retries: never.
        """
        secret = hidden(password)
        del password
        who = hidden(email)
        del email
        call = auth.upgrade_anonymous(self._profile, who, secret, user_meta, idempotency_key)
        before = await self._fresh()
        answer = await self._perform_as_user(call, timeout)
        if isinstance(answer, str):
            return ConfirmationRequired(answer, str(before.user.get("id", "")))
        changes = {"is_anonymous": False, **answer.to_dict()}
        return Upgraded(session_of(await self._keeper.run(keeping.change_user(self._rows, before.login, changes))))

    # ------------------------------------------------------------------------------------------------ providers

    async def start_oauth_flow(
        self,
        provider: str,
        *,
        scopes: str | None = None,
        switch_account: bool = False,
        timeout: float | Timeout | None = None,
    ) -> OAuthFlow:
        """
        Begin a sign-in at another provider. Send the user to `authorize_url`; the page they come back to has a code.

        Whoever is signed in here gets the provider's identity linked to their account, unless `switch_account` says
        otherwise.

        Args:
            provider: "google" or "apple".
            scopes: Further scopes to ask the provider for.
            switch_account: Sign in as whoever the provider names, whoever is signed in here.
            timeout: Seconds, for this call.

        Raises:
            InvalidRequestError: `custom_domain_required`.

        Retries: never.

        Example:

            ```python
            flow = await visitor.start_oauth_flow("google")
            print(flow.authorize_url)
            ```
        """
        verifier, state = pkce.new_verifier(), pkce.new_state()
        linking = not switch_account and await self._keeper.run(keeping.look(self._rows)) is not None
        profile = self._as_user() if linking else self._profile
        call = auth.start_oauth(profile, provider, pkce.challenge_of(verifier), scopes)
        address = await drive_async(call, profile, self._wire, self._timeout(timeout))
        row = flow_row(self._profile.paywall_id, self._key, state)
        await self._keeper.run(keeping.remember(row, verifier, pkce.LIVES, provider))
        return OAuthFlow(address, state)

    async def complete_oauth_flow(
        self,
        state: str,
        code: str | None = None,
        *,
        answer: Mapping[str, Any] | None = None,
        user_meta: Mapping[str, Any] | None = None,
        visitor_id: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> Session:
        """
        End a sign-in at another provider, in any process that shares the store.

        Args:
            state: The flow's state. Only the session that began it can end it, once, within ten minutes.
            code: The code that the callback page was given.
            answer: Instead of a code, all that the page was told, also when that is a refusal: the message it posts to
                the window that opened it, or the parameters it was called with.
            user_meta: As for `sign_in_with_email()`.
            visitor_id: As for `sign_in_with_email()`.
            timeout: Seconds, for this call.

        Raises:
            InvalidRequestError: `oauth_invalid_state`: unknown, used, too late, or another session's.
            IdentityAlreadyLinkedError: The answer says that the identity belongs to another account. Begin anew with
                `switch_account=True` to sign in as that one.
            AuthenticationError: `exchange_failed`: the code was refused. `oauth_failed`: the answer is another refusal,
                such as that of a user who did not consent.

        Retries: never.

        Example:

            ```python
            try:
                await visitor.complete_oauth_flow(message["messageId"], answer=message)
            except IdentityAlreadyLinkedError:
                flow = await visitor.start_oauth_flow("google", switch_account=True)
            ```
        """
        secret, told = hidden(code), hidden(answer)
        del code, answer
        consent = consent_of(secret, told)
        flow = await self._keeper.run(keeping.recall(flow_row(self._profile.paywall_id, self._key, state)))
        if flow is None:
            raise state_error()
        if isinstance(consent, AuthenticationError):
            raise consent
        call = auth.exchange_oauth(self._profile, consent, flow.verifier, user_meta, visitor_id)
        return await self._begin(await self._perform(call, timeout), "oauth", last=flow.provider)

    def sign_in_with_oauth(self, provider: str = "", **options: Any) -> NoReturn:
        """
        Refuse: a server has no window. `start_oauth_flow()` and `complete_oauth_flow()` work here.

        Args:
            provider: Not looked at.
            options: Not looked at.

        Raises:
            ConfigurationError: `oauth_unavailable`, always.
        """
        del provider, options
        raise popup_error()

    # ------------------------------------------------------------------------------------------------ the session

    async def get_session(self) -> Session | None:
        """
        Read the session as it is stored, with its user, without asking the service: None when nobody is signed in.

        Raises:
            StorageError: The store failed, or what it holds cannot be read (`session_unreadable`).
        """
        record = await self._keeper.run(keeping.look(self._rows))
        return None if record is None else session_of(record)

    async def get_last_login(self) -> LastLogin | None:
        """
        Tell how somebody signed in last under this key, also after a sign-out: None when nobody did, or only without an
        account. For a page that greets who comes back and shows the way they took; the e-mail is masked.

        Raises:
            StorageError: The store failed.

        Example:

            ```python
            last = await visitor.get_last_login()
            print("Welcome back" if last is None else f"Last time you came by {last.method}")
            ```
        """
        found = await self._keeper.run(keeping.last(self._rows))
        return None if found is None else LastLogin(found.method, found.email)

    async def token(self, rejected: str | None = None, *, lasting: int = 0) -> str:
        """
        Return an access token that may be used, renewed where it is over or about to be.

        However many tasks and processes on one store ask at once, the service is asked once, and a cancelled
        task does not take the answer with it. A service that
        cannot be reached is no sign-out: the old token serves while it lives.

        Args:
            rejected: A token that a server refused. It is not returned again: it is renewed, unless somebody did so
                meanwhile.
            lasting: Seconds for which you need it, for what cannot be done again with another one. A token with less
                left is renewed first, and somebody else's refresh is waited for; where that fails, it is returned all
                the same. Half of a token's life, where that is less.

        Raises:
            SessionEndedError: Nobody is signed in, or the service ended the session.
            NetworkError: The token is over and no new one could be had. The session stays.
            StorageError: The store failed. Nobody was signed out.
        """
        refused = hidden(rejected)
        del rejected
        record = await self._fresh(refused, whole("lasting", lasting, smallest=0, largest=86_400))
        token: str = record.access.reveal()
        return token

    async def refresh(self) -> Session:
        """
        Renew the tokens now, whatever their age.

        Raises:
            SessionEndedError: Nobody is signed in, or the service ended the session.
            NetworkError: The service could not be asked. The session stays.
        """
        before = await self._look()
        return session_of(await self._fresh(None if before is None else before.access))

    async def sign_out(self, *, forget_anonymous: bool = False) -> None:
        """
        End the session here, then at the service. It waits for no refresh that is under way, and none brings it back.

        The service's part is an attempt: once it is ended here, its failure changes nothing. An anonymous session can
        be taken up again by `sign_in_anonymously()`, so it goes on at the service.

        Args:
            forget_anonymous: End an anonymous session for good, and forget how somebody signed in last.

        Raises:
            StorageError: The store failed: the session may still be there.
        """
        record = await self._keeper.run(keeping.leave(self._rows, forget_anonymous=forget_anonymous))
        if record is not None:
            await self._keeper.run(keeping.forget(record), Calls(self._post, self._revoke))

    async def revoke_all_sessions(self, *, timeout: float | Timeout | None = None) -> None:
        """
        End all sessions of this user on all devices, then this one here. Access tokens that were given out work until
        they expire, for an hour at most.

        Args:
            timeout: Seconds, for this call.

        Raises:
            SessionEndedError: Nobody is signed in.
            PaywallError: The service failed. The session here stays.

        Retries: where nothing was sent.
        """
        await self._perform_as_user(auth.revoke_all_sessions(self._profile), timeout)
        await self._keeper.run(keeping.leave(self._rows, forget_anonymous=True))

    def billing(self, *, cache: caching.Cache | None = None) -> AsyncBillingClient:
        """
        Return a billing client that acts as this user and shares the connections. Its token is always a fresh one, also
        for calls that are under way when it is renewed.

        Args:
            cache: A `Cache`, to keep some answers for a while: one for all sessions. They are kept for the user whom
                the session names when it is asked, so they outlive a refresh, and whoever signs in next meets none.

        Example:

            ```python
            print(ada.billing().get_balances())
            ```
        """
        return beside(AsyncBillingClient, self._as_user(), self._wire, cache)

    # ------------------------------------------------------------------------------------------------ inside

    async def _begin(self, answer: auth.Arrived, method: str, what: str = "signed_in", last: str = "") -> Session:
        return session_of(
            await self._keeper.run(keeping.begin(self._rows, answer.tokens, answer.user, method, what, last))
        )

    async def _perform(self, call: Call[T], timeout: float | Timeout | None) -> T:
        return await drive_async(call, self._profile, self._wire, self._timeout(timeout))

    async def _perform_as_user(self, call: Call[T], timeout: float | Timeout | None) -> T:
        return await drive_async(call, self._as_user(), self._wire, self._timeout(timeout))

    async def _look(self) -> Record | None:
        return await self._keeper.run(keeping.look(self._rows))

    async def _fresh(self, rejected: Secret | None = None, lasting: int = 0) -> Record:
        return await self._keeper.fresh(self._rows, rejected, Calls(self._post, self._revoke), lasting)

    async def _post(self, refresh: Secret, doubtful: bool) -> Tokens:
        call = auth.refresh_session(self._profile, refresh, doubtful=doubtful)
        return await drive_async(call, once(self._profile), self._wire, refresh_timeout(self._profile.timeout))

    async def _revoke(self, access: Secret) -> None:
        call = auth.sign_out(self._profile)
        await drive_async(call, once(self._profile, access), self._wire, refresh_timeout(self._profile.timeout))

    async def _tell(self, what: str, record: Record | None) -> None:
        if self._on_change is not None and record is not None:
            await guarded_async(self._on_change, changed(what, self._key, record))


explain_methods(AsyncAuthClient)
explain_methods(AsyncAuthSession)
