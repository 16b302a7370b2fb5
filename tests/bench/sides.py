"""
The two calls that are measured, as the SDK does them and as raw httpx does. Both sides send the same request.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from monetize_software import AsyncBillingClient, BillingClient
from monetize_software.models import CheckoutResult, Purchase

from .payloads import CHECKOUT, EMAIL, KEY, PAYWALL
from .stubs import Stub

_PRICE = "price_123"
_OF_THE_LIBRARY = frozenset({"host", "content-length", "content-type", "idempotency-key"})


@dataclass(frozen=True)
class Asked:
    """
    A request that the SDK made, in the words of `httpx.Client.request`.
    """

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    json: Any

    @classmethod
    def of(cls, request: httpx.Request) -> Asked:
        headers = {name: value for name, value in request.headers.items() if name not in _OF_THE_LIBRARY}
        body = request.read()
        return cls(request.url.path, dict(request.url.params), headers, json.loads(body) if body else None)


def options(origin: str, **more: Any) -> dict[str, Any]:
    """
    Arguments of either client.
    """
    return {"paywall_id": PAYWALL, "api_origin": origin, "api_key": KEY, **more}


def record(origin: str) -> tuple[Asked, Asked]:
    """
    Let the SDK make both calls once and look at its requests.
    """
    stub = Stub()
    user = BillingClient(**options(origin, transport=stub)).for_user(email=EMAIL)
    user.list_purchases()
    get = stub.last
    user.create_checkout(_PRICE, **CHECKOUT)
    post = stub.last
    assert get is not None
    assert post is not None
    return Asked.of(get), Asked.of(post)


class Ours:
    """
    Both calls through the SDK, blocking.
    """

    def __init__(self, client: BillingClient) -> None:
        self._user = client.for_user(email=EMAIL)

    def get(self) -> None:
        _touch_typed(self._user.list_purchases())

    def post(self) -> None:
        _touch_checkout(self._user.create_checkout(_PRICE, **CHECKOUT))


class AsyncOurs:
    """
    Both calls through the SDK, awaiting.
    """

    def __init__(self, client: AsyncBillingClient) -> None:
        self._user = client.for_user(email=EMAIL)

    async def get(self) -> None:
        _touch_typed(await self._user.list_purchases())

    async def post(self) -> None:
        _touch_checkout(await self._user.create_checkout(_PRICE, **CHECKOUT))


class Raw:
    """
    Both calls through a pooled `httpx.Client`.
    """

    def __init__(self, client: httpx.Client, origin: str) -> None:
        self._client, self._get, self._post = client, *record(origin)
        self._get_url, self._post_url = origin + self._get.path, origin + self._post.path
        client.headers.update(self._get.headers)

    def get(self) -> None:
        _touch_plain(self._client.get(self._get_url, params=self._get.params).json())

    def post(self) -> None:
        headers = {"Idempotency-Key": str(uuid4())}
        _touch_session(self._client.post(self._post_url, json=self._post.json, headers=headers).json())


class AsyncRaw:
    """
    Both calls through a pooled `httpx.AsyncClient`.
    """

    def __init__(self, client: httpx.AsyncClient, origin: str) -> None:
        self._client, self._get, self._post = client, *record(origin)
        self._get_url, self._post_url = origin + self._get.path, origin + self._post.path
        client.headers.update(self._get.headers)

    async def get(self) -> None:
        _touch_plain((await self._client.get(self._get_url, params=self._get.params)).json())

    async def post(self) -> None:
        headers = {"Idempotency-Key": str(uuid4())}
        answer = await self._client.post(self._post_url, json=self._post.json, headers=headers)
        _touch_session(answer.json())


def _touch_typed(purchases: Iterable[Purchase]) -> list[object]:
    return [
        (one.id, one.status, one.created, one.current_period_end, one.unit_amount, one.currency, one.interval)
        for one in purchases
    ]


def _touch_plain(user: Any) -> list[object]:
    names = ("id", "status", "created", "current_period_end", "unit_amount", "currency", "interval")
    id_, status, created, ends, amount, currency, interval = names
    return [
        (one[id_], one[status], one[created], one[ends], one[amount], one[currency], one[interval])
        for one in user["purchases"]
    ]


def _touch_checkout(checkout: CheckoutResult) -> object:
    return checkout.url, checkout.user_id, checkout.acquiring


def _touch_session(session: Any) -> object:
    return session["checkoutUrl"], session["userId"], session["acquiring"]
