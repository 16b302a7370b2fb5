"""
Every public model leaves as JSON: on demand, from a web framework's route, and inside a pydantic model.
"""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from types import GenericAlias
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model

from monetize_software import models

from ..support.samples import ENUMS, MODELS, payload, sample

PRICE = {"id": "p", "currency": "USD", "amount": 9.99, "interval": None, "interval_count": None, "trial_days": None}


@pytest.mark.parametrize("name", MODELS)
def test_json_form_is_what_was_read(name: str) -> None:
    """
    `to_dict()` gives the JSON that `from_dict()` read: its spelling, its numbers, its times, and what nobody knows.
    """
    assert payload(name) == json.loads(json.dumps(sample(name).to_dict(), allow_nan=False))
    assert sample(name) == getattr(models, name).from_dict(sample(name).to_dict())


@pytest.mark.parametrize("name", MODELS)
def test_no_model_passes_for_a_mapping(name: str) -> None:
    """
    A model has no items to index or look up; `dict(model)` is its JSON form.
    """
    one = sample(name)

    assert [] == [each for each in ("__getitem__", "__contains__", "__len__", "keys", "items") if hasattr(one, each)]
    assert one.to_dict() == dict(one)


@pytest.mark.parametrize(
    ("amount", "form"),
    [
        (Decimal("9.99"), 9.99),
        (Decimal("12.00"), 12),
        (Decimal("0.1"), 0.1),
        (Decimal("123456789012.345"), 123456789012.345),
        (Decimal("0.12345678901234567"), "0.12345678901234567"),
        (Decimal("1E+400"), "1E+400"),
    ],
    ids=str,
)
def test_amounts_leave_exactly(amount: Decimal, form: float | int | str) -> None:
    """
    An amount is a JSON number that reads as the same decimal again, and a text where no float does.
    """
    written = models.Price.from_dict({**PRICE, "amount": amount}).to_dict()["amount"]

    assert (form, type(form)) == (written, type(written))
    assert amount == Decimal(json.dumps(written).strip('"'))


def test_times_leave_with_their_zone() -> None:
    """
    A time is RFC 3339: Z for UTC, else the offset; one made without a zone is UTC.
    """
    written = [
        models.Purchase.from_dict({"id": "s", "created": text}).to_dict()["created"]
        for text in ("2030-01-01T00:00:00.250+00:00", "2030-01-01T02:00:00+02:00", "2030-01-01T00:00:00")
    ]

    assert ["2030-01-01T00:00:00.250000Z", "2030-01-01T02:00:00+02:00", "2030-01-01T00:00:00Z"] == written


def list_of(kind: Any) -> Any:
    """
    The type of a list of them.
    """
    return GenericAlias(list, (kind,))


def routed(kind: Any, answer: Any, **options: Any) -> FastAPI:
    """
    An application with one blocking and one async route that answer this.
    """
    app = FastAPI()

    def blocking() -> Any:
        return answer

    async def awaiting() -> Any:
        return answer

    for path, route in (("/blocking", blocking), ("/awaiting", awaiting)):
        route.__annotations__ = {} if kind is None else {"return": kind}
        app.get(path, **options)(route)
    return app


def answers(app: FastAPI) -> list[Any]:
    """
    What both routes answer.
    """
    client = TestClient(app)
    return [client.get(path).raise_for_status().json() for path in ("/blocking", "/awaiting")]


@pytest.mark.parametrize("name", MODELS)
def test_fastapi_returns_it(name: str) -> None:
    """
    A route returns a model, or a list of them: without a type, with it as the return type, and as `response_model=`.
    """
    kind, one, form = getattr(models, name), sample(name), payload(name)

    assert [form, form] == answers(routed(None, one)) == answers(routed(Any, one))
    assert [[form], [form]] == answers(routed(None, [one])) == answers(routed(Any, [one]))
    assert [form, form] == answers(routed(kind, one))
    assert [[form], [form]] == answers(routed(list_of(kind), [one]))
    assert [form, form] == answers(routed(None, one, response_model=kind))


@pytest.mark.parametrize("name", MODELS)
def test_fastapi_documents_it(name: str) -> None:
    """
    OpenAPI names the model and describes its fields as on the wire.
    """
    kind = getattr(models, name)
    document = routed(list_of(kind), [sample(name)]).openapi()
    answer = document["paths"]["/blocking"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    described = document["components"]["schemas"][name]
    known = {field for field in payload(name) if not field.startswith("of_a_")}

    assert {"$ref": f"#/components/schemas/{name}"} == answer["items"]
    assert "object" == described["type"]
    assert known == set(described.get("properties", {}))
    assert described["description"]


def test_fastapi_documents_what_is_inside() -> None:
    """
    A field that is a model refers to that model; an amount is a number, a time a date-time, an open enum a text.
    """
    schemas = routed(models.Bootstrap, None).openapi()["components"]["schemas"]
    purchase = routed(models.Purchase, None).openapi()["components"]["schemas"]["Purchase"]["properties"]

    assert {"$ref": "#/components/schemas/Price"} == schemas["Bootstrap"]["properties"]["prices"]["items"]
    assert "number" == schemas["Price"]["properties"]["amount"]["type"]
    assert "date-time" == purchase["created"]["anyOf"][0]["format"]
    assert "string" == purchase["status"]["anyOf"][0]["type"]
    assert "active" in purchase["status"]["anyOf"][0]["examples"]
    assert ["id"] == routed(models.Purchase, None).openapi()["components"]["schemas"]["Purchase"]["required"]


@pytest.mark.parametrize("name", MODELS)
def test_pydantic_models_hold_it(name: str) -> None:
    """
    A pydantic model with a field of ours takes an instance or its JSON form, and comes back from its own JSON.
    """
    kind, one = getattr(models, name), sample(name)
    perhaps: Any = kind | None
    holder: Any = create_model("Holder", one=(kind, ...), several=(list_of(kind), []), perhaps=(perhaps, None))
    held = holder(one=one, several=[one.to_dict()])

    assert one is held.one
    assert [one] == held.several
    assert {"one": payload(name), "several": [payload(name)], "perhaps": None} == json.loads(held.model_dump_json())
    assert held == holder.model_validate_json(held.model_dump_json())
    assert name in holder.model_json_schema(mode="serialization")["$defs"]
    assert name in holder.model_json_schema(mode="validation")["$defs"]


@pytest.mark.parametrize("name", ENUMS)
def test_pydantic_models_hold_open_enums(name: str) -> None:
    """
    A value that this release does not know passes through a pydantic model.
    """
    kind: Any = getattr(models, name)
    value = "of a later release" if issubclass(kind, str) else 77
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    assert value == adapter.validate_python(value) == adapter.dump_python(adapter.validate_python(value), mode="json")


def test_what_does_not_fit_is_a_validation_error() -> None:
    """
    pydantic reports what a model refuses, with the field and without its value.
    """

    class Holder(BaseModel):
        price: models.Price

    with pytest.raises(ValidationError, match=r"Price\.amount must be a number"):
        Holder.model_validate({"price": {**PRICE, "amount": "a lot"}})
    with pytest.raises(ValidationError, match="must be a Price or its JSON form"):
        Holder.model_validate({"price": 5})


def test_models_load_no_framework() -> None:
    """
    Models are read, printed, inspected and written without pydantic or a framework being loaded.
    """
    code = (
        "import inspect, sys; from monetize_software import BillingClient, models, webhooks\n"
        "one = models.Balance.from_dict({'type': 't', 'count': 1}); repr(one); dict(one); inspect.getmembers(one)\n"
        "print([name for name in ('pydantic', 'pydantic_core', 'fastapi', 'httpx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
