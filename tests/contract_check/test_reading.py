"""
How answers are read: the code in an error, the place in a body, and what happens when the suite itself cannot work.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monetize_software.installing import how_to_install
from monetize_software_contract.asks import OK, Ask, Request
from monetize_software_contract.codes import code_of
from monetize_software_contract.contract import Contract, load
from monetize_software_contract.document import SpecError, follow, read
from monetize_software_contract.exchange import Reply, exchange_of
from monetize_software_contract.judging import judge
from monetize_software_contract.masking import Masker
from monetize_software_contract.schemas import Misfit, Schemas, shown
from monetize_software_contract.values import at
from monetize_software_spec import location
from tests.support.document import ROOT, operations
from tests.support.terminal import Terminal

PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+$"},
        "age": {"type": ["integer", "null"]},
        "born": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        "status": {"enum": ["a", "b"], "x-open": True},
        "kind": {"enum": ["a", "b"]},
        "friend": {"anyOf": [{"$ref": "#/components/schemas/Person"}, {"type": "null"}]},
        "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}},
    },
}
AT_PERSON = "/components/schemas/Person"
NOT_THERE = "a value, because the field is required"


@pytest.mark.parametrize(
    ("body", "misfits"),
    [
        pytest.param({"name": "ada"}, [], id="fits"),
        pytest.param({}, [("name", NOT_THERE, "no such field")], id="required"),
        pytest.param([], [("", "object", "a list")], id="another kind"),
        pytest.param({"name": "ada", "age": "3"}, [("age", "integer or null", '"3"')], id="type"),
        pytest.param({"name": "ada", "age": {}}, [("age", "integer or null", "an object")], id="object for number"),
        pytest.param({"name": "ada", "born": "soon"}, [("born", "a date-time", '"soon"')], id="format in alternatives"),
        pytest.param({"name": "Ada"}, [("name", 'pattern "^[a-z]+$"', '"Ada"')], id="pattern"),
        pytest.param({"name": "ada", "status": "new"}, [], id="open list"),
        pytest.param({"name": "ada", "kind": "new"}, [("kind", 'one of "a", "b"', '"new"')], id="closed list"),
        pytest.param({"name": "ada", "friend": {}}, [("friend.name", NOT_THERE, "no such field")], id="alternative"),
        pytest.param({"name": "ada", "friend": 3}, [("friend", "object", "3")], id="no alternative"),
        pytest.param(
            {"name": "ada", "friends": [{"name": "a"}, {"friend": {"name": "b", "age": 0.5}}]},
            [("friends.1.name", NOT_THERE, "no such field"), ("friends.1.friend.age", "integer or null", "0.5")],
            id="deep",
        ),
    ],
)
def test_misfits(body: Any, misfits: list[tuple[str, str, str]]) -> None:
    """
    Each place that does not fit is named once, as deep as the mistake is, with what was expected there.
    """
    schema = Schemas({"components": {"schemas": {"Person": PERSON}}}).at(AT_PERSON)

    assert sorted(Misfit(*each) for each in misfits) == sorted(schema.misfits(body))


@pytest.mark.parametrize(
    ("body", "places"),
    [
        pytest.param({"name": "ada", "friend": None}, [], id="all declared"),
        pytest.param({"name": "ada", "nick": "a"}, ["nick"], id="undeclared"),
        pytest.param(
            {"friends": [{"nick": 1}, {"nick": 2, "nack": 3}]}, ["friends[].nick", "friends[].nack"], id="list"
        ),
        pytest.param({"friend": {"friend": {"nick": 1}}}, ["friend.friend.nick"], id="alternatives"),
        pytest.param({"pets": {"rex": {"name": "rex", "bark": 1}}}, ["pets.rex.bark"], id="any name"),
        pytest.param({"data": {"anything": {"at": "all"}}}, [], id="free data"),
        pytest.param({"pair": {"left": 1, "right": 2, "middle": 3}}, [], id="nothing declared is missing"),
        pytest.param({"pair": {"left": 1, "middle": 3}}, ["pair.middle"], id="parts"),
        pytest.param([1], [], id="another kind"),
    ],
)
def test_undeclared_fields(body: Any, places: list[str]) -> None:
    """
    A field is named that no part of its schema declares, where the object lacks a declared one.
    """
    more = {
        "pets": {"additionalProperties": {"properties": {"name": {}, "age": {}}}},
        "data": {"type": "object"},
        "pair": {"allOf": [{"properties": {"left": {}}}, {"properties": {"right": {}}}]},
    }
    person = {**PERSON, "properties": {**PERSON["properties"], **more}}

    assert places == Schemas({"components": {"schemas": {"Person": person}}}).at(AT_PERSON).undeclared(body)


def test_long_values_are_cut() -> None:
    """
    A value is quoted in a few characters.
    """
    assert 61 == len(shown("x" * 1000))
    assert '"x"' == shown("x")


@pytest.mark.parametrize(
    ("operation", "status", "body", "code"),
    [
        pytest.param("getUser", 401, {"error": "Unauthorized", "tier": 1}, "Unauthorized", id="slug"),
        pytest.param("getUser", 401, {"error": "Invalid API key"}, "http_401", id="documented sentence"),
        pytest.param("getUser", 401, {"error": "Something else"}, "http_401", id="another sentence"),
        pytest.param("getUser", 404, {"error": "x", "code": "identity_not_found"}, "identity_not_found", id="code"),
        pytest.param("getUser", 404, {"error": "gone", "code": 404}, "gone", id="code that is no text"),
        pytest.param("getUser", 404, {"error": "gone", "code": ""}, "gone", id="empty code"),
        pytest.param("getUser", 404, {"error": {"message": "x"}}, "http_404", id="error that is no text"),
        pytest.param("getUser", 404, ["x"], "http_404", id="a list"),
        pytest.param("getUser", 502, "<html>", "http_502", id="no JSON"),
        pytest.param("startCheckout", 409, {"hasActivePurchase": True, "more": 1}, "already_purchased", id="flag"),
        pytest.param("startCheckout", 403, {"hasActivePurchase": True}, "http_403", id="flag of another status"),
        pytest.param("getCustomerPortal", 403, {"isTest": "0"}, "forbidden", id="portal flag"),
        pytest.param(
            "withdrawTokens", 400, {"error": "Insufficient tokens", "available": 1}, "insufficient", id="named"
        ),
        pytest.param("withdrawTokens", 400, {"error": "User ID is required"}, "http_400", id="named otherwise"),
    ],
)
def test_codes(operation: str, status: int, body: object, code: str) -> None:
    """
    The code is the documented one of such a body, else what the general rule makes of it.
    """
    assert code == code_of(status, body, load().operations[operation].refusals.values())


def test_documented_errors_read_as_their_code() -> None:
    """
    Each error body of the contract is read as the code that the contract gives it.
    """
    for operation in load().operations.values():
        for refusal in operation.refusals.values():
            found = code_of(refusal.status, refusal.body, operation.refusals.values())
            assert refusal.code == found, (operation.id, refusal.name)


def test_documented_successes_fit() -> None:
    """
    Each example of a success in the contract fits its own schema.
    """
    contract = load()
    count = 0
    for operation in contract.operations.values():
        for status, bodies in operation.answers.items():
            pointer = f"/paths/{operation.path.replace('/', '~1')}/{operation.method.lower()}/responses/{status}"
            _, answer = follow(contract.root, pointer)
            content = answer.get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values() if status < 300 else ():
                assert [] == bodies["application/json"].misfits(example["value"]), operation.id
                count += 1

    assert count > len(contract.operations)


def test_specification_is_the_one_of_this_tree() -> None:
    """
    Without another file the check reads the one that the mock server reads too.
    """
    assert ROOT / "openapi.yaml" == location()
    assert {operation.id for operation in load().operations.values()} == {
        node["operationId"] for _, _, node in operations()
    }


@pytest.mark.parametrize("text", [None, "a: [", "- a", "\x00", "a: &x {b: *y}"])
def test_broken_specification_is_refused(tmp_path: Path, text: str | None) -> None:
    """
    A file that is no specification is refused with one line.
    """
    file = tmp_path / "openapi.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"openapi\.yaml"):
        read(file)


@pytest.mark.parametrize(
    "change",
    [
        {"paths": {"/x": {"get": {}}}},
        {"components": {}},
        {"paths": {"/x": {"get": {"operationId": "x", "responses": {"200": {"$ref": "#/components/no"}}}}}},
    ],
    ids=["no operation", "no key", "dangling reference"],
)
def test_other_document_is_refused(change: dict[str, Any]) -> None:
    """
    A document without what the suite stands on is refused.
    """
    with pytest.raises(SpecError):
        Contract({**load().root, **change})


def test_missing_validator_is_named() -> None:
    """
    Installed without the extra `mock`, the command says which one it needs.
    """
    code = (
        "import sys; sys.modules['jsonschema_rs'] = None; from monetize_software_cli.__main__ import main;"
        "sys.exit(main(['contract', 'check', '--replay', 'x', '--json']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    error = json.loads(done.stderr)["error"]

    assert (3, "contract_check_not_installed") == (done.returncode, error["code"])
    assert how_to_install("cli", "mock") == error["hint"]


def test_help_names_the_exit_codes(terminal: Terminal) -> None:
    """
    The help says with what the command ends.
    """
    shown_help = " ".join(terminal("contract", "check", "--help").out.split())

    for words in ("with 0 when all matched", "with 1 when something differs", "with 4 when the server could not"):
        assert words in shown_help


@pytest.mark.parametrize(
    ("path", "found"),
    [(("a", 0, "b"), 1), (("a", 1), None), (("b",), None), (("a", "b"), None), ((0,), None), ((), {"a": [{"b": 1}]})],
)
def test_looking_into_a_body(path: tuple[str | int, ...], found: object) -> None:
    """
    What stands at a path is found; a path that leads nowhere finds nothing.
    """
    assert found == at({"a": [{"b": 1}]}, *path)


def answered(operation: str, status: int, content_type: str, body: bytes) -> list[tuple[str, str]]:
    """
    Where an answer differs from what the contract says of an operation, and what was there.
    """
    contract = load()
    ask = Ask(operation, "any", (OK,) if status < 300 else ("access_denied",))
    masker = Masker([])
    reply = Reply(status, {"content-type": content_type} if content_type else {}, body)
    exchange = exchange_of(ask, Request("POST", "/", {}), reply, masker)
    return [(each.place, each.found) for each in judge(contract.operations[operation], ask, exchange)]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/event-stream", b"data: 1\n\n"), ("image/png", b"\x89PNG"), ("application/json", b"[1]"), ("", b"")],
)
def test_success_of_a_provider_may_be_anything(content_type: str, body: bytes) -> None:
    """
    What is passed on is the provider's; what the gateway says itself is judged.
    """
    assert [] == answered("postToGateway", 200, content_type, body)
    assert [] == answered("postToGateway", 401, "application/json", b'{"error": "access-denied"}')
    assert [("code", "denied")] == answered("postToGateway", 401, "application/json", b'{"error": "denied"}')


def test_empty_answer_is_empty() -> None:
    """
    Nothing is missed in it, and a body is told.
    """
    assert [] == answered("recordEvents", 204, "", b"")
    assert [("body", "a body")] == answered("recordEvents", 204, "application/json", b"{}")


def test_what_is_passed_on_is_no_read() -> None:
    """
    It may be charged for, whatever its method, so the suite asks for it with `--write` alone.
    """
    assert not load().operations["getFromGateway"].safe
