"""
A variant's prices stand wherever the paywall names those they replace, in a paywall of its own.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from monetize_software._cache.unchanging import unchanging  # pyright: ignore[reportPrivateUsage]
from monetize_software.models import Bootstrap, ExperimentVariant
from monetize_software.paywalls import applicable_offer, apply_variant, pick_variant, prices_of

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def price(name: str, **fields: Any) -> dict[str, Any]:
    """
    A price as the service gives it.
    """
    plain = {"currency": "USD", "amount": 1, "interval": "month", "interval_count": 1, "trial_days": None}
    return {"id": name, **plain, **fields}


def instead(name: str, replaces: str | None, **fields: Any) -> dict[str, Any]:
    """
    A price of a variant.
    """
    return price(name, replaces=replaces, **fields)


def offer(name: str, of: str | None) -> dict[str, Any]:
    """
    An offer of 25 %.
    """
    return {"id": name, "discount_percent": 25, "expires_at": None, "price_id": of}


def grid(*ids: Any, **fields: Any) -> dict[str, Any]:
    """
    A block that shows prices.
    """
    return {"type": "price_grid", "priceIds": [*ids], **fields}


def paywall(*prices: dict[str, Any], kind: str = "prices", **fields: Any) -> Bootstrap:
    """
    A paywall with prices a, b and c, whose second variant has the given ones.
    """
    arms = [{"key": "control", "weight": 1}, {"key": "tried", "weight": 1, "prices": [*prices]}]
    given: dict[str, Any] = {
        "settings": {"id": "3", "name": "x"},
        "prices": [price("a"), price("b"), price("c")],
        "offers": [],
        "experiment": {"id": "e", "kind": kind, "variants": arms},
        **fields,
    }
    return Bootstrap.from_dict(given)


def tried(bootstrap: Bootstrap) -> Bootstrap:
    """
    The paywall as its second variant shows it.
    """
    assert bootstrap.experiment is not None
    return apply_variant(bootstrap, bootstrap.experiment.variants[1])


def test_all_that_names_a_replaced_price_names_the_new_one() -> None:
    """
    Prices, every layout and offers point at the variant's prices; what names others, or is no place for ids, stays.
    """
    blocks = [
        grid("a", "b", "zz", popular_price_id="a", popular_label="a"),
        {"type": "cta_button", "action": "checkout", "priceId": "b"},
        {"type": "text", "text": "a", "priceId": "a"},
    ]
    layout = {"type": "modal", "blocks": blocks, "width": "a"}
    locales = {"de": {"layout": layout, "prices": {"a": {"label": "A"}}}, "pl": {"prices": {}}}
    offers = [offer("1", "a"), offer("2", "c"), offer("3", None)]
    given = paywall(
        instead("x", "a", amount=2, label="X"), instead("y", "b"), layout=layout, locales=locales, offers=offers
    )

    shown = tried(given).to_dict()

    there = {
        "type": "modal",
        "blocks": [
            grid("x", "y", "zz", popular_price_id="x", popular_label="a"),
            {"type": "cta_button", "action": "checkout", "priceId": "y"},
            {"type": "text", "text": "a", "priceId": "a"},
        ],
        "width": "a",
    }
    assert {**price("x", amount=2, label="X")} == {name: shown["prices"][0][name] for name in price("x", label="")}
    assert ["x", "y", "c"] == [each["id"] for each in shown["prices"]]
    assert there == shown["layout"] == shown["locales"]["de"]["layout"]
    assert {"a": {"label": "A"}} == shown["locales"]["de"]["prices"]
    assert {"prices": {}} == shown["locales"]["pl"]
    assert [("1", "x"), ("2", "c"), ("3", None)] == [(each["id"], each["price_id"]) for each in shown["offers"]]


HOSTILE: dict[str, tuple[list[dict[str, Any]], list[Any], list[str], list[Any]]] = {
    # the variant's prices, what the grid names, and what both become
    "part": ([instead("x", "b")], ["a", "b", "c"], ["a", "x", "c"], ["a", "x", "c"]),
    "two exchanged": ([instead("b", "a"), instead("a", "b")], ["a", "b"], ["b", "a", "c"], ["b", "a"]),
    "a circle of three": (
        [instead("b", "a"), instead("c", "b"), instead("a", "c")], ["a", "b", "c"], ["b", "c", "a"], ["b", "c", "a"],
    ),
    "a chain": ([instead("b", "a"), instead("x", "b")], ["a", "b"], ["b", "x", "c"], ["b", "x"]),
    "the last of two for one": ([instead("x", "a"), instead("y", "a")], ["a"], ["y", "b", "c"], ["y"]),
    "one for two": ([instead("x", "a"), instead("x", "b")], ["a", "b"], ["x", "x", "c"], ["x", "x"]),
    "itself": ([instead("a", "a", amount=7)], ["a"], ["a", "b", "c"], ["a"]),
    "a price that is not there": ([instead("x", "gone")], ["a", "gone"], ["a", "b", "c"], ["a", "x"]),
    "beside the others": ([instead("x", None)], ["a", "x"], ["a", "b", "c"], ["a", "x"]),
    "no prices": ([], ["a"], ["a", "b", "c"], ["a"]),
    "ids of other kinds": ([instead("x", "1")], [1, None, {"a": 1}, ["1"], "1"], ["a", "b", "c"],
                           [1, None, {"a": 1}, ["1"], "x"]),
    "the same id often": ([instead("x", "a")], ["a", "a", "a"], ["x", "b", "c"], ["x", "x", "x"]),
}  # fmt: skip


@pytest.mark.parametrize(("prices", "named", "ids", "renamed"), HOSTILE.values(), ids=HOSTILE)
def test_odd_variants_are_applied_in_one_step(
    prices: list[dict[str, Any]], named: list[Any], ids: list[str], renamed: list[Any]
) -> None:
    """
    Each id is exchanged once, whatever the variant says of it, and every price keeps its place.
    """
    shown = tried(paywall(*prices, layout={"type": "modal", "blocks": [grid(*named)]}))

    assert shown.layout is not None
    assert ids == [each.id for each in shown.prices]
    assert renamed == shown.layout.blocks[0].additional_properties["priceIds"]


@pytest.mark.parametrize(
    "value", [None, 0, "zz", {}, {"a": "a"}, [], [["a"]]], ids=["null", "0", "text", "{}", "dict", "[]", "nested"]
)
@pytest.mark.parametrize("name", ["priceIds", "popular_price_id"])
def test_block_of_another_form_stays_as_it_is(name: str, value: Any) -> None:
    """
    Fields that hold no ids are handed on untouched.
    """
    block = {"type": "price_grid", name: value}
    shown = tried(paywall(instead("x", "a"), layout={"type": "modal", "blocks": [block, {"type": "price_grid"}]}))

    assert shown.layout is not None
    assert [block, {"type": "price_grid"}] == [each.to_dict() for each in shown.layout.blocks]


def test_where_nothing_is_replaced_the_paywall_is_the_same() -> None:
    """
    No variant, one without prices, one that the experiment dropped, an experiment that is over or of another kind.
    """
    given, over = paywall(instead("x", "a")), paywall(experiment=None)
    other = paywall(instead("x", "a"), kind="headlines")
    dropped = ExperimentVariant.from_dict({"key": "dropped", "weight": 1, "prices": [instead("x", "a")]})
    assert given.experiment is not None
    control, variant = given.experiment.variants

    assert given is apply_variant(given, None)
    assert given is apply_variant(given, control)
    assert given is apply_variant(given, dropped)
    assert over is apply_variant(over, variant)
    assert other is apply_variant(other, variant)


def test_variant_of_an_older_paywall_has_today_s_prices() -> None:
    """
    A visitor's variant is known by its key; the paywall at hand says what it shows.
    """
    old, new = paywall(instead("x", "a")), paywall(instead("x2", "a"))
    assert old.experiment is not None

    assert "x2" == apply_variant(new, old.experiment.variants[1]).prices[0].id


def test_applied_twice_it_is_applied_once() -> None:
    """
    A paywall that shows the variant already stays as it is.
    """
    once = tried(paywall(instead("x", "a"), offers=[offer("1", "a")], layout={"type": "m", "blocks": [grid("a")]}))

    assert once == tried(once)


def test_paywall_that_all_visitors_share_is_left_alone() -> None:
    """
    Of a paywall that a cache keeps, each visitor gets a paywall of their own.
    """
    layout = {"type": "modal", "blocks": [grid("a", popular_price_id="a")]}
    shared = unchanging(paywall(instead("x", "a"), layout=layout, offers=[offer("1", "a")]))
    before = deepcopy(shared.to_dict())

    shown = tried(shared)

    assert before == shared.to_dict()
    assert ["x", "b", "c"] == [each.id for each in shown.prices]


def test_offer_of_the_replaced_price_is_found_for_the_new_one() -> None:
    """
    An offer goes with the place, and the place has another price now; prices that were asked for alone are the same.
    """
    given = paywall(instead("x", "a"), offers=[offer("1", "a")])
    shown, variant = tried(given), pick_variant(given.experiment, "v", assigned="tried")

    assert [True, False, False] == [
        applicable_offer(shown.offers, each.id, now=NOW) is not None for each in shown.prices
    ]
    assert shown.prices == prices_of(given.prices, variant)
