"""
What a world declares at its start, in code or in a file. Plants nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software_mock._lazy import names_of

if TYPE_CHECKING:
    from .declaration import (
        STARTS_AT,
        Bearer,
        Consent,
        Country,
        Experiment,
        FixedCode,
        LocalPrice,
        Offer,
        Paywall,
        Person,
        Price,
        Processor,
        Subscription,
        Switches,
        Variant,
        VariantPrice,
        Webhook,
        World,
    )
    from .default import default_world
    from .files import WorldError, load_world, world_from
    from .providers import Provider

__all__ = [
    "STARTS_AT",
    "Bearer",
    "Consent",
    "Country",
    "Experiment",
    "FixedCode",
    "LocalPrice",
    "Offer",
    "Paywall",
    "Person",
    "Price",
    "Processor",
    "Provider",
    "Subscription",
    "Switches",
    "Variant",
    "VariantPrice",
    "Webhook",
    "World",
    "WorldError",
    "default_world",
    "load_world",
    "world_from",
]

_HOMES = {
    "Bearer": "declaration",
    "Consent": "declaration",
    "Country": "declaration",
    "Experiment": "declaration",
    "FixedCode": "declaration",
    "LocalPrice": "declaration",
    "Offer": "declaration",
    "Paywall": "declaration",
    "Person": "declaration",
    "Price": "declaration",
    "Processor": "declaration",
    "Provider": "providers",
    "STARTS_AT": "declaration",
    "Subscription": "declaration",
    "Switches": "declaration",
    "Variant": "declaration",
    "VariantPrice": "declaration",
    "Webhook": "declaration",
    "World": "declaration",
    "WorldError": "files",
    "default_world": "default",
    "load_world": "files",
    "world_from": "files",
}

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(__name__, _HOMES)
