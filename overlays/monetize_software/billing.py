"""
`BillingClient`: one short method per operation of the billing API, blocking. Builds no request itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar, overload

from . import caching, models
from ._call.drive import drive
from ._client import BoundClient, from_environment, key_from_environment
from ._exchange import Call
from ._operations import analytics, balances, catalog, checkout, legacy, subscriptions, support, testing, users
from ._profile.identity import Identity
from ._profile.profile import Profile
from ._profile.timeout import Timeout
from ._secret import hidden
from ._wire.wire import SyncWire
from .errors import ConfigurationError
from .typing import Attachment, BearerSource, HTTPClient, RequestHook, ResponseHook, Transport

__all__ = ["BillingClient"]

T = TypeVar("T")


class BillingClient(BoundClient):
    """
    The billing API of one paywall, for a backend.

    Build one per process and keep it. It is thread-safe: it never changes, and `for_user()` returns cheap copies, so
    requests of different users cannot mix. `AsyncBillingClient` is the same for asyncio and trio.

    A subclass may keep attributes of its own; copies have them too.

    Args:
        paywall_id: The paywall's id, the number in the dashboard's address.
        api_origin: The paywall's own domain, such as "https://pay.example.com". A reverse proxy's path prefix is kept.
        api_key: The owner's server key, `sk_…`. Without it (and without a bearer) only public calls work.
        identity: The user that calls are about. Usually left out in favour of `for_user()`.
        bearer: A user's access token, a function that returns one, or a session of `AuthClient`.
        timeout: Seconds for each part of an attempt, or a `Timeout`. Finite by default.
        max_retries: Attempts after the first one, where repeating is safe.
        transport: An httpx transport to send through: tests, proxies, recording.
        http_client: An `httpx.Client` to send through instead. It is never closed here; its cookies, auth, redirects
            and default headers are not used.
        sdk_name: Name and version of your program, put before ours in `User-Agent` and `X-SDK-Version`.
        allow_insecure_origin: Accept plain http to another machine. Anybody on the way can then read the key.
        capabilities: Sent as `X-SDK-Capabilities`.
        on_request: Called with a `hooks.RequestInfo` before each attempt.
        on_response: Called with a `hooks.ResponseInfo` after each attempt. A failing hook is logged and ignored.
        cache: A `Cache`, to keep some answers for a while. None are kept without one.
        mirror: True to ask the domain's mirror, "https://edge.<host>", or the mirror at this address, when an attempt
            provably never left for the domain itself. The credential goes there too. Never by itself, and never for a
            write that may have been applied.
        verify_origin: True refuses a paywall whose custom domain is another host than `api_origin` (`invalid_config`)
            when `bootstrap()` or `get_prices()` shows that; where `api_origin` is this machine, a private network or a
            host of the vendor's it is a warning. No request is made for it. False where a proxy of yours stands for the
            domain.

    Raises:
        ConfigurationError: Something is missing or would expose the key. Nothing was sent.
        InvalidRequestError: A number or a text is out of its bounds, such as an endless timeout.

    Example:

        ```python
        from monetize_software import BillingClient

        with BillingClient(paywall_id="3", api_origin="https://pay.example.com", api_key="sk_…") as billing:
            ada = billing.for_user(email="ada@example.com")
            print(ada.get_user().has_active_subscription)
        ```
    """

    __slots__ = ()

    _cache: caching.ClientCache | None
    _wire: SyncWire
    _wire_class = SyncWire

    def __init__(
        self,
        *,
        paywall_id: str | int,
        api_origin: str,
        api_key: str | None = None,
        identity: Identity | None = None,
        bearer: BearerSource | None = None,
        timeout: float | Timeout | None = None,
        max_retries: int = 2,
        transport: Transport | None = None,
        http_client: HTTPClient | None = None,
        sdk_name: str | None = None,
        allow_insecure_origin: bool = False,
        capabilities: Sequence[str] = (),
        on_request: RequestHook | None = None,
        on_response: ResponseHook | None = None,
        cache: caching.Cache | None = None,
        mirror: bool | str = False,
        verify_origin: bool = True,
    ) -> None:
        # Error reporters show the variables of every frame that an exception passed, so none holds a plain credential.
        key, token = hidden(api_key), hidden(bearer)
        del api_key, bearer
        self._set_up(
            paywall_id=paywall_id,
            api_origin=api_origin,
            api_key=key,
            identity=identity,
            bearer=token,
            timeout=timeout,
            max_retries=max_retries,
            transport=transport,
            http_client=http_client,
            sdk_name=sdk_name,
            allow_insecure_origin=allow_insecure_origin,
            capabilities=capabilities,
            on_request=on_request,
            on_response=on_response,
            cache=cache,
            mirror=mirror,
            verify_origin=verify_origin,
        )

    @classmethod
    def from_env(
        cls,
        *,
        paywall_id: str | int | None = None,
        api_origin: str | None = None,
        api_key: str | None = None,
        identity: Identity | None = None,
        bearer: BearerSource | None = None,
        timeout: float | Timeout | None = None,
        max_retries: int = 2,
        transport: Transport | None = None,
        http_client: HTTPClient | None = None,
        sdk_name: str | None = None,
        allow_insecure_origin: bool = False,
        capabilities: Sequence[str] = (),
        on_request: RequestHook | None = None,
        on_response: ResponseHook | None = None,
        cache: caching.Cache | None = None,
        mirror: bool | str = False,
        verify_origin: bool = True,
    ) -> Self:
        """
        Build from `PAYWALL_ID`, `PAYWALL_ORIGIN` and, when set, `MONETIZE_API_KEY`.

        Args:
            paywall_id: Instead of `PAYWALL_ID`.
            api_origin: Instead of `PAYWALL_ORIGIN`.
            api_key: Instead of `MONETIZE_API_KEY`.
            identity: This argument and all others are the constructor's.

        Raises:
            ConfigurationError: Variables are missing; the message names all of them.

        Example:

            ```python
            billing = BillingClient.from_env(max_retries=0)
            ```
        """
        key, token = hidden(api_key), hidden(bearer)
        del api_key, bearer  # a plain key in a variable would be shown by whoever reports an error below
        paywall, origin = from_environment(paywall_id, api_origin)
        return cls(
            paywall_id=paywall,
            api_origin=origin,
            api_key=key_from_environment() if key is None else key,
            identity=identity,
            bearer=token,
            timeout=timeout,
            max_retries=max_retries,
            transport=transport,
            http_client=http_client,
            sdk_name=sdk_name,
            allow_insecure_origin=allow_insecure_origin,
            capabilities=capabilities,
            on_request=on_request,
            on_response=on_response,
            cache=cache,
            mirror=mirror,
            verify_origin=verify_origin,
        )

    def with_bearer(self, bearer: BearerSource) -> Self:
        """
        Return a copy that acts as the user of this access token. A user bound by e-mail or id is left behind.

        Args:
            bearer: The token, a function that returns one, or a session. What is no token is asked before each call and
                once more after a 401.

        Raises:
            AuthenticationError: The token could not stand in a header.

        Example:

            ```python
            print(billing.with_bearer(token).get_balances())
            ```
        """
        source = hidden(bearer)
        del bearer
        return self._copy(self._profile.with_bearer(source))

    @property
    def cache(self) -> caching.ClientCache:
        """
        The cache as this client sees it: what to give up, and what it did.

        Raises:
            ConfigurationError: The client was built without one.
        """
        if self._cache is None:
            raise ConfigurationError("This client keeps no answers. Build it with cache=Cache().")
        return self._cache

    def _view_of(self, cache: object) -> caching.ClientCache:
        return caching.ClientCache.of(cache, self._profile)

    def _perform(self, call: Call[T], timeout: float | Timeout | None, user_id: str | None = None) -> T:
        if self._cache is None or call.method == "GET":
            return drive(call, self._profile, self._wire, self._timeout(timeout))
        changed = self._cache.changed(user_id)
        self._cache.give_up(changed)
        try:
            return drive(call, self._profile, self._wire, self._timeout(timeout))
        finally:  # whatever came of it: a write whose answer was lost may have been done
            if self._cache.session is not None:  # somebody else may have signed in meanwhile, whose write it was then
                changed = (*changed, *self._cache.changed(user_id))
            self._cache.give_up(changed)

    def _perform_as(self, profile: Profile, call: Call[T], timeout: Timeout) -> T:
        return drive(call, profile, self._wire, timeout)

    def _read(
        self,
        kind: str,
        build: Callable[[str | None], Call[Any]],
        timeout: float | Timeout | None,
        refresh: bool,
        locale: str | None = None,
    ) -> Any:
        if self._cache is not None and self._cache.session is not None:
            return self._cache.read_as_session(kind, self._perform_as, build, self._timeout(timeout), refresh, locale)
        key = None if self._cache is None else self._cache.key(kind, locale)
        if self._cache is None or key is None:
            return catalog.plain(self._perform(build(None), timeout))
        return self._cache.read(key, self._perform, build, self._timeout(timeout), refresh)

    def close(self) -> None:
        """
        Close the connections this client opened. Copies share them; closing a copy closes nothing.

        Idle connections are closed at once.
        Calls that wait for a connection end with a `ConfigurationError`, unsent. A call in flight ends in its own time,
        and its connection is closed then: cutting it would leave a debit in doubt.
        """
        if self._owns_wire:
            self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------ catalog

    @overload
    def bootstrap(
        self, *, if_version: None = None, timeout: float | Timeout | None = None, refresh: bool = False
    ) -> models.Bootstrap: ...

    @overload
    def bootstrap(
        self, *, if_version: str | None, timeout: float | Timeout | None = None, refresh: bool = False
    ) -> models.Bootstrap | models.BootstrapUnchanged: ...

    def bootstrap(
        self, *, if_version: str | None = None, timeout: float | Timeout | None = None, refresh: bool = False
    ) -> models.Bootstrap | models.BootstrapUnchanged:
        """
        Read the paywall's settings, prices, offers and layout.

        Args:
            if_version: The `version` you have. When it is current the answer is a `BootstrapUnchanged`. Such a question
                goes past the cache.
            timeout: Seconds, for this call.
            refresh: With a cache: True asks whatever is kept, and keeps the answer.

        Returns:
            The paywall; with a bearer or a bound ASCII e-mail also that user's state in `user`, but not with a
            cache.

        Raises:
            NotFoundError: No such paywall.
            ConfigurationError: Its custom domain is another host than `api_origin`; see `verify_origin`.

        Retries: safe; it only reads.

        Example:

            ```python
            paywall = billing.bootstrap()
            print(paywall.settings.name, [price.id for price in paywall.prices])
            ```
        """
        if if_version is not None:
            return self._perform(catalog.get_bootstrap(self._profile, if_version), timeout)
        found: models.Bootstrap = self._read(
            "bootstrap", lambda version: catalog.get_bootstrap(self._profile, version), timeout, refresh
        )
        return found

    def get_prices(
        self, *, locale: str | None = None, timeout: float | Timeout | None = None, refresh: bool = False
    ) -> list[models.Price]:
        """
        List the plans.

        Args:
            locale: BCP 47 tag, such as "pl-PL". Texts are taken from the full tag, else the base language, else the
                paywall's default.
            timeout: Seconds, for this call.
            refresh: With a cache: True asks whatever is kept, and keeps the answer.

        Returns:
            Prices; `amount` is a `Decimal` in major units.

        Raises:
            NotFoundError: No such paywall.
            ConfigurationError: Its custom domain is another host than `api_origin`; see `verify_origin`.

        Retries: safe; it only reads.

        Example:

            ```python
            for price in billing.get_prices(locale="pl-PL"):
                print(price.id, price.label, price.amount, price.currency, price.interval)
            ```
        """
        found: list[models.Price] = self._read(
            "prices", lambda version: catalog.get_prices(self._profile, locale, version), timeout, refresh, locale
        )
        return found

    # ----------------------------------------------------------------------------------------------- checkout

    def create_checkout(
        self,
        price_id: str | int,
        *,
        success_url: str | None = None,
        error_url: str | None = None,
        shop_url: str | None = None,
        trial_days: int | None = None,
        offer_id: str | None = None,
        ignore_active_purchase: bool = False,
        local_currency: str | None = None,
        user_meta: Mapping[str, Any] | None = None,
        product_name: str | None = None,
        visitor_id: str | None = None,
        experiment_id: str | None = None,
        variant_key: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> models.CheckoutResult:
        """
        Open a hosted checkout for the bound user. Nothing is charged.

        Args:
            price_id: From `get_prices()`. Sent as given, text or integer.
            success_url: Where a paid checkout returns to. May hold the placeholder `__SESSION__`.
            error_url: Where a failed one returns to.
            shop_url: Link back to your shop.
            trial_days: Free days; 0 or more. Ignored by the server when the user had a trial before.
            offer_id: An offer to apply. Needed for offers that count minutes.
            ignore_active_purchase: True to renew or upgrade although a subscription is active.
            local_currency: ISO 4217 code. Never guessed here.
            user_meta: Your own data about the user; comes back in webhooks. The bound user id is added as `userId`.
            product_name: Line item at the processor.
            visitor_id: Device attribution.
            experiment_id: With `variant_key`: the price experiment the user saw.
            variant_key: With `experiment_id`.
            idempotency_key: Printable ASCII, 255 characters at most. Chosen here when left out. Give the key of an
                earlier result or error to repeat that very checkout. One that stood for another user, price, offer,
                trial or currency is refused, as long as this client remembers it: the server would answer the first
                checkout again.
            timeout: Seconds, for this call.

        Returns:
            The address to send the user to, the service's user id, and the idempotency key.

        Raises:
            AlreadyPurchasedError: The user has an active subscription.
            IdentityRequiredError: No e-mail is bound.
            NotFoundError: The price is unknown or stale.
            NetworkError: No answer; repeat with `error.idempotency_key`.

        Retries: keyed. Every attempt carries the same idempotency key.

        Example:

            ```python
            ada = billing.for_user(email="ada@example.com", user_id="u_42")
            checkout = ada.create_checkout("price_123", success_url="https://app.example.com/ok?session=__SESSION__")
            print("send the user to", checkout.url)
            ```
        """
        call = checkout.start_checkout(
            self._profile,
            price_id,
            idempotency_key=self._new_key(idempotency_key),
            user_meta=user_meta,
            success_url=success_url,
            error_url=error_url,
            shop_url=shop_url,
            trial_days=trial_days,
            offer_id=offer_id,
            ignore_active_purchase=ignore_active_purchase,
            local_currency=local_currency,
            product_name=product_name,
            visitor_id=visitor_id,
            experiment_id=experiment_id,
            variant_key=variant_key,
        )
        return self._perform(call, timeout)

    # -------------------------------------------------------------------------------------------------- users

    def get_user(self, *, timeout: float | Timeout | None = None, refresh: bool = False) -> models.PaywallUser:
        """
        Read whether the bound user has access.

        Args:
            timeout: Seconds, for this call.
            refresh: With a cache: True asks whatever is kept, and keeps the answer.

        Returns:
            The user's access and purchases in short. With an e-mail, somebody unknown has no access and is no error.

        Raises:
            IdentityRequiredError: No user is bound.
            IdentityNotFoundError: With a user id only: nobody by it.

        Retries: safe; it only reads.

        Example:

            ```python
            user = billing.for_user(email="ada@example.com").get_user()
            if not user.has_active_subscription:
                print("show the paywall")
            ```
        """
        found: models.PaywallUser = self._read("user", lambda _: users.get_user(self._profile), timeout, refresh)
        return found

    def list_purchases(self, *, timeout: float | Timeout | None = None) -> list[models.Purchase]:
        """
        List what the bound user has bought on this paywall, old and current.

        Raises:
            IdentityRequiredError: No user is bound.
            IdentityNotFoundError: Nobody by that identity, or never on this paywall.

        Retries: safe; it only reads.

        Example:

            ```python
            for purchase in billing.for_user(email="subscriber@example.com").list_purchases():
                print(purchase.id, purchase.status, purchase.current_period_end)
            ```
        """
        call = users.get_user_detail(self._profile, None, lambda detail: detail.purchases)
        return self._perform(call, timeout)

    def get_user_detail(
        self, *, client_ip: str | None = None, timeout: float | Timeout | None = None
    ) -> models.UserDetail:
        """
        Read everything about the bound user: purchases, balances, trial, metadata, country.

        Args:
            client_ip: The end user's IP address. Decides `country`, `tier` and `country_match`, which otherwise
                describe this server.
            timeout: Seconds, for this call.

        Raises:
            IdentityRequiredError: No user is bound.
            IdentityNotFoundError: Nobody by that identity, or never on this paywall.

        Retries: safe; it only reads.

        Example:

            ```python
            detail = billing.for_user(email="subscriber@example.com").get_user_detail(client_ip="203.0.113.7")
            print(detail.has_active_subscription, detail.country, detail.balances)
            ```
        """
        call = users.get_user_detail(self._profile, client_ip, lambda detail: detail)
        return self._perform(call, timeout)

    def verify_token(
        self,
        bearer: str,
        *,
        client_ip: str | None = None,
        timeout: float | Timeout | None = None,
        refresh: bool = False,
    ) -> models.VerifiedUser:
        """
        Find out whose access token this is. The way to authenticate your own API's requests.

        Args:
            bearer: The token alone, without "Bearer ".
            client_ip: The end user's IP address. Such a question goes past the cache.
            timeout: Seconds, for this call.
            refresh: With a cache: True asks whatever is kept, and keeps the answer.

        Returns:
            The user. A client with a cache keeps the answer for 30 seconds, and never beyond the token's own end.

        Raises:
            AuthenticationError: The token is not valid or has expired.

        Retries: safe; it only reads.

        Example:

            ```python
            user = billing.verify_token(token)
            if not user.has_active_subscription:
                print(user.id, "has to pay first")
            ```
        """
        token = hidden(bearer)
        del bearer
        if self._cache is not None and client_ip is None and not refresh:
            known: models.VerifiedUser | None = self._cache.new_by_token(token)
            if known is not None:
                return known
        return self.with_bearer(token)._verify(client_ip, timeout, refresh)

    def _verify(self, client_ip: str | None, timeout: float | Timeout | None, refresh: bool) -> models.VerifiedUser:
        if client_ip is not None:
            return self._perform(users.verify_token(self._profile, client_ip), timeout)
        found: models.VerifiedUser = self._read(
            "verify_token", lambda _: users.verify_token(self._profile, None), timeout, refresh
        )
        return found

    # ----------------------------------------------------------------------------------------------- balances

    def get_balances(self, *, timeout: float | Timeout | None = None, refresh: bool = False) -> list[models.Balance]:
        """
        Read the bound user's token balances.

        Args:
            timeout: Seconds, for this call.
            refresh: With a cache: True asks whatever is kept, and keeps the answer.

        Raises:
            IdentityRequiredError: No user is bound.

        Retries: safe; it only reads.

        Example:

            ```python
            balances = billing.for_user(email="subscriber@example.com").get_balances()
            print({balance.type: balance.count for balance in balances})
            ```
        """
        found: list[models.Balance] = self._read(
            "balances", lambda _: balances.get_balances(self._profile), timeout, refresh
        )
        return found

    def credit_tokens(self, type: str, amount: int, *, timeout: float | Timeout | None = None) -> models.BalanceChanged:
        """
        Give tokens to the bound user.

        Args:
            type: Token type configured on the paywall, such as "gpt-4".
            amount: Whole tokens, 1 or more.
            timeout: Seconds, for this call.

        Returns:
            The balance after the change, as the server counted it.

        Raises:
            IdentityNotFoundError: This user never used the paywall.
            ConfigurationError: The client has no key.

        Retries: never. After a timeout the outcome is unknown; see `may_have_been_applied`.

        Example:

            ```python
            changed = billing.for_user(email="subscriber@example.com").credit_tokens("gpt-4", 100)
            print(changed.type, changed.count)
            ```
        """
        return self._perform(balances.adjust_balance(self._profile, "credit", type, amount), timeout)

    def debit_tokens(self, type: str, amount: int, *, timeout: float | Timeout | None = None) -> models.BalanceChanged:
        """
        Take tokens from the bound user.

        Args:
            type: Token type configured on the paywall, such as "gpt-4".
            amount: Whole tokens, 1 or more. Nothing is taken when the balance is smaller.
            timeout: Seconds, for this call.

        Returns:
            The balance after the change, as the server counted it.

        Raises:
            InsufficientTokensError: The user has fewer tokens; see `available`.
            IdentityNotFoundError: This user never used the paywall.
            ConfigurationError: The client has no key.

        Retries: never. After a timeout the outcome is unknown; see `may_have_been_applied`.

        Example:

            ```python
            from monetize_software import InsufficientTokensError

            try:
                billing.for_user(email="subscriber@example.com").debit_tokens("gpt-4", 1)
            except InsufficientTokensError as error:
                print("only", error.available, "left")
            ```
        """
        return self._perform(balances.adjust_balance(self._profile, "debit", type, amount), timeout)

    # ------------------------------------------------------------------------------------------ subscriptions

    def cancel_subscription(
        self, subscription_id: str, reason: str, *, timeout: float | Timeout | None = None
    ) -> models.Cancellation:
        """
        Cancel a subscription of the bound user at the end of its period.

        Args:
            subscription_id: A purchase's `id`.
            reason: Any text. Usual values: too_expensive, not_using, missing_features, found_alternative,
                temporary_pause, other.
            timeout: Seconds, for this call.

        Returns:
            When access ends.

        Raises:
            AlreadyCancelledError: It was cancelled before.
            NotFoundError: The user has no such subscription.
            IdentityNotFoundError: This user never used the paywall.

        Retries: natural. After a lost answer it is asked again, and "already cancelled" then counts as success.

        Example:

            ```python
            subscriber = billing.for_user(email="subscriber@example.com")
            purchase = subscriber.get_user().active_purchase
            if purchase is not None:
                print(subscriber.cancel_subscription(purchase.id, "too_expensive").cancel_at)
            ```
        """
        return self._perform(subscriptions.cancel_subscription(self._profile, subscription_id, reason), timeout)

    def get_customer_portal_url(
        self, *, return_url: str | None = None, timeout: float | Timeout | None = None
    ) -> models.CustomerPortal:
        """
        Get a one-time link to the processor's customer portal for the bound user.

        The vendor's name for the call; the answer is an object, because the link is a secret and a text would print it.

        Args:
            return_url: Where the portal's return button leads.
            timeout: Seconds, for this call.

        Returns:
            The link in `url`; the object's own text hides it. It signs the user in: send it to nobody else, and do not
            log it.

        Raises:
            PortalUnavailableError: The processor has no portal (Freemius), or nothing is active.
            IdentityRequiredError: No e-mail is bound.

        Retries: safe; an unused link simply expires.

        Example:

            ```python
            portal = billing.for_user(email="subscriber@example.com").get_customer_portal_url()
            location = portal.url  # redirect the signed-in user there
            ```
        """
        return self._perform(subscriptions.get_customer_portal(self._profile, return_url), timeout)

    # ------------------------------------------------------------------------------------------------ support

    def create_support_ticket(
        self,
        subject: str,
        content: str,
        *,
        email: str | None = None,
        files: Sequence[Attachment] = (),
        timeout: float | Timeout | None = None,
    ) -> models.Ticket:
        """
        Open a support ticket for the bound user or a guest.

        Args:
            subject: 3 to 200 characters.
            content: 1 to 5000 characters.
            email: Whom to answer. The bound user's e-mail when left out; not used with a bearer.
            files: Up to five paths, (name, bytes) pairs or open binary files; 10 MB each at most.
            timeout: Seconds, for this call.

        Returns:
            The ticket's number and status.

        Raises:
            RateLimitError: More than two tickets in 24 hours.
            IdentityRequiredError: No e-mail (`email_required`).

        Retries: never.

        Example:

            ```python
            ticket = billing.for_user(email="ada@example.com").create_support_ticket(
                "Refund", "I was charged twice.", files=[("receipt.pdf", receipt)]
            )
            print(ticket.id, ticket.status)
            ```
        """
        call = support.create_support_ticket(self._profile, subject, content, email, files)
        return self._perform(call, timeout)

    # ---------------------------------------------------------------------------------------------- analytics

    def track(
        self,
        events: Iterable[Mapping[str, Any]],
        *,
        visitor_id: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> None:
        """
        Send a batch of analytics events, as the bound user's id where one is bound. No credential goes with them.

        The vendor's own pages write to this channel: choose names that are yours. A batch that is lost is an error, as
        with any other call; where analytics must never fail a request, suppress `PaywallError` around it.

        Args:
            events: At most 100 mappings. Each has `type`, a name of 1 to 200 characters; `ts`, Unix milliseconds or an
                aware datetime; and, if you like, `props`, a mapping of JSON values. No e-mail address belongs into it.
            visitor_id: The device, printable ASCII. Never made up here.
            timeout: Seconds, for this call.

        Raises:
            InvalidRequestError: An event is malformed, or there are too many; nothing was sent.
            NotFoundError: No such paywall.

        Retries: never, unless provably unsent. Nothing that a cache keeps is given up.

        Example:

            ```python
            from datetime import UTC, datetime

            opened = {"type": "report_opened", "ts": datetime.now(UTC), "props": {"pages": 12}}
            billing.for_user(user_id="u_42").track([opened], visitor_id="5e0b2c9e-visitor")
            ```
        """
        # Past _perform, which would give up what a cache keeps of the user: an event changes nothing there.
        call = analytics.record_events(self._profile, events, visitor_id)
        drive(call, self._profile, self._wire, self._timeout(timeout))

    # ----------------------------------------------------------------------------------------- legacy, testing

    def withdraw_tokens(
        self,
        user_id: str,
        tokens: int,
        token_type: str = "standard",
        *,
        timeout: float | Timeout | None = None,
    ) -> models.TokensWithdrawn:
        """
        Take tokens through the legacy route. Prefer `debit_tokens()`.

        Args:
            user_id: The service's user id, not your own.
            tokens: Whole tokens, 1 or more.
            token_type: Token type.
            timeout: Seconds, for this call.

        Returns:
            What is left, in `remaining`.

        Raises:
            InsufficientTokensError: The user has fewer; see `available`.
            NotFoundError: No balance for this user.

        Retries: never.

        Example:

            ```python
            left = billing.withdraw_tokens(user_id, 1, "gpt-4").remaining
            print(left)
            ```
        """
        return self._perform(legacy.withdraw_tokens(self._profile, user_id, tokens, token_type), timeout, user_id)

    def get_legacy_prices(self, *, timeout: float | Timeout | None = None) -> list[models.LegacyPrice]:
        """
        List the plans through the legacy route. Prefer `get_prices()`.

        Returns:
            Prices; `unit_amount` is a `Decimal` in major units here.

        Retries: safe; it only reads.

        Example:

            ```python
            print([price.unit_amount for price in billing.get_legacy_prices()])
            ```
        """
        return self._perform(legacy.list_legacy_prices(self._profile), timeout)

    def create_legacy_ticket(
        self,
        subject: str,
        message: str,
        *,
        email: str | None = None,
        user_meta: Mapping[str, Any] | None = None,
        timeout: float | Timeout | None = None,
    ) -> models.Ticket:
        """
        Open a ticket through the legacy route, which creates the user when absent. Prefer `create_support_ticket()`.

        Args:
            subject: 3 to 200 characters.
            message: 1 to 5000 characters.
            email: Whom to answer. The bound user's e-mail when left out.
            user_meta: Your own data about the user.
            timeout: Seconds, for this call.

        Raises:
            RateLimitError: More than two tickets in 24 hours.

        Retries: never.

        Example:

            ```python
            ticket = billing.create_legacy_ticket("Refund", "I was charged twice.", email="ada@example.com")
            print(ticket.id)
            ```
        """
        call = legacy.create_legacy_ticket(self._profile, subject, message, email, user_meta)
        return self._perform(call, timeout)

    def set_test_balances(
        self, *, user_id: str | None = None, tokens: int | None = None, timeout: float | Timeout | None = None
    ) -> None:
        """
        Set every balance of a user. Works with test processors only.

        Args:
            user_id: The service's user id. The bound one when left out.
            tokens: What every balance becomes; 0 when left out.
            timeout: Seconds, for this call.

        Retries: never.

        Example:

            ```python
            billing.set_test_balances(user_id=user_id, tokens=1_000)
            ```
        """
        self._perform(testing.set_test_balances(self._profile, user_id, tokens), timeout, user_id)
