"""
Places callers in countries. Never refuses anybody.
"""

from __future__ import annotations

from collections.abc import Iterable

from .declaration import Country, Paywall

_NOWHERE = Country("", "US", 1)


def place(countries: Iterable[Country], address: str) -> Country:
    """
    Return where an IP address is: the first network whose prefix it begins with.
    """
    return next((each for each in countries if address.startswith(each.prefix)), _NOWHERE)


def targeted(paywall: Paywall, where: Country) -> bool:
    """
    Say whether a paywall targets a country.
    """
    return paywall.countries is None or where.code in paywall.countries
