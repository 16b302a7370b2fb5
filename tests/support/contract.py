"""
Checks every request a client sends, and every answer it accepts, against openapi.yaml. Knows neither client nor mock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email.parser import BytesParser
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

import httpx
import jsonschema_rs

from .document import client_of, document, operations, resolve

_ALWAYS_ALLOWED = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length"}
_CREDENTIALS = {"x-api-key", "authorization"}


class ContractBroken(AssertionError):
    """
    A request or an answer does not fit the spec.
    """


class Operation:
    """
    One operation of the document, ready to check against.
    """

    def __init__(self, path: str, method: str, node: dict[str, Any]) -> None:
        self.id: str = node["operationId"]
        self.method = method.upper()
        below = "(/.*)?" if "x-path-tail" in node else ""
        self.pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + below)
        self.node = node
        self.passthrough: bool = node.get("x-passthrough", False)
        self.client = client_of(node)
        self.parameters = [resolve(parameter) for parameter in node.get("parameters", [])]

    def named(self, place: str) -> dict[str, dict[str, Any]]:
        """
        The parameters of one place by name; header names in lower case.
        """
        found = {p["name"]: p for p in self.parameters if p["in"] == place}
        return {name.lower(): p for name, p in found.items()} if place == "header" else found

    def bodies(self) -> dict[str, dict[str, Any]]:
        """
        The schemas of the body by media type.
        """
        declared = resolve(self.node.get("requestBody")) or {"content": {}}
        return {media_type: media["schema"] for media_type, media in declared["content"].items()}

    def fields(self) -> set[str]:
        """
        Everything a request may hold: parameters by their place, and the fields of each kind of body.
        """
        named = {f"{place} {name}" for place in ("path", "query", "header") for name in self.named(place)}
        return named | {
            f"{place_of(media_type)} {name}"
            for media_type, schema in self.bodies().items()
            for name in resolve(schema).get("properties", ())
        }


def place_of(media_type: str) -> str:
    """
    What a body of a media type is called among the places of a field.
    """
    return "body" if media_type == "application/json" else "form"


ALL_OPERATIONS = [Operation(path, method, node) for path, method, node in operations()]
OPERATIONS = [each for each in ALL_OPERATIONS if "x-sdk" in each.node]
"""
Those that a method of the SDK makes, so that journeys can show them.
"""


@cache
def _validator(schema: str) -> Any:
    whole = {**json.loads(schema), "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def fits(value: Any, schema: dict[str, Any], what: str) -> None:
    """
    Insist that a value fits a schema.
    """
    for error in _validator(json.dumps(schema)).iter_errors(value):
        raise ContractBroken(f"{what} does not fit the spec: {error.message}")


def operation_of(request: httpx.Request) -> tuple[Operation, dict[str, str]]:
    """
    Find the operation of a request, and its path parameters.
    """
    path = request.url.raw_path.decode().partition("?")[0]
    for operation in ALL_OPERATIONS:
        match = operation.pattern.fullmatch(path)
        if match and operation.method == request.method:
            return operation, {name: unquote(value) for name, value in match.groupdict().items()}
    raise ContractBroken(f"{request.method} {path} is not in the spec")


def check_request(request: httpx.Request) -> tuple[Operation, set[str]]:
    """
    Insist that a request is one the spec describes, and say which of the operation's fields it holds.
    """
    operation, path = operation_of(request)
    headers, query = _headers(request), _query(request)
    for name, value in path.items():
        fits(value, operation.named("path")[name]["schema"], f"{operation.id}: path {name}")
    _check_named(operation, "query", query)
    _check_named(operation, "header", headers)
    _check_credential(operation, request.headers)
    held = {f"{place} {name}" for place, given in (("query", query), ("header", headers)) for name, _ in given}
    return operation, {f"path {name}" for name in path} | held | _check_body(operation, request)


def _query(request: httpx.Request) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query.decode(), keep_blank_values=True, strict_parsing=bool(request.url.query))


def _headers(request: httpx.Request) -> list[tuple[str, str]]:
    headers = [(name.lower(), value) for name, value in request.headers.multi_items()]
    return [(name, value) for name, value in headers if name not in _ALWAYS_ALLOWED | _CREDENTIALS]


def _check_named(operation: Operation, place: str, given: list[tuple[str, str]]) -> None:
    known = operation.named(place)
    if len(given) != len({name for name, _ in given}):
        raise ContractBroken(f"{operation.id}: a {place} parameter stands twice")
    for name, value in given:
        if name not in known and operation.passthrough:
            continue
        if name not in known:
            raise ContractBroken(f"{operation.id}: {place} parameter {name} is not in the spec")
        fits(value, known[name]["schema"], f"{operation.id}: {place} {name}")
    missing = {name for name, parameter in known.items() if parameter.get("required")} - {name for name, _ in given}
    if missing:
        raise ContractBroken(f"{operation.id}: {place} parameters {missing} are missing")


def _check_credential(operation: Operation, headers: httpx.Headers) -> None:
    sent = {"ownerKey"} if "x-api-key" in headers else set()
    sent |= {"userBearer"} if "authorization" in headers else set()
    if sent not in [set(alternative) for alternative in operation.node["security"]]:
        raise ContractBroken(f"{operation.id}: {sent or 'no credential'} is none of the declared credentials")
    if "authorization" in headers and not re.fullmatch(r"Bearer [!-~]+", headers["authorization"]):
        raise ContractBroken(f"{operation.id}: the bearer is malformed")


def _check_body(operation: Operation, request: httpx.Request) -> set[str]:
    if operation.passthrough:
        return set()
    body = request.read() if isinstance(request.stream, httpx.SyncByteStream) else request.content
    declared = operation.bodies()
    if not declared:
        if body:
            raise ContractBroken(f"{operation.id}: a body that is not in the spec")
        return set()
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type not in declared:
        raise ContractBroken(f"{operation.id}: content type {media_type!r} is not in the spec")
    value = json.loads(body) if media_type == "application/json" else form(request.headers["content-type"], body)
    fits(value, declared[media_type], f"{operation.id}: body")
    unknown = set(value) - set(resolve(declared[media_type])["properties"])
    if unknown:
        raise ContractBroken(f"{operation.id}: body fields {unknown} are not in the spec")
    return {f"{place_of(media_type)} {name}" for name in value}


def form(content_type: str, body: bytes) -> dict[str, Any]:
    """
    Read a multipart form with the standard library's parser: texts by name, files as a list.
    """
    message: Any = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename() is None:
            fields[str(name)] = content.decode()
        else:
            fields.setdefault(str(name), []).append(content.decode("latin-1"))
    return fields


def check_response(operation: Operation, response: httpx.Response) -> None:
    """
    Insist that an answer is one the spec describes for this operation.
    """
    if operation.passthrough:  # the provider's, of whatever kind; the service's own are asked for in tests/mock
        return
    described = operation.node["responses"].get(str(response.status_code))
    if described is None:
        raise ContractBroken(f"{operation.id}: status {response.status_code} is not in the spec")
    if "content" not in resolve(described):
        if response.content:
            raise ContractBroken(f"{operation.id}: answer {response.status_code} has a body, and the spec has none")
        return
    media = resolve(described)["content"]["application/json"]
    if response.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ContractBroken(f"{operation.id}: the answer is not JSON")
    fits(response.json(), media["schema"], f"{operation.id}: answer {response.status_code}")


class Exchange(NamedTuple):
    """
    A request that fits the spec, and the status of an answer that does.

    Attributes:
        fields: Which of the operation's fields the request held.
    """

    operation: Operation
    fields: set[str]
    request: httpx.Request
    status: int


Note = Callable[[Exchange], None]


class ContractTransport(httpx.BaseTransport):
    """
    Wraps a transport and checks what passes through.

    Args:
        inner: What answers.
        note: Told of each exchange that fits.
    """

    def __init__(self, inner: httpx.BaseTransport, note: Note) -> None:
        self._inner, self._note = inner, note

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Check, send, check.
        """
        operation, fields = check_request(request)
        response = self._inner.handle_request(request)
        if not operation.passthrough:
            response.read()
        check_response(operation, response)
        self._note(Exchange(operation, fields, request, response.status_code))
        return response


class AsyncContractTransport(httpx.AsyncBaseTransport):
    """
    The same for async transports.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, note: Note) -> None:
        self._inner, self._note = inner, note

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """
        Check, send, check.
        """
        if not operation_of(request)[0].passthrough:
            await request.aread()
        operation, fields = check_request(request)
        response = await self._inner.handle_async_request(request)
        if not operation.passthrough:
            await response.aread()
        check_response(operation, response)
        self._note(Exchange(operation, fields, request, response.status_code))
        return response
