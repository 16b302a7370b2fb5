"""
A purchase from the price list to the support ticket, played by the real client against the mock server.

Run it with `make demo`. Any deviation from the story ends it with a message and exit code 1.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from screen import Screen
from server import DIRECT, MockServer

from monetize_software import (
    ApiGatewayClient,
    AsyncApiGatewayClient,
    AsyncAuthClient,
    AsyncBillingClient,
    AuthClient,
    BillingClient,
    PaywallError,
)
from monetize_software.hooks import ResponseInfo

REPORT = ("report.pdf", b"%PDF-1.4 a very small report")


@dataclass
class Stage:
    """
    What the story acts on: the clients, what they answered so far, and the HTTP lines of the current step.
    """

    origin: str
    billing: Any
    freemius: Any
    uma: Any
    gateway: Any
    seen: dict[str, Any] = field(default_factory=dict[str, Any])
    http: list[str] = field(default_factory=list[str])

    @property
    def ada(self) -> Any:
        """
        The client, bound to the user of the story.
        """
        return self.billing.for_user(email="user@example.com", user_id="u_42")

    def note(self, info: ResponseInfo) -> None:
        """
        Keep an attempt's HTTP line.
        """
        self.http.append(f"{info.request.method} {info.request.path_template} → {info.status or info.error}")

    def pay(self) -> dict[str, Any]:
        """
        Pay the checkout, as the buyer would on the hosted page. The mock server has a control route for it.
        """
        session = self.seen["checkout"].url.rpartition("/")[2]
        path = f"/_mock/checkouts/{session}/pay"
        request = urllib.request.Request(self.origin + path, data=b"{}", headers={"Content-Type": "application/json"})
        with DIRECT.open(request, timeout=10) as response:
            paid: dict[str, Any] = json.load(response)
        self.http.append(f"POST {path.replace(session, '{session}')} → {response.status}")
        return paid


@dataclass(frozen=True)
class Step:
    """
    One step: what it is, the code a user would write, the call, and what must come of it.
    """

    title: str
    code: str
    call: Callable[[Stage], Any]
    expect: Callable[[Stage, Any], str]


def remember(name: str, text: Callable[[Any], str]) -> Callable[[Stage, Any], str]:
    """
    Keep a result under a name and describe it.
    """

    def expect(stage: Stage, result: Any) -> str:
        stage.seen[name] = result
        return text(result)

    return expect


def refused(code: str, *facts: str) -> Callable[[Stage, Any], str]:
    """
    The call must be refused with this code.
    """

    def expect(stage: Stage, result: Any) -> str:
        assert isinstance(result, PaywallError), f"expected {code}, got {result!r}"
        assert result.code == code, f"expected {code}, got {result.code}"
        shown = "".join(f", {name}={getattr(result, name)}" for name in facts)
        return f"{type(result).__name__}({result.code}{shown})"

    return expect


def check(condition: bool, text: str) -> str:
    """
    Insist on a condition and return the text.
    """
    assert condition, f"not as expected: {text}"
    return text


def same_checkout(stage: Stage, again: Any) -> str:
    """
    The second answer must be the first one.
    """
    return check(again.url == stage.seen["checkout"].url, "the same URL, nothing new was opened")


def balance(count: int) -> Callable[[Stage, Any], str]:
    """
    The changed balance must be this.
    """
    return lambda stage, changed: check(changed.count == count, f"gpt-4 is now {changed.count}")


def unchanged_balance(stage: Stage, balances: Any) -> str:
    """
    A refused debit must not have taken anything.
    """
    left = {entry.type: entry.count for entry in balances}
    return check(left["gpt-4"] == 105, f"gpt-4 is still {left['gpt-4']}")


def one_token_less(stage: Stage, balances: Any) -> str:
    """
    The call through the gateway took one token, once its answer had ended.
    """
    left = {entry.type: entry.count for entry in balances}
    return check(left["gpt-4"] == 104, f"gpt-4 is now {left['gpt-4']}")


def access(stage: Stage, user: Any) -> str:
    """
    The paying user must be let in.
    """
    return check(
        user.has_active_subscription, f"access granted: has_active_subscription={user.has_active_subscription}"
    )


def purchases(stage: Stage, bought: Any) -> str:
    """
    The purchase must be listed.
    """
    stage.seen["purchase"] = bought[0]
    first = bought[0]
    return check(len(bought) == 1, f"{first.id}: {first.status.value}, {first.unit_amount / 100:.2f} {first.currency}")


ASKED = {"model": "gpt-4", "stream": True, "messages": [{"role": "user", "content": "Say hello"}]}


async def spoken(stage: Stage) -> str:
    """
    What a model answers, word by word as it comes.
    """
    words: list[str] = []
    call = stage.gateway.stream("openai", "v1/chat/completions", json=ASKED)
    if isinstance(stage.gateway, ApiGatewayClient):
        with call as answer:
            words.extend(word(event) for event in answer.events())
    else:
        async with call as answer:
            async for event in answer.events():
                words.append(word(event))
    return "".join(words)


def word(event: Any) -> str:
    """
    The words that one event of a chat brings.
    """
    return "" if event.data == "[DONE]" else event.json()["choices"][0]["delta"].get("content") or ""


STORY = [
    Step(
        "Read the prices",
        "billing.get_prices()",
        lambda s: s.billing.get_prices(),
        remember("prices", lambda prices: ", ".join(f"{p.id} {p.amount} {p.currency}" for p in prices)),
    ),
    Step(
        "A checkout for nobody is refused here, before anything is sent",
        'billing.create_checkout("price_123")',
        lambda s: s.billing.create_checkout("price_123"),
        refused("identity_required"),
    ),
    Step(
        "Open a checkout for Ada",
        'ada.create_checkout("price_123", success_url="https://app.example.com/ok?s=__SESSION__")',
        lambda s: s.ada.create_checkout("price_123", success_url="https://app.example.com/ok?s=__SESSION__"),
        remember("checkout", lambda checkout: f"{checkout.url} ({checkout.acquiring.value})"),
    ),
    Step(
        "Ask again with the same key",
        'ada.create_checkout("price_123", idempotency_key=checkout.idempotency_key)',
        lambda s: s.ada.create_checkout("price_123", idempotency_key=s.seen["checkout"].idempotency_key),
        same_checkout,
    ),
    Step(
        "Ada pays",
        "(on the hosted page)",
        lambda s: s.pay(),
        lambda s, paid: check(
            "paywall_status=paid" in json.dumps(paid), "paid; the browser returns to the success URL"
        ),
    ),
    Step("May Ada in?", "ada.get_user()", lambda s: s.ada.get_user(), access),
    Step("What did she buy?", "ada.list_purchases()", lambda s: s.ada.list_purchases(), purchases),
    Step(
        "A second checkout is refused while the first is active",
        'ada.create_checkout("price_123")',
        lambda s: s.ada.create_checkout("price_123"),
        refused("already_purchased"),
    ),
    Step(
        "Unless she wants to renew or upgrade",
        'ada.create_checkout("9101", ignore_active_purchase=True)',
        lambda s: s.ada.create_checkout("9101", ignore_active_purchase=True),
        lambda s, checkout: check(checkout.url != s.seen["checkout"].url, "a new checkout"),
    ),
    Step(
        "Give 100 tokens", 'ada.credit_tokens("gpt-4", 100)', lambda s: s.ada.credit_tokens("gpt-4", 100), balance(110)
    ),
    Step("Use 5 of them", 'ada.debit_tokens("gpt-4", 5)', lambda s: s.ada.debit_tokens("gpt-4", 5), balance(105)),
    Step(
        "Use more than there are",
        'ada.debit_tokens("gpt-4", 1_000)',
        lambda s: s.ada.debit_tokens("gpt-4", 1_000),
        refused("insufficient", "available", "requested"),
    ),
    Step("Nothing was taken", "ada.get_balances()", lambda s: s.ada.get_balances(), unchanged_balance),
    Step(
        "Somebody who never used this paywall",
        'billing.for_user(email="elsewhere@example.com").list_purchases()',
        lambda s: s.billing.for_user(email="elsewhere@example.com").list_purchases(),
        refused("identity_not_on_paywall"),
    ),
    Step(
        "Cancel, with a reason",
        'ada.cancel_subscription(purchase.id, "too_expensive")',
        lambda s: s.ada.cancel_subscription(s.seen["purchase"].id, "too_expensive"),
        lambda s, done: check(done.cancel_at is not None, f"access until {done.cancel_at:%d %B %Y}"),
    ),
    Step(
        "Cancel again",
        'ada.cancel_subscription(purchase.id, "too_expensive")',
        lambda s: s.ada.cancel_subscription(s.seen["purchase"].id, "too_expensive"),
        refused("http_400", "subscription_id"),
    ),
    Step(
        "A link to the customer portal",
        'ada.get_customer_portal_url(return_url="https://app.example.com/account")',
        lambda s: s.ada.get_customer_portal_url(return_url="https://app.example.com/account"),
        lambda s, portal: check("/portal/" in portal.url, "a one-time link"),
    ),
    Step(
        "Freemius has no portal",
        'freemius.for_user(email="freemius@example.com").get_customer_portal_url()',
        lambda s: s.freemius.for_user(email="freemius@example.com").get_customer_portal_url(),
        refused("forbidden", "is_test"),
    ),
    Step(
        "A support ticket with a file",
        'ada.create_support_ticket("Invoice", "Please see the report.", files=[("report.pdf", pdf)])',
        lambda s: s.ada.create_support_ticket("Invoice", "Please see the report.", files=[REPORT]),
        lambda s, ticket: f"ticket {ticket.id} is {ticket.status.value}",
    ),
    Step(
        "A second ticket",
        'ada.create_support_ticket("Thanks", "It was my mistake.")',
        lambda s: s.ada.create_support_ticket("Thanks", "It was my mistake."),
        lambda s, ticket: f"ticket {ticket.id} is {ticket.status.value}",
    ),
    Step(
        "A third one within a day",
        'ada.create_support_ticket("One more", "Hello?")',
        lambda s: s.ada.create_support_ticket("One more", "Hello?"),
        refused("rate_limit_exceeded"),
    ),
]

SECOND_ACT = [
    Step(
        "Uma signs in; the session is kept under a key of yours",
        'uma = auth.session("cookie-of-uma"); uma.sign_in_with_email("user@example.com", "correct-horse-1")',
        lambda s: s.uma.sign_in_with_email("user@example.com", "correct-horse-1"),
        lambda s, session: check(
            "correct" not in repr(session), f"{session.user.id}, until {session.expires_at:%H:%M}"
        ),
    ),
    Step(
        "A wrong password",
        'auth.session("somebody").sign_in_with_email("user@example.com", "wrong")',
        lambda s: s.seen["auth"].session("somebody").sign_in_with_email("user@example.com", "wrong-horse"),
        refused("invalid_credentials"),
    ),
    Step(
        "Her own client of the billing API, by her access token",
        "uma.billing().get_user()",
        lambda s: s.uma.billing().get_user(),
        access,
    ),
    Step("The session is refreshed", "uma.refresh()", lambda s: s.uma.refresh(), lambda s, session: "new tokens"),
    Step(
        "A model answers through the gateway, word by word",
        'with gateway.stream("openai", "v1/chat/completions", json=asked) as answer: …',
        spoken,
        lambda s, text: check(bool(text), text),
    ),
    Step("Which took one token", "ada.get_balances()", lambda s: s.ada.get_balances(), one_token_less),
    Step(
        "A provider whose tokens she has none of",
        'gateway.call("empty")',
        lambda s: s.gateway.call("empty", "v1/anything", json={}),
        refused("not_enough_queries", "query_type"),
    ),
    Step("She signs out", "uma.sign_out()", lambda s: s.uma.sign_out(), lambda s, _: "the session is gone"),
    Step("Nobody is signed in", "uma.token()", lambda s: s.uma.token(), refused("not_authenticated")),
]


async def play(stage: Stage, screen: Screen) -> None:
    """
    Play the story step by step, with either client.
    """
    for number, step in enumerate(STORY + SECOND_ACT, 1):
        stage.http.clear()
        started = time.perf_counter()
        result = await outcome(step, stage)
        elapsed = time.perf_counter() - started
        try:
            text = step.expect(stage, result)
        except Exception as problem:
            raise SystemExit(f"\nStep {number} deviates: {step.title}: {problem}") from None
        screen.step(number, step.title, step.code, stage.http or ["nothing sent"], text, elapsed)


async def outcome(step: Step, stage: Stage) -> Any:
    """
    The result of a step, or the error it was refused with.
    """
    try:
        result = step.call(stage)
        return await result if inspect.isawaitable(result) else result
    except PaywallError as error:
        return error


KINDS: dict[Any, tuple[Any, Any]] = {
    BillingClient: (AuthClient, ApiGatewayClient),
    AsyncBillingClient: (AsyncAuthClient, AsyncApiGatewayClient),
}
"""
The clients for sessions and the gateway beside each billing client.
"""


def stage_for(kind: Any, origin: str) -> Stage:
    """
    Build the clients of one kind.
    """
    stage = Stage(origin, None, None, None, None)
    shared: dict[str, Any] = {"api_origin": origin, "on_response": stage.note, "sdk_name": "demo/1.0"}
    auth, gateway = KINDS[kind]
    stage.billing = kind(paywall_id="3", api_key="sk_test_mock", **shared)
    stage.freemius = kind(paywall_id="5", api_key="sk_test_mock", **shared)
    stage.seen["auth"] = auth(paywall_id="3", **shared)
    stage.uma = stage.seen["auth"].session("cookie-of-uma")
    stage.gateway = gateway(paywall_id="3", bearer=stage.uma, **shared)
    return stage


def main() -> int:
    """
    Play the story with the sync and then the async client.
    """
    screen = Screen(sys.stdout)
    with MockServer() as server:
        screen.title(f"A purchase, played against the mock server at {server.origin}")
        for kind in (BillingClient, AsyncBillingClient):
            server.reset()
            screen.act(kind.__name__)
            asyncio.run(play(stage_for(kind, server.origin), screen))
    screen.summary()
    return 0


if __name__ == "__main__":
    sys.exit(main())
