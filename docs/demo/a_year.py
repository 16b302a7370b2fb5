"""
A year of a customer's life, played in seconds: trial, renewal, failed payment, recovery, plan change, refund, cancel.

The SDK does what a backend does, the mock server lets time pass, and a small receiver verifies every webhook. Run
it with `make demo-sandbox`. Any deviation from the story ends it with a message and exit code 1.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from receiver import SECRET, Shop, receiving
from screen import Screen
from server import DIRECT, MockServer

from monetize_software import BillingClient, PaywallError

CREATED, UPDATED, CANCELLED = "subscription.created", "subscription.updated", "subscription.cancelled"
REFUNDED = "refund.created"


@dataclass
class Life:
    """
    The customer, the shop, and the server that lets time pass.
    """

    origin: str
    ada: BillingClient
    shop: Shop
    steps: int = 0

    def mock(self, route: str, **body: Any) -> dict[str, Any]:
        """
        Ask a control route of the mock server.
        """
        content = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.origin}/_mock/{route}", json.dumps(body).encode(), content)
        with DIRECT.open(request, timeout=60) as response:
            answer: dict[str, Any] = json.load(response)
        return answer

    def wait(self, **parts: float) -> list[str]:
        """
        Let time pass, and say what the server made happen.
        """
        happened = self.mock("clock/advance", **parts)["happened"]
        return [f"{each['at'][:16].replace('T', ' ')}  {each['text']}" for each in happened]

    def buy(self, price: str, **options: Any) -> list[str]:
        """
        Open a checkout, and pay it as the customer would on its page.
        """
        checkout = self.ada.create_checkout(price, **options)
        paid = self.mock(f"checkouts/{checkout.url.rpartition('/')[2]}/pay")
        return [f"checkout {paid['status']}: {paid['purchase']['id']} is {paid['purchase']['status']}"]

    @property
    def today(self) -> str:
        """
        The date on the mock server's clock.
        """
        with DIRECT.open(f"{self.origin}/_mock/clock", timeout=10) as response:
            return str(json.load(response)["clock"]["now"])[:10]

    @property
    def current(self) -> str:
        """
        The subscription that the API lists first.
        """
        return self.ada.list_purchases()[0].id


@dataclass(frozen=True)
class Scene:
    """
    Something in the customer's life: what the shop does or time brings, and what must come of it.

    Attributes:
        events: Types the receiver must have applied, in order.
        access: Whether the API must let the customer in afterwards.
    """

    title: str
    act: Callable[[Life], list[str]]
    events: tuple[str, ...]
    access: bool


def start_trial(life: Life) -> list[str]:
    """
    The first checkout, with two weeks to try.
    """
    return life.buy("price_123", trial_days=14)


def fail(life: Life) -> list[str]:
    """
    The card is declined at the renewal, and will be once more.
    """
    life.mock("payments", email="ada@example.com", payments=["declined", "declined", "ok"])
    return life.wait(months=1)


def change_plan(life: Life) -> list[str]:
    """
    The customer moves to the yearly plan while the shop's receiver is too busy for the first two deliveries.
    """
    life.shop.failures = 2
    return life.buy("9101", ignore_active_purchase=True) + life.wait(minutes=20)


def refund(life: Life) -> list[str]:
    """
    A part of the yearly price is given back.
    """
    given = life.mock(f"purchases/{life.current}/refund", amount=1_500)["refund"]
    return [f"{given['amount'] / 100:.2f} USD refunded as {given['id']}"]


def cancel(life: Life) -> list[str]:
    """
    The customer has had enough; what is paid stays theirs.
    """
    done = life.ada.cancel_subscription(life.current, "not_using")
    return [f"cancelled; access until {done.cancel_at:%d %B %Y}"]


STORY = (
    Scene("Ada starts a trial of 14 days", start_trial, (CREATED,), access=True),
    Scene("The trial ends; the first payment is taken", lambda life: life.wait(days=14), (UPDATED,), access=True),
    Scene("A month later the subscription renews", lambda life: life.wait(months=1), (UPDATED,), access=True),
    Scene("The next payment fails", fail, (UPDATED,), access=False),
    Scene("It is tried again, and goes through at last", lambda life: life.wait(days=10), (UPDATED,), access=True),
    Scene("Ada moves to the yearly plan", change_plan, (CREATED, CANCELLED), access=True),
    Scene("She complains, and gets a part back", refund, (REFUNDED,), access=True),
    Scene("Half a year goes by", lambda life: life.wait(months=6), (), access=True),
    Scene("She cancels", cancel, (UPDATED,), access=True),
    Scene("Her paid year ends", lambda life: life.wait(months=7), (CANCELLED,), access=False),
)


def play(life: Life, scene: Scene, screen: Screen) -> None:
    """
    Play one scene, show it, and insist on what it must come to.
    """
    life.steps += 1
    life.shop.log.clear()
    life.shop.types.clear()
    started = time.perf_counter()
    happened = scene.act(life)
    elapsed = time.perf_counter() - started
    received = [f"webhook {kind}: {text}" for kind, text in life.shop.log]
    access = life.ada.get_user().has_active_subscription
    if (tuple(life.shop.types), access) != (scene.events, scene.access):
        told = f"{', '.join(scene.events) or 'no event'}, access={scene.access}"
        found = f"{', '.join(life.shop.types) or 'no event'}, access={access}"
        raise SystemExit(f"\nScene {life.steps} deviates: {scene.title}: expected {told}; found {found}")
    verdict = "the API lets Ada in" if access else "the API keeps Ada out"
    screen.step(life.steps, scene.title, life.today, [*happened, *received], verdict, elapsed)


def main() -> int:
    """
    Play the whole life.
    """
    screen, shop = Screen(sys.stdout), Shop()
    with MockServer() as server, receiving(shop) as address:
        screen.title(f"A year of Ada's life, played against the mock server at {server.origin}")
        with BillingClient(paywall_id="3", api_origin=server.origin, api_key="sk_test_mock") as billing:
            life = Life(server.origin, billing.for_user(email="ada@example.com"), shop)
            for other in ("sub_seed_subscriber", "sub_seed_freemius"):  # the story is about Ada alone
                life.mock(f"subscriptions/{other}/cancel", at_once=True)
            life.mock("webhooks", url=address, secret=SECRET)
            try:
                for scene in STORY:
                    play(life, scene, screen)
            except (PaywallError, urllib.error.HTTPError) as error:
                raise SystemExit(f"\nScene {life.steps} deviates: {error}") from None
    screen.closing(f"{life.steps} scenes, all as told; {shop.deliveries} webhooks received, every signature good")
    return 0


if __name__ == "__main__":
    sys.exit(main())
