"""
A specification that cannot be used stops the start with one line; a good one is read as it stands.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from monetize_software_mock import Mock, SpecError
from monetize_software_mock.api.call import Handler
from monetize_software_mock.api.handlers import HANDLERS
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.spec.document import Document
from monetize_software_mock.spec.routes import Routes
from monetize_software_mock.spec.specification import load
from monetize_software_spec import located, location

from ..support.sample_requests import GOOD, connect_http

SOURCE = location().read_text(encoding="utf-8")


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """
    The specification with a text replaced where it first stands.
    """
    text = SOURCE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "openapi.yaml"
    file.write_text(text, encoding="utf-8")
    return file


BROKEN: dict[str, tuple[tuple[str, str], str]] = {
    "not YAML": (("openapi: 3.1.0", "openapi: [3.1.0"), r"openapi\.yaml line \d+: not YAML: "),
    "no operationId": (
        ("operationId: getUser\n      tags", "summary2: x\n      tags"),
        "GET .*/user: operationId is missing",
    ),
    "operationId twice": (
        ("operationId: getUserState\n      tags", "operationId: getUser\n      tags"),
        "operationId getUser is there twice",
    ),
    "no handler": (
        ("operationId: getUserState\n      tags", "operationId: getNothing\n      tags"),
        "No handler for operation getNothing",
    ),
    "no tag": (("tags: [users]", "tags: []"), "GET .*/user: tags is missing"),
    "no security": (("security: [{}, {userBearer: []}]", "deprecated: false"), "bootstrap: security is missing"),
    "unknown retry": (("x-retry: keyed", "x-retry: often"), "start-checkout: x-retry is 'often', not one of safe"),
    "unknown x-invalid": (
        ("malformed: invalid_email}", "malformed: nobody}"),
        "x-invalid of email names 'nobody', which is no error example here",
    ),
    "x-errors incomplete": (("x-errors: [not_found, ", "x-errors: ["), "bootstrap: x-errors lacks not_found"),
    "no invalid_request": (
        (
            '"400": {$ref: "#/components/responses/InvalidRequest"}',
            '"400": {$ref: "#/components/responses/PaywallNotFound"}',
        ),
        "bootstrap: no error example is called invalid_request",
    ),
    "example without code": (
        ("paywall_not_found: {x-code: not_found, value", "paywall_not_found: {value"),
        "error example paywall_not_found has no x-code",
    ),
    "answer of another type": (
        ("          content:\n            application/json:", "          content:\n            text/html:"),
        "answer 200 is not application/json",
    ),
    "answer without a number": (
        (
            '        "200":\n          description: The session.',
            "        default:\n          description: The session.",
        ),
        "answer default needs a number",
    ),
    "cookie": (
        ("in: query\n          description: Version last seen", "in: cookie\n          description: Version last seen"),
        "parameter if_version is in 'cookie'",
    ),
    "dangling reference": (
        ('#/components/parameters/PaywallId"', '#/components/parameters/Nothing"'),
        "parameters/Nothing: nothing is there",
    ),
    "foreign reference": (
        ('#/components/parameters/PaywallId"', 'other.yaml#/PaywallId"'),
        "does not point into this file",
    ),
    "not a schema": (("schema: {type: string, maxLength: 200}", "schema: {type: nonsense}"), "not a schema: "),
    "not OpenAPI": (
        ("        - name: if_version\n", "        - nonsense: if_version\n"),
        "bootstrap: not OpenAPI 3.1: KeyError",
    ),
    "no paths": (("\npaths:\n", "\nroads:\n"), "/paths: nothing is there"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_specification_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """
    The line names the file and says what is wrong where.
    """
    change, message = BROKEN[name]

    with pytest.raises(SpecError) as caught:
        Mock(spec=changed(tmp_path, change))
    assert re.search(message, str(caught.value))
    assert 1 == len(str(caught.value).splitlines())


def test_parameter_that_is_required_must_be_sent(tmp_path: Path) -> None:
    """
    The specification decides, not the code.
    """
    required = (
        "- name: X-Client-Ip\n          in: header\n",
        "- name: X-Client-Ip\n          in: header\n          required: true\n",
    )
    client = connect_http(Mock(spec=changed(tmp_path, required)))

    assert 400 == GOOD["getUser"].of(client).status_code
    assert 200 == GOOD["getUser"].adding(X_Client_Ip="192.0.2.1").of(client).status_code


def test_missing_file_is_named(tmp_path: Path) -> None:
    """
    As is one that is no mapping, or not even text.
    """
    (tmp_path / "list.yaml").write_text("[]")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff")

    with pytest.raises(SpecError, match=r"nowhere\.yaml: cannot be read: No such file"):
        load(tmp_path / "nowhere.yaml")
    with pytest.raises(SpecError, match=r"list\.yaml: not a mapping"):
        load(tmp_path / "list.yaml")
    with pytest.raises(SpecError, match=r"bytes\.yaml: cannot be read"):
        load(tmp_path / "bytes.yaml")
    with pytest.raises(SpecError, match="cannot be read"):
        load(tmp_path)


def test_handler_nobody_asks_for_is_refused() -> None:
    """
    A handler must belong to an operation.
    """
    with pytest.raises(SpecError, match="no operation inventCoffee"):
        Mock(handlers={**HANDLERS, "inventCoffee": HANDLERS["getUser"]})


def test_unchanged_file_is_compiled_once() -> None:
    """
    Every mock of a process shares the compiled specification.
    """
    assert load() is load(str(location()))


def test_every_operation_is_read_with_everything_it_says() -> None:
    """
    Nothing of the document is lost on the way.
    """
    document: dict[str, Any] = yaml.safe_load(SOURCE)
    found = {
        node["operationId"]: (
            method.upper(),
            path,
            node["x-retry"],
            set(node["x-errors"]),
            set(node["responses"]) - {"default"},  # which says that any other status is a provider's
        )
        for path, methods in document["paths"].items()
        for method, node in methods.items()
    }

    assert found == {
        each.id: (each.method, each.path, each.retry, set(each.codes), set(map(str, each.answers)))
        for each in load().operations.values()
    }


def test_packaged_specification_comes_before_the_one_of_a_checkout(tmp_path: Path) -> None:
    """
    An installed package brings its own.
    """
    package = tmp_path / "site" / "monetize_software_spec"
    package.mkdir(parents=True)

    assert tmp_path / "openapi.yaml" == located(package, tmp_path)
    (package / "openapi.yaml").touch()
    assert package / "openapi.yaml" == located(package, tmp_path)


def test_pointer_finds_list_items_and_numbers() -> None:
    """
    Keys that YAML reads as numbers are found by their text, escapes are undone.
    """
    document = Document(Path("x.yaml"), {"a/b": [{200: "found"}]})

    assert "found" == document.follow("/a~1b/0/200")[1]
    for missing in ("/a~1b/1", "/a~1b/x", "/a~1b/0/404", "/a~1b/0/200/x"):
        with pytest.raises(SpecError, match="nothing is there"):
            document.follow(missing)


EMPTY = (
    "          description: One entry per token type.\n          content:",
    "          description: None.\n          was:",
)


def test_answer_may_be_empty_where_its_status_is(tmp_path: Path) -> None:
    """
    A 204 without a content is read as an answer without a body; any other status needs one.
    """
    emptied = ('        "200":\n' + EMPTY[0], '        "204":\n' + EMPTY[1])
    spec = load(changed(tmp_path, emptied))

    assert {204: None} == {
        code: schema for code, schema in spec.operations["getBalances"].answers.items() if code < 400
    }
    with pytest.raises(SpecError, match="answer 200 needs a content; only 204 and 205 have none"):
        load(changed(tmp_path, EMPTY))


def test_empty_answer_leaves_without_a_body(tmp_path: Path) -> None:
    """
    And without a type; a handler that says something after all is told so.
    """
    spec = changed(tmp_path, ('        "200":\n' + EMPTY[0], '        "204":\n' + EMPTY[1]))
    said: list[tuple[dict[str, Any], int]] = [({}, 204), ({"balances": []}, 500)]
    for body, status in said:
        reply = Reply(body, 204)
        handlers: dict[str, Handler] = {**HANDLERS, "getBalances": lambda _, reply=reply: reply}  # type: ignore[misc]
        answer = GOOD["getBalances"].of(connect_http(Mock(spec=spec, handlers=handlers)))
        assert (status, status != 204) == (answer.status_code, "content-type" in answer.headers)
        assert (status == 204) == (answer.content == b"")


def test_operation_that_passes_on_says_so() -> None:
    """
    With what may follow its path, and whether it takes a body; every status below 300 and those of its own are known.
    """
    get, post = (load().operations[name] for name in ("getFromGateway", "postToGateway"))

    assert (True, False, True, True) == (get.passthrough, get.any_body, post.passthrough, post.any_body)
    assert [("path", 2048)] * 2 == [(each.tail.name, each.tail.longest) for each in (get, post) if each.tail]
    assert {200, 400, 401, 402, 403, 404, 413} == set(post.answers)
    assert post.answers[200] is None
    assert post.answers[402] is not None


def test_operation_for_pages_that_close_takes_text() -> None:
    """
    The same body under another name, and no other operation does.
    """
    taking = {name: each.bodies for name, each in load().operations.items() if "text/plain" in each.bodies}

    assert ["recordEvents"] == list(taking)
    assert taking["recordEvents"]["text/plain"] is taking["recordEvents"]["application/json"]


@pytest.mark.parametrize(
    ("path", "operation", "tail"),
    [
        ("/api/v1/api-gateway/p", "getFromGateway", ""),
        ("/api/v1/api-gateway/p/", "getFromGateway", ""),
        ("/api/v1/api-gateway/p//a%2Fb/", "getFromGateway", "/a%2Fb/"),
        ("/api/v1/api-gateway//a", None, ""),
        ("/api/v1/api-gateway", None, ""),
        ("/api/v1/paywall/3/bootstrap/x", None, ""),
    ],
)
def test_path_goes_on_only_where_the_document_says(path: str, operation: str | None, tail: str) -> None:
    """
    What follows is kept as it came.
    """
    match = Routes(load().operations.values()).find("GET", path)

    assert (operation, tail) == (match.operation.id if match.operation else None, match.tail)
