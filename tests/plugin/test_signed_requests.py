"""
Events become requests that a web framework's test client sends to the application under test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import werkzeug
import werkzeug.test

from monetize_software import SignatureVerificationError, webhooks
from monetize_software_mock import Mock, default_world
from monetize_software_pytest.signed_requests import SignedRequest, Signer

from .conftest import Run


@pytest.fixture
def mock() -> Mock:
    """
    A world in which somebody subscribed and cancelled.
    """
    mock = Mock()
    mock.cancel(mock.subscribe("ada@example.com", "price_123"), at_once=True)
    return mock


def answer_to(body: bytes, headers: Any) -> int:
    """
    What an application that trusts nothing answers.
    """
    try:
        webhooks.construct_event(body, headers, "whsec_mock")
    except SignatureVerificationError:
        return 401
    return 204


def to_wsgi(request: SignedRequest) -> int:
    """
    Send to a Werkzeug application with its own test client, as Flask does.
    """

    @werkzeug.Request.application
    def app(incoming: werkzeug.Request) -> werkzeug.Response:
        return werkzeug.Response(status=answer_to(incoming.get_data(), incoming.headers))

    client = werkzeug.test.Client(app)
    return client.open(request.url, method=request.method, data=request.body, headers=request.headers).status_code


def to_asgi(request: SignedRequest) -> int:
    """
    Send to an ASGI application through httpx, as Starlette's test client does.
    """

    async def app(scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        status = answer_to((await receive())["body"], scope["headers"])
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body"})

    async def post() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.test") as client:
            sent = await client.request(request.method, request.url, content=request.body, headers=request.headers)
            return sent.status_code

    return asyncio.run(post())


@pytest.mark.parametrize("send", [to_wsgi, to_asgi])
def test_application_takes_what_is_signed(mock: Mock, send: Callable[[SignedRequest], int]) -> None:
    """
    And refuses what is unsigned or signed with another secret.
    """
    signer = Signer(mock)

    assert 204 == send(signer("subscription.created"))
    assert 401 == send(signer("subscription.created", secret=None))
    assert 401 == send(signer("subscription.created", secret="whsec_other"))


def test_request_has_all_parts(mock: Mock) -> None:
    """
    The event's exact bytes as a POST to the address asked for.
    """
    event = mock.events[0]
    request = Signer(mock)(event, url="/hooks/billing")

    assert ("POST", "/hooks/billing", event.body) == (request.method, request.url, request.body)
    assert "application/json" == request.headers["content-type"]


def test_type_means_the_latest_of_it(mock: Mock) -> None:
    """
    And one that was never emitted is an error that lists what was.
    """
    last = mock.events.trigger("subscription.created", "ada@example.com")

    assert last.body == Signer(mock)("subscription.created").body
    with pytest.raises(
        AssertionError, match=r"(?s)No payment.completed was emitted; there were:.* subscription.created"
    ):
        Signer(mock)("payment.completed")


def test_headers_are_those_the_world_sends() -> None:
    """
    Where a world says that only one form of the signature is sent, so it is here.
    """
    mock = Mock(default_world().with_switches(signature_headers="prefixed"))
    event = mock.events.trigger("subscription.updated", "subscriber@example.com")

    assert "x-monetize-signature" in Signer(mock)(event).headers
    assert "x-signature" not in Signer(mock)(event).headers


def test_fixture_signs_the_events_of_the_test(run: Run) -> None:
    """
    `monetize_signed_request` knows the service of its test.
    """
    result = run("""
        from monetize_software import webhooks

        def test_signed(monetize, monetize_signed_request):
            monetize.subscribe("ada@example.com", "price_123")
            request = monetize_signed_request("subscription.created")
            assert "ada@example.com" == webhooks.construct_event(request.body, request.headers, "whsec_mock").email
    """)

    result.assert_outcomes(passed=1)
