"""
Reads assumptions about amounts of money. Compares what was seen; never guesses a unit from a number's size.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from .values import at, objects
from .verdicts import Answers, Verdict, confirmed, decided, undecided

# Currencies without a minor unit.
_WHOLE = re.compile("BIF|CLP|DJF|GNF|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF")
_LARGEST = 10**15


def prices_are_major_units(answers: Answers) -> Verdict:
    """
    A-02: an amount with a fraction can be nothing else.
    """
    if any(price.amount % 1 for price in _prices(answers)):
        return confirmed("an amount has a fraction")
    return undecided("every amount is a whole number")


def purchases_are_minor_units(answers: Answers) -> Verdict:
    """
    A-28: a purchase's amount is a hundred times its price's.
    """
    return _hundredfold([pair for pair in _bought(answers) if not _WHOLE.fullmatch(pair[0].currency)])


def every_currency_has_hundredths(answers: Answers) -> Verdict:
    """
    A-29: the same, in a currency without minor units.
    """
    return _hundredfold([pair for pair in _bought(answers) if _WHOLE.fullmatch(pair[0].currency)])


def legacy_prices_are_major_units(answers: Answers) -> Verdict:
    """
    A-28: the older list has the amounts of the current one.
    """
    listed = objects(at(answers["listLegacyPrices: with a key"].body, "data"))
    pairs = [
        (price.amount, _number(each.get("unit_amount")))
        for each in listed
        for price in _prices(answers)
        if each.get("interval") == price.interval
    ]
    if any(amount == unit for amount, unit in pairs):
        return confirmed("the amounts of getBootstrap")
    return decided(False if any(amount * 100 == unit for amount, unit in pairs) else None, "compared with getBootstrap")


class _Price(NamedTuple):
    """
    What a price costs, as far as it can be compared.
    """

    amount: Decimal
    currency: str
    interval: str


def _hundredfold(pairs: list[tuple[_Price, Decimal]]) -> Verdict:
    if any(price.amount * 100 == amount for price, amount in pairs):
        return confirmed("a purchase is a hundred times its price")
    same = any(price.amount == amount for price, amount in pairs)
    return decided(False if same else None, f"purchases to compare: {len(pairs)}")


def _bought(answers: Answers) -> list[tuple[_Price, Decimal]]:
    return [
        (price, amount)
        for bought in objects(at(answers["getUser: with a key"].body, "purchases"))
        for price in _prices(answers)
        if (price.currency, price.interval) == (bought.get("currency"), bought.get("interval"))
        and (amount := _number(bought.get("unit_amount"))) is not None
    ]


def _prices(answers: Answers) -> list[_Price]:
    return [
        _Price(amount, str(price.get("currency")), str(price.get("interval")))
        for price in objects(at(answers["getBootstrap: public"].body, "prices"))
        if (amount := _number(price.get("amount"))) is not None
    ]


def _number(value: Any) -> Decimal | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return Decimal(str(value)) if plain else None
