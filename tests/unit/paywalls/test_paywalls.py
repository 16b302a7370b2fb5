"""
Language, offer, variant, origin and return markers are decided as the vendor's SDK decides them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from monetize_software import ConfigurationError, InvalidRequestError
from monetize_software.models import Bootstrap, Experiment, ExperimentVariant, Offer
from monetize_software.paywalls import (
    ReturnMarkers,
    applicable_offer,
    pick_variant,
    prices_of,
    read_return_markers,
    resolve_locale,
    verify_origin,
)
from monetize_software.paywalls.experiments import _fnv1a  # pyright: ignore[reportPrivateUsage]

NOW = datetime(2030, 1, 1, tzinfo=UTC)
PRICE = {"id": "9101", "currency": "USD", "amount": 9.99, "interval": None, "interval_count": None, "trial_days": None}
ARMS = [
    {"key": "control", "weight": 1},
    {"key": "off", "weight": -5},
    {"key": "dear", "weight": 3, "prices": [{**PRICE, "id": "9201", "amount": 19.99, "replaces": "9101"}]},
]
OFF = ExperimentVariant.from_dict(ARMS[1])
EXPERIMENT = Experiment.from_dict({"id": "e1", "kind": "prices", "variants": ARMS})


def paywall(**settings: Any) -> Bootstrap:
    """
    A paywall with texts in two languages.
    """
    return Bootstrap.from_dict(
        {
            "settings": {"id": "3", "name": "x", "locale_default": "en", **settings},
            "prices": [PRICE],
            "offers": [],
            "locales": {"pt-BR": {"prices": {}}, "pl": {"prices": {}}},
        }
    )


def offer(**fields: Any) -> Offer:
    """
    An offer of 25 %.
    """
    given = {"id": "7", "discount_percent": 25, "expires_at": None, "price_id": None, **fields}
    return Offer.from_dict(given)


@pytest.mark.parametrize(
    ("header", "locale", "tag"),
    [
        ("pl-PL,pl;q=0.9", None, "pl"),
        ("fr, pt-br;q=0.5", None, "pt-BR"),
        ("en-GB, pl;q=0.5", None, None),
        ("pl", "pt_BR", "pt-BR"),
        (None, None, None),
        ("xx", "yy", None),
    ],
)
def test_language_is_the_reader_s(header: str | None, locale: str | None, tag: str | None) -> None:
    """
    The reader's best liked language that the paywall has is taken; the paywall's default has no texts of its own.
    """
    assert tag == resolve_locale(paywall(), header, locale=locale)


OFFERS: dict[str, tuple[list[Offer], str | None]] = {
    "for all": ([offer()], "7"),
    "own before all": ([offer(), offer(id="8", price_id="9101")], "8"),
    "another's": ([offer(price_id="9102")], None),
    "nothing off": ([offer(discount_percent=0), offer(discount_percent=None)], None),
    "over": ([offer(expires_at="2029-12-31T23:59:59Z")], None),
    "over at this moment": ([offer(expires_at="2030-01-01T00:00:00Z")], None),
    "not yet over": ([offer(expires_at="2030-01-01T00:00:01Z")], "7"),
    "own one is over": ([offer(), offer(id="8", price_id="9101", expires_at="2029-01-01T00:00:00Z")], None),
    "minutes without a start": ([offer(duration_minutes=5)], "7"),
    "none": ([], None),
}


@pytest.mark.parametrize(("offers", "chosen"), OFFERS.values(), ids=OFFERS)
def test_offer_is_chosen_as_the_vendor_does(offers: list[Offer], chosen: str | None) -> None:
    """
    An offer of the price itself wins over one for all, before anybody asks whether it is over.
    """
    found = applicable_offer(offers, "9101", now=NOW)

    assert chosen == (found and found.offer.id)


@pytest.mark.parametrize(("minutes", "left"), [(0, 10), (9, 1), (10, None), (11, None)])
def test_offer_that_counts_minutes_ends(minutes: int, left: int | None) -> None:
    """
    Minutes count from when the user first saw the offer.
    """
    found = applicable_offer([offer(duration_minutes=10)], "1", now=NOW, started_at=NOW - timedelta(minutes=minutes))

    assert (None if left is None else timedelta(minutes=left)) == (found and found.remaining)
    assert found is None or found.expires_at == NOW + found.remaining  # type: ignore[operator]


@pytest.mark.parametrize(
    ("amount", "percent", "price"),
    [("9.99", "25", "7.4925"), ("0.01", "33.3333", "0.006666670"),
     ("12345678901234567890.99", "1", "12222222112222222212.0801")],
)  # fmt: skip
def test_discounted_price_is_exact(amount: str, percent: str, price: str) -> None:
    """
    A price after discount is exact to the last place, however long.
    """
    found = applicable_offer([offer(discount_percent=Decimal(percent))], "1", now=NOW)

    assert found is not None
    assert Decimal(price) == found.apply(Decimal(amount))


def test_moment_without_a_zone_is_refused() -> None:
    """
    A moment that could mean any zone is refused by name.
    """
    with pytest.raises(InvalidRequestError, match="now must have a time zone"):
        applicable_offer([offer()], "1", now=NOW.replace(tzinfo=None))
    with pytest.raises(InvalidRequestError, match="started_at must have a time zone"):
        applicable_offer([offer(duration_minutes=1)], "1", now=NOW, started_at=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("text", "digest"),
    [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968), ("€", 0xA93E2C4B)],
)
def test_hash_is_fnv1a_over_code_units(text: str, digest: int) -> None:
    """
    The hash is FNV-1a of 32 bits by its published values, and takes a letter as JavaScript does: as one code unit.
    """
    assert digest == _fnv1a(text)


def test_variant_is_spread_by_weight_and_stays() -> None:
    """
    The same visitor has the same variant, three in four have the one of weight three, and nobody one without weight.
    """
    keys = [(pick_variant(EXPERIMENT, f"visitor-{number}") or EXPERIMENT.variants[1]).key for number in range(4000)]

    assert keys == [
        (pick_variant(EXPERIMENT, f"visitor-{number}") or EXPERIMENT.variants[1]).key for number in range(4000)
    ]
    assert {"control", "dear"} == set(keys)
    assert 0.7 < keys.count("dear") / 4000 < 0.8


def test_variant_given_before_stays_while_it_is_there() -> None:
    """
    An earlier assignment wins, whatever its weight now, until the experiment drops the variant.
    """
    kept, gone = pick_variant(EXPERIMENT, "v", assigned="off"), pick_variant(EXPERIMENT, "v", assigned="dropped")

    assert kept is not None
    assert "off" == kept.key
    assert gone == pick_variant(EXPERIMENT, "v")
    assert pick_variant(None, "v") is None
    nothing = Experiment.from_dict({"id": "e", "kind": "prices", "variants": ARMS[1:2]})
    assert pick_variant(nothing, "v") is None


def test_prices_of_a_variant_stand_in_the_place_of_others() -> None:
    """
    A variant's price takes the place of the one it replaces; without one the prices are as they were.
    """
    prices = paywall().prices

    assert [("9201", Decimal("19.99"))] == [
        (each.id, each.amount) for each in prices_of(prices, EXPERIMENT.variants[2])
    ]
    assert prices == prices_of(prices, EXPERIMENT.variants[0]) == prices_of(prices, None)


MARKERS: dict[str, tuple[str, ReturnMarkers | None]] = {
    "fragment": (
        "https://a.b/ok#paywall_status=paid&paywall_price_id=91&paywall_session_id=s", ReturnMarkers("paid", "91", "s")
    ),
    "query": ("https://a.b/ok?x=1&paywall_status=failed", ReturnMarkers("failed", None, None)),
    "fragment first": ("https://a.b/?paywall_status=failed#paywall_status=paid", ReturnMarkers("paid", None, None)),
    "route in the fragment": ("https://a.b/#/shop?paywall_status=cancelled", ReturnMarkers("cancelled", None, None)),
    "none": ("https://a.b/ok?session=1#top", None),
    "no address": ("https://[", None),
    "endless": (f"https://a.b/?{'a=1&' * 200}paywall_status=paid", None),
}  # fmt: skip


@pytest.mark.parametrize(("url", "markers"), MARKERS.values(), ids=MARKERS)
def test_return_markers_are_read(url: str, markers: ReturnMarkers | None) -> None:
    """
    Markers are read from the fragment, then from the query, and odd addresses have none.
    """
    assert markers == read_return_markers(url)


@pytest.mark.parametrize("domain", [None, "", "pay.example.com", "https://PAY.example.com/", "pay.example.com:443"])
def test_origin_that_is_the_custom_domain_is_fine(domain: str | None) -> None:
    """
    Scheme, case, default port and a trailing slash make no difference, and a paywall without a domain fits anywhere.
    """
    verify_origin(paywall(custom_domain=domain), "https://pay.example.com/prefix")


@pytest.mark.parametrize("domain", ["other.example.com", "pay.example.com:8443", "http://pay.example.com"])
def test_other_origin_is_refused(domain: str) -> None:
    """
    An origin that is not the paywall's domain is refused, and on this machine only warned of.
    """
    with pytest.raises(ConfigurationError, match="custom domain is"):
        verify_origin(paywall(custom_domain=domain), "https://pay.example.com")
    with pytest.warns(UserWarning, match="custom domain is"):
        verify_origin(paywall(custom_domain=domain), "http://127.0.0.1:4242")
