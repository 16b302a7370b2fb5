"""
Declares what a world holds at its start. Never changes while the server runs.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from monetize_software_mock.state.rows import ApiKey

from .providers import FREE, Provider

STARTS_AT = "2030-01-01T00:00:00Z"
"""
When a world begins that says nothing else, and whose clock stands still.
"""


@dataclass(frozen=True, slots=True)
class LocalPrice:
    """
    A price in another currency; `amount` is in major units.
    """

    currency: str
    amount: float


@dataclass(frozen=True, slots=True)
class Price:
    """
    A plan.

    Attributes:
        amount: Major units, such as 9.99.
        legacy_id: Its whole-number id on the legacy route; without one it is not listed there.
    """

    id: str
    amount: float
    currency: str = "USD"
    interval: str | None = "month"
    interval_count: int | None = 1
    trial_days: int | None = None
    label: str | None = None
    description: str | None = None
    local: LocalPrice | None = None
    legacy_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A discount; `price_id` None means any price.
    """

    id: str
    discount_percent: float | None
    expires_at: str | None = None
    duration_minutes: int | None = None
    price_id: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class VariantPrice(Price):
    """
    A plan that takes the place of another in a variant of an experiment.

    Attributes:
        replaces: The other one's id; None when it stands beside them.
    """

    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """
    One arm of an experiment; `weight` is its share of the visitors.
    """

    key: str
    weight: int
    prices: tuple[VariantPrice, ...] = ()


@dataclass(frozen=True, slots=True)
class Experiment:
    """
    A running experiment; the client decides which visitor sees which variant (A-66).
    """

    id: str
    kind: str = "prices"
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Processor:
    """
    The payment processor of a paywall.

    Attributes:
        test_mode: No real money moves.
        has_portal: It hosts a customer portal.
        fails: Every attempt to open a session fails with 500.
    """

    name: str = "stripe"
    test_mode: bool = True
    has_portal: bool = True
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Paywall:
    """
    A paywall.

    Attributes:
        owner: Account that owns it.
        token_types: Empty when it is not tokenised.
        refills: By token type, what a subscriber's balance is filled up to every month.
        trial_tokens: By token type, what a new user gets once.
        daily_tokens: By token type, what a user's balance is filled up to every day until they subscribe.
        settings: Further fields of `settings` in the bootstrap answer.
        countries: Countries it targets; None means all.
        experiment: The one that is running; its prices can be bought too.
        providers: The APIs behind its gateway.
        custom_domain: It has a domain of its own, which links in mails and consent pages need.
        confirms_emails: Who signs up must confirm the e-mail before the password works.
        auth_fails: Every sign-in with a password fails with 502.
    """

    id: str
    owner: str
    name: str = ""
    processor: Processor = Processor()
    prices: tuple[Price, ...] = ()
    offers: tuple[Offer, ...] = ()
    token_types: tuple[str, ...] = ()
    refills: Mapping[str, int] = field(default_factory=dict[str, int])
    trial_tokens: Mapping[str, int] = field(default_factory=dict[str, int])
    daily_tokens: Mapping[str, int] = field(default_factory=dict[str, int])
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    layout: Mapping[str, Any] | None = None
    locales: Mapping[str, Any] = field(default_factory=dict[str, Any])
    countries: tuple[str, ...] | None = None
    experiment: Experiment | None = None
    providers: tuple[Provider, ...] = ()
    custom_domain: bool = True
    confirms_emails: bool = True
    auth_fails: bool = False

    @property
    def tokenised(self) -> bool:
        """
        Whether users have token balances here.
        """
        return bool(self.token_types)

    def price(self, price_id: str) -> Price | None:
        """
        Find a price by its id, else by its legacy id; both are compared as text.
        """
        tried = [] if self.experiment is None else [each for arm in self.experiment.variants for each in arm.prices]
        named = [price for price in (*self.prices, *tried) if price.id == price_id]
        legacy = [price for price in self.prices if str(price.legacy_id) == price_id]
        return next(iter(named + legacy), None)

    def unknown_types(self) -> list[str]:
        """
        Return the token types that something here is given in, and that are not among its `token_types`.
        """
        given = {*self.refills, *self.trial_tokens, *self.daily_tokens}
        charged = {each.token_type for each in self.providers if self.tokenised} - {FREE}
        return sorted((given | charged) - set(self.token_types))

    def provider(self, provider_id: str) -> Provider | None:
        """
        Find a provider by its id.
        """
        return next((each for each in self.providers if each.id == provider_id), None)


@dataclass(frozen=True, slots=True)
class Subscription:
    """
    A purchase that is there from the start.
    """

    id: str
    paywall: str
    price: str


@dataclass(frozen=True, slots=True)
class Person:
    """
    A user that is there from the start.

    Attributes:
        email: None for an anonymous user.
        meta: By paywall the user is linked to, the integrator's data about them.
        balances: By paywall, tokens by type.
        password: What they sign in with; None when they have none.
        confirmed: Their e-mail was confirmed.
        identities: By provider such as `google`, their e-mail there.
    """

    id: str
    email: str | None
    name: str | None = None
    meta: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    balances: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    subscriptions: tuple[Subscription, ...] = ()
    password: str | None = field(default=None, repr=False)
    confirmed: bool = True
    identities: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Bearer:
    """
    An access token; `lives_s` is its lifetime in seconds from the world's start, negative when it is over.

    Attributes:
        refresh: The refresh token of its session; None when it has no session.
        paywall: Where the session began; needed with `refresh`.
    """

    token: str
    user: str
    lives_s: int = 315_360_000
    refresh: str | None = None
    paywall: str = ""


@dataclass(frozen=True, slots=True)
class FixedCode:
    """
    An address whose mails always have the same code.

    Attributes:
        paywall: Where the code signs in already before any mail was sent, as if one had been; empty for nowhere.
    """

    email: str
    code: str
    paywall: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """
    A consent that was given before the world begins, and only needs to be exchanged.

    Attributes:
        code: What to exchange.
        challenge: The hash of the verifier that goes with it, base64url without padding.
        email: Of whoever consented, at the provider.
    """

    code: str
    challenge: str
    email: str
    paywall: str
    provider: str = "google"


@dataclass(frozen=True, slots=True)
class Country:
    """
    Where callers of a network come from; the prefix is compared with `X-Client-Ip`.
    """

    prefix: str
    code: str
    tier: int


_WORDS: Mapping[str, tuple[str, ...]] = {
    "trial_cancel": ("at_once", "at_trial_end"),
    "upgrade_ends_old": ("at_payment", "at_period_end"),
    "offer_discounts": ("first_payment", "every_payment"),
    "signature_headers": ("both", "bare", "prefixed", "none"),
    "gateway_402_shape": ("rows", "split", "lists", "flat", "bare"),
    "signup_taken": ("already_registered", "user_already_exists", "email_exists"),
    "confirmation": ("code", "link"),
    "refresh_401": ("coded", "slug"),
}


@dataclass(frozen=True, slots=True)
class Switches:
    """
    Behaviour that the vendor's public sources do not settle.

    Attributes:
        guest_checkout: A checkout needs no credential while the paywall's `checkout_mode` is `guest` (A-21).
        user_state_needs_key: `getUserState` is refused without a credential (A-07).
        strict_attachments: Tickets take images only, no PDF (A-12).
        attachment_limit_bytes: Largest file of a ticket (A-12).
        dunning_days: Days after a failed payment on which it is tried again; then the subscription ends.
        checkout_lives_hours: How long a checkout session can be paid.
        payment_event_for_subscriptions: A first subscription payment is a `payment.completed` too (A-15).
        trial_cancel: A cancelled trial ends `at_once` or `at_trial_end` (A-81).
        upgrade_ends_old: A checkout that replaces a subscription ends it `at_payment` or `at_period_end` (A-80).
        offer_discounts: An offer reduces the `first_payment` or `every_payment`.
        lifetime_refills: Who bought for life gets tokens every month, as a subscriber does.
        strict_idempotency: A key sent again with another body is refused, instead of answered as before (A-16).
        events_say_when: Events have `occurred_at`.
        events_built_after_ms: Milliseconds from an event's `occurred_at` to its `created_at`.
        events_name_user_email: Events have `user.email` beside `customer.email` (A-04).
        signature_headers: `both`, `bare` (`x-signature`), `prefixed` (`X-Monetize-Signature`) or `none` (A-03).
        retry_minutes: Minutes between attempts to deliver (A-43).
        remote_webhooks: Webhooks may be sent to other machines, over HTTPS.
        webhook_hosts: Other machines, by name, that webhooks may be sent to over HTTP too.
        gateway_402_shape: How a used-up quota lists the balances: `rows` of one list, `split` into a row each, nested
            `lists`, one `flat` list, or `bare`, which is none.
        charge_aborted_streams: A gateway call is charged too when the caller leaves before its answer ended (A-86).
        signup_taken: Signing up with a taken e-mail is the outcome `already_registered`, or the error
            `user_already_exists` or `email_exists` (A-74).
        confirmation: The mail that confirms an e-mail has a `code` or a `link` (A-75).
        refresh_reuse_seconds: For so long after it was exchanged, a refresh token gets the one it was exchanged for
            again; then, or at once with 0, it ends its session.
        refresh_401: A dead refresh token is refused with `refresh_failed` and a code (`coded`) or with the code as a
            `slug` (A-77).
    """

    guest_checkout: bool = True
    user_state_needs_key: bool = False
    strict_attachments: bool = False
    attachment_limit_bytes: int = 5_000_000
    dunning_days: tuple[int, ...] = (3, 5, 7)
    checkout_lives_hours: int = 24
    payment_event_for_subscriptions: bool = False
    trial_cancel: str = "at_once"
    upgrade_ends_old: str = "at_payment"
    offer_discounts: str = "first_payment"
    lifetime_refills: bool = True
    strict_idempotency: bool = False
    events_say_when: bool = True
    events_built_after_ms: int = 200
    events_name_user_email: bool = True
    signature_headers: str = "both"
    retry_minutes: tuple[int, ...] = (5, 10, 20, 40, 80)
    remote_webhooks: bool = False
    webhook_hosts: tuple[str, ...] = ()
    gateway_402_shape: str = "rows"
    charge_aborted_streams: bool = False
    signup_taken: str = "already_registered"
    confirmation: str = "code"
    refresh_reuse_seconds: int = 0
    refresh_401: str = "coded"

    def __post_init__(self) -> None:
        """
        Refuse a word that a switch does not know.
        """
        for name, words in _WORDS.items():
            if getattr(self, name) not in words:
                raise ValueError(f"{name} must be one of: {', '.join(words)}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """
    An endpoint that is there from the start; `events` empty means all types.
    """

    url: str
    account: str
    secret: str | None = "whsec_mock"
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """
    Everything a world holds at its start.

    Attributes:
        seed: Decides every id made later.
        starts_at: ISO 8601 time of the clock at the start, or `now`: the real time at which the world begins.
        countries: Networks by prefix; the empty prefix is where everybody else is.
        codes: Addresses whose mails always have the same code.
        consents: Consents that were given before.
    """

    keys: tuple[ApiKey, ...] = ()
    paywalls: tuple[Paywall, ...] = ()
    people: tuple[Person, ...] = ()
    bearers: tuple[Bearer, ...] = ()
    countries: tuple[Country, ...] = (Country("", "US", 1),)
    webhooks: tuple[Webhook, ...] = ()
    switches: Switches = Switches()
    seed: str = "mock"
    starts_at: str = STARTS_AT
    webhook_secret: str = "whsec_mock"
    codes: tuple[FixedCode, ...] = ()
    consents: tuple[Consent, ...] = ()

    def with_switches(self, **switches: Any) -> World:
        """
        Return a copy with some switches set.
        """
        return dataclasses.replace(self, switches=dataclasses.replace(self.switches, **switches))

    def with_paywall(self, paywall_id: str, **fields: Any) -> World:
        """
        Return a copy in which one paywall has other fields, such as `processor=Processor(fails=True)`.
        """
        changed = [dataclasses.replace(each, **fields) if each.id == paywall_id else each for each in self.paywalls]
        return dataclasses.replace(self, paywalls=tuple(changed))


def paywall_to_json(paywall: Paywall) -> str:
    """
    Write a paywall as the store keeps it.
    """
    return json.dumps(paywall, default=_fields)  # asdict copies all that is in it, a third of a mock's start


def _fields(part: Any) -> dict[str, Any]:
    return {each.name: getattr(part, each.name) for each in dataclasses.fields(part)}


@lru_cache(maxsize=64)
def paywall_from_json(text: str) -> Paywall:
    """
    Read a paywall as the store keeps it.
    """
    data: dict[str, Any] = json.loads(text)
    data["processor"] = Processor(**data["processor"])
    data["prices"] = tuple(_price(price) for price in data["prices"])
    data["offers"] = tuple(Offer(**offer) for offer in data["offers"])
    data["token_types"] = tuple(data["token_types"])
    data["experiment"] = data["experiment"] and _experiment(data["experiment"])
    data["providers"] = tuple(Provider(**each) for each in data["providers"])
    return Paywall(**data)


def _price(data: dict[str, Any], kind: type[Price] = Price) -> Any:
    local = data.pop("local")
    return kind(**data, local=LocalPrice(**local) if local else None)


def _experiment(data: dict[str, Any]) -> Experiment:
    variants = tuple(
        Variant(arm["key"], arm["weight"], tuple(_price(each, VariantPrice) for each in arm["prices"]))
        for arm in data["variants"]
    )
    return Experiment(data["id"], data["kind"], variants)
