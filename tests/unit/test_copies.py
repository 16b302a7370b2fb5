"""
Copies of a client: each changes what it is about and keeps all the rest, a subclass's own attributes included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import httpx
import pytest

from monetize_software import AsyncBillingClient, BillingClient, Identity
from monetize_software._profile.profile import Profile

CLIENTS = pytest.mark.parametrize("client_class", [BillingClient, AsyncBillingClient])


def token() -> str:
    """
    A bearer's source.
    """
    return "t"


SET: dict[str, Any] = {
    "paywall_id": "3",
    "api_origin": "https://pay.example.com/prefix",
    "api_key": "sk_live_secret",
    "bearer": token,
    "identity": Identity(email="ada@example.com"),
    "timeout": 7,
    "max_retries": 5,
    "sdk_name": "shop/1",
    "capabilities": ["a"],
    "on_request": print,
    "on_response": print,
    "transport": httpx.MockTransport(lambda _: httpx.Response(200)),
}
COPIES: dict[str, tuple[Callable[[Any], Any], set[str]]] = {
    "for_user": (lambda client: client.for_user(email="bob@example.com"), {"identity", "bearer"}),
    "with_bearer": (lambda client: client.with_bearer("other"), {"identity", "bearer"}),
    "timeout": (lambda client: client.with_options(timeout=9), {"timeout"}),
    "max_retries": (lambda client: client.with_options(max_retries=1), {"policy"}),
    "accept_language": (lambda client: client.with_options(accept_language="fr"), {"language"}),
    "nothing": (lambda client: client.with_options(), set()),
}


@CLIENTS
@pytest.mark.parametrize("option", [field.name for field in attrs.fields(Profile)])
@pytest.mark.parametrize(("copied", "changed"), COPIES.values(), ids=COPIES)
def test_copies_keep_what_they_do_not_change(
    client_class: Any, option: str, copied: Callable[[Any], Any], changed: set[str]
) -> None:
    """
    After any copy, every option that it is not about is the very one from before, and none is at its default.
    """
    client = client_class(**SET).with_options(accept_language="de")
    before, after = client._profile, copied(client)._profile

    assert (getattr(after, option) == getattr(before, option)) is (option not in changed)
    assert copied(client)._wire is client._wire


class Open(BillingClient):
    """
    A caller's subclass with attributes.
    """

    def __init__(self, shop: str, **options: Any) -> None:
        super().__init__(**options)
        self.shop = shop


class Slotted(BillingClient):
    """
    One with slots, a private one and one that is never set among them.
    """

    __slots__ = ("__hidden", "never", "shop")

    def __init__(self, shop: str, **options: Any) -> None:
        super().__init__(**options)
        self.shop = shop
        self.__hidden = shop

    def hidden(self) -> str:
        """
        The private one.
        """
        return self.__hidden


class OneSlot(AsyncBillingClient):
    """
    One that names its only slot as a text.
    """

    __slots__ = "shop"

    def __init__(self, shop: str, **options: Any) -> None:
        super().__init__(**options)
        self.shop = shop


@pytest.mark.parametrize("kind", [Open, Slotted, OneSlot])
@pytest.mark.parametrize("copied", [copied for copied, _ in COPIES.values()], ids=COPIES)
def test_copies_keep_what_a_subclass_adds(kind: Any, copied: Callable[[Any], Any]) -> None:
    """
    A subclass's attributes are there after any copy, and after a copy of that; the copy's are its own.
    """
    client = kind("shoes", **SET)
    copy = copied(copied(client))

    assert (kind, "shoes") == (type(copy), copy.shop)
    assert "shoes" == getattr(copy, "hidden", lambda: "shoes")()
    copy.shop = "hats"
    assert "shoes" == client.shop
