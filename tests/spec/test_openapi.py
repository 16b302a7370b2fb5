"""
The rules openapi.yaml is kept by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from monetize_software._call.error_mapping import error_from_reply

from ..support.document import ROOT, ErrorExample, document, error_examples, events, operations, resolve
from ..support.flows import call, reply

OPERATIONS = [pytest.param(path, method, op, id=op["operationId"]) for path, method, op in operations()]
EVENTS = [pytest.param(event_type, op, id=event_type) for event_type, op in events()]
ERRORS = [pytest.param(example, id=f"{example.operation}-{example.name}") for example in error_examples()]
RETRY_CLASSES = {"safe", "keyed", "natural", "never"}


def walk(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """
    Every node of the document with its path.
    """
    yield path, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from walk(value, (*path, key))


def validator(schema: dict[str, Any]) -> Any:
    """
    A validator of a schema that may refer to components.
    """
    whole = {**schema, "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def test_document_is_valid() -> None:
    """
    The document is valid OpenAPI 3.1, its schemas included.
    """
    assert "3.1.0" == document()["openapi"]
    assert [] == [error.message for error in OpenAPIV31SpecValidator(document()).iter_errors()]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_operation_is_complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """
    Every operation has an id, one known tag, explicit security, words, an error and a retry class.
    """
    tags = {tag["name"] for tag in document()["tags"]}

    assert re.fullmatch(r"[a-z][A-Za-z]+", operation["operationId"])
    assert 1 == len(operation["tags"])
    assert operation["tags"][0] in tags
    assert isinstance(operation["security"], list)
    assert operation["security"]
    assert len(operation["summary"]) > 5
    assert len(operation["description"]) > 20, "a description is a sentence or more"
    assert operation["x-retry"] in RETRY_CLASSES
    assert any(status.startswith("4") for status in operation["responses"])
    assert any(status.startswith("2") for status in operation["responses"])


def test_ids_are_unique() -> None:
    """
    No operation id stands twice, and every tag is used.
    """
    ids = [operation["operationId"] for _, _, operation in operations()]
    used = {operation["tags"][0] for _, _, operation in operations()}

    assert len(ids) == len(set(ids))
    assert {tag["name"] for tag in document()["tags"]} == used


def test_no_component_is_unused() -> None:
    """
    Every component is referred to from somewhere else.
    """
    referred = {node["$ref"] for _, node in walk(document()) if isinstance(node, dict) and "$ref" in node}
    schemes = {name for _, _, operation in operations() for entry in operation["security"] for name in entry}
    defined = {
        f"#/components/{kind}/{name}"
        for kind, named in document()["components"].items()
        if kind != "securitySchemes"
        for name in named
    }

    assert set() == defined - referred
    assert set(document()["components"]["securitySchemes"]) == schemes


def media_examples() -> Iterator[Any]:
    """
    Every example of a body with its schema.
    """
    for path, node in walk(document()):
        if isinstance(node, dict) and "schema" in node and "examples" in node:
            for name, example in node["examples"].items():
                yield pytest.param(node["schema"], resolve(example)["value"], id="/".join(map(str, (*path[-6:], name))))


@pytest.mark.parametrize(("schema", "value"), list(media_examples()))
def test_example_is_valid(schema: dict[str, Any], value: Any) -> None:
    """
    Every example fits the schema it stands beside.
    """
    assert [] == [error.message for error in validator(schema).iter_errors(value)]


def test_parameter_examples_are_valid() -> None:
    """
    Every example of a parameter fits its schema.
    """
    parameters = [node for _, node in walk(document()) if isinstance(node, dict) and "in" in node and "example" in node]

    assert parameters
    for parameter in parameters:
        assert validator(parameter["schema"]).is_valid(parameter["example"]), parameter["name"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_operation_lists_exactly_the_codes_it_shows(path: str, method: str, operation: dict[str, Any]) -> None:
    """
    `x-errors` and the error examples of an operation name the same codes.
    """
    shown = {example.code for example in error_examples() if example.operation == operation["operationId"]}

    assert set(operation["x-errors"]) == shown
    assert len(operation["x-errors"]) == len(set(operation["x-errors"]))


def test_catalogue_and_operations_agree() -> None:
    """
    Every code an operation may answer is in the catalogue, and every server code there is answered somewhere.
    """
    catalogue = document()["x-error-catalogue"]
    answered = {code for _, _, operation in operations() for code in operation["x-errors"]}
    from_server = {code for code, entry in catalogue.items() if "server" in entry["origin"]}

    assert set() == answered - set(catalogue)
    assert set() == from_server - answered


def test_catalogue_entries_are_complete() -> None:
    """
    Every code has a status or null, a group, a meaning, an origin and a source; extra fields name their attribute.
    """
    for code, entry in document()["x-error-catalogue"].items():
        assert {"status", "group", "meaning", "origin", "source"} <= set(entry), code
        assert set(entry["origin"]) <= {"server", "local", "transport", "normalised"}, code
        assert all({"wire", "attribute", "type"} <= set(field) for field in entry.get("fields", [])), code


@pytest.mark.parametrize("example", ERRORS)
def test_client_reads_every_documented_error_as_its_code(example: ErrorExample) -> None:
    """
    The client's mapping gives each documented body the code the spec says, and the catalogue's status.
    """
    import json

    answer = reply(example.status, json.dumps(example.body).encode())
    error = error_from_reply(answer, call(operation=example.operation), doubtful=False)

    assert (example.code, example.status) == (error.code, error.status)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_named_refusals_exist(path: str, method: str, operation: dict[str, Any]) -> None:
    """
    Each `x-invalid` of a body's fields names an error example of the operation that takes this body.
    """
    shown = {example.name for example in error_examples() if example.operation == operation["operationId"]}
    for media in resolve(operation.get("requestBody", {})).get("content", {}).values():
        for name, field in resolve(media["schema"]).get("properties", {}).items():
            refusals = resolve(field).get("x-invalid", field.get("x-invalid", {}))
            assert set(refusals.values()) <= shown, name


@pytest.mark.parametrize(("event_type", "operation"), EVENTS)
def test_event_is_a_named_schema(event_type: str, operation: dict[str, Any]) -> None:
    """
    Each webhook has words, examples and a schema of its own whose `type` is fixed.
    """
    media = operation["requestBody"]["content"]["application/json"]

    assert media["schema"]["$ref"].startswith("#/components/schemas/")
    assert event_type == resolve(media["schema"])["properties"]["type"]["const"]
    assert media["examples"]
    assert operation["summary"]
    assert operation["description"]


def test_choices_name_their_source() -> None:
    """
    Every `x-source` has an id, an ambiguity's or `assumed`, and says what was chosen.
    """
    found = [node["x-source"] for _, node in walk(document()) if isinstance(node, dict) and "x-source" in node]
    entries = [entry for source in found for entry in (source if isinstance(source, list) else [source])]

    assert len(entries) > 30
    for entry in entries:
        assert re.fullmatch(r"A-\d\d|assumed", entry["id"]), entry
        assert len(entry["choice"]) > 4, entry


def test_lines_can_be_read() -> None:
    """
    No line is longer than a wide screen.
    """
    lines = (ROOT / "openapi.yaml").read_text(encoding="utf-8").splitlines()

    assert [] == [number for number, line in enumerate(lines, 1) if len(line) > 240]
