"""
Checks the shape of a request against the specification. Never looks at the world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from monetize_software_mock.http import json_bodies, multipart
from monetize_software_mock.http.messages import JSON_TYPE, Headers, Request
from monetize_software_mock.spec.operations import INVALID_REQUEST, Operation, Parameter, RequestBody

from .problems import Problem

FORM_TYPE = "multipart/form-data"
_LIMITS = {FORM_TYPE: 64 * 1024 * 1024}
_LIMIT = 1024 * 1024
_PASSED_ON_LIMIT = 8 * _LIMIT
_UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")


@dataclass(frozen=True, slots=True)
class Content:
    """
    What a well-shaped request says.
    """

    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    files: tuple[multipart.File, ...] = ()


def body_limit(operation: Operation, headers: Headers) -> int:
    """
    Return how many bytes of a body are worth reading: 1 MB of JSON, 8 MB of what is passed on, 64 MB of a form.
    """
    if operation.any_body:
        return _PASSED_ON_LIMIT
    media_type, _ = _media_type(headers.get("content-type", ""))
    return _LIMITS.get(media_type, _LIMIT) if operation.bodies else 0


def read(operation: Operation, request: Request) -> Content:
    """
    Read the parameters and the body.

    Raises:
        Problem: Something is missing, malformed, too large or of the wrong media type.
    """
    query = _query(operation, request.query)
    for parameter in operation.parameters:
        _check_parameter(parameter, query, request.headers)
    if request.oversized and (operation.bodies or operation.any_body):
        raise Problem("too_large")
    if not operation.bodies:
        return Content(query)
    return _body(operation, request, query)


def _query(operation: Operation, query: str) -> dict[str, str]:
    if not query:
        return {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=1000, errors="strict")
    except ValueError as error:
        raise Problem(INVALID_REQUEST) from error
    values = dict(pairs)
    names = [name for name, _ in pairs]
    if any(names.count(each.name) > 1 for each in operation.parameters if each.place == "query"):
        raise Problem(INVALID_REQUEST)
    return values


def _check_parameter(parameter: Parameter, query: Mapping[str, str], headers: Headers) -> None:
    if parameter.place == "path":  # a path that names no paywall was refused before
        return
    value = query.get(parameter.name) if parameter.place == "query" else headers.get(parameter.name.lower())
    if value is None and parameter.required:
        raise Problem(INVALID_REQUEST)
    if value is not None and not parameter.schema.accepts(value):
        raise Problem(INVALID_REQUEST)


def _body(operation: Operation, request: Request, query: Mapping[str, str]) -> Content:
    media_type, options = _media_type(request.headers.get("content-type", ""))
    if not request.body and not media_type:
        raise Problem(INVALID_REQUEST)
    expected = operation.bodies.get(media_type)
    if expected is None or options.get("charset", "utf-8").lower() not in _UTF_8:
        raise Problem("unsupported_media_type")
    if media_type == FORM_TYPE:
        value, files = _form(expected, request.body, options.get("boundary", ""))
    else:
        value, files = _json(request.body), ()
    if not expected.schema.accepts(value):
        raise _problem(expected, value)
    return Content(query, _with_whole_numbers(expected, value), files)


def _media_type(header: str) -> tuple[str, dict[str, str]]:
    if header == JSON_TYPE:
        return header, {}
    media_type, *parts = header.split(";")
    pairs = (part.partition("=") for part in parts)
    return media_type.strip().lower(), {name.strip().lower(): value.strip(' \t"') for name, _, value in pairs}


def _json(body: bytes) -> Any:
    try:
        return json_bodies.parse(body)
    except json_bodies.NotJson as error:
        raise Problem(INVALID_REQUEST) from error


def _form(expected: RequestBody, body: bytes, boundary: str) -> tuple[dict[str, Any], tuple[multipart.File, ...]]:
    try:
        form = multipart.parse(body, boundary)
    except multipart.NotForm as error:
        raise Problem(INVALID_REQUEST) from error
    value: dict[str, Any] = {}
    for name in expected.fields:
        if name == "files":
            value[name] = [file.name for file in form.files.get(name, ())]
        elif name in form.files or len(form.texts.get(name, ())) > 1:
            raise Problem(INVALID_REQUEST)
        elif name in form.texts:
            value[name] = form.texts[name][0]
    return value, tuple(form.files.get("files", ()))


def _problem(expected: RequestBody, value: Any) -> Problem:
    """
    Name the refusal: first what is absent, then what is malformed, each in the specification's order.
    """
    failures = [failure for failure in expected.schema.failures(value) if failure.place]
    absent = {failure.place[0] for failure in failures if failure.mistyped and len(failure.place) == 1}
    malformed = {failure.place[0] for failure in failures}
    names = [each.absent for name, each in expected.fields.items() if name in absent]
    names += [each.malformed for name, each in expected.fields.items() if name in malformed]
    return Problem(next(iter(names), INVALID_REQUEST))


def _with_whole_numbers(expected: RequestBody, value: dict[str, Any]) -> dict[str, Any]:
    for name, each in expected.fields.items():
        if each.whole and isinstance(value.get(name), float):
            value[name] = int(value[name])
    return value
