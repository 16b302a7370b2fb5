"""
Knows how the payment processors differ. Never talks to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """
    The habits of a processor.

    Attributes:
        portal: It can host a customer portal.
        redirects: Its page sends the buyer back to the shop.
        repeats: How often it reports one update of a subscription, each time as an event of its own.
    """

    portal: bool = True
    redirects: bool = True
    repeats: int = 1


_PROFILES: Mapping[str, Profile] = {
    "stripe": Profile(),
    "paddle": Profile(repeats=2),
    "freemius": Profile(portal=False, redirects=False),
    "chargebee": Profile(),
    "overpay": Profile(),
}

NAMES = tuple(_PROFILES)


def profile(name: str) -> Profile:
    """
    Return the habits of a processor; an unknown one behaves like the plainest.
    """
    return _PROFILES.get(name, Profile())
