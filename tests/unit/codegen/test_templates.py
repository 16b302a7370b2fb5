"""
What the templates make of schemas that openapi.yaml does not have yet, and what they refuse to make.
"""

from __future__ import annotations

import importlib
import json
import pickle
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from monetize_software_codegen import generation
from monetize_software_codegen.document import ROOT, Refused

PACKAGE = "kitchen_sink_api"

HEAD = """
openapi: 3.1.0
info: {title: kitchen sink, version: "1"}
x-error-catalogue: {}
"""

OPERATION = """
      tags: [things]
      summary: s
      description: d
      security: [{}]
      x-errors: []
      x-retry: safe
"""

SPEC = f"""{HEAD}
paths:
  /things/{{thingId}}:
    post:
      operationId: changeThing{OPERATION}
      parameters:
        - {{name: thingId, in: path, required: true, schema: {{type: string}}}}
        - {{name: X-Count, in: header, schema: {{type: integer}}}}
        - {{name: X-Flag, in: header, schema: {{type: boolean}}}}
        - {{name: headers, in: query, schema: {{type: string}}}}
        - {{name: request, in: query, schema: {{type: string}}}}
        - {{name: day, in: query, schema: {{type: string, format: date}}}}
      requestBody:
        required: true
        content: {{multipart/form-data: {{schema: {{$ref: "#/components/schemas/Form"}}}}}}
      responses:
        "200": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Plain"}}}}}}}}
        "201": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Fixed"}}}}}}}}
        "404": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Numbered"}}}}}}}}
        "4XX": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Plain"}}}}}}}}
        "5XX": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Numbered"}}}}}}}}
components:
  schemas:
    Plain: {{type: object, required: [id], properties: {{id: {{type: string}}}}}}
    Fixed: {{type: object, required: [on], properties: {{on: {{const: true}}}}}}
    Form: {{type: object, required: [flag], properties: {{flag: {{type: boolean}}}}}}
    Color: {{type: string, enum: [red, green]}}
    Level: {{type: integer, enum: [0, 1]}}
    Node: {{type: object, properties: {{edge: {{$ref: "#/components/schemas/Edge"}}}}}}
    Edge: {{type: object, properties: {{node: {{$ref: "#/components/schemas/Node"}}}}}}
    Lists:
      type: object
      properties:
        rows: {{type: array, items: {{type: array, items: {{type: string}}}}}}
        holes: {{type: array, items: {{anyOf: [{{$ref: "#/components/schemas/Plain"}}, {{type: "null"}}]}}}}
        colors: {{type: array, items: {{$ref: "#/components/schemas/Color"}}}}
        levels: {{type: array, items: {{$ref: "#/components/schemas/Level"}}}}
    Map: {{type: object, additionalProperties: {{type: [string, "null"]}}}}
    Mixed:
      type: object
      properties:
        owner: {{anyOf: [{{$ref: "#/components/schemas/Plain"}}, {{type: string}}, {{type: "null"}}]}}
        color: {{anyOf: [{{$ref: "#/components/schemas/Color"}}, {{type: string}}]}}
        one: {{anyOf: [{{$ref: "#/components/schemas/Fixed"}}, {{$ref: "#/components/schemas/Plain"}}]}}
        either: {{type: [integer, string]}}
    Dated: {{type: object, properties: {{day: {{type: string, format: date}}, key: {{type: string, format: uuid}}}}}}
    Names:
      type: object
      properties:
        items: {{type: array, items: {{type: string}}}}
        tags: {{type: array, items: {{type: string}}}}
        member: {{type: string}}
        color: {{$ref: "#/components/schemas/Color"}}
        value: {{type: string}}
        cls: {{type: string}}
        decoded: {{type: string}}
        src_dict: {{type: string}}
        extras: {{type: string}}
    Numbered: {{type: object, properties: {{number: {{type: string}}, amount: {{type: number}}}}}}
    Named:
      type: object
      properties: {{name: {{type: string}}, key: {{type: string}}}}
      additionalProperties: {{type: integer}}
    Secrets:
      type: object
      properties:
        id_token: {{type: string, x-private: secret}}
        nickname: {{type: string, x-private: personal}}
        home: {{$ref: "#/components/schemas/Address"}}
        away: {{anyOf: [{{$ref: "#/components/schemas/Address"}}, {{type: "null"}}]}}
        tokens: {{type: integer}}
    Address:
      type: object
      x-private: personal
    Inherited:
      allOf:
        - $ref: "#/components/schemas/Secrets"
        - {{type: object, properties: {{plain: {{type: string}}}}}}
"""

REFUSED = f"""{HEAD}
paths:
  /things:
    get:
      operationId: readThings{OPERATION}
      parameters:
        - {{name: session, in: cookie, schema: {{type: string}}}}
        - {{name: X-Many, in: header, schema: {{type: string}}}}
        - {{name: either, in: query, schema: {{type: [integer, string]}}}}
      requestBody: {{content: {{application/octet-stream: {{schema: {{type: string, format: binary}}}}}}}}
      responses:
        default: {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Amount"}}}}}}}}
components:
  schemas:
    Amount: {{type: object, properties: {{value: {{anyOf: [{{type: number}}, {{type: string}}]}}}}}}
"""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """
    The models generated from the kitchen sink.
    """
    folder = tmp_path_factory.mktemp("generated")
    write(SPEC, folder)
    sys.path.insert(0, str(folder))
    yield importlib.import_module(f"{PACKAGE}.models")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


def write(spec: str, folder: Path) -> None:
    """
    Generate a package from a spec.
    """
    (folder / "openapi.yaml").write_text(spec, encoding="utf-8")
    config = (ROOT / "generator-config.yml").read_text(encoding="utf-8").replace(generation.PACKAGE, PACKAGE)
    (folder / "config.yml").write_text(config, encoding="utf-8")
    generation.generate_into(folder / PACKAGE, folder / "openapi.yaml", folder / "config.yml")


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        pytest.param("Node", {"edge": {"node": {}}}, id="models that refer to each other"),
        pytest.param("Lists", {"rows": [["a", "b"], [], ["c"]]}, id="lists of lists"),
        pytest.param("Lists", {"holes": [{"id": "a"}, None]}, id="list with nulls"),
        pytest.param("Lists", {"colors": ["red", "mauve"], "levels": [0, 1, 9]}, id="lists of enums"),
        pytest.param("Map", {"a": None, "b": "x"}, id="map with nulls"),
        pytest.param("Mixed", {"owner": "bob", "color": "mauve", "one": {"on": True}, "either": 5}, id="unions, plain"),
        pytest.param(
            "Mixed", {"owner": {"id": "1"}, "color": "red", "one": {"id": "1"}, "either": "five"}, id="unions, objects"
        ),
        pytest.param("Dated", {"day": "2030-01-01", "key": "5d9f0c1e-0000-4000-8000-000000000001"}, id="date and uuid"),
        pytest.param(
            "Names",
            {"items": ["a"], "tags": ["b", "c"], "member": "m", "color": "mauve"},
            id="fields called like loops",
        ),
        pytest.param(
            "Names",
            {"value": "v", "cls": "c", "decoded": "d", "src_dict": "s", "extras": "e"},
            id="fields called like locals",
        ),
        pytest.param("Numbered", {"number": "n", "amount": 2.5}, id="field called like a function"),
        pytest.param("Named", {"name": "n", "key": "k", "z": 1}, id="fields beside a typed map"),
    ],
)
def test_payload_survives_a_round_trip(models: Any, name: str, payload: dict[str, Any]) -> None:
    """
    Whatever the shape and whatever its fields are called, what was read is written back.
    """
    decoded = getattr(models, name).from_dict(payload)

    assert payload == json.loads(json.dumps(decoded.to_dict()))


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("Lists", {"rows": ["a"]}),
        ("Lists", {"rows": [[1]]}),
        ("Lists", {"colors": [None]}),
        ("Lists", {"levels": ["1"]}),
        ("Map", {"a": 5}),
        ("Mixed", {"owner": 5}),
        ("Mixed", {"owner": {}}),
        ("Mixed", {"one": "text"}),
        ("Mixed", {"either": True}),
        ("Dated", {"day": "soon"}),
        ("Dated", {"day": 5}),
        ("Dated", {"key": "x"}),
        ("Dated", {"key": []}),
        ("Fixed", {"on": 1}),
        ("Fixed", {"on": Decimal("sNaN")}),
        ("Named", {"z": "one"}),
    ],
    ids=repr,
)
def test_what_does_not_fit_is_refused(models: Any, name: str, payload: dict[str, Any]) -> None:
    """
    The one exception of decoding comes for every kind of field.
    """
    invalid = importlib.import_module(f"{PACKAGE}.errors").InvalidPayload

    with pytest.raises(invalid, match=rf"^{name}|^Plain|^Fixed"):
        getattr(models, name).from_dict(payload)


def test_integer_enums_are_open(models: Any) -> None:
    """
    A number of a later release is kept, survives pickling, and is not remembered.
    """
    level = models.Lists.from_dict({"levels": [9]}).levels[0]

    assert isinstance(level, models.Level)
    assert 9 == level == pickle.loads(pickle.dumps(level))
    assert "9" == str(level)
    assert [0, 1] == list(models.Level)
    assert models.Level.VALUE_0 is models.Lists.from_dict({"levels": [0]}).levels[0]


def test_what_the_document_calls_private_stays_out_of_repr(models: Any) -> None:
    """
    By the field's own mark or that of the schema it refers to; a model that takes the fields over hides them too.
    """
    private = {"id_token": "t0k", "nickname": "bob", "home": {"city": "Riga"}, "away": {"city": "Riga"}, "tokens": 7}
    masked = "id_token=***, nickname=***, home=***, away=***, tokens=7"

    assert f"Secrets({masked})" == repr(models.Secrets.from_dict(private))
    assert f"Inherited({masked}, plain='x')" == repr(models.Inherited.from_dict({**private, "plain": "x"}))


def call(status: int, content: Any, **options: Any) -> Any:
    """
    What the generated caller makes of an answer.
    """
    endpoint = importlib.import_module(f"{PACKAGE}.api.things.change_thing")
    form = importlib.import_module(f"{PACKAGE}.models").Form(flag=True)
    answer = httpx.Response(status, html=content) if isinstance(content, str) else httpx.Response(status, json=content)
    transport = httpx.MockTransport(lambda request: answer)
    client = importlib.import_module(PACKAGE).Client(
        base_url="https://pay.example.com", httpx_args={"transport": transport}, **options
    )
    with client:
        return endpoint.sync("1", client=client, body=form)


@pytest.mark.parametrize(
    ("status", "content", "name"),
    [
        (200, {"id": "1"}, "Plain"),
        (201, {"on": True}, "Fixed"),
        (404, {"number": "1"}, "Numbered"),
        (410, {"id": "1"}, "Plain"),
        (503, {}, "Numbered"),
        (404, "<html>", "NoneType"),
        (302, {}, "NoneType"),
    ],
)
def test_each_status_has_its_type(models: Any, status: int, content: Any, name: str) -> None:
    """
    Exact statuses win over ranges; a documented status without JSON and an undocumented one parse to None.
    """
    assert name == type(call(status, content)).__name__


@pytest.mark.parametrize("content", ["<html>", {}], ids=["html", "json"])
def test_undocumented_status_is_raised_when_asked_for(models: Any, content: Any) -> None:
    """
    `raise_on_unexpected_status` holds for every body, and the text does not repeat it.
    """
    unexpected = importlib.import_module(f"{PACKAGE}.errors").UnexpectedStatus

    with pytest.raises(unexpected, match=r"^Unexpected status code: 302$"):
        call(302, content, raise_on_unexpected_status=True)


def test_request_parts_are_what_the_http_library_takes(models: Any) -> None:
    """
    Headers are texts, form flags are JSON's words, and parameters may be called like our own locals.
    """
    endpoint: Any = importlib.import_module(f"{PACKAGE}.api.things.change_thing")
    request = endpoint.build_request(
        "a/b", body=models.Form(flag=True), x_count=5, x_flag=False, headers="h", request="r"
    )

    assert {"X-Count": "5", "X-Flag": "false"} == request["headers"]
    assert {"headers": "h", "request": "r"} == request["params"]
    assert [("flag", (None, b"true", "text/plain"))] == request["files"]
    assert "/things/a%2Fb" == request["url"]


def test_what_the_templates_cannot_write_is_told(tmp_path: Path) -> None:
    """
    A shape without a template stops the generation by name, instead of failing when it is used.
    """
    with pytest.raises(Refused) as refusal:
        write(REFUSED, tmp_path)

    assert [
        "The templates cannot write:",
        "read_things: the type of parameter either",
        "read_things: parameters in a cookie",
        "read_things: a body that is neither JSON nor multipart",
        "read_things: a default response; name the statuses",
        "read_things: no response of 2xx, or several that are not objects",
        "Amount.value is a union of more than models, text, integers and booleans: Decimal | str",
    ] == str(refusal.value).splitlines()
