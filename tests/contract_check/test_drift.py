"""
Servers that drift from the contract: the report names the operation, the place and what was expected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock
from monetize_software_mock.api.call import Call
from monetize_software_mock.api.handlers import HANDLERS
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.world.default import default_world
from tests.support.terminal import Terminal

from .checking import USER, answering, check, differences, drifting, through, verdicts

At = Callable[[Mock], Terminal]
REQUIRED = "a value, because the field is required"


def renamed(body: dict[str, Any]) -> dict[str, Any]:
    """
    A body in which `paid` is called otherwise.
    """
    return {"hasPaid" if name == "paid" else name: value for name, value in body.items()}


def retyped(body: dict[str, Any]) -> dict[str, Any]:
    """
    A paywall whose amounts are texts.
    """
    if "prices" not in body:
        return body
    return {**body, "prices": [{**price, "amount": str(price["amount"])} for price in body["prices"]]}


def late(body: dict[str, Any]) -> dict[str, Any]:
    """
    Purchases whose period ends at no time that can be read.
    """
    return {**body, "purchases": [{**each, "current_period_end": "next month"} for each in body["purchases"]]}


@pytest.mark.parametrize(
    ("operation", "change", "place", "expected", "found"),
    [
        pytest.param("getUser", renamed, "body paid", REQUIRED, "no such field", id="a renamed field"),
        pytest.param(
            "listLegacyPrices", lambda body: {"error": None}, "body data", REQUIRED, "no such field", id="a missing one"
        ),
        pytest.param("getBootstrap", retyped, "body prices.0.amount", "number", '"9.99"', id="another type"),
        pytest.param(
            "getUser", late, "body purchases.0.current_period_end", "a date-time", '"next month"', id="another format"
        ),
        pytest.param("getBalances", lambda body: [], "body", "object", "a list", id="another shape"),
    ],
)
def test_body_that_drifts(at: At, operation: str, change: Any, place: str, expected: str, found: str) -> None:
    """
    A field that is renamed, missing, or of another type, format or shape is named with its place, and it ends with 1.
    """
    ended = check(at(answering(operation, change)))

    assert (1, "differs") == (ended.code, ended.json["outcome"])
    assert (operation, place, expected, found) in differences(ended)


def test_nothing_but_the_drift_is_reported(at: At) -> None:
    """
    One renamed field is one difference per answer, and the other operations match.
    """
    ended = check(at(answering("getUser", renamed)))
    outcomes = {each["operation"]: each["outcome"] for each in ended.json["operations"]}

    assert [("getUser", "body paid", REQUIRED, "no such field")] == differences(ended)
    assert "differs" == outcomes.pop("getUser")
    assert {"matched", "unreached"} == set(outcomes.values())


def test_status_that_drifts(at: At) -> None:
    """
    Another status is a difference, documented or not.
    """
    ended = check(at(answering("getUserState", lambda body: body, status=203)))

    assert 1 == ended.code
    assert [("getUserState", "status", "200", "203")] == differences(ended)


def test_refusal_that_is_none(at: At) -> None:
    """
    A success where a refusal is documented is a difference, and says which refusal was expected.
    """

    def lenient(call: Call) -> Reply:
        try:
            return HANDLERS["getUser"](call)
        except Problem:
            return Reply({"balances": [], "purchases": [], "paid": False})

    ended = check(at(drifting("getUser", lenient)))
    found = differences(ended)

    assert ("getUser", "status", "400 identity_required", "200") in found
    assert ("getUser", "status", "404 identity_not_found", "200") in found
    assert {("A-19", "getUser"), ("A-41", "getUser")} <= verdicts(ended, "refuted")


@pytest.mark.parametrize(
    ("error", "expected", "found"),
    [
        pytest.param({"error": "who_are_you"}, "identity_required (x-errors: ", "who_are_you", id="undeclared"),
        pytest.param(
            {"error": "x", "code": "identity_not_found"}, "identity_required", "identity_not_found", id="other"
        ),
        pytest.param({"error": "Who are you?"}, "identity_required", "http_400", id="only a sentence"),
    ],
)
def test_code_that_drifts(at: At, error: dict[str, Any], expected: str, found: str) -> None:
    """
    A code outside `x-errors`, or another one than the documented body has, is a difference.
    """

    def unclear(call: Call) -> Reply:
        if not call.query:
            return Reply(error, 400, "")
        return HANDLERS["getUser"](call)

    mock = drifting("getUser", unclear)
    ended = check(at(mock))
    place, said, seen = next(each[1:] for each in differences(ended) if each[1] == "code")

    assert 1 == ended.code
    assert ("code", found) == (place, seen)
    assert said.startswith(expected)


def test_header_that_drifts(terminal: Terminal) -> None:
    """
    Another media type than the documented one is a difference, also when the body still fits.
    """

    def as_text(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        answer.headers["content-type"] = "text/html; charset=utf-8"
        return answer

    through(terminal, as_text)
    ended = check(terminal)

    assert 1 == ended.code
    assert {("header content-type", "application/json", "text/html")} == {each[1:] for each in differences(ended)}


@pytest.mark.parametrize("body", [b"<html>Hello</html>", b"", b"\xff\xfe", b'{"paid": NaN}'])
def test_body_that_is_no_json(terminal: Terminal, body: bytes) -> None:
    """
    A body that is not JSON is a difference, and not a crash.
    """
    through(terminal, lambda request, answer: httpx.Response(answer.status_code, content=body, headers=JSON))
    ended = check(terminal)

    assert 1 == ended.code
    assert ("getUser", "body", "JSON", "something else") in differences(ended)


JSON = {"content-type": "application/json"}


def test_unknown_values_of_open_lists_match(at: At) -> None:
    """
    A status that the contract does not list is no difference where it says that more may appear.
    """

    def paused(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "purchases": [{**each, "status": "paused"} for each in body["purchases"]]}

    ended = check(at(answering("getUser", paused)))

    assert (0, []) == (ended.code, differences(ended))


def test_optional_field_that_is_renamed_is_noted(at: At) -> None:
    """
    A field that nobody declared is no difference, but it is named where a declared one is missing.
    """

    def respelled(body: dict[str, Any]) -> dict[str, Any]:
        purchases = [{**each, "periodEnd": each.pop("current_period_end")} for each in body["purchases"]]
        return {**body, "purchases": purchases, "flag": True}

    terminal = at(answering("getUser", respelled))
    ended = check(terminal)
    noted = {each["operation"]: each["undeclared"] for each in ended.json["operations"] if each["undeclared"]}

    assert (0, []) == (ended.code, differences(ended))
    assert {"getUser": ["purchases[].periodEnd", "flag"]} == noted
    assert "– getUser: purchases[].periodEnd, flag" in terminal("contract", "check", *USER).out.splitlines()


def test_switch_that_refutes(at: At) -> None:
    """
    A server that decided otherwise than assumed refutes the assumption, and it ends with 1.
    """
    ended = check(at(Mock(default_world().with_switches(user_state_needs_key=True))))

    assert 1 == ended.code
    assert {("A-07", "getUserState")} == verdicts(ended, "refuted")
    assert ("getUserState", "status", "200", "401 http_401") in differences(ended)


def test_drift_for_people(at: At) -> None:
    """
    People read what was expected and found below the ask and the place, and the refuted assumption with its reading.
    """
    ended = at(Mock(default_world().with_switches(user_state_needs_key=True)))("contract", "check", *USER)
    lines = ended.out.splitlines()
    place = lines.index("✗ getUserState: no credential: status")

    assert ["    expected  200", "    found     401 http_401"] == lines[place + 1 : place + 3]
    assert any(line.startswith("✗ A-07 getUserState: No credential is required;") for line in lines)
    assert "The server differs from the contract." == lines[-1]
