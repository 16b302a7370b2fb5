"""
The control routes steer time, customers and webhooks as the Python handles do, and refuse clearly.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock.webhooks.senders import ReceiverAnswer, WebhookRequest
from monetize_software_mock.world.declaration import Price

from ..support.sample_requests import Ask, connect_http


def post(client: httpx.Client, path: str, **body: Any) -> Any:
    """
    A control request that succeeds.
    """
    answer = client.post(f"/_mock/{path}", json=body)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def get(client: httpx.Client, path: str) -> Any:
    """
    What a control route says.
    """
    return client.get(f"/_mock/{path}").json()


def test_life_of_a_subscription_over_http(client: httpx.Client) -> None:
    """
    Bought, failed, recovered, changed, cancelled, reactivated, refunded.
    """
    purchase = post(client, "purchases", email="ada@example.com", price="price_123", payments=["ok", "declined", "ok"])
    path = f"subscriptions/{purchase['id']}"
    foreseen = post(client, "clock/preview", days=40)["happened"]
    assert foreseen == post(client, "clock/advance", days=40)["happened"]
    assert ["renewal", "renewal", "renewal", "dunning"] == [each["kind"] for each in foreseen]
    assert "9101" == post(client, f"{path}/change-plan", price="9101")["price"]
    assert post(client, f"{path}/cancel")["cancel_at_period_end"]
    assert not post(client, f"{path}/reactivate")["cancel_at_period_end"]
    part = post(client, f"purchases/{purchase['id']}/refund", amount=100, reason="duplicate")
    assert ("active", 100, "duplicate") == (
        part["purchase"]["status"],
        part["refund"]["amount"],
        part["refund"]["reason"],
    )
    assert "canceled" == post(client, f"{path}/cancel", at_once=True)["status"]

    assert purchase["id"] in [each["id"] for each in get(client, "purchases")["purchases"]]
    assert ["bought", "renewal"] == [each["kind"] for each in get(client, "journal")["journal"]][:2]


def test_journal_comes_in_pages() -> None:
    """
    A thousand lines at a time, with where the next ones are.
    """
    mock = Mock(default_world().with_paywall("4", prices=(Price("daily", 1, interval="day"),)))
    client = connect_http(mock)
    for number in range(10):
        mock.subscribe(f"p{number}@example.com", "daily")
    mock.clock.advance(days=110)
    first = get(client, "journal")
    pages, address = [first["journal"]], first["next"]
    while address:
        page = client.get(f"http://mock.test{address}").json()
        pages.append(page["journal"])
        address = page["next"]

    lines = [json.loads(line) for line in mock.journal().splitlines()]
    assert [line for line in lines if "kind" in line] == [line for page in pages for line in page]
    assert {1000} == {len(page) for page in pages[:-1]}


def test_time_over_http(client: httpx.Client) -> None:
    """
    Moved, set, foreseen, and let go at another speed.
    """
    assert "2030-01-02T00:00:00.000Z" == post(client, "clock", advance_seconds=86400)["clock"]["now"]
    assert "2030-02-02T00:00:00.000Z" == post(client, "clock/set", to="2030-02-02T00:00:00Z")["clock"]["now"]
    assert 2 == len(post(client, "clock/preview", to="2030-03-01T00:00:00Z")["happened"])
    assert {"now": "2030-02-02T00:00:00.000Z", "mode": "frozen", "rate": 0.0} == get(client, "clock")["clock"]
    assert "rate" == post(client, "clock/rate", rate=2)["clock"]["mode"]
    assert "frozen" == post(client, "clock/rate", mode="frozen")["clock"]["mode"]


def test_webhooks_over_http(mock: Mock, client: httpx.Client) -> None:
    """
    Added, listed, held, released, repeated and removed; the secret is the world's unless told otherwise.
    """
    post(client, "deliveries/mode", mode="manual")
    hook = post(client, "webhooks", url="http://127.0.0.1:9/hooks", events=["refund.created", "trial.started"])
    assert "whsec_mock" == hook["secret"]
    assert post(client, "webhooks", url="http://127.0.0.1:9/other", secret=None)["secret"] is None
    assert "manual" == get(client, "webhooks")["mode"]
    reached: list[bytes] = []
    mock._engine.courier.default = lambda request: _ok(reached, request)
    event = post(client, "events", type="trial.started", email="subscriber@example.com", data={"x": 1})["event"]
    assert ([event], 1) == (get(client, "events")["events"], event["data"]["x"])
    first, second = get(client, "deliveries")["deliveries"]
    assert {"held"} == {first["status"], second["status"]}

    released = post(client, "deliveries/release", deliveries=[second["id"]])["deliveries"]
    assert [("delivered", 1)] == [(each["status"], len(each["attempts"])) for each in released]
    assert "delivered" == post(client, f"deliveries/{first['id']}/resend")["status"]
    assert "delivered" == post(client, f"deliveries/{first['id']}/duplicate")["status"]
    post(client, "deliveries/mode", mode="settle")
    assert ["*"] == post(client, "deliveries/hold")["held"]
    post(client, "events", type="refund.created", email="subscriber@example.com")
    held = [each["id"] for each in get(client, "deliveries")["deliveries"] if each["status"] == "held"]
    assert "held" == post(client, f"deliveries/{held[0]}/hold")["status"]
    assert 2 == len(post(client, "deliveries/release", order="reversed")["deliveries"])
    assert 5 == len(reached)
    assert not post(client, f"webhooks/{hook['id']}", active=False)["active"]
    post(client, "events", type="refund.created", email="subscriber@example.com")
    assert 5 + 1 == len(reached)  # to the other endpoint
    assert {"ok": True} == client.delete(f"/_mock/webhooks/{hook['id']}").json()


def _ok(reached: list[bytes], request: WebhookRequest) -> ReceiverAnswer:
    reached.append(request.body)
    return ReceiverAnswer(200)


def test_snapshots_over_http(client: httpx.Client) -> None:
    """
    Taken, and gone back to.
    """
    name = post(client, "snapshot")["snapshot"]
    post(client, "clock/advance", days=31)

    assert "2030-01-01T00:00:00.000Z" == post(client, "restore", snapshot=name)["clock"]["now"]


def test_payments_are_scripted_over_http(client: httpx.Client) -> None:
    """
    For a customer, on every paywall they use; the cards are listed.
    """
    post(client, "payments", email="subscriber@example.com", payments=["declined"])
    post(client, "clock/advance", days=31)

    assert "past_due" == get(client, "purchases/sub_seed_subscriber")["status"]
    assert "4000000000000341" in get(client, "payments")["cards"]


def test_checkout_is_paid_by_a_test_card(client: httpx.Client) -> None:
    """
    Declined with the reason, then paid.
    """
    url = Ask(
        "POST",
        "/api/v1/paywall/3/start-checkout",
        {"X-Api-Key": "sk_test_mock"},
        {"email": "user@example.com", "priceId": "price_123"},
    )
    path = f"checkouts/{url.of(client).json()['checkoutUrl'].rsplit('/', 1)[1]}/pay"

    assert ("failed", "declined") == tuple(
        post(client, path, card="4000 0000 0000 0002")[name] for name in ("status", "reason")
    )
    assert "paid" == post(client, path, card="4242 4242 4242 4242")["status"]
    assert 400 == client.post("/_mock/checkouts/cs_other/pay", json={"outcome": "maybe"}).status_code


@pytest.mark.parametrize(
    ("path", "body", "status", "reason"),
    [
        ("clock", {}, 400, "either advance_seconds or set"),
        ("clock", {"set": 5}, 400, "ISO 8601"),
        ("clock", {"set": "soon"}, 400, "isoformat"),
        ("clock/advance", {"days": -1}, 400, "forward only"),
        ("clock/advance", {"days": "1"}, 400, "days must be a number"),
        ("clock/advance", {"days": True}, 400, "a number"),
        ("clock/advance", {"years": 1}, 400, "Unknown field 'years'"),
        ("clock/advance", {"days": 1e300}, 400, "8999"),
        ("clock/advance", {"days": 365, "limit": 1}, 400, "More than 1 things"),
        ("clock/advance", {"weeks": 6000}, 400, "at most 100 years"),
        ("clock/preview", {"months": 1300}, 400, "at most 100 years"),
        ("clock/preview", {"to": "8000-01-01T00:00:00Z"}, 400, "at most 100 years"),
        ("clock/until", {"to": "8000-01-01T00:00:00Z"}, 400, "at most 100 years"),
        ("clock/set", {"to": "8000-01-01T00:00:00Z"}, 400, "at most 100 years"),
        ("clock", {"advance_seconds": 4e9}, 400, "at most 100 years"),
        ("clock/set", {}, 400, "to must be"),
        ("clock/preview", {}, 400, "Send either"),
        ("clock/rate", {"mode": "fast"}, 400, "mode must be one of"),
        ("clock/rate", {"rate": 0}, 400, "above 0"),
        ("purchases", {"email": "a@example.com"}, 400, "price must be text"),
        ("purchases", {"email": "a@example.com", "price": "nothing"}, 404, "No price nothing"),
        ("purchases", {"email": "subscriber@example.com", "price": "9101"}, 409, "has access"),
        ("purchases", {"email": "a@example.com", "price": "9101", "payments": ["declined"]}, 409, "failed"),
        ("purchases", {"email": "a@example.com", "price": "9101", "payments": [1]}, 400, "list of texts"),
        ("purchases", {"email": "a@example.com", "price": "9101", "replace": 1}, 400, "true or false"),
        ("purchases", {"email": "a@example.com", "price": "9101", "trial_days": -1}, 400, "trial_days"),
        ("purchases", {"email": "a@example.com", "price": "9101", "card": "1"}, 400, "No such test card"),
        ("purchases/pay_1/refund", {}, 404, "No purchase pay_1"),
        ("purchases/sub_seed_subscriber/refund", {"amount": 10_000}, 409, "between 1 and 999"),
        ("subscriptions/sub_1/cancel", {}, 404, "No purchase sub_1"),
        ("subscriptions/sub_seed_subscriber/reactivate", {}, 409, "not cancelled"),
        ("webhooks", {"url": "https://example.com/"}, 400, "another machine"),
        ("webhooks", {}, 400, "url must be text"),
        ("webhooks/wh_1", {"active": True}, 404, "No webhook wh_1"),
        ("events", {"type": "subscription.updated", "email": "nobody@example.com"}, 404, "No user"),
        ("events", {"type": "subscription.updated", "email": "user@example.com"}, 409, "has no purchase"),
        ("events", {"type": "x", "email": "user@example.com", "data": []}, 400, "an object"),
        ("deliveries/mode", {"mode": "fast"}, 400, "mode must be one of: settle"),
        ("deliveries/release", {"order": "random"}, 400, "order must be"),
        ("deliveries/dlv_1/resend", {}, 404, "No delivery dlv_1"),
        ("payments", {"email": "user@example.com", "payments": ["maybe"]}, 400, "must be one of: ok"),
        ("restore", {"snapshot": "snap_9"}, 404, "No snapshot snap_9"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else None,
)
def test_impossible_requests_are_refused(path: str, body: Any, status: int, reason: str) -> None:
    """
    With a status and a sentence; the mock did not fail.
    """
    with Mock() as mock:
        answer = connect_http(mock).post(f"/_mock/{path}", json=body)

        assert (status, 0) == (answer.status_code, mock.counters.unexpected_errors)
        assert reason in answer.json()["error"]
