# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import errors
from ...decoding import (
    first_that_fits,
    json_or_none,
)
from ...decoding import quoted as _quoted
from ...models.customer_portal import CustomerPortal
from ...models.error_body import ErrorBody
from ...models.open_portal import OpenPortal
from ...models.portal_refusal import PortalRefusal
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def build_request(
    paywall_id: str,
    *,
    body: OpenPortal,
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
        "url": f"/api/v1/paywall/{_quoted(str(paywall_id))}/get-customer-portal",
        "headers": _headers,
    }
    _request["json"] = body.to_dict()
    _headers["Content-Type"] = "application/json"
    return _request


def parse_success(payload: Any) -> CustomerPortal:
    """
    Read the JSON payload of a 2xx answer. Does no I/O.

    Raises:
        errors.InvalidPayload: The payload does not have the described shape.
    """
    payload = CustomerPortal.from_dict(payload)
    parsed: CustomerPortal = payload
    return parsed


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CustomerPortal | ErrorBody | ErrorBody | PortalRefusal | None:
    payload = json_or_none(response)
    if response.status_code == 200:
        return None if payload is None else parse_success(payload)
    if response.status_code in (400, 401, 404, 413, 415):
        if payload is not None:
            payload = ErrorBody.from_dict(payload)
        failure_1: ErrorBody | None = payload
        return failure_1
    if response.status_code == 403:
        if payload is not None:
            payload = first_that_fits((PortalRefusal, ErrorBody), payload)
        failure_2: ErrorBody | PortalRefusal | None = payload
        return failure_2
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CustomerPortal | ErrorBody | ErrorBody | PortalRefusal]:
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
    body: OpenPortal,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[CustomerPortal | ErrorBody | ErrorBody | PortalRefusal]:
    """Get a one-time link to the processor's customer portal

    With a key the e-mail is required, and `userMeta` is stored for the user. With a bearer, `email` and
    `userMeta` are ignored. A refused call stores nothing. A fresh link does no harm, so the call may be
    repeated.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A portal link to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustomerPortal | ErrorBody | ErrorBody | PortalRefusal]
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
    body: OpenPortal,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> CustomerPortal | ErrorBody | ErrorBody | PortalRefusal | None:
    """Get a one-time link to the processor's customer portal

    With a key the e-mail is required, and `userMeta` is stored for the user. With a bearer, `email` and
    `userMeta` are ignored. A refused call stores nothing. A fresh link does no harm, so the call may be
    repeated.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A portal link to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustomerPortal | ErrorBody | ErrorBody | PortalRefusal
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
    body: OpenPortal,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[CustomerPortal | ErrorBody | ErrorBody | PortalRefusal]:
    """Get a one-time link to the processor's customer portal

    With a key the e-mail is required, and `userMeta` is stored for the user. With a bearer, `email` and
    `userMeta` are ignored. A refused call stores nothing. A fresh link does no harm, so the call may be
    repeated.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A portal link to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustomerPortal | ErrorBody | ErrorBody | PortalRefusal]
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
    body: OpenPortal,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> CustomerPortal | ErrorBody | ErrorBody | PortalRefusal | None:
    """Get a one-time link to the processor's customer portal

    With a key the e-mail is required, and `userMeta` is stored for the user. With a bearer, `email` and
    `userMeta` are ignored. A refused call stores nothing. A fresh link does no harm, so the call may be
    repeated.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A portal link to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustomerPortal | ErrorBody | ErrorBody | PortalRefusal
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
