"""
What a change of a schema breaks, in a request and in an answer.
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
    SERVERS,
    answered,
    asked,
    fields,
    lines,
    ref,
    verdict,
)

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
NUMBER = {"type": "number"}
NULL = {"type": "null"}
OPEN = {"type": "string", "enum": ["a", "b"], "x-open": True}
CLOSED = {"type": "string", "enum": ["a", "b"]}
CLOSED_OBJECT = {**fields(a=TEXT), "additionalProperties": False}

# (what, old schema, new schema, class in a request, class in an answer)
FIELDS: list[tuple[str, Any, Any, str, str]] = [
    ("optional field added", fields(a=TEXT), fields(a=TEXT, b=TEXT), ADDITIVE, ADDITIVE),
    ("required field added", fields(a=TEXT), fields(["b"], a=TEXT, b=TEXT), CALLERS, SERVERS),
    ("optional field removed", fields(a=TEXT, b=TEXT), fields(a=TEXT), CALLERS, CALLERS),
    ("required field removed", fields(["b"], a=TEXT, b=TEXT), fields(a=TEXT), CALLERS, CALLERS),
    ("field became required", fields(a=TEXT), fields(["a"], a=TEXT), CALLERS, SERVERS),
    ("field became optional", fields(["a"], a=TEXT), fields(a=TEXT), SERVERS, CALLERS),
    ("field in another order", fields(a=TEXT, b=TEXT), fields(b=TEXT, a=TEXT), COSMETIC, COSMETIC),
    ("nested field required", fields(a=fields(b=TEXT)), fields(a=fields(["b"], b=TEXT)), CALLERS, SERVERS),
    ("field of items required", {"items": fields(b=TEXT)}, {"items": fields(["b"], b=TEXT)}, CALLERS, SERVERS),
    ("only the name required", fields(), fields(["a"]), CALLERS, SERVERS),
    ("unnamed fields refused", fields(a=TEXT), CLOSED_OBJECT, CALLERS, SERVERS),
    ("unnamed fields allowed", CLOSED_OBJECT, fields(a=TEXT), SERVERS, CALLERS),
    ("field added where others are refused", CLOSED_OBJECT,
     {**CLOSED_OBJECT, "properties": {"a": TEXT, "b": TEXT}}, SERVERS, CALLERS),
    ("field removed where others are refused", {**CLOSED_OBJECT, "properties": {"a": TEXT, "b": TEXT}},
     CLOSED_OBJECT, CALLERS, BOTH),
    ("unnamed fields of one type", fields(), {**fields(), "additionalProperties": TEXT}, CALLERS, SERVERS),
    ("unnamed fields spelled out", fields(), {**fields(), "additionalProperties": True}, NONE, NONE),
    ("unnamed fields still refused", CLOSED_OBJECT, {**CLOSED_OBJECT, "title": "t"}, COSMETIC, COSMETIC),
]  # fmt: skip

VALUES: list[tuple[str, Any, Any, str, str]] = [
    ("another type", TEXT, WHOLE, BOTH, BOTH),
    ("wider type", WHOLE, NUMBER, SERVERS, CALLERS),
    ("narrower type", NUMBER, WHOLE, CALLERS, SERVERS),
    ("any type", TEXT, {}, SERVERS, CALLERS),
    ("true as a schema", {}, {"items": True}, NONE, NONE),
    ("false as a schema", {"items": {}}, {"items": False}, BOTH, BOTH),
    ("type list in another order", {"type": ["string", "null"]}, {"type": ["null", "string"]}, NONE, NONE),
    ("null allowed", TEXT, {"type": ["string", "null"]}, SERVERS, CALLERS),
    ("null refused", {"type": ["string", "null"]}, TEXT, CALLERS, SERVERS),
    ("null spelled as a choice", {"type": ["string", "null"]}, {"anyOf": [TEXT, NULL]}, NONE, NONE),
    ("value added to a closed list", CLOSED, {**CLOSED, "enum": ["a", "b", "c"]}, SERVERS, CALLERS),
    ("value removed from a closed list", CLOSED, {**CLOSED, "enum": ["a"]}, CALLERS, BOTH),
    ("value added to an open list", OPEN, {**OPEN, "enum": ["a", "b", "c"]}, ADDITIVE, ADDITIVE),
    ("value removed from an open list", OPEN, {**OPEN, "enum": ["a"]}, CALLERS, CALLERS),
    ("values in another order", CLOSED, {**CLOSED, "enum": ["b", "a"]}, COSMETIC, COSMETIC),
    ("list opened", CLOSED, OPEN, SERVERS, CALLERS),
    ("list closed", OPEN, CLOSED, CALLERS, SERVERS),
    ("closed list introduced", TEXT, CLOSED, CALLERS, SERVERS),
    ("open list introduced", TEXT, OPEN, ADDITIVE, ADDITIVE),
    ("closed list dropped", CLOSED, TEXT, BOTH, CALLERS),
    ("open list dropped", OPEN, TEXT, CALLERS, CALLERS),
    ("const as a list of one", {"const": "a"}, {"type": "string", "enum": ["a"]}, NONE, NONE),
    ("another const", {"const": True}, {"const": False}, BOTH, BOTH),
    ("upper bound introduced", TEXT, {**TEXT, "maxLength": 9}, CALLERS, SERVERS),
    ("upper bound lowered", {**WHOLE, "maximum": 9}, {**WHOLE, "maximum": 8}, CALLERS, SERVERS),
    ("upper bound raised", {**WHOLE, "maximum": 9}, {**WHOLE, "maximum": 10}, SERVERS, CALLERS),
    ("upper bound dropped", {"type": "array", "maxItems": 9}, {"type": "array"}, SERVERS, CALLERS),
    ("lower bound introduced", WHOLE, {**WHOLE, "exclusiveMinimum": 0}, CALLERS, SERVERS),
    ("lower bound raised", {**WHOLE, "minimum": 1}, {**WHOLE, "minimum": 2}, CALLERS, SERVERS),
    ("lower bound lowered", {**TEXT, "minLength": 1}, {**TEXT, "minLength": 0}, SERVERS, CALLERS),
    ("pattern introduced", TEXT, {**TEXT, "pattern": "^a"}, CALLERS, SERVERS),
    ("pattern dropped", {**TEXT, "pattern": "^a"}, TEXT, SERVERS, CALLERS),
    ("another pattern", {**TEXT, "pattern": "^a"}, {**TEXT, "pattern": "^b"}, BOTH, BOTH),
    ("format introduced", TEXT, {**TEXT, "format": "email"}, CALLERS, SERVERS),
    ("format dropped", {**TEXT, "format": "email"}, TEXT, SERVERS, CALLERS),
    ("format with a Python type of its own", TEXT, {**TEXT, "format": "date-time"}, BOTH, BOTH),
    ("items made unique", {"type": "array"}, {"type": "array", "uniqueItems": True}, CALLERS, SERVERS),
    ("items still not unique", {"type": "array"}, {"type": "array", "uniqueItems": False}, NONE, NONE),
    ("items of a type", {"type": "array"}, {"type": "array", "items": TEXT}, CALLERS, SERVERS),
    ("another default", {**WHOLE, "default": 1}, {**WHOLE, "default": 2}, BOTH, CALLERS),
    ("another refusal", {**TEXT, "x-invalid": {"absent": "a"}}, {**TEXT, "x-invalid": {"absent": "b"}}, BOTH, BOTH),
    ("deprecated", TEXT, {**TEXT, "deprecated": True}, ADDITIVE, ADDITIVE),
    ("not deprecated after all", {**TEXT, "deprecated": True}, TEXT, ADDITIVE, ADDITIVE),
    ("other words", {**TEXT, "description": "a", "title": "t"}, {**TEXT, "description": "b"}, COSMETIC, COSMETIC),
    ("other sources", {**TEXT, "x-source": {"id": "A-01"}}, {**TEXT, "x-source": {"id": "A-02"}}, COSMETIC, COSMETIC),
    ("a keyword nobody knows", TEXT, {"not": {"const": "a"}, **TEXT}, BOTH, BOTH),
]  # fmt: skip

CHOICES: list[tuple[str, Any, Any, str, str]] = [
    ("choice widened", TEXT, {"anyOf": [TEXT, WHOLE]}, SERVERS, CALLERS),
    ("choice narrowed", {"anyOf": [TEXT, WHOLE]}, TEXT, CALLERS, SERVERS),
    ("option added", {"anyOf": [TEXT, WHOLE]}, {"anyOf": [TEXT, WHOLE, {"type": "boolean"}]}, SERVERS, CALLERS),
    ("option replaced", {"anyOf": [TEXT, WHOLE]}, {"anyOf": [TEXT, {"type": "boolean"}]}, BOTH, BOTH),
    ("options in another order", {"anyOf": [TEXT, WHOLE]}, {"anyOf": [WHOLE, TEXT]}, NONE, NONE),
    ("null among the options", {"anyOf": [TEXT, WHOLE]}, {"anyOf": [TEXT, WHOLE, NULL]}, SERVERS, CALLERS),
    ("words beside options", {"anyOf": [TEXT, WHOLE]}, {"anyOf": [TEXT, WHOLE], "description": "d"},
     COSMETIC, COSMETIC),
    ("field of an option", {"oneOf": [TEXT, fields(a=TEXT)]}, {"oneOf": [TEXT, fields(["a"], a=TEXT)]},
     CALLERS, SERVERS),
    ("options of one kind", {"anyOf": [fields(a=TEXT), fields(b=TEXT)]}, {"anyOf": [fields(a=TEXT), fields(b=WHOLE)]},
     BOTH, BOTH),
    ("allOf spelled out", {"allOf": [fields(a=TEXT), fields(b=TEXT)]}, fields(a=TEXT, b=TEXT), NONE, NONE),
    ("required through allOf", {"allOf": [fields(["a"], a=TEXT), fields(b=TEXT)]},
     {"allOf": [fields(["a"], a=TEXT), fields(["b"], b=TEXT)]}, CALLERS, SERVERS),
    ("field twice in allOf", {"allOf": [fields(a=TEXT), fields(a={**TEXT, "maxLength": 9})]},
     fields(a={**TEXT, "maxLength": 9}), NONE, NONE),
]  # fmt: skip

ROWS = [pytest.param(*row[1:], id=row[0]) for row in (*FIELDS, *VALUES, *CHOICES)]


@pytest.mark.parametrize(("old", "new", "in_request", "in_answer"), ROWS)
def test_change_of_a_schema_has_its_class(old: Any, new: Any, in_request: str, in_answer: str) -> None:
    """
    What is narrowed breaks the side that writes, what is widened the side that reads.
    """
    assert (in_request, in_answer) == (verdict(asked(old), asked(new)), verdict(answered(old), answered(new)))


NAMED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("inline became a reference", answered(fields(a=TEXT)), answered(ref("T"), T=fields(a=TEXT))),
    ("reference became inline", answered(ref("T"), T=fields(a=TEXT)), answered(fields(a=TEXT))),
    ("component with another name", answered(ref("T"), T=TEXT), answered(ref("U"), U=TEXT)),
    ("reference beside null", answered({"anyOf": [ref("T"), NULL]}, T=TEXT), answered({"type": ["string", "null"]})),
    ("choice in a component", answered(ref("T"), T={"anyOf": [TEXT, WHOLE]}), answered({"anyOf": [TEXT, WHOLE]})),
    ("parent spelled out", answered({"allOf": [ref("T")]}, T=fields(a=TEXT)), answered(fields(a=TEXT))),
    ("component nobody uses", answered(TEXT, T=TEXT), answered(TEXT, T=WHOLE)),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [pytest.param(*row[1:], id=row[0]) for row in NAMED])
def test_another_spelling_is_no_difference(old: dict[str, Any], new: dict[str, Any]) -> None:
    """
    Only what may be sent and answered counts, not how the document is divided.
    """
    assert [] == lines(old, new)


def test_reference_made_nullable_is_reported_at_the_field() -> None:
    """
    Null beside a reference belongs to the field, not to the component.
    """
    old = answered(fields(a=ref("T")), T=OPEN)
    new = answered(fields(a={"anyOf": [ref("T"), NULL]}), T=OPEN)

    only = answered(fields(a={"anyOf": [ref("T")]}), T=OPEN)

    assert ["makeThing 200.a may be null now"] == lines(old, new)
    assert ["makeThing 200.a is never null now"] == lines(new, only)
    assert [] == lines(old, only)


def test_choice_around_a_reference_only_adds() -> None:
    """
    A component that becomes one of several is recognised among them.
    """
    old = answered(ref("T"), T=fields(a=TEXT))
    new = answered({"anyOf": [ref("U"), ref("T")]}, T=fields(a=TEXT), U=fields(b=TEXT))

    assert ["makeThing 200 may also be U now"] == lines(old, new)


def test_change_behind_a_new_reference_is_found() -> None:
    """
    A schema that got a name and changed at once is still compared.
    """
    old, new = answered(fields(a=TEXT)), answered(ref("T"), T=fields(a=WHOLE))

    assert ["T.a is integer and was string"] == lines(old, new)


def test_change_of_a_parent_is_reported_at_the_parent() -> None:
    """
    What several components take over through allOf is one difference, under the parent's name.
    """
    child = {"allOf": [ref("Parent"), fields(b=TEXT)]}
    body = fields(one=ref("Parent"), two=ref("Child"))

    old = answered(body, Child=child, Parent=fields(a=TEXT))
    new = answered(body, Child=child, Parent=fields(a=WHOLE))

    assert ["Parent.a is integer and was string"] == lines(old, new)


RECURSIVE: list[tuple[str, dict[str, Any]]] = [
    ("reference to itself", {"T": fields(child=ref("T"))}),
    ("list of itself", {"T": fields(children={"type": "array", "items": ref("T")})}),
    ("through another", {"T": fields(child=ref("U")), "U": fields(child=ref("T"))}),
    ("beside null", {"T": fields(child={"anyOf": [ref("T"), NULL]})}),
    ("map of itself", {"T": {"type": "object", "additionalProperties": ref("T")}}),
    ("with names in between", {"T": fields(child=fields(child=ref("T")))}),
]


@pytest.mark.parametrize("schemas", [pytest.param(row[1], id=row[0]) for row in RECURSIVE])
def test_recursion_ends(schemas: dict[str, Any]) -> None:
    """
    A schema that contains itself is compared once.
    """
    old = answered(ref("T"), **schemas)
    changed = {name: {**schema, "minProperties": 1} for name, schema in schemas.items()}

    assert [f"{name} has a minProperties now: 1" for name in schemas] == lines(old, answered(ref("T"), **changed))
    assert NONE == verdict(old, old)


def test_recursion_in_another_rhythm_ends() -> None:
    """
    References may stand at different depths on the two sides and never meet.
    """
    at_every_level = answered(ref("T"), T=fields(child=ref("T")))
    between_levels = answered(fields(child=ref("T")), T=fields(child=fields(child=ref("T"))))
    changed = answered(fields(child=ref("T")), T=fields(child=fields(child=ref("T"), b=TEXT)))

    assert [] == lines(at_every_level, between_levels)
    assert ["T.child.b is new and optional"] == lines(between_levels, changed)
    assert ["T.b is new and optional"] == lines(at_every_level, changed)
