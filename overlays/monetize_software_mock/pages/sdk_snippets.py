"""
Writes a request of the API as the program of the Python SDK that makes it, by the names openapi.yaml gives. Never
imports the SDK.

1. What the document does not name is never left out: a request with any other field is no call of the SDK.
2. Nor is one that the document's schema or the server refused, that names a user beside a bearer, or that carries two
   credentials: the SDK would not send it, or not so.
3. A secret comes from the environment. Whoever must be signed in before, signs in before; what the SDK chooses itself,
   such as a challenge or a refresh token, it chooses anew.
4. A value is written as it came; only null, which the wire reads as absent, is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from mimetypes import guess_type
from typing import Any, cast
from urllib.parse import parse_qsl

from monetize_software_mock.engine.request_log import Exchange
from monetize_software_mock.http import multipart
from monetize_software_mock.http.masking import replaced
from monetize_software_mock.http.messages import JSON_TYPE, Request
from monetize_software_mock.spec.operations import USER_BEARER, Operation, SdkCall

from . import gateway_snippets
from .placeholders import Variable, secret
from .programs import whole, written

_CREDENTIALS = {"x-api-key": ("api_key", "MONETIZE_API_KEY"), "authorization": ("bearer", "MONETIZE_TOKEN")}
_FORM = "multipart/form-data"
_REFUSED = (400, 401)
"""
Answers that the SDK may give by itself, so that the request would not be made again.
"""
_BEGIN = {
    "sign_in_with_email": [
        'user.sign_in_with_email(os.environ["MONETIZE_EMAIL"], os.environ["MONETIZE_PASSWORD"])',
    ],
    "sign_in_anonymously": ["user.sign_in_anonymously()"],
    "start_oauth_flow": [
        'flow = user.start_oauth_flow(os.environ.get("MONETIZE_PROVIDER", "google"))',
        'print("Allow it there, and paste the code here:", flow.authorize_url)',
    ],
}
"""
What comes before a call, by the method that openapi.yaml names.
"""


def program(operation: Operation | None, exchange: Exchange, base_url: str) -> str | None:
    """
    Return a program that makes the call; None when no method of the SDK makes one like it.
    """
    if operation is None or operation.sdk is None or exchange.status in _REFUSED:
        return None
    if operation.sdk.client == gateway_snippets.CLIENT:
        return gateway_snippets.program(exchange, base_url)
    given = _given(operation, operation.sdk, exchange)
    return None if given is None else _written_down(operation, operation.sdk, exchange.request, given, base_url)


def _written_down(
    operation: Operation, sdk: SdkCall, request: Request, given: dict[str, Any], base_url: str
) -> str | None:
    method = sdk.methods.get(str(given.pop(sdk.chosen_by))) if sdk.chosen_by else sdk.methods[""]
    place = given.pop(sdk.paywall, None) if sdk.paywall else _path_values(operation, request).get("paywallId")
    user, options = _taken(given, sdk.user), _taken(given, sdk.options)
    arguments = _taken(given, sdk.arguments)
    credentials: dict[str, Any] = {
        key: Variable(name) for header, (key, name) in _CREDENTIALS.items() if header in request.headers
    }
    rounded = any(isinstance(value, float) for value in arguments.values())  # 5.0 is not 5 on the wire
    if given or method is None or rounded or not _credited(sdk, credentials.keys(), user):
        return None
    # A bearer's cancellation names no paywall, and any will do.
    client: dict[str, Any] = {"paywall_id": str(place or "3"), "api_origin": base_url}
    if sdk.client == "AuthSession":
        return whole("AuthClient", "auth", client, _session_lines(operation, sdk, request, method, arguments))
    receiver = "billing" + _copied("for_user", user) + _copied("with_options", options)
    client |= credentials or {"api_key": None}
    return whole(sdk.client, "billing", client, [f"print({receiver}.{method}({written(arguments)}))"])


def _session_lines(
    operation: Operation, sdk: SdkCall, request: Request, method: str, arguments: dict[str, Any]
) -> list[str]:
    begun = sdk.begins and ("authorization" in request.headers or not operation.takes(USER_BEARER))
    before = _BEGIN[sdk.begins] if begun else []
    if sdk.begins == "start_oauth_flow":
        others = {name: value for name, value in arguments.items() if name != "code"}
        call = f"{method}({', '.join(filter(None, ['flow.state', 'input()', written(others)]))})"
    else:
        call = f"{method}({written(arguments)})"
    return ["user = auth.session()", *before, f"print(user.{call})"]


def _credited(sdk: SdkCall, credentials: Set[str], user: Mapping[str, Any]) -> bool:
    """
    Say whether the SDK would send the call with these credentials: one, or none where none is needed.
    """
    if sdk.client == "AuthSession":
        return "api_key" not in credentials
    return not ("bearer" in credentials and user) and (
        len(credentials) == 1 or (not credentials and sdk.without_credential)
    )


def _given(operation: Operation, sdk: SdkCall, exchange: Exchange) -> dict[str, Any] | None:
    """
    Return everything the request says, by its names on the wire; None when the SDK cannot say it.
    """
    request = exchange.request
    body = _body(operation, request)
    try:
        query = parse_qsl(request.query, keep_blank_values=True, errors="strict")
    except ValueError:
        return None
    if body is None or len(query) != len(dict(query)) or not _is_text([body, query]):
        return None
    named = [name for name in (*sdk.user, *sdk.options, *sdk.arguments) if name.lower() in request.headers]
    told = {**dict(query), **{name: request.headers[name.lower()] for name in named}}
    if told.keys() & body.keys() or len({name in body for name in sdk.together}) > 1:
        return None
    said: dict[str, Any] = replaced(body, exchange.secret, secret)
    return {name: value for name, value in {**told, **said}.items() if name not in sdk.chooses}


def _is_text(value: Any) -> bool:
    """
    Say whether UTF-8 has all letters of a value.
    """
    try:
        json.dumps(value, ensure_ascii=False, default=lambda _: "").encode()
    except UnicodeEncodeError:
        return False
    return True


def _body(operation: Operation, request: Request) -> dict[str, Any] | None:
    """
    Return the fields of a JSON body that the document allows, none of an empty one; None when it is anything else.
    """
    if not request.body:
        return {}
    if request.headers.get("content-type", "").startswith(_FORM) and _FORM in operation.bodies:
        return _form(operation, request)
    if not request.headers.get("content-type", "").startswith(JSON_TYPE) or JSON_TYPE not in operation.bodies:
        return None
    try:
        found: Any = json.loads(request.body)
    except ValueError:
        return None
    if not operation.bodies[JSON_TYPE].schema.accepts(found) or not isinstance(found, dict):
        return None
    return {name: value for name, value in cast("dict[str, Any]", found).items() if value is not None}


def _form(operation: Operation, request: Request) -> dict[str, Any] | None:
    """
    Return the fields and files of a form that the SDK would send as one; None when it is anything else.
    """
    try:
        form = multipart.parse(request.body, multipart.boundary_of(request.headers["content-type"]))
    except multipart.NotForm:
        return None
    files = form.files.get("files", [])
    known = all((guess_type(each.name)[0] or "application/octet-stream") == each.media_type for each in files)
    texts = {name: values[0] for name, values in form.texts.items() if len(values) == 1}
    fields = {**texts, "files": [each.name for each in files]}
    if not (files and known and form.files.keys() == {"files"} and texts.keys() == form.texts.keys()):
        return None
    if any("/" in each.name or "\\" in each.name or not each.name.isprintable() for each in files):
        return None
    named = {**texts, "files": [(each.name, each.content) for each in files]}
    return named if operation.bodies[_FORM].schema.accepts(fields) else None


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
    return f".{method}({written(arguments)})" if arguments else ""
