"""
What generated models make of JSON: exact, open to the future, and strict about types.
"""

from __future__ import annotations

import copy
import json
import pickle
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software_api import models
from monetize_software_api.api.auth import sign_up
from monetize_software_api.api.catalog import get_bootstrap
from monetize_software_api.errors import InvalidPayload
from monetize_software_api.models import (
    Bootstrap,
    BootstrapUnchanged,
    Locales,
    Price,
    Purchase,
    PurchaseStatus,
    SignUpConfirmationRequired,
    SignUpSignedIn,
    SignUpTaken,
)

from ..support.document import document, resolve, walk_examples

PRICE = {"id": "p", "currency": "USD", "amount": 9.99, "interval": None, "interval_count": None, "trial_days": None}
MODELS = [name for name in models.__all__ if hasattr(getattr(models, name), "from_dict")]


@pytest.mark.parametrize(
    ("amount", "exact"),
    [(9.99, "9.99"), (12, "12"), (Decimal("0.10"), "0.10"), (1e-7, "1E-7"), (Decimal("1E+400"), "1E+400")],
)
def test_numbers_are_exact(amount: Any, exact: str) -> None:
    """
    An amount is the decimal that stood in the JSON.
    """
    assert exact == str(Price.from_dict({**PRICE, "amount": amount}).amount)


@pytest.mark.parametrize("amount", [True, "9.99", None, [], float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(amount: Any) -> None:
    """
    Text, booleans, nothing and infinity are no amounts.
    """
    with pytest.raises(InvalidPayload, match=r"Price\.amount must be a number"):
        Price.from_dict({**PRICE, "amount": amount})


@pytest.mark.parametrize("count", [1, 1.0, Decimal("1.0"), Decimal("1E0")])
def test_whole_numbers_may_come_with_a_point(count: Any) -> None:
    """
    1.0 is the integer 1, as JSON Schema has it.
    """
    assert (1, int) == (
        Price.from_dict({**PRICE, "interval_count": count}).interval_count,
        type(Price.from_dict({**PRICE, "interval_count": count}).interval_count),
    )


@pytest.mark.parametrize(
    "count",
    [1.5, True, "1", Decimal("1E+999999999"), float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), {}],
    ids=repr,
)
def test_what_is_not_whole_is_refused(count: Any) -> None:
    """
    A fraction, a boolean or a text is no count.
    """
    with pytest.raises(InvalidPayload, match="whole number"):
        Price.from_dict({**PRICE, "interval_count": count})


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2030-01-01T00:00:00.000Z", datetime(2030, 1, 1, tzinfo=UTC)),
        ("2030-01-01T02:00:00+02:00", datetime(2030, 1, 1, tzinfo=UTC)),
        ("2030-01-01T00:00:00", datetime(2030, 1, 1, tzinfo=UTC)),
        ("2030-01-01", datetime(2030, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_aware(text: str, moment: datetime) -> None:
    """
    Every time has a zone; one without is UTC.
    """
    assert moment == Purchase.from_dict({"id": "s", "created": text}).created


@pytest.mark.parametrize("text", ["", "soon", "2030-13-01", 5, True, [], {"a": 1}])
def test_what_is_no_time_is_refused(text: Any) -> None:
    """
    A malformed time is refused, naming the field and not the value.
    """
    with pytest.raises(InvalidPayload, match=r"Purchase\.created must be an ISO 8601 time"):
        Purchase.from_dict({"id": "s", "created": text})


def test_absent_and_null_are_none() -> None:
    """
    An optional field that is absent or null reads as None, and is left out again.
    """
    assert Purchase.from_dict({"id": "s"}) == Purchase.from_dict({"id": "s", "status": None, "created": None})
    assert {"id": "s"} == Purchase.from_dict({"id": "s", "status": None}).to_dict()


def test_unknown_fields_are_kept() -> None:
    """
    A field of a later release can be read and is written back.
    """
    purchase = Purchase.from_dict({"id": "s", "seats": 3})

    assert {"seats": 3} == purchase.additional_properties
    assert {"id": "s", "seats": 3} == purchase.to_dict()


def test_unknown_enum_values_are_kept() -> None:
    """
    A status of a later release is a status: equal to its text, printable, picklable, and not remembered.
    """
    status: Any = Purchase.from_dict({"id": "s", "status": "paused"}).status

    assert "paused" == status == status.value == str(status)
    assert isinstance(status, PurchaseStatus)
    assert "paused" == pickle.loads(pickle.dumps(status)) == copy.deepcopy(status)
    assert hash("paused") == hash(status)
    assert "paused" in repr(status)
    assert "paused" not in [member.value for member in PurchaseStatus]
    assert {"id": "s", "status": "paused"} == Purchase.from_dict({"id": "s", "status": "paused"}).to_dict()


def test_known_enum_values_are_members() -> None:
    """
    A known status is the member itself.
    """
    assert PurchaseStatus.ACTIVE is Purchase.from_dict({"id": "s", "status": "active"}).status


def test_maps_are_typed() -> None:
    """
    The values of a map are models too.
    """
    locales = Locales.from_dict({"pl": {"prices": {"p": {"label": "Plus"}}}})

    prices = locales.additional_properties["pl"].prices
    assert prices is not None
    assert "Plus" == prices.additional_properties["p"].additional_properties["label"]
    with pytest.raises(InvalidPayload):
        Locales.from_dict({"pl": 5})


def test_variants_are_told_apart() -> None:
    """
    The full paywall and the news that nothing changed are two classes.
    """
    from monetize_software_api.api.catalog.get_bootstrap import parse_success

    full = {"settings": {"id": "3", "name": ""}, "prices": [], "offers": []}

    assert isinstance(parse_success(full), Bootstrap)
    assert isinstance(parse_success({"unchanged": True, "version": "v"}), BootstrapUnchanged)
    neither: Any
    for neither in ({}, {"unchanged": False, "version": "v"}, [], None, "text"):
        with pytest.raises(InvalidPayload):
            parse_success(neither)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("payload", [None, [], "text", 5, True, [[]]], ids=repr)
def test_what_is_no_object_is_refused(name: str, payload: Any) -> None:
    """
    Every model refuses anything but an object with the one exception.
    """
    with pytest.raises(InvalidPayload, match="must be an object"):
        getattr(models, name).from_dict(payload)


HOSTILE: list[Any] = [
    *(None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**400, "", "x", "\ud800", "9" * 5000, b"x", object()),
    *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+999999"), Decimal("1E-999999")),
    *([], [None], [[]], [1], ["x"], [{}], {}, {"x": None}, {"x": []}, {"x": {}}, {1: 2}),
]


def fitting(schema: dict[str, Any]) -> Any:
    """
    A payload with every field that fits a schema.
    """
    schema = resolve(schema)
    if "allOf" in schema:
        return {name: value for part in schema["allOf"] for name, value in fitting(part).items()}
    for alternative in schema.get("anyOf", ()):
        if alternative.get("type") != "null":
            return fitting(alternative)
    if "type" not in schema and "const" not in schema:
        return "x"
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
    if kind == "object":
        return {name: fitting(inner) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [fitting(schema["items"])]
    texts = {"date-time": "2030-01-01T00:00:00Z", "binary": b"x"}
    return {"integer": 1, "number": 1, "boolean": True}.get(kind, texts.get(schema.get("format", ""), "x"))


@pytest.mark.parametrize("name", sorted(set(MODELS) & set(document()["components"]["schemas"])))
def test_each_field_refuses_what_it_cannot_read(name: str) -> None:
    """
    In an object that fits otherwise, a hostile value of any field is read or refused with the one exception.
    """
    kind = getattr(models, name)
    whole = fitting(document()["components"]["schemas"][name])
    kind.from_dict(whole)

    for field in [*whole, "unknown"]:
        for value in HOSTILE:
            with suppress(InvalidPayload):
                decoded = kind.from_dict({**whole, field: value})
                repr(decoded)
                decoded.to_dict()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data())
def test_wrong_types_never_raise_anything_else(data: st.DataObject) -> None:
    """
    Whatever stands in any field of any model, decoding succeeds or raises InvalidPayload, whose text holds no value.
    """
    name = data.draw(st.sampled_from(MODELS))
    kind = getattr(models, name)
    wire_names = list(document()["components"]["schemas"].get(name, {}).get("properties", {"x": {}}))
    payload = data.draw(st.dictionaries(st.sampled_from(wire_names), JSON, max_size=6)) if wire_names else {}

    problem: InvalidPayload | None = None
    try:
        kind.from_dict(payload)
    except InvalidPayload as raised:
        problem = raised

    assert problem is None or problem.model == str(problem)[: len(problem.model)]
    assert problem is None or str(problem).endswith(f"must be {problem.expected}")


@pytest.mark.parametrize(("schema", "example"), walk_examples())
def test_examples_survive_a_round_trip(schema: str, example: Any) -> None:
    """
    Every example of the document decodes, encodes, and decodes to the same again.
    """
    kind = getattr(import_module("monetize_software_api.models"), schema)
    decoded = kind.from_dict(json.loads(json.dumps(example), parse_float=Decimal))

    assert decoded == kind.from_dict(json.loads(json.dumps(decoded.to_dict()), parse_float=Decimal))


def test_private_fields_stay_out_of_repr() -> None:
    """
    E-mail addresses, names, metadata and links are shown to be there, and neither they nor unknown fields are printed.
    """
    private = {"email": "nina@example.com", "name": "Nina", "avatar": "https://a", "secret": "s3"}
    shown = repr(models.UserProfile.from_dict({"id": "u", **private}))
    shown += repr(models.EventUser.from_dict({"id": "u", "metadata": {"secret": "s3"}}))
    shown += repr(models.CustomerPortal.from_dict({"url": "https://portal/one-time"}))
    shown += repr(models.StartCheckout(price_id="p", email="nina@example.com"))

    assert [] == [word for word in ("nina", "Nina", "https://a", "s3", "one-time") if word in shown]
    assert "CustomerPortal(url=***)" in shown


def test_refusals_can_be_pickled() -> None:
    """
    The exception crosses process borders whole.
    """
    refusal = pickle.loads(pickle.dumps(InvalidPayload("Price", "amount", "a number")))

    assert ("Price", "amount", "Price.amount must be a number") == (refusal.model, refusal.field, str(refusal))


USER = {"id": "u", "email": "ada@example.com"}
TOKENS = {"access_token": "a", "refresh_token": "r", "expires_in": 3600, "user": USER}
OUTCOMES: list[tuple[dict[str, Any], type]] = [
    ({"status": "signed_in", **TOKENS}, SignUpSignedIn),
    ({"status": "confirmation_required", "user": USER}, SignUpConfirmationRequired),
    ({"status": "already_registered", "email": "ada@example.com"}, SignUpTaken),
]


@pytest.mark.parametrize(("payload", "expected"), OUTCOMES, ids=[kind.__name__ for _, kind in OUTCOMES])
def test_tag_decides_which_model_it_is(payload: dict[str, Any], expected: type) -> None:
    """
    Whatever else an answer has; and it goes out again as it came.
    """
    parsed = sign_up.parse_success(payload)

    assert expected is type(parsed)
    assert payload == parsed.to_dict()


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        ({"status": "signed_in", "user": USER}, "SignUpSignedIn.access_token must be text"),
        ({"status": "confirmation_required"}, "AuthUser must be an object"),
        ({"status": "banned"}, "status must be 'signed_in' or 'confirmation_required' or 'already_registered'"),
        ({"status": 1}, "status must be 'signed_in'"),
        ({}, "status must be 'signed_in'"),
        ([], "status must be 'signed_in'"),
    ],
)
def test_complaint_is_about_the_model_that_was_meant(payload: Any, complaint: str) -> None:
    """
    A sign-in without tokens is no taken e-mail; an unknown tag is told with the known ones, and never with the payload.
    """
    with pytest.raises(InvalidPayload) as caught:
        sign_up.parse_success(payload)

    assert complaint in str(caught.value)
    assert "banned" not in str(caught.value)


def test_untagged_model_takes_what_has_no_tag() -> None:
    """
    A tag of another type is none: `1` is not `true`.
    """
    assert isinstance(get_bootstrap.parse_success({"unchanged": True, "version": "v"}), BootstrapUnchanged)
    with pytest.raises(InvalidPayload, match="Settings must be"):
        get_bootstrap.parse_success({"unchanged": 1, "version": "v"})
