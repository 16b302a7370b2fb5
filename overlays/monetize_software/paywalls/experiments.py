"""
Which variant of a price experiment a visitor sees, and its prices. The vendor's own hash, so both agree.
"""

from __future__ import annotations

from typing import Final

from attrs import fields

from monetize_software.models import Experiment, ExperimentVariant, Price

__all__ = ["pick_variant", "prices_of"]

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
        from monetize_software.paywalls import pick_variant, prices_of

        paywall = billing.bootstrap()
        variant = pick_variant(paywall.experiment, "a1b2c3d4-visitor")
        print([price.amount for price in prices_of(paywall.prices, variant)])
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


def prices_of(prices: list[Price], variant: ExperimentVariant | None) -> list[Price]:
    """
    Return the prices as a variant shows them: each of its prices in the place of the one it replaces. Offers name the
    replaced one.

    Args:
        prices: From `get_prices()` or `bootstrap()`.
        variant: From `pick_variant()`.
    """
    instead = {each.replaces: each for each in (variant.prices if variant else None) or [] if each.replaces}
    names = [each.name for each in fields(Price)]
    return [
        Price(**{name: getattr(instead[price.id], name) for name in names}) if price.id in instead else price
        for price in prices
    ]


def _fnv1a(text: str) -> int:
    """
    FNV-1a of 32 bits over UTF-16 code units, as JavaScript counts characters.
    """
    raw = text.encode("utf-16-le", "surrogatepass")
    found = _OFFSET
    for place in range(0, len(raw), 2):
        found = ((found ^ int.from_bytes(raw[place : place + 2], "little")) * _PRIME) & 0xFFFFFFFF
    return found
