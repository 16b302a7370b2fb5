"""
Applies a paywall's locale overrides to its prices. Pure; never reads the machine's own locale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

if TYPE_CHECKING:
    from monetize_software.models import Bootstrap, Price, PriceText

__all__ = ["language_of", "localised_prices", "preferred_tags"]


def localised_prices(bootstrap: Bootstrap, locale: str | None, accept_language: str | None = None) -> list[Price]:
    """
    Return the prices with their texts in a language.

    Args:
        bootstrap: The paywall.
        locale: BCP 47 tag. Tried in full, then without its last parts ("pt-BR", then "pt"), then the paywall's default;
            the first one that the paywall has texts for wins.
        accept_language: Used when there is no locale: the tags of such a header, each tried in the same way, the best
            liked first. A tag that is the paywall's default and has no texts of its own means the texts as they are.
    """
    prices = bootstrap.prices
    tag = language_of(bootstrap, locale, accept_language)
    overrides = bootstrap.locales.additional_properties[tag] if bootstrap.locales is not None and tag else None
    texts = overrides.prices if overrides is not None else None
    if texts is None:
        return prices
    known = texts.additional_properties
    return [_translated(price, known[price.id]) if price.id in known else price for price in prices]


def language_of(bootstrap: Bootstrap, locale: str | None, accept_language: str | None) -> str | None:
    """
    Return the tag, as the paywall spells it, whose texts a reader gets; None where the texts stay as they are.
    """
    if bootstrap.locales is None:
        return None
    there = {_plain(tag): tag for tag in bootstrap.locales.additional_properties}
    default = _plain(bootstrap.settings.locale_default or "")
    wanted = [locale] if locale else preferred_tags(accept_language or "")
    for tag in [*wanted, default]:
        shorter = _shorter(_plain(tag))
        found = next((there[one] for one in shorter if one in there), None)
        if found is not None or default in shorter:
            return found
    return None


def _plain(tag: str) -> str:
    return tag.strip().replace("_", "-").lower()


def _shorter(tag: str) -> list[str]:
    """
    A tag and what is left of it without its last part, again and again: zh-hant-tw, zh-hant, zh.
    """
    parts = tag.split("-")
    return ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]


def preferred_tags(accept_language: str) -> list[str]:
    """
    Read an `Accept-Language` header: its tags by falling weight, equal ones in their order; refused ones are left out.
    """
    weighted = [
        (tag.strip(), _weight(rest)) for tag, _, rest in (one.partition(";") for one in accept_language.split(","))
    ]
    liked = [(tag, weight) for tag, weight in weighted if tag and tag != "*" and weight > 0]
    return [tag for tag, _ in sorted(liked, key=lambda pair: -pair[1])]


def _weight(rest: str) -> float:
    name, _, value = rest.replace(" ", "").partition("=")
    if name.lower() != "q":
        return 0.0 if name else 1.0
    return float(value) if value.isascii() and value.replace(".", "", 1).isdecimal() else 0.0


def _translated(price: Price, texts: PriceText) -> Price:
    """
    A present text replaces, a null clears, an absent one leaves.
    """
    given = texts.additional_properties
    changes: dict[str, Any] = {name: given[name] for name in ("label", "description") if name in given}
    changes = {name: text for name, text in changes.items() if text is None or isinstance(text, str)}
    return evolve(price, **changes)
