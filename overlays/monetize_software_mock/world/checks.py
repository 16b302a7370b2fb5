"""
Says what is wrong with a declared world that no type can say. Never changes one, and never raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from monetize_software_mock.spec.specification import load
from monetize_software_mock.state.emails import NoEmail, check_email, email_key
from monetize_software_mock.state.timestamps import from_iso

from . import webhook_urls
from .declaration import Offer, Paywall, Person, Price, Subscription, Switches, World
from .processors import NAMES
from .providers import provider_problems
from .start import NOW, Start

_FIRST_YEAR, _LAST_YEAR = 1970, 8000  # the clock ends with the year 8999; a world needs time to live
_LONGEST_DAYS = 3660
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_MOST_MONEY = 100_000_000
_MOST_TOKENS = 1_000_000_000_000
_MOST_SECONDS = 10_000_000_000
_MOST_MINUTES = 525_600


def problems(world: World, start: Start) -> Iterator[str]:
    """
    Find what is wrong, the first first; what comes later may take it for granted that nothing came before.

    Args:
        start: How the mock is started that is to hold it.
    """
    yield from beginning_problems(world.starts_at)
    yield from _names(world)
    for number, paywall in enumerate(world.paywalls):
        yield from _paywall(paywall, f"world.paywalls[{number}]")
    yield from _people(world)
    yield from _bearers(world)
    yield from _accounts(world)
    yield from _webhooks(world, start)
    yield from _switches(world.switches)


def beginning_problems(text: str) -> Iterator[str]:
    """
    Say why a world cannot begin at a time.
    """
    if text != NOW:
        yield from _moment(text, "starts_at", " or now")


def _moment(text: str, place: str, other: str = "") -> Iterator[str]:
    try:
        found: datetime = from_iso(text)
    except ValueError:
        yield f"{place} must be ISO 8601 text{other}, not {text[:60]!r}"
    else:
        if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            yield f"{place} must lie between the years {_FIRST_YEAR} and {_LAST_YEAR}, not in {found.year}"


def _names(world: World) -> Iterator[str]:
    subscriptions = [each.id for person in world.people for each in person.subscriptions]
    yield from _distinct("keys", [each.key for each in world.keys])
    yield from _distinct("keys", [each.account_id for each in world.keys], repeated=True)
    yield from _distinct("paywalls", [each.id for each in world.paywalls])
    yield from _distinct("paywalls", [each.owner for each in world.paywalls], repeated=True)
    yield from _distinct("people", [each.id for each in world.people])
    yield from _distinct("people", [email_key(each.email) for each in world.people if each.email is not None])
    yield from _distinct("bearers", [each.token for each in world.bearers])
    yield from _distinct("subscriptions", subscriptions)


def _distinct(where: str, names: Sequence[str], *, repeated: bool = False) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if not name.strip():
            yield f"{where}: a name is empty"
        if name in seen and not repeated:
            yield f"{where}: {name[:60]} is there twice"
        seen.add(name)


def _paywall(paywall: Paywall, place: str) -> Iterator[str]:
    if paywall.processor.name not in NAMES:
        yield f"{place}.processor must be one of: {', '.join(NAMES)}"
    yield from _distinct(f"{place}.prices", [each.id for each in paywall.prices])
    yield from _distinct(f"{place}.offers", [each.id for each in paywall.offers])
    yield from _distinct(f"{place}.token_types", paywall.token_types)
    for number, price in enumerate(paywall.prices):
        yield from _price(price, f"{place}.prices[{number}]")
    for number, offer in enumerate(paywall.offers):
        yield from _offer(offer, paywall, f"{place}.offers[{number}]")
    for kind in paywall.unknown_types():
        where = f"which are not among its token_types{_types(paywall)}"
        yield f"paywalls: {paywall.id[:60]} gives {kind[:60]} tokens, {where}"
    yield from _distinct(f"{place}.providers", [each.id for each in paywall.providers])
    for number, provider in enumerate(paywall.providers):
        yield from (f"{place}.providers[{number}].{problem}" for problem in provider_problems(provider))
    for name in ("refills", "trial_tokens", "daily_tokens"):
        yield from _tokens(getattr(paywall, name), f"{place}.{name}")
    for arm in paywall.experiment.variants if paywall.experiment else ():
        yield from _within(arm.weight, 0, _MOST_MONEY, f"{place}.experiment: the weight of {arm.key[:60]}")
        for number, tried in enumerate(arm.prices):
            yield from _price(tried, f"{place}.experiment: {arm.key[:60]}, prices[{number}]")
    yield from _shown(paywall, place)


def _types(paywall: Paywall) -> str:
    return f" ({', '.join(paywall.token_types)[:120] or 'it has none'})"


def _price(price: Price, place: str) -> Iterator[str]:
    yield from _within(price.amount, 0, _MOST_MONEY, f"{place}.amount")
    yield from _currency(price.currency, f"{place}.currency")
    if price.interval not in (None, "lifetime", *_DAYS):
        yield f"{place}.interval must be one of: {', '.join(_DAYS)}, lifetime; not {str(price.interval)[:60]!r}"
    yield from _within(price.interval_count, 1, _LONGEST_DAYS, f"{place}.interval_count")
    if _DAYS.get(price.interval or "", 0) * (price.interval_count or 1) > _LONGEST_DAYS:
        yield f"{place}.interval_count makes periods of more than ten years"
    yield from _within(price.trial_days, 0, 730, f"{place}.trial_days")
    yield from _within(price.legacy_id, 0, _MOST_SECONDS, f"{place}.legacy_id")
    if price.local is not None:
        yield from _within(price.local.amount, 0, _MOST_MONEY, f"{place}.local.amount")
        yield from _currency(price.local.currency, f"{place}.local.currency")


def _offer(offer: Offer, paywall: Paywall, place: str) -> Iterator[str]:
    yield from _within(offer.discount_percent, 0, 100, f"{place}.discount_percent")
    yield from _within(offer.duration_minutes, 0, _MOST_MINUTES * 100, f"{place}.duration_minutes")
    if offer.expires_at is not None:
        yield from _moment(offer.expires_at, f"{place}.expires_at")
    if offer.price_id is not None and paywall.price(offer.price_id) is None:
        yield f"{place}.price_id: paywall {paywall.id} has no price {offer.price_id[:60]}"


def _shown(paywall: Paywall, place: str) -> Iterator[str]:
    """
    Find what no client could read of the parts that are shown as they are declared.
    """
    schemas = load().schemas
    parts: dict[str, tuple[str, Any]] = {
        "settings": ("Settings", {"id": paywall.id, "name": paywall.name, **paywall.settings}),
        "locales": ("Locales", dict(paywall.locales)),
    }
    if paywall.layout is not None:
        parts["layout"] = ("Layout", dict(paywall.layout))
    for name, (schema, value) in parts.items():
        found = next(iter(schemas.at(f"/components/schemas/{schema}").failures(value)), None)
        if found is not None:
            where = ".".join([f"{place}.{name}", *map(str, found.place)])
            yield f"{where[:200]}: {found.text[:200]}"


def _people(world: World) -> Iterator[str]:
    paywalls = {each.id: each for each in world.paywalls}
    for number, person in enumerate(world.people):
        yield from _email(person.email, f"world.people[{number}].email")
        yield from _dangling(person, paywalls, f"world.people[{number}]")


def _email(text: str | None, place: str) -> Iterator[str]:
    if text is not None:
        try:
            check_email(text)
        except NoEmail:
            yield f"{place} is no e-mail: {text[:60]!r}"


def _dangling(person: Person, paywalls: Mapping[str, Paywall], place: str) -> Iterator[str]:
    for name in (*person.meta, *person.balances, *(each.paywall for each in person.subscriptions)):
        if name not in paywalls:
            yield f"people: {person.id[:60]} uses paywall {name[:60]}, which there is not"
    for subscription in person.subscriptions:
        yield from _unpriced(subscription, paywalls)
    for name, balances in person.balances.items():
        for kind in set(balances) - set(paywalls[name].token_types):
            where = f"which paywall {name} has not{_types(paywalls[name])}"
            yield f"people: {person.id[:60]} has {kind[:60]} tokens, {where}"
        yield from _tokens(balances, f"{place}.balances.{name}")


def _unpriced(subscription: Subscription, paywalls: Mapping[str, Paywall]) -> Iterator[str]:
    if paywalls[subscription.paywall].price(subscription.price) is None:
        where = f"paywall {subscription.paywall} has not"
        yield f"people: {subscription.id[:60]} is for price {subscription.price[:60]}, which {where}"


def _tokens(counts: Mapping[str, int], place: str) -> Iterator[str]:
    for kind, count in counts.items():
        yield from _within(count, 0, _MOST_TOKENS, f"{place}.{kind[:60]}")


def _bearers(world: World) -> Iterator[str]:
    known = {each.id for each in world.people}
    for number, bearer in enumerate(world.bearers):
        if bearer.user not in known:
            yield f"bearers: there is no person with the id {bearer.user[:60]}"
        if bearer.refresh is not None and bearer.paywall not in {each.id for each in world.paywalls}:
            yield f"world.bearers[{number}].paywall must name a paywall, because of refresh"
        yield from _within(bearer.lives_s, -_MOST_SECONDS, _MOST_SECONDS, f"world.bearers[{number}].lives_s")


def _accounts(world: World) -> Iterator[str]:
    known = {each.id for each in world.paywalls}
    yield from _distinct("bearers", [each.refresh for each in world.bearers if each.refresh is not None])
    yield from _distinct("consents", [each.code for each in world.consents])
    yield from _distinct("codes", [email_key(each.email) for each in world.codes])
    for number, person in enumerate(world.people):
        for provider, email in person.identities.items():
            yield from _email(email, f"world.people[{number}].identities.{provider[:60]}")
    for number, fixed in enumerate(world.codes):
        yield from _email(fixed.email, f"world.codes[{number}].email")
        if fixed.paywall and fixed.paywall not in known:
            yield f"world.codes[{number}].paywall: there is no paywall {fixed.paywall[:60]}"
    for number, consent in enumerate(world.consents):
        yield from _email(consent.email, f"world.consents[{number}].email")
        if consent.paywall not in known:
            yield f"world.consents[{number}].paywall: there is no paywall {consent.paywall[:60]}"


def _webhooks(world: World, start: Start) -> Iterator[str]:
    named = (*world.switches.webhook_hosts, *start.webhook_hosts)
    for hook in world.webhooks:
        refused = webhook_urls.refusal(hook.url, remote=world.switches.remote_webhooks, named=named)
        if refused is not None:
            yield f"webhooks: {refused[:300]}"


def _switches(switches: Switches) -> Iterator[str]:
    place = "world.switches"
    yield from _within(switches.attachment_limit_bytes, 0, 100_000_000, f"{place}.attachment_limit_bytes")
    yield from _within(switches.checkout_lives_hours, 1, _LONGEST_DAYS * 24, f"{place}.checkout_lives_hours")
    yield from _all_within(switches.dunning_days, 0, _LONGEST_DAYS, f"{place}.dunning_days")
    yield from _all_within(switches.retry_minutes, 0, _MOST_MINUTES, f"{place}.retry_minutes")
    yield from _within(switches.refresh_reuse_seconds, 0, 86_400, f"{place}.refresh_reuse_seconds")
    yield from _within(switches.events_built_after_ms, 0, _MOST_MINUTES * 60_000, f"{place}.events_built_after_ms")


def _all_within(numbers: Iterable[int], least: int, most: int, place: str) -> Iterator[str]:
    for number, each in enumerate(numbers):
        yield from _within(each, least, most, f"{place}[{number}]")


def _within(value: float | None, least: int, most: int, place: str) -> Iterator[str]:
    if value is not None and not least <= value <= most:
        yield f"{place} must be between {least} and {most}"


def _currency(text: str, place: str) -> Iterator[str]:
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        yield f"{place} must be a currency of three letters, not {text[:60]!r}"
