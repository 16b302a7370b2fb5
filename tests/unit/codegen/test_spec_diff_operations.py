"""
What a change of an operation, an event or the catalogue breaks.
"""

from __future__ import annotations

from typing import Any

import pytest

from .spec_pairs import (
    ADDITIVE,
    BOTH,
    CALLERS,
    COSMETIC,
    NONE,
    OK,
    SERVERS,
    content,
    document,
    fields,
    post,
    verdict,
)

TEXT = {"type": "string"}
GET = {"operationId": "getThing", "responses": OK}
LIMIT = {"name": "limit", "in": "query", "schema": TEXT}
PLACE = {"in": "path", "required": True, "schema": TEXT}
TRACE = {"name": "X-Trace", "in": "header", "schema": TEXT}
BODY = content(TEXT)
KEY: dict[str, list[str]] = {"ownerKey": []}
BEARER: dict[str, list[str]] = {"userBearer": []}


def answer(body: dict[str, Any], status: str = "200") -> dict[str, Any]:
    """
    An operation with one answer.
    """
    return post(responses={status: {"description": "Done.", **body}})


def errors(**examples: Any) -> dict[str, Any]:
    """
    An operation with these error examples.
    """
    return answer(content(TEXT, examples=examples), "400")


def path(name: str, **operation: Any) -> dict[str, Any]:
    """
    A document with the operation `getThing` at a path.
    """
    return document({name: {"get": {**GET, **operation}}})


def event(**post: Any) -> dict[str, Any]:
    """
    A document with one webhook event.
    """
    return document(webhooks={"thing.made": {"post": {"responses": OK, **post}}})


def schemes(**named: Any) -> dict[str, Any]:
    """
    A document whose one operation takes the owner's key.
    """
    return {**post(security=[KEY]), "components": {"securitySchemes": named}}


def code(**entry: Any) -> dict[str, Any]:
    """
    A document with one error code.
    """
    return document(**{"x-error-catalogue": {"a": {"status": 400, "meaning": "A.", **entry}}})


FIELD = {"wire": "available", "attribute": "available", "type": "integer"}
ERROR = {"x-code": "http_400", "value": {"error": "No"}}

OPERATIONS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("operation added", document(), path("/a"), ADDITIVE),
    ("operation removed", path("/a"), document(), CALLERS),
    ("operations in another order", document({"/a": {"get": GET}, "/b": {"get": {**GET, "operationId": "b"}}}),
     document({"/b": {"get": {**GET, "operationId": "b"}}, "/a": {"get": GET}}), COSMETIC),
    ("path moved", path("/a"), path("/b"), BOTH),
    ("method changed", path("/a"), document({"/a": {"post": GET}}), BOTH),
    ("path parameter renamed", path("/a/{x}", parameters=[{**PLACE, "name": "x"}]),
     path("/a/{y}", parameters=[{**PLACE, "name": "y"}]), COSMETIC),
    ("operation id changed", path("/a"), path("/a", operationId="other"), BOTH),
    ("tag changed", path("/a", tags=["x"]), path("/a", tags=["y"]), CALLERS),
    ("deprecated", path("/a"), path("/a", deprecated=True), ADDITIVE),
    ("other words", path("/a", summary="a", description="b"), path("/a", summary="c"), COSMETIC),
    ("callbacks", path("/a"), path("/a", callbacks={"x": {}}), BOTH),
    ("vendor extension nobody reads", path("/a"), path("/a", **{"x-team": "b"}), COSMETIC),
    ("passed on", path("/a"), path("/a", **{"x-passthrough": True}), CALLERS),
    ("passed on no longer", path("/a", **{"x-passthrough": True}), path("/a"), BOTH),
    ("taken as text from pages that close", path("/a"), path("/a", **{"x-beacon": True}), SERVERS),
    ("path goes on", path("/a"), path("/a", **{"x-path-tail": {"name": "p", "maxLength": 9}}), SERVERS),
    ("path goes on no longer", path("/a", **{"x-path-tail": {"name": "p", "maxLength": 9}}), path("/a"), CALLERS),
    ("path goes on for less", path("/a", **{"x-path-tail": {"name": "p", "maxLength": 9}}),
     path("/a", **{"x-path-tail": {"name": "p", "maxLength": 8}}), CALLERS),
    ("rest of the path renamed", path("/a", **{"x-path-tail": {"name": "p", "maxLength": 9}}),
     path("/a", **{"x-path-tail": {"name": "q", "maxLength": 9}}), COSMETIC),
    ("any other status may come", path("/a"), path("/a", responses={**OK, "default": {"description": "x"}}), CALLERS),
    ("answer became empty", path("/a", responses={"200": {"description": "x", "content": {"application/json": {}}}}),
     path("/a", responses={"200": {"description": "x"}}), CALLERS),
]  # fmt: skip

PARAMETERS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("optional parameter added", post(), post(parameters=[LIMIT]), ADDITIVE),
    ("required parameter added", post(), post(parameters=[{**LIMIT, "required": True}]), CALLERS),
    ("parameter removed", post(parameters=[LIMIT]), post(), CALLERS),
    ("parameter required", post(parameters=[LIMIT]), post(parameters=[{**LIMIT, "required": True}]),
     CALLERS),
    ("parameter optional", post(parameters=[{**LIMIT, "required": True}]), post(parameters=[LIMIT]),
     SERVERS),
    ("parameter narrowed", post(parameters=[LIMIT]),
     post(parameters=[{**LIMIT, "schema": {**TEXT, "maxLength": 9}}]), CALLERS),
    ("parameter in another place", post(parameters=[LIMIT]), post(parameters=[{**LIMIT, "in": "header"}]),
     CALLERS),
    ("parameter in another style", post(parameters=[LIMIT]), post(parameters=[{**LIMIT, "explode": False}]),
     BOTH),
    ("parameter as JSON", post(parameters=[LIMIT]),
     post(parameters=[{"name": "limit", "in": "query", **BODY}]), BOTH),
    ("parameter deprecated", post(parameters=[LIMIT]), post(parameters=[{**LIMIT, "deprecated": True}]),
     ADDITIVE),
    ("header in other letters", post(parameters=[TRACE]), post(parameters=[{**TRACE, "name": "x-trace"}]), COSMETIC),
    ("parameters in another order", post(parameters=[LIMIT, TRACE]), post(parameters=[TRACE, LIMIT]),
     COSMETIC),
    ("parameter of the whole path", post(parameters=[LIMIT]),
     document({"/things": {"parameters": [LIMIT], "post": {"operationId": "makeThing", "responses": OK}}}), NONE),
    ("parameter with other words", post(parameters=[LIMIT]), post(parameters=[{**LIMIT, "example": "3"}]),
     COSMETIC),
]  # fmt: skip

BODIES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("optional body added", post(), post(requestBody=BODY), ADDITIVE),
    ("required body added", post(), post(requestBody={"required": True, **BODY}), CALLERS),
    ("body removed", post(requestBody=BODY), post(), CALLERS),
    ("body required", post(requestBody=BODY), post(requestBody={"required": True, **BODY}), CALLERS),
    ("body optional", post(requestBody={"required": True, **BODY}), post(requestBody=BODY), SERVERS),
    ("media type added", post(requestBody=BODY),
     post(requestBody={"content": {**BODY["content"], "text/plain": {"schema": TEXT}}}), SERVERS),
    ("media type removed", post(requestBody={"content": {**BODY["content"], "text/plain": {"schema": TEXT}}}),
     post(requestBody=BODY), CALLERS),
    ("other examples", post(requestBody=BODY), post(requestBody=content(TEXT, examples={"a": {"value": 1}})),
     COSMETIC),
    ("answer gets a body", answer({}), answer(BODY), SERVERS),
    ("answer loses its body", answer(BODY), answer({}), CALLERS),
    ("answer in another media type too", answer(BODY),
     answer({"content": {**BODY["content"], "text/plain": {"schema": TEXT}}}), CALLERS),
    ("answer in one media type only", answer({"content": {**BODY["content"], "text/plain": {"schema": TEXT}}}),
     answer(BODY), SERVERS),
    ("status of success added", post(), post(responses={**OK, "202": OK["200"]}), CALLERS),
    ("status of success removed", post(responses={**OK, "202": OK["200"]}), post(), SERVERS),
    ("status of failure added", post(), post(responses={**OK, "429": OK["200"]}), ADDITIVE),
    ("status of failure removed", post(responses={**OK, "429": OK["200"]}), post(), SERVERS),
    ("status as a number", post(responses={200: {"description": "Done."}}), post(), NONE),
    ("header of the answer added", answer({}), answer({"headers": {"X-A": {"schema": TEXT}}}), ADDITIVE),
    ("header of the answer promised", answer({}), answer({"headers": {"X-A": {"required": True, "schema": TEXT}}}),
     SERVERS),
    ("header of the answer removed", answer({"headers": {"X-A": {"schema": TEXT}}}), answer({}), CALLERS),
]  # fmt: skip

RULES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("credential added", post(security=[KEY]), post(security=[KEY, BEARER]), SERVERS),
    ("credential refused", post(security=[KEY, BEARER]), post(security=[KEY]), CALLERS),
    ("credential needed", post(security=[{}]), post(security=[KEY]), BOTH),
    ("guests allowed", post(security=[KEY]), post(security=[KEY, {}]), SERVERS),
    ("both credentials at once", post(security=[KEY, BEARER]), post(security=[{**KEY, **BEARER}]), BOTH),
    ("scope needed", post(security=[KEY]), post(security=[{"ownerKey": ["write"]}]), BOTH),
    ("credentials in another order", post(security=[KEY, BEARER]), post(security=[BEARER, KEY]), COSMETIC),
    ("security of the whole document", post(security=[KEY]), {**post(), "security": [KEY]}, NONE),
    ("scheme in another header", schemes(ownerKey={"name": "X-Api-Key"}), schemes(ownerKey={"name": "X-Key"}), BOTH),
    ("scheme with other words", schemes(ownerKey={}), schemes(ownerKey={"description": "d"}), COSMETIC),
    ("scheme described", post(security=[KEY]), schemes(ownerKey={}), COSMETIC),
    ("scheme not described", schemes(ownerKey={}), post(security=[KEY]), COSMETIC),
    ("may be repeated no longer", post(**{"x-retry": "safe"}), post(**{"x-retry": "never"}), CALLERS),
    ("may be repeated", post(**{"x-retry": "never"}), post(**{"x-retry": "keyed"}), SERVERS),
    ("repeated in another way", post(**{"x-retry": "natural"}), post(**{"x-retry": "keyed"}), BOTH),
    ("code added", post(**{"x-errors": ["a"]}), post(**{"x-errors": ["a", "b"]}), ADDITIVE),
    ("code removed", post(**{"x-errors": ["a", "b"]}), post(**{"x-errors": ["a"]}), SERVERS),
    ("codes in another order", post(**{"x-errors": ["a", "b"]}), post(**{"x-errors": ["b", "a"]}), COSMETIC),
    ("error added", errors(), errors(no=ERROR), ADDITIVE),
    ("error removed", errors(no=ERROR), errors(), SERVERS),
    ("error with another code", errors(no=ERROR), errors(no={**ERROR, "x-code": "not_found"}), CALLERS),
    ("error with another body", errors(no=ERROR), errors(no={**ERROR, "value": {"error": "Never"}}), SERVERS),
    ("error with other words", errors(no=ERROR), errors(no={**ERROR, "summary": "s"}), COSMETIC),
]  # fmt: skip

CODES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("code added", document(), code(), ADDITIVE),
    ("code removed", code(), document(), CALLERS),
    ("code with another status", code(), code(status=404), BOTH),
    ("code with another origin", code(origin=["local"]), code(origin=["local", "server"]), ADDITIVE),
    ("code in another group", code(group="generic"), code(group="checkout"), ADDITIVE),
    ("code with another meaning", code(), code(meaning="B."), COSMETIC),
    ("code with one more field", code(), code(fields=[FIELD]), ADDITIVE),
    ("code with one field less", code(fields=[FIELD]), code(), CALLERS),
    ("field of a code in another unit", code(fields=[FIELD]), code(fields=[{**FIELD, "unit": "tokens"}]), BOTH),
]  # fmt: skip

EVENTS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("event added", document(), event(), ADDITIVE),
    ("event removed", event(), document(), CALLERS),
    ("field of an event required", event(requestBody=content(fields(a=TEXT))),
     event(requestBody=content(fields(["a"], a=TEXT))), SERVERS),
    ("field of an event optional", event(requestBody=content(fields(["a"], a=TEXT))),
     event(requestBody=content(fields(a=TEXT))), CALLERS),
    ("header of an event promised", event(parameters=[TRACE]), event(parameters=[{**TRACE, "required": True}]),
     SERVERS),
    ("header of an event removed", event(parameters=[TRACE]), event(), CALLERS),
    ("event with another id", event(operationId="a"), event(operationId="b"), COSMETIC),
    ("event with another credential", event(security=[{}]), event(security=[KEY]), BOTH),
    ("receiver may answer more", event(), event(responses={**OK, "204": OK["200"]}), SERVERS),
    ("receiver may answer less", event(responses={**OK, "204": OK["200"]}), event(), CALLERS),
]  # fmt: skip

DOCUMENTS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("another version", document(), document(info={"title": "t", "version": "2"}), COSMETIC),
    ("another server", document(), document(servers=[{"url": "/x"}]), COSMETIC),
    ("a part nobody knows", document(), document(jsonSchemaDialect="https://example.com"), BOTH),
    ("a vendor extension", document(), document(**{"x-source": {"id": "A-01"}}), COSMETIC),
]  # fmt: skip

GROUPS = {
    "operation": OPERATIONS,
    "parameter": PARAMETERS,
    "body": BODIES,
    "rule": RULES,
    "code": CODES,
    "event": EVENTS,
    "document": DOCUMENTS,
}
ROWS = [pytest.param(*row[1:], id=f"{group}: {row[0]}") for group, rows in GROUPS.items() for row in rows]


@pytest.mark.parametrize(("old", "new", "expected"), ROWS)
def test_change_has_its_class(old: dict[str, Any], new: dict[str, Any], expected: str) -> None:
    """
    Each change of an operation, an event or the catalogue breaks whom it must, and nobody else.
    """
    assert expected == verdict(old, new)
