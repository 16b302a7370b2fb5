"""
Writes a request of the API as the call of the Python SDK that makes it, by the names openapi.yaml gives. Never imports
the SDK.

1. What the document does not name is never left out: a request with any other field is no call of the SDK.
2. Nor is one that the document's schema or the server refused, that names a user beside a bearer, or that carries two
   credentials: the SDK would not send it, or not so.
3. What signs in is made by another client than `BillingClient` and is copied as plain HTTP, without its secrets; so are
   calls of the gateway, as whoever asks a provider's own API knows them.
4. A value is written as it came; only null, which the wire reads as absent, is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl

from monetize_software_mock.engine.request_log import Exchange
from monetize_software_mock.http.messages import JSON_TYPE, Request
from monetize_software_mock.spec.operations import Operation, SdkCall

_PROGRAM = """\
import os

from monetize_software import BillingClient

with BillingClient(
    paywall_id={paywall!r}, api_origin={origin!r}, {credential}
) as billing:
    print({receiver}.{method}({arguments}))
"""
_CREDENTIALS = {
    "x-api-key": 'api_key=os.environ["MONETIZE_API_KEY"]',
    "authorization": 'bearer=os.environ["MONETIZE_TOKEN"]',
}


_CLIENT = "BillingClient"
_REFUSED = (400, 401)
"""
Answers that the SDK may give by itself, so that the request would not be made again.
"""


def program(operation: Operation | None, exchange: Exchange, base_url: str) -> str | None:
    """
    Return a program that makes the call; None when no method of the SDK makes one like it.
    """
    if operation is None or operation.sdk is None or operation.sdk.client != _CLIENT or exchange.status in _REFUSED:
        return None
    sdk, request = operation.sdk, exchange.request
    given = _given(operation, sdk, request)
    if given is None:
        return None
    method = sdk.methods.get(str(given.pop(sdk.chosen_by))) if sdk.chosen_by else sdk.methods[""]
    credentials = [text for name, text in _CREDENTIALS.items() if name in request.headers]
    paywall = given.pop(sdk.paywall, None) if sdk.paywall else _path_values(operation, request).get("paywallId")
    user = _taken(given, sdk.user)
    options = _taken(given, sdk.options)
    arguments = _taken(given, sdk.arguments)
    whole = not any(isinstance(value, float) for value in arguments.values())
    if given or method is None or not whole or not _credited(sdk, credentials, user):
        return None
    return _PROGRAM.format(
        paywall=str(paywall or "3"),  # a bearer's cancellation names none, and any will do
        origin=base_url,
        credential=credentials[0] if credentials else "api_key=None",
        receiver="billing" + _copied("for_user", user) + _copied("with_options", options),
        method=method,
        arguments=_written(arguments),
    )


def _credited(sdk: SdkCall, credentials: list[str], user: Mapping[str, Any]) -> bool:
    """
    Say whether the SDK would send the call with these credentials: one, or none where none is needed.
    """
    bearer = _CREDENTIALS["authorization"] in credentials
    return not (bearer and user) and (len(credentials) == 1 or (not credentials and sdk.without_credential))


def _given(operation: Operation, sdk: SdkCall, request: Request) -> dict[str, Any] | None:
    """
    Return everything the request says, by its names on the wire; None when the SDK cannot say it.
    """
    body = _body(operation, request)
    query = parse_qsl(request.query, keep_blank_values=True)
    if body is None or len(query) != len(dict(query)):
        return None
    named = [name for name in (*sdk.user, *sdk.options, *sdk.arguments) if name.lower() in request.headers]
    told = {**dict(query), **{name: request.headers[name.lower()] for name in named}}
    if told.keys() & body.keys() or len({name in body for name in sdk.together}) > 1:
        return None
    return {**told, **body}


def _body(operation: Operation, request: Request) -> dict[str, Any] | None:
    """
    Return the fields of a JSON body that the document allows, none of an empty one; None when it is anything else.
    """
    if not request.body:
        return {}
    if not request.headers.get("content-type", "").startswith(JSON_TYPE) or JSON_TYPE not in operation.bodies:
        return None
    try:
        found: Any = json.loads(request.body)
    except ValueError:
        return None
    if not operation.bodies[JSON_TYPE].schema.accepts(found) or not isinstance(found, dict):
        return None
    return {name: value for name, value in cast("dict[str, Any]", found).items() if value is not None}


def _taken(given: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """
    Take out of what is given what has one of these names, under the SDK's own; `a.b` is the field `b` of `a`.
    """
    found: dict[str, Any] = {}
    for wire, name in names.items():
        holder, _, inner = wire.rpartition(".")
        if not holder and wire in given:
            found[name] = given.pop(wire)
        elif holder and inner in given.get(holder, {}):
            found[name] = given[holder][inner]
            rest = {key: value for key, value in given.pop(holder).items() if key != inner}
            given.update({holder: rest} if rest else {})
    return found


def _path_values(operation: Operation, request: Request) -> dict[str, str]:
    pairs = zip(operation.path.split("/"), request.path.split("/"), strict=False)
    return {part[1:-1]: value for part, value in pairs if part.startswith("{")}


def _copied(method: str, arguments: Mapping[str, Any]) -> str:
    return f".{method}({_written(arguments)})" if arguments else ""


def _written(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())
