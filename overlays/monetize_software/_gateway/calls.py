"""
Puts a gateway call together: checked, and ready to be opened. Sends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monetize_software._exchange import Call
from monetize_software._profile import arguments as check

from .headers import given_headers, merged
from .paths import ROUTE, route_of

if TYPE_CHECKING:
    from monetize_software._exchange import Header

    from .settings import Settings

__all__ = ["TEMPLATE", "call_of", "described", "media_type_of"]

TEMPLATE = f"{ROUTE}/{{provider}}"
_OPERATIONS = {"GET": "getFromGateway", "POST": "postToGateway"}


def call_of(
    settings: Settings, provider: object, path: object, *, method: object, query: object, headers: object
) -> Call[Any]:
    """
    Describe a call.

    Raises:
        InvalidRequestError: The path leaves its provider, or something cannot be sent.
        IdentityRequiredError: There is neither a bearer nor a user id.
    """
    common = [(b"Accept", b"*/*"), *(each for each in settings.profile.common_headers if each[0] != b"Accept")]
    return described(settings, method, provider, path, merged(common, given_headers(headers)), query)


def described(
    settings: Settings, method: object, provider: object, path: object, headers: list[Header], query: object = None
) -> Call[Any]:
    """
    Describe a call whose headers are complete but for those that say whose it is.
    """
    if not isinstance(method, str) or method not in _OPERATIONS:
        raise check.refuse("method", "must be 'GET' or 'POST'; the provider's settings at the gateway name any other.")
    credential = settings.credential
    route, text = route_of(provider, path, settings.profile.paywall_id, query)
    return Call(
        operation=_OPERATIONS[method],
        method=method,
        path=route,
        template=TEMPLATE,
        retry="never",
        credential=credential,
        parse=_not_read,
        query=text,
        headers=tuple(headers),
    )


def _not_read(value: Any) -> Any:
    return value


def media_type_of(headers: dict[str, str]) -> tuple[str, str]:
    """
    The media type and the charset that an answer says it has, in lower case.
    """
    media_type, *parameters = headers.get("content-type", "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip(" \"'").lower()
    return media_type.strip().lower(), ""
