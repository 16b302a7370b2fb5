"""
How webhooks reach their receivers: signed, retried on the virtual clock, logged, held and repeated.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock.webhooks import signing
from monetize_software_mock.webhooks.courier import DeliveryError, UnknownDelivery
from monetize_software_mock.webhooks.senders import Unreachable, WebhookRequest, over_http
from monetize_software_mock.world.declaration import Price, Webhook

from ..support.mock_server import served
from ..support.receiving import receiving
from ..support.sample_requests import GOOD, OWNER, Ask, connect_http


class Receiver:
    """
    Keeps what it gets, and answers as scripted; 200 when the script is over.
    """

    def __init__(self, *script: int | Exception) -> None:
        self._script = list(script)
        self.got: list[tuple[bytes, Mapping[str, str]]] = []

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        self.got.append((body, headers))
        answer = self._script.pop(0) if self._script else 200
        if isinstance(answer, Exception):
            raise answer
        return answer, "seen " * 500

    @property
    def types(self) -> list[str]:
        """
        Types of what came, in order.
        """
        return [json.loads(body)["type"] for body, _ in self.got]


def minutes(mock: Mock) -> list[int]:
    """
    When the attempts of the first delivery were made, in minutes since the world began.
    """
    return [(each.at.day - 1) * 1440 + each.at.hour * 60 + each.at.minute for each in mock.deliveries[0].attempts]


def test_test_vector_of_the_contract() -> None:
    """
    HMAC-SHA256 over the raw body, in both spellings.
    """
    expected = "71e8c68c935f74def7db7906fdab86645a389a2f2f04b83d07608e9ab59aa67e"
    headers = signing.headers(b'{"id":"evt_1","type":"ping"}', "whsec_demo")

    assert (expected, f"sha256={expected}") == (headers["x-signature"], headers["x-monetize-signature"])


def test_delivery_is_signed_and_logged(mock: Mock) -> None:
    """
    Sent when the event is emitted; the log has request, answer and number.
    """
    receiver = Receiver()
    mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")
    body, headers = receiver.got[0]
    sent = mock.deliveries.expect("subscription.created")

    assert hmac.new(b"whsec_mock", body, hashlib.sha256).hexdigest() == headers["x-signature"]
    assert {"user-agent": "Monetize-Webhooks/1.0", "content-type": "application/json"}.items() <= headers.items()
    attempt = sent.attempts[0]
    assert (1, 200, None, 1000) == (attempt.number, attempt.status, attempt.error, len(attempt.answer))
    assert body == attempt.body == mock.events[0].body
    assert headers == attempt.headers


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("both", {"x-signature", "x-monetize-signature"}),
        ("bare", {"x-signature"}),
        ("prefixed", {"x-monetize-signature"}),
        ("none", set()),
    ],
)
def test_signature_headers_are_a_switch(which: str, expected: set[str]) -> None:
    """
    A-03 does not say which of them is sent.
    """
    mock = Mock(default_world().with_switches(signature_headers=which))
    receiver = Receiver()
    mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")

    assert expected == {name for name in receiver.got[0][1] if "signature" in name}


def test_endpoint_without_a_secret_gets_no_signature(mock: Mock) -> None:
    """
    As documented.
    """
    receiver = Receiver()
    mock.webhooks.add(receiver, secret=None)
    mock.subscribe("ada@example.com", "price_123")

    assert {"content-type", "user-agent"} == set(receiver.got[0][1])


def test_failed_delivery_is_retried_on_the_documented_schedule(mock: Mock) -> None:
    """
    After 5, 10, 20, 40 and 80 minutes, with the same bytes; then it is given up.
    """
    receiver = Receiver(500, TimeoutError(), ConnectionResetError(), 503, 599, 500)
    mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(days=1)

    assert [0, 5, 15, 35, 75, 155] == minutes(mock)
    assert "exhausted" == mock.deliveries[0].status
    assert 1 == len({body for body, _ in receiver.got})
    assert ["TimeoutError", "ConnectionResetError"] == [
        (each.error or "").split()[-1] for each in mock.deliveries[0].attempts[1:3]
    ]
    assert [None, None] == [each.status for each in mock.deliveries[0].attempts[1:3]]


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410, 429])
def test_other_refusals_are_final(status: int, mock: Mock) -> None:
    """
    The event is lost.
    """
    mock.webhooks.add(Receiver(status))
    mock.subscribe("ada@example.com", "price_123")

    assert [] == list(mock.clock.advance(hours=5))
    assert ("refused", 1) == (mock.deliveries[0].status, len(mock.deliveries[0].attempts))


def test_receiver_that_raises_has_failed(mock: Mock) -> None:
    """
    As behind any server: 500, and retried.
    """
    receiver = Receiver(KeyError("oops"))
    mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(minutes=5)

    assert [500, 200] == [each.status for each in mock.deliveries[0].attempts]
    assert "delivered" == mock.deliveries[0].status


def test_retries_and_billing_share_one_timeline(mock: Mock) -> None:
    """
    The receiver fails three times while a plan changes at minute 12: attempt 2, the new event, attempt 3.
    """
    receiver = Receiver(500, 500, 200, 200)
    mock.webhooks.add(receiver)
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(minutes=12)
    mock.change_plan(purchase, "9101")
    mock.clock.advance(minutes=3)

    assert ["created", "created", "updated", "created"] == [each.split(".")[1] for each in receiver.types]


def test_receiver_may_call_the_api_back_while_time_moves(mock: Mock) -> None:
    """
    It sees the virtual time of the event, and its own change is told in turn.
    """
    client, seen = connect_http(mock), list[str]()

    def receiver(body: bytes, headers: object) -> int:
        event = json.loads(body)
        seen.append(f"{event['type']} {mock.clock.now():%m-%d} {event['created_at'][5:10]}")
        if event["type"] == "subscription.updated" and not event["data"]["subscription"]["cancel_at_period_end"]:
            assert 200 == GOOD["cancelSubscription"].of(client).status_code
        return 200

    mock.webhooks.add(receiver)
    mock.clock.advance(days=100)
    theirs = [each for each in seen if "freemius" not in each]

    assert "subscription.updated 02-01 02-01" == theirs[0]
    assert "subscription.cancelled 03-01 03-01" in theirs
    assert "canceled" == mock.purchase("sub_seed_subscriber").status


@pytest.mark.enable_socket
def test_receiver_behind_a_port_calls_a_served_mock_back() -> None:
    """
    Through real sockets on both sides, while a control request moves the clock.
    """
    with Mock() as mock, served(mock) as address, httpx.Client(base_url=address, timeout=20) as api:
        statuses: list[int] = []

        def answer(body: bytes, headers: dict[str, str]) -> int:
            asked = api.get("/api/v1/paywall/3/user?email=subscriber@example.com", headers=OWNER)
            moved = api.post("/_mock/clock/advance", json={"days": 1})
            statuses.extend([asked.status_code, moved.status_code])
            return 200

        with receiving(answer) as url:
            assert 200 == api.post("/_mock/webhooks", json={"url": url}).status_code
            report = api.post("/_mock/clock/advance", json={"days": 31}).json()
            cancelled = api.post(
                "/api/paywall/cancel-subscription", headers=OWNER, json=dict(GOOD["cancelSubscription"].json)
            )
        deliveries = api.get("/_mock/deliveries").json()["deliveries"]

    assert [200, 409] * 3 == statuses
    assert 200 == cancelled.status_code
    assert ["renewal", "renewal", "webhook", "webhook"] == [each["kind"] for each in report["happened"]]
    assert ["delivered"] * 3 == [each["status"] for each in deliveries]
    assert "seen" == deliveries[0]["attempts"][0]["answer"]


@pytest.mark.enable_socket
def test_live_deliveries_come_from_a_thread_of_their_own() -> None:
    """
    The request does not wait for its receiver, however slow.
    """
    arrived, may_answer = threading.Event(), threading.Event()

    def answer(body: bytes, headers: dict[str, str]) -> int:
        arrived.set()
        return 200 if may_answer.wait(10) else 500

    with Mock(deliveries="live") as mock, receiving(answer) as url:
        mock.webhooks.add(url)
        mock.subscribe("ada@example.com", "price_123")
        assert arrived.wait(10)
        assert "pending" == mock.deliveries[0].status
        assert 1 == len(mock.clock.advance(days=31).of("renewal")[2:])
        may_answer.set()
        while {"delivered"} != {each.status for each in mock.deliveries}:
            pass


@pytest.mark.enable_socket
def test_socket_failures_are_told() -> None:
    """
    Nobody listens; redirects are not followed; the answer's text is kept.
    """
    with receiving(lambda body, headers: 307) as url:
        assert (307, "seen") == (
            over_http(WebhookRequest(url, {}, b"{}")).status,
            over_http(WebhookRequest(url, {}, b"{}")).text,
        )
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        over_http(WebhookRequest(url, {}, b"{}"))


def test_collected_events_are_sent_to_nobody() -> None:
    """
    The events are there to look at; a delivery can still be sent by hand.
    """
    mock, receiver = Mock(deliveries="collect"), Receiver()
    mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(days=1)
    assert ([], "collected") == (receiver.got, mock.deliveries[0].status)

    assert "delivered" == mock.deliveries.resend(mock.deliveries[0]).status


def test_manual_deliveries_move_when_told() -> None:
    """
    Also the next attempt after a failure.
    """
    mock, receiver = Mock(deliveries="manual"), Receiver(500)
    mock.webhooks.add(receiver)
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.cancel(purchase)
    mock.clock.advance(hours=9)
    assert [] == receiver.got
    mock.deliveries.release(order="reversed")
    assert ["subscription.updated", "subscription.created"] == receiver.types
    assert ["delivered", "held"] == [each.status for each in mock.deliveries]
    mock.deliveries.release(*mock.deliveries)

    assert 4 == len(receiver.got)
    assert ["delivered", "delivered"] == [each.status for each in mock.deliveries]


def test_held_type_waits_while_others_pass(mock: Mock) -> None:
    """
    Until it is released.
    """
    receiver = Receiver()
    mock.webhooks.add(receiver)
    mock.deliveries.hold_type("subscription.created")
    mock.cancel(mock.subscribe("ada@example.com", "price_123"))
    assert ["subscription.updated"] == receiver.types
    mock.deliveries.release()
    mock.subscribe("bob@example.com", "price_123")

    assert ["subscription.updated", "subscription.created", "subscription.created"] == receiver.types


def test_waiting_delivery_can_be_held(mock: Mock) -> None:
    """
    Its retry does not come by itself then.
    """
    receiver = Receiver(500)
    mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")
    assert "2030-01-01T00:05:00.000Z" == mock.deliveries[0].log["next_attempt"]
    mock.deliveries.hold(mock.deliveries[0])
    mock.clock.advance(hours=9)
    assert 1 == len(receiver.got)
    mock.deliveries.release()

    assert 2 == len(receiver.got)
    with pytest.raises(DeliveryError, match="is delivered"):
        mock.deliveries.hold(mock.deliveries[0])


def test_resend_and_duplicate_repeat_the_same_bytes(mock: Mock) -> None:
    """
    A resend is another attempt of the delivery, a duplicate another delivery.
    """
    receiver = Receiver(400)
    mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")
    assert "delivered" == mock.deliveries.resend(mock.deliveries[0]).status
    mock.deliveries.duplicate(mock.deliveries[0])

    assert 1 == len({body for body, _ in receiver.got})
    assert [2, 1] == [len(each.attempts) for each in mock.deliveries]
    with pytest.raises(UnknownDelivery):
        mock.deliveries.resend("dlv_nothing")


def test_resend_that_fails_is_not_retried(mock: Mock) -> None:
    """
    It was asked for once.
    """
    mock.webhooks.add(Receiver(400, 500))
    mock.subscribe("ada@example.com", "price_123")
    mock.deliveries.resend(mock.deliveries[0])

    assert [] == list(mock.clock.advance(hours=9))


def test_endpoints_choose_types_and_accounts(mock: Mock) -> None:
    """
    One for cancellations, one for another account.
    """
    chosen, other = Receiver(), Receiver()
    mock.webhooks.add(chosen, events=["subscription.cancelled"])
    mock.webhooks.add(other, account="acct_other")
    mock.cancel(mock.subscribe("ada@example.com", "price_123"), at_once=True)
    mock.subscribe("bob@example.com", "9401")

    assert ["subscription.cancelled"] == chosen.types
    assert ["subscription.created"] == other.types


def test_removed_endpoint_gets_nothing_more(mock: Mock) -> None:
    """
    Also not what was on its way.
    """
    receiver = Receiver(500)
    endpoint = mock.webhooks.add(receiver)
    mock.subscribe("ada@example.com", "price_123")
    mock.webhooks.remove(endpoint)
    mock.clock.advance(days=31)

    assert 1 == len(receiver.got)
    with pytest.raises(UnknownDelivery):
        mock.webhooks.remove(endpoint)


def test_switched_off_endpoint_gets_nothing_more(mock: Mock) -> None:
    """
    Neither the retry that was waiting nor what happens later; switched on again, it gets new events.
    """
    receiver = Receiver(500)
    endpoint = mock.webhooks.add(receiver)
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.webhooks.switch(endpoint, active=False)
    mock.clock.advance(days=31)
    mock.webhooks.switch(endpoint, active=True)
    mock.cancel(purchase)

    assert ["subscription.created", "subscription.updated"] == receiver.types
    assert json.loads(receiver.got[1][0])["data"]["subscription"]["cancel_at_period_end"]


def test_account_has_at_most_ten_endpoints(mock: Mock) -> None:
    """
    As the vendor's.
    """
    for _ in range(10):
        mock.webhooks.add(Receiver())

    with pytest.raises(DeliveryError, match="at most 10"):
        mock.webhooks.add(Receiver())


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:8000/hooks", True),
        ("http://localhost/hooks", True),
        ("http://[::1]:9/hooks", True),
        ("https://127.0.0.1/hooks", True),
        ("https://hooks.example.com/", False),
        ("http://10.0.0.1/hooks", False),
        ("http://localhost.example.com/", False),
        ("http://user@localhost/", False),
        ("http://localhost:99999/", False),
        ("http://[::1/", False),
        ("http://localhost/a b", False),
        ("file:///tmp/x", False),
        ("", False),
    ],
    ids=repr,
)
def test_only_this_machine_is_reached_unless_allowed(url: str, allowed: bool, mock: Mock) -> None:
    """
    Nothing leaves it by mistake.
    """
    if allowed:
        assert url == mock.webhooks.add(url).url
    else:
        with pytest.raises(DeliveryError):
            mock.webhooks.add(url)


def test_other_machines_are_reached_over_https_when_allowed() -> None:
    """
    A switch of the world.
    """
    mock = Mock(default_world().with_switches(remote_webhooks=True), deliveries="collect")
    mock.webhooks.add("https://hooks.example.com/")

    with pytest.raises(DeliveryError, match="https"):
        mock.webhooks.add("http://hooks.example.com/")


def test_world_may_declare_endpoints() -> None:
    """
    They are there after every reset.
    """
    world = replace(default_world(), webhooks=(Webhook("http://127.0.0.1:1/", "acct_mock"),))
    mock = Mock(world, deliveries="collect")
    mock.reset()
    mock.subscribe("ada@example.com", "price_123")

    assert ("whsec_mock", 1) == (mock.webhooks[0].secret, len(mock.deliveries))


def _asgi() -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        await send({"type": "http.response.start", "status": 200 if body else 400, "headers": []})
        await send({"type": "http.response.body", "body": b"by asgi"})

    return httpx.ASGITransport(app)


def _wsgi() -> Any:
    def app(environ: Any, start: Callable[..., Any]) -> list[bytes]:
        start("200 OK" if environ["HTTP_X_SIGNATURE"] else "401 No", [])
        return [b"by wsgi"]

    return httpx.WSGITransport(app)


@pytest.mark.parametrize("transport", [_asgi, _wsgi])
def test_applications_in_this_process_are_receivers(transport: Callable[[], Any], mock: Mock) -> None:
    """
    Through an httpx transport, sync or async.
    """
    mock.webhooks.add(transport())
    mock.subscribe("ada@example.com", "price_123")

    assert mock.deliveries.expect("subscription.created").attempts[0].answer.startswith("by ")


def test_transport_without_an_answer_is_retried(mock: Mock) -> None:
    """
    Timeouts and refused connections of httpx count as no answer.
    """

    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late") if not request.headers.get("again") else httpx.ConnectError("no")

    mock.webhooks.add(httpx.MockTransport(fail))
    mock.subscribe("ada@example.com", "price_123")

    assert "No answer within 10 seconds" == mock.deliveries[0].attempts[0].error
    assert "pending" == mock.deliveries[0].status


def test_what_is_no_receiver_is_refused(mock: Mock) -> None:
    """
    At once.
    """
    with pytest.raises(TypeError, match="A receiver is"):
        mock.webhooks.add(7)


def test_expect_says_what_became_of_deliveries(mock: Mock) -> None:
    """
    When the wanted one did not arrive.
    """
    mock.webhooks.add(Receiver(400))
    mock.subscribe("ada@example.com", "price_123")

    with pytest.raises(AssertionError, match=r"subscription.created refused"):
        mock.deliveries.expect("subscription.created")


def test_request_that_emits_is_delivered_before_its_answer(mock: Mock, client: httpx.Client) -> None:
    """
    A test can look at the receiver at once.
    """
    receiver = Receiver()
    mock.webhooks.add(receiver)
    GOOD["cancelSubscription"].of(client)

    assert ["subscription.updated"] == receiver.types
    assert "canceled" != Ask("GET", "/_mock/purchases/sub_seed_subscriber").of(client).json()["status"]


def test_event_larger_than_a_megabyte_is_refused_and_not_sent(mock: Mock) -> None:
    """
    The log says why, and nothing is tried again.
    """
    receiver = Receiver()
    mock.webhooks.add(receiver)
    mock.events.trigger("payment.completed", "subscriber@example.com", data={"note": "x" * 1_000_000})
    sent = mock.deliveries[0]

    assert ("refused", "The event is larger than 1 MB") == (sent.status, sent.attempts[0].error)
    assert ([], 1) == (receiver.got, len(sent.attempts))


def test_attempts_can_be_followed(mock: Mock) -> None:
    """
    Each comes once, whatever time passes between two looks; after a reset it begins anew.
    """
    client = connect_http(mock)
    mock.webhooks.add(Receiver(500))
    mock.events.trigger("subscription.updated", "subscriber@example.com")
    first = client.get("/_mock/attempts/0").json()
    mock.clock.advance(days=62)
    rest = client.get(f"/_mock/attempts/{first['seen']}").json()
    again = client.get(f"/_mock/attempts/{rest['seen']}").json()
    mock.reset()

    assert ([500], 1) == ([each["status"] for each in first["attempts"]], first["seen"])
    assert ([200] * 5, 6) == ([each["status"] for each in rest["attempts"]], rest["seen"])
    assert {"attempts": [], "seen": 6} == again
    assert [] == client.get(f"/_mock/attempts/{rest['seen']}").json()["attempts"]
    mock.webhooks.add(Receiver(204))
    mock.events.trigger("subscription.updated", "subscriber@example.com")
    assert [204] == [each["status"] for each in client.get(f"/_mock/attempts/{rest['seen']}").json()["attempts"]]
    assert 400 == client.get("/_mock/attempts/-1").status_code


def test_delivery_log_keeps_thirty_days_and_what_is_on_its_way(mock: Mock) -> None:
    """
    Older ones leave the log; a test still finds them.
    """
    mock.webhooks.add(Receiver())
    mock.events.trigger("subscription.updated", "subscriber@example.com")
    mock.deliveries.hold_type()
    mock.events.trigger("subscription.cancelled", "subscriber@example.com")
    mock.clock.advance(days=29)
    young = connect_http(mock).get("/_mock/deliveries").json()["deliveries"]
    mock.clock.advance(days=1)
    old = connect_http(mock).get("/_mock/deliveries").json()["deliveries"]

    assert ["delivered", "held"] == [each["status"] for each in young]
    assert ["held"] == [each["status"] for each in old]
    assert 2 == len(mock.deliveries)


def test_old_deliveries_are_deleted() -> None:
    """
    Of those older than 30 days only the latest thousand are kept, and what is on its way; their attempts go with them.
    """
    world = default_world().with_paywall("4", prices=(Price("daily", 1, interval="day"),))
    with Mock(world) as mock:
        mock.webhooks.add(lambda body, headers: 503 if b"daily" not in body else None, account="acct_other")
        mock.deliveries.hold_type("subscription.created")
        for number in range(12):
            mock.subscribe(f"p{number}@example.com", "daily")
        mock.clock.advance(days=365)
        kept = list(mock.deliveries)
        fresh = [each for each in kept if mock.clock.now() - each.created < timedelta(days=30)]
        attempts = mock._engine.look(lambda moment: moment.tx.attempts.count())

    assert 12 * 365 + 12 > len(kept) == attempts + 12
    assert ["held"] * 12 == [each.status for each in kept[:12]]
    assert 12 * 30 == len(fresh)
    assert 1000 + 12 + 12 >= len(kept)
