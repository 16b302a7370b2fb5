"""
Applies a paywall's locale overrides to its prices. Pure; never reads the machine's own locale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

if TYPE_CHECKING:
    from .models import Bootstrap, LocaleOverrides, Price, PriceText

__all__ = ["localised_prices"]


def localised_prices(bootstrap: Bootstrap, locale: str | None) -> list[Price]:
    """
    Return the prices with their texts in a language.

    Args:
        bootstrap: The paywall.
        locale: BCP 47 tag. Tried in full, then its base language, then the paywall's default; the first one that the
            paywall has texts for wins.
    """
    prices = bootstrap.prices
    overrides = _overrides(bootstrap, locale)
    texts = overrides.prices if overrides is not None else None
    if texts is None:
        return prices
    known = texts.additional_properties
    return [_translated(price, known[price.id]) if price.id in known else price for price in prices]


def _overrides(bootstrap: Bootstrap, locale: str | None) -> LocaleOverrides | None:
    locales = bootstrap.locales
    if locales is None:
        return None
    tags = [locale, locale.partition("-")[0]] if locale else []
    tags += [bootstrap.settings.locale_default] if bootstrap.settings.locale_default else []
    return next((locales.additional_properties[tag] for tag in tags if tag in locales.additional_properties), None)


def _translated(price: Price, texts: PriceText) -> Price:
    """
    A present text replaces, a null clears, an absent one leaves.
    """
    given = texts.additional_properties
    changes: dict[str, Any] = {name: given[name] for name in ("label", "description") if name in given}
    changes = {name: text for name, text in changes.items() if text is None or isinstance(text, str)}
    return evolve(price, **changes)
