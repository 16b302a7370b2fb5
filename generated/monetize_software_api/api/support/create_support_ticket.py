# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import errors
from ...decoding import (
    json_or_none,
)
from ...decoding import quoted as _quoted
from ...models.error_body import ErrorBody
from ...models.ticket_created import TicketCreated
from ...models.ticket_form import TicketForm
from ...models.ticket_request import TicketRequest
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def build_request(
    paywall_id: str,
    *,
    body: TicketRequest | TicketForm,
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
        "url": f"/api/v1/paywall/{_quoted(str(paywall_id))}/support/ticket",
        "headers": _headers,
    }
    if isinstance(body, TicketRequest):
        _request["json"] = body.to_dict()
        _headers["Content-Type"] = "application/json"
    if isinstance(body, TicketForm):
        _request["files"] = body.to_multipart()
    return _request


def parse_success(payload: Any) -> TicketCreated:
    """
    Read the JSON payload of a 2xx answer. Does no I/O.

    Raises:
        errors.InvalidPayload: The payload does not have the described shape.
    """
    payload = TicketCreated.from_dict(payload)
    parsed: TicketCreated = payload
    return parsed


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | TicketCreated | None:
    payload = json_or_none(response)
    if response.status_code == 200:
        return None if payload is None else parse_success(payload)
    if response.status_code in (400, 401, 403, 404, 413, 415, 429):
        if payload is not None:
            payload = ErrorBody.from_dict(payload)
        failure: ErrorBody | None = payload
        return failure
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | TicketCreated]:
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
    body: TicketRequest | TicketForm,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | TicketCreated]:
    """Open a support ticket

    Guests and keys give `customer_email`; with a bearer it is ignored. JSON without files, multipart
    with files.
    At most two tickets in 24 hours per user or e-mail. Not idempotent.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A ticket without files.
        body: A ticket with files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | TicketCreated]
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
    body: TicketRequest | TicketForm,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | TicketCreated | None:
    """Open a support ticket

    Guests and keys give `customer_email`; with a bearer it is ignored. JSON without files, multipart
    with files.
    At most two tickets in 24 hours per user or e-mail. Not idempotent.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A ticket without files.
        body: A ticket with files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | TicketCreated
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
    body: TicketRequest | TicketForm,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | TicketCreated]:
    """Open a support ticket

    Guests and keys give `customer_email`; with a bearer it is ignored. JSON without files, multipart
    with files.
    At most two tickets in 24 hours per user or e-mail. Not idempotent.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A ticket without files.
        body: A ticket with files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | TicketCreated]
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
    body: TicketRequest | TicketForm,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | TicketCreated | None:
    """Open a support ticket

    Guests and keys give `customer_email`; with a bearer it is ignored. JSON without files, multipart
    with files.
    At most two tickets in 24 hours per user or e-mail. Not idempotent.

    Args:
        paywall_id:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: A ticket without files.
        body: A ticket with files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | TicketCreated
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
