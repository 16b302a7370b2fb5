# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import errors
from ...decoding import (
    json_or_none,
)
from ...decoding import quoted as _quoted
from ...models.error_body import ErrorBody
from ...models.user_detail import UserDetail
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def build_request(
    paywall_id: str,
    *,
    email: str | None = None,
    user_id: str | None = None,
    x_client_ip: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> dict[str, Any]:
    """
    Build the request: method, url (a path), and as needed params, json, files and headers. Does no I/O.
    """
    _headers: dict[str, Any] = {}
    if x_client_ip is not None:
        _headers["X-Client-Ip"] = x_client_ip
    if x_paywall_id is not None:
        _headers["X-Paywall-Id"] = x_paywall_id
    if x_sdk_version is not None:
        _headers["X-SDK-Version"] = x_sdk_version
    if x_sdk_capabilities is not None:
        _headers["X-SDK-Capabilities"] = x_sdk_capabilities
    _params: dict[str, Any] = {}
    if email is not None:
        _params["email"] = email
    if user_id is not None:
        _params["user_id"] = user_id
    _request: dict[str, Any] = {
        "method": "get",
        "url": f"/api/v1/paywall/{_quoted(str(paywall_id))}/user",
        "params": _params,
        "headers": _headers,
    }
    return _request


def parse_success(payload: Any) -> UserDetail:
    """
    Read the JSON payload of a 2xx answer. Does no I/O.

    Raises:
        errors.InvalidPayload: The payload does not have the described shape.
    """
    payload = UserDetail.from_dict(payload)
    parsed: UserDetail = payload
    return parsed


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | UserDetail | None:
    payload = json_or_none(response)
    if response.status_code == 200:
        return None if payload is None else parse_success(payload)
    if response.status_code in (400, 401, 403, 404):
        if payload is not None:
            payload = ErrorBody.from_dict(payload)
        failure: ErrorBody | None = payload
        return failure
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | UserDetail]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    paywall_id: str,
    *,
    client: AuthenticatedClient | Client,
    email: str | None = None,
    user_id: str | None = None,
    x_client_ip: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | UserDetail]:
    """Read everything about a user on this paywall

    Uncached: reflects the last action at once. With a key the user is named in the query; with a bearer
    the query is
    ignored. Also the supported way to verify a user's bearer on one's own backend.

    Args:
        paywall_id:
        email:
        user_id:
        x_client_ip:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UserDetail]
    """

    request = build_request(
        paywall_id=paywall_id,
        email=email,
        user_id=user_id,
        x_client_ip=x_client_ip,
        x_paywall_id=x_paywall_id,
        x_sdk_version=x_sdk_version,
        x_sdk_capabilities=x_sdk_capabilities,
    )

    response = client.get_httpx_client().request(
        **request,
    )

    return _build_response(client=client, response=response)


def sync(
    paywall_id: str,
    *,
    client: AuthenticatedClient | Client,
    email: str | None = None,
    user_id: str | None = None,
    x_client_ip: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | UserDetail | None:
    """Read everything about a user on this paywall

    Uncached: reflects the last action at once. With a key the user is named in the query; with a bearer
    the query is
    ignored. Also the supported way to verify a user's bearer on one's own backend.

    Args:
        paywall_id:
        email:
        user_id:
        x_client_ip:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UserDetail
    """

    return sync_detailed(
        paywall_id=paywall_id,
        client=client,
        email=email,
        user_id=user_id,
        x_client_ip=x_client_ip,
        x_paywall_id=x_paywall_id,
        x_sdk_version=x_sdk_version,
        x_sdk_capabilities=x_sdk_capabilities,
    ).parsed


async def asyncio_detailed(
    paywall_id: str,
    *,
    client: AuthenticatedClient | Client,
    email: str | None = None,
    user_id: str | None = None,
    x_client_ip: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | UserDetail]:
    """Read everything about a user on this paywall

    Uncached: reflects the last action at once. With a key the user is named in the query; with a bearer
    the query is
    ignored. Also the supported way to verify a user's bearer on one's own backend.

    Args:
        paywall_id:
        email:
        user_id:
        x_client_ip:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UserDetail]
    """

    request = build_request(
        paywall_id=paywall_id,
        email=email,
        user_id=user_id,
        x_client_ip=x_client_ip,
        x_paywall_id=x_paywall_id,
        x_sdk_version=x_sdk_version,
        x_sdk_capabilities=x_sdk_capabilities,
    )

    response = await client.get_async_httpx_client().request(**request)

    return _build_response(client=client, response=response)


async def asyncio(
    paywall_id: str,
    *,
    client: AuthenticatedClient | Client,
    email: str | None = None,
    user_id: str | None = None,
    x_client_ip: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | UserDetail | None:
    """Read everything about a user on this paywall

    Uncached: reflects the last action at once. With a key the user is named in the query; with a bearer
    the query is
    ignored. Also the supported way to verify a user's bearer on one's own backend.

    Args:
        paywall_id:
        email:
        user_id:
        x_client_ip:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UserDetail
    """

    return (
        await asyncio_detailed(
            paywall_id=paywall_id,
            client=client,
            email=email,
            user_id=user_id,
            x_client_ip=x_client_ip,
            x_paywall_id=x_paywall_id,
            x_sdk_version=x_sdk_version,
            x_sdk_capabilities=x_sdk_capabilities,
        )
    ).parsed
