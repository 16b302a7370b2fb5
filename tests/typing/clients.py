"""
Clients: what may be handed to them, what they answer, what they refuse. Never run.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true, reportUnusedCoroutine=false
# mypy: warn-unused-ignores

from __future__ import annotations

from collections.abc import Awaitable
from typing import assert_type

import httpx

from monetize_software import AsyncBillingClient, BillingClient, Identity, Timeout, models
from monetize_software.hooks import RequestInfo, ResponseInfo


def note_request(info: RequestInfo) -> None: ...


def note_response(info: ResponseInfo) -> None: ...


async def await_request(info: RequestInfo) -> None: ...


async def await_response(info: ResponseInfo) -> None: ...


def token() -> str:
    return "t"


async def token_later() -> str:
    return "t"


class OwnTransport(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200)


class OwnAsyncTransport(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200)


class Shop(BillingClient):
    name: str


def blocking() -> None:
    billing = BillingClient(
        paywall_id=3,
        api_origin="https://pay.example.com",
        api_key="sk_x",
        identity=Identity(email="ada@example.com"),
        bearer=token,
        timeout=Timeout(total=5),
        max_retries=0,
        transport=httpx.HTTPTransport(),
        sdk_name="shop/1",
        capabilities=["a"],
        on_request=note_request,
        on_response=note_response,
    )
    BillingClient(paywall_id="3", api_origin="https://x", http_client=httpx.Client(), bearer="t", timeout=5)
    BillingClient(paywall_id="3", api_origin="https://x", transport=OwnTransport())
    assert_type(
        BillingClient.from_env(max_retries=0, transport=httpx.MockTransport(lambda _: httpx.Response(200))),
        BillingClient,
    )
    assert_type(Shop.from_env().for_user(user_id=5), Shop)
    assert_type(billing.with_bearer(token), BillingClient)
    assert_type(billing.with_options(timeout=1, accept_language="de"), BillingClient)

    assert_type(billing.bootstrap(), models.Bootstrap)
    assert_type(billing.bootstrap(if_version=None, timeout=5), models.Bootstrap)
    assert_type(billing.bootstrap(if_version="v1"), models.Bootstrap | models.BootstrapUnchanged)
    assert_type(billing.get_prices(locale="pl"), list[models.Price])
    assert_type(billing.create_checkout("p"), models.CheckoutResult)
    assert_type(billing.get_user().has_active_subscription, bool)
    assert_type(billing.verify_token("t").has_active_subscription, bool)
    assert_type(billing.get_user_detail().has_active_subscription, bool)
    assert_type(billing.list_purchases(), list[models.Purchase])
    assert_type(billing.get_balances()[0].type, str)
    assert_type(billing.credit_tokens("t", 1), models.BalanceChanged)
    assert_type(billing.get_customer_portal_url().url, str)
    assert_type(billing.create_support_ticket("abc", "d", files=["a.png", ("b.png", b"")]), models.Ticket)
    with billing as entered:
        assert_type(entered, BillingClient)


def blocking_refuses(billing: BillingClient, either: str | None) -> None:
    BillingClient(paywall_id="3", api_origin="https://x", transport=5)  # type: ignore[arg-type]
    BillingClient(paywall_id="3", api_origin="https://x", transport=httpx.AsyncHTTPTransport())  # type: ignore[arg-type]
    BillingClient(paywall_id="3", api_origin="https://x", http_client="x")  # type: ignore[arg-type]
    BillingClient(paywall_id="3", api_origin="https://x", http_client=httpx.AsyncClient())  # type: ignore[arg-type]
    BillingClient(paywall_id="3", api_origin="https://x", bearer=token_later)  # type: ignore[arg-type]
    BillingClient(paywall_id="3", api_origin="https://x", on_request=await_request)  # type: ignore[arg-type]
    BillingClient(paywall_id="3", api_origin="https://x", on_request=note_response)  # type: ignore[arg-type]
    BillingClient(paywallId="3", api_origin="https://x")  # type: ignore[call-arg]
    BillingClient("3", "https://x")  # type: ignore[call-arg]
    BillingClient.from_env(max_retires=3)  # type: ignore[call-arg]
    BillingClient.from_env(transport=5)  # type: ignore[arg-type]
    billing.with_bearer(5)  # type: ignore[arg-type]
    _ = billing.bootstrap(if_version="v1").prices  # type: ignore[union-attr]
    billing.debit_tokens("t", "1")  # type: ignore[arg-type]
    _ = billing.get_balances()[0].type_  # type: ignore[attr-defined]
    _ = billing.get_balances()[0]["count"]  # type: ignore[index]
    billing.get_balances()[0].count = 5  # type: ignore[misc]
    assert_type(billing.bootstrap(if_version=either), models.Bootstrap | models.BootstrapUnchanged)


async def awaiting() -> None:
    billing = AsyncBillingClient(
        paywall_id="3",
        api_origin="https://pay.example.com",
        bearer=token_later,
        transport=httpx.AsyncHTTPTransport(),
        on_request=await_request,
        on_response=note_response,
    )
    AsyncBillingClient(paywall_id="3", api_origin="https://x", bearer=token, on_response=await_response)
    AsyncBillingClient(paywall_id="3", api_origin="https://x", http_client=httpx.AsyncClient())
    AsyncBillingClient(paywall_id="3", api_origin="https://x", transport=OwnAsyncTransport())
    assert_type(AsyncBillingClient.from_env(), AsyncBillingClient)
    assert_type(await billing.bootstrap(), models.Bootstrap)
    assert_type(await billing.bootstrap(if_version="v1"), models.Bootstrap | models.BootstrapUnchanged)
    assert_type(await billing.for_user(email="a@b.c").get_user(), models.PaywallUser)
    answer: Awaitable[models.CheckoutResult] = billing.create_checkout("p")
    await answer
    async with billing as entered:
        assert_type(entered, AsyncBillingClient)


async def awaiting_refuses(billing: AsyncBillingClient) -> None:
    AsyncBillingClient(paywall_id="3", api_origin="https://x", transport=httpx.HTTPTransport())  # type: ignore[arg-type]
    AsyncBillingClient(paywall_id="3", api_origin="https://x", http_client=httpx.Client())  # type: ignore[arg-type]
    AsyncBillingClient.from_env(max_retires=3)  # type: ignore[call-arg]
    _ = billing.get_user().has_active_subscription  # type: ignore[attr-defined]
    (await billing.get_prices(locale=5))[0]  # type: ignore[arg-type]
