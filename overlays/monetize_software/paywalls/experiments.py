"""
Which variant of a price experiment a visitor sees, and the paywall with it. The vendor's own hash, so both agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import evolve, fields

from monetize_software.models import (
    Block,
    Bootstrap,
    Experiment,
    ExperimentVariant,
    Layout,
    Locales,
    Offer,
    Price,
    VariantPrice,
)

__all__ = ["apply_variant", "pick_variant", "prices_of"]

_OFFSET: Final = 0x811C9DC5
_PRIME: Final = 0x01000193


def pick_variant(
    experiment: Experiment | None, visitor_id: str, *, assigned: str | None = None
) -> ExperimentVariant | None:
    """
    Choose a visitor's variant: always the same for the same visitor, spread by the variants' weights.

    Args:
        experiment: From `bootstrap()`.
        visitor_id: One per visitor, kept by you; never one for the whole process.
        assigned: The key of the variant this visitor was given before. It stays while the experiment has it.

    Returns:
        The variant, or None where there is no experiment or nothing has weight. Give its `key` and the experiment's
        `id` to `create_checkout(variant_key=…, experiment_id=…, visitor_id=…)`.

    Example:

        ```python
        from monetize_software.paywalls import apply_variant, pick_variant

        paywall = billing.bootstrap()
        variant = pick_variant(paywall.experiment, "a1b2c3d4-visitor")
        print([price.amount for price in apply_variant(paywall, variant).prices])
        ```
    """
    if experiment is None:
        return None
    kept = next((each for each in experiment.variants if each.key == assigned), None)
    total = sum(max(0, each.weight) for each in experiment.variants)
    if kept is not None or total <= 0:
        return kept
    point = _fnv1a(f"{visitor_id}:{experiment.id}") % total
    for each in experiment.variants:
        point -= max(0, each.weight)
        if point < 0:
            return each
    return None


def apply_variant(bootstrap: Bootstrap, variant: ExperimentVariant | None) -> Bootstrap:
    """
    Return the paywall as a variant shows it: prices, the layouts of all languages, and offers name its prices.

    The paywall you give stays as it is, so one that is kept for all visitors serves each of them.

    Args:
        bootstrap: From `bootstrap()`.
        variant: From `pick_variant()` of the same paywall's experiment.

    Returns:
        The paywall itself where nothing is replaced: without a variant, with one that this paywall's experiment does
        not have (any more), and with an experiment of a kind other than "prices". Texts of `locales` stay those of the
        replaced prices; a variant's price brings its own.

    Example:

        ```python
        from datetime import UTC, datetime

        from monetize_software.paywalls import applicable_offer, apply_variant, pick_variant

        paywall = billing.bootstrap()
        shown = apply_variant(paywall, pick_variant(paywall.experiment, "a1b2c3d4-visitor"))
        for price in shown.prices:
            print(price.id, price.amount, applicable_offer(shown.offers, price.id, now=datetime.now(UTC)))
        ```
    """
    instead = _replacements(_own(bootstrap.experiment, variant))
    if not instead:
        return bootstrap
    ids = {old: new.id for old, new in instead.items()}
    return evolve(
        bootstrap,
        prices=_replaced(bootstrap.prices, instead),
        offers=[_offer(each, ids) for each in bootstrap.offers],
        layout=_layout(bootstrap.layout, ids),
        locales=_locales(bootstrap.locales, ids),
    )


def prices_of(prices: list[Price], variant: ExperimentVariant | None) -> list[Price]:
    """
    Return a list of prices as a variant shows it: each of its prices in the place of the one it replaces.

    For prices that were asked for alone. Offers and layouts name the replaced ones; `apply_variant()` mends those too.

    Args:
        prices: From `get_prices()` or `bootstrap()`.
        variant: From `pick_variant()`.
    """
    return _replaced(prices, _replacements(variant))


def _own(experiment: Experiment | None, variant: ExperimentVariant | None) -> ExperimentVariant | None:
    """
    The variant as the experiment has it now, if it replaces prices.
    """
    if experiment is None or variant is None or experiment.kind != "prices":
        return None
    return next((each for each in experiment.variants if each.key == variant.key), None)


def _replacements(variant: ExperimentVariant | None) -> dict[str, VariantPrice]:
    return {each.replaces: each for each in (variant.prices if variant else None) or [] if each.replaces is not None}


def _replaced(prices: list[Price], instead: Mapping[str, VariantPrice]) -> list[Price]:
    names = [each.name for each in fields(Price)]
    return [
        Price(**{name: getattr(instead[price.id], name) for name in names}) if price.id in instead else price
        for price in prices
    ]


def _offer(offer: Offer, ids: Mapping[str, str]) -> Offer:
    new = ids.get(offer.price_id) if offer.price_id is not None else None
    return offer if new is None else evolve(offer, price_id=new)


def _locales(locales: Locales | None, ids: Mapping[str, str]) -> Locales | None:
    if locales is None:
        return None
    texts = locales.additional_properties
    return evolve(
        locales,
        additional_properties={tag: evolve(each, layout=_layout(each.layout, ids)) for tag, each in texts.items()},
    )


def _layout(layout: Layout | None, ids: Mapping[str, str]) -> Layout | None:
    return None if layout is None else evolve(layout, blocks=[_block(each, ids) for each in layout.blocks])


# Where a block of the vendor's names prices. Other blocks, and fields of another form, are nobody's but the page's.
_NAMED_IN: Final = {"price_grid": ("priceIds", "popular_price_id"), "cta_button": ("priceId",)}


def _block(block: Block, ids: Mapping[str, str]) -> Block:
    given = block.additional_properties
    named = {name: _renamed(given[name], ids) for name in _NAMED_IN.get(block.type, ()) if name in given}
    return evolve(block, additional_properties={**given, **named}) if named else block


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    """
    Each id in the place of another once, so variants may also exchange two.
    """
    if isinstance(value, list):
        return [ids.get(each, each) if isinstance(each, str) else each for each in cast("list[Any]", value)]
    return ids.get(value, value) if isinstance(value, str) else value


def _fnv1a(text: str) -> int:
    """
    FNV-1a of 32 bits over UTF-16 code units, as JavaScript counts characters.
    """
    raw = text.encode("utf-16-le", "surrogatepass")
    found = _OFFSET
    for place in range(0, len(raw), 2):
        found = ((found ^ int.from_bytes(raw[place : place + 2], "little")) * _PRIME) & 0xFFFFFFFF
    return found
