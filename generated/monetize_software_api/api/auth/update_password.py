# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import errors
from ...decoding import (
    json_or_none,
)
from ...decoding import quoted as _quoted
from ...models.error_body import ErrorBody
from ...models.new_password import NewPassword
from ...models.password_updated import PasswordUpdated
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def build_request(
    paywall_id: str,
    *,
    body: NewPassword,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> dict[str, Any]:
    """
    Build the request: method, url (a path), and as needed params, json, files and headers. Does no I/O.
    """
    _headers: dict[str, Any] = {}
    if x_paywall_id is not None:
        _headers["X-Paywall-Id"] = x_paywall_id
    if x_sdk_version is not None:
        _headers["X-SDK-Version"] = x_sdk_version
    if x_sdk_capabilities is not None:
        _headers["X-SDK-Capabilities"] = x_sdk_capabilities
    _request: dict[str, Any] = {
        "method": "post",
        "url": f"/api/v1/paywall/{_quoted(str(paywall_id))}/auth/password/update",
        "headers": _headers,
    }
    _request["json"] = body.to_dict()
    _headers["Content-Type"] = "application/json"
    return _request


def parse_success(payload: Any) -> PasswordUpdated:
    """
    Read the JSON payload of a 2xx answer. Does no I/O.

    Raises:
        errors.InvalidPayload: The payload does not have the described shape.
    """
    payload = PasswordUpdated.from_dict(payload)
    parsed: PasswordUpdated = payload
    return parsed


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | PasswordUpdated | None:
    payload = json_or_none(response)
    if response.status_code == 200:
        return None if payload is None else parse_success(payload)
    if response.status_code in (400, 401, 404, 413, 415):
        if payload is not None:
            payload = ErrorBody.from_dict(payload)
        failure: ErrorBody | None = payload
        return failure
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | PasswordUpdated]:
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
    body: NewPassword,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | PasswordUpdated]:
    """Set a new password

    For the user of the bearer. The tokens stay as they are.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A password to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PasswordUpdated]
    """

    request = build_request(
        paywall_id=paywall_id,
        body=body,
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
    body: NewPassword,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | PasswordUpdated | None:
    """Set a new password

    For the user of the bearer. The tokens stay as they are.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A password to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PasswordUpdated
    """

    return sync_detailed(
        paywall_id=paywall_id,
        client=client,
        body=body,
        x_paywall_id=x_paywall_id,
        x_sdk_version=x_sdk_version,
        x_sdk_capabilities=x_sdk_capabilities,
    ).parsed


async def asyncio_detailed(
    paywall_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewPassword,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | PasswordUpdated]:
    """Set a new password

    For the user of the bearer. The tokens stay as they are.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A password to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PasswordUpdated]
    """

    request = build_request(
        paywall_id=paywall_id,
        body=body,
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
    body: NewPassword,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | PasswordUpdated | None:
    """Set a new password

    For the user of the bearer. The tokens stay as they are.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A password to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PasswordUpdated
    """

    return (
        await asyncio_detailed(
            paywall_id=paywall_id,
            client=client,
            body=body,
            x_paywall_id=x_paywall_id,
            x_sdk_version=x_sdk_version,
            x_sdk_capabilities=x_sdk_capabilities,
        )
    ).parsed
