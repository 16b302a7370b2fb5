# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import errors
from ...decoding import (
    first_that_fits,
    json_or_none,
)
from ...decoding import quoted as _quoted
from ...models.email_sign_up import EmailSignUp
from ...models.error_body import ErrorBody
from ...models.sign_up_confirmation_required import SignUpConfirmationRequired
from ...models.sign_up_signed_in import SignUpSignedIn
from ...models.sign_up_taken import SignUpTaken
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def build_request(
    paywall_id: str,
    *,
    body: EmailSignUp,
    idempotency_key: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> dict[str, Any]:
    """
    Build the request: method, url (a path), and as needed params, json, files and headers. Does no I/O.
    """
    _headers: dict[str, Any] = {}
    if idempotency_key is not None:
        _headers["Idempotency-Key"] = idempotency_key
    if x_paywall_id is not None:
        _headers["X-Paywall-Id"] = x_paywall_id
    if x_sdk_version is not None:
        _headers["X-SDK-Version"] = x_sdk_version
    if x_sdk_capabilities is not None:
        _headers["X-SDK-Capabilities"] = x_sdk_capabilities
    _request: dict[str, Any] = {
        "method": "post",
        "url": f"/api/v1/paywall/{_quoted(str(paywall_id))}/auth/email/signup",
        "headers": _headers,
    }
    _request["json"] = body.to_dict()
    _headers["Content-Type"] = "application/json"
    return _request


def parse_success(payload: Any) -> SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken:
    """
    Read the JSON payload of a 2xx answer. Does no I/O.

    Raises:
        errors.InvalidPayload: The payload does not have the described shape.
    """
    payload = first_that_fits((SignUpSignedIn, SignUpConfirmationRequired, SignUpTaken), payload)
    parsed: SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken = payload
    return parsed


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken | None:
    payload = json_or_none(response)
    if response.status_code == 200:
        return None if payload is None else parse_success(payload)
    if response.status_code in (400, 404, 413, 415, 422, 429):
        if payload is not None:
            payload = ErrorBody.from_dict(payload)
        failure: ErrorBody | None = payload
        return failure
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken]:
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
    body: EmailSignUp,
    idempotency_key: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken]:
    """Create an account with e-mail and password

    Three outcomes, told apart by `status`: signed in at once; the e-mail must be confirmed first, with
    a code or a link from
    a mail; or the e-mail has an account already.

    Args:
        paywall_id:
        idempotency_key:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: An account to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken]
    """

    request = build_request(
        paywall_id=paywall_id,
        body=body,
        idempotency_key=idempotency_key,
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
    body: EmailSignUp,
    idempotency_key: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken | None:
    """Create an account with e-mail and password

    Three outcomes, told apart by `status`: signed in at once; the e-mail must be confirmed first, with
    a code or a link from
    a mail; or the e-mail has an account already.

    Args:
        paywall_id:
        idempotency_key:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: An account to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken
    """

    return sync_detailed(
        paywall_id=paywall_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_paywall_id=x_paywall_id,
        x_sdk_version=x_sdk_version,
        x_sdk_capabilities=x_sdk_capabilities,
    ).parsed


async def asyncio_detailed(
    paywall_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: EmailSignUp,
    idempotency_key: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> Response[ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken]:
    """Create an account with e-mail and password

    Three outcomes, told apart by `status`: signed in at once; the e-mail must be confirmed first, with
    a code or a link from
    a mail; or the e-mail has an account already.

    Args:
        paywall_id:
        idempotency_key:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: An account to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken]
    """

    request = build_request(
        paywall_id=paywall_id,
        body=body,
        idempotency_key=idempotency_key,
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
    body: EmailSignUp,
    idempotency_key: str | None = None,
    x_paywall_id: str | None = None,
    x_sdk_version: str | None = None,
    x_sdk_capabilities: str | None = None,
) -> ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken | None:
    """Create an account with e-mail and password

    Three outcomes, told apart by `status`: signed in at once; the e-mail must be confirmed first, with
    a code or a link from
    a mail; or the e-mail has an account already.

    Args:
        paywall_id:
        idempotency_key:
        x_paywall_id:
        x_sdk_version:
        x_sdk_capabilities:
        body: An account to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SignUpConfirmationRequired | SignUpSignedIn | SignUpTaken
    """

    return (
        await asyncio_detailed(
            paywall_id=paywall_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_paywall_id=x_paywall_id,
            x_sdk_version=x_sdk_version,
            x_sdk_capabilities=x_sdk_capabilities,
        )
    ).parsed
