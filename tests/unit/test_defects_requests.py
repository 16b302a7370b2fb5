"""
The milder defects of the vendor's JavaScript SDK do not occur here either: what is sent, and what is not.

Each test names the defect (D-…) of the review it answers; test_defects.py has the severe ones and the list of those
that cannot occur, test_defects_results.py what comes back.
D-24 (one caller's abort) is in test_concurrency.py, D-26 (secrets in repr) in test_secrets.py.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import BillingClient

from ..support.recorder import ALL, GOOD, SAFE, Recorder, fails, says
from .conftest import Connect

ADA = "user@example.com"
SUBSCRIBER = "subscriber@example.com"


@pytest.mark.parametrize("origin", ["https://pay.example.com", "http://127.0.0.1:1", "https://edge.example.com"])
@pytest.mark.parametrize("name", ALL)
def test_every_call_has_a_finite_timeout_for_every_phase(connect_recorder: Connect, name: str, origin: str) -> None:
    """
    D-11: whatever the host, no phase of a call can wait for ever, and each call may set its own patience.
    """
    client, recorder = connect_recorder(fails(httpx.ReadError), api_origin=origin)

    with pytest.raises(sdk.NetworkError):
        ALL[name](client.for_user(email=ADA))
    with pytest.raises(sdk.NetworkError):
        ALL[name](client.for_user(email=ADA).with_options(timeout=3))
    assert [
        {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 10.0},
        {"connect": 3, "read": 3, "write": 3, "pool": 3},
    ] == [request.extensions["timeout"] for request in recorder.requests]


@pytest.mark.parametrize("name", SAFE)
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_passing_failure_of_a_read_is_repeated(connect_recorder: Connect, name: str, status: int) -> None:
    """
    D-11: reads are repeated after a 429 or a passing server failure, as often as allowed.
    """
    client, recorder = connect_recorder(says(status, {}, retry_after="0"), max_retries=2)

    with pytest.raises(sdk.PaywallError):
        SAFE[name](client.for_user(email=ADA))
    assert 3 == len(recorder.requests)


def test_ticket_carries_the_key(connect_recorder: Connect) -> None:
    """
    D-12: a ticket for a bound user is sent with the key, and bad arguments do not leave this machine.
    """
    client, recorder = connect_recorder()

    client.for_user(email=ADA).create_support_ticket("Help", "It broke.")
    for bad in ({"subject": "no"}, {"subject": "x" * 201}, {"content": ""}, {"email": "ada"}, {"files": [1]}):
        with pytest.raises(sdk.InvalidRequestError):
            client.create_support_ticket(**{"subject": "Help", "content": "It broke.", "email": ADA, **bad})  # type: ignore[arg-type]
    assert [GOOD["api_key"]] == [request.headers["x-api-key"] for request in recorder.requests]


def test_visitors_are_those_of_the_call(connect_recorder: Connect) -> None:
    """
    D-22: no device and no experiment is invented; those given go with their own checkout only.
    """
    client, recorder = connect_recorder()
    ada = client.for_user(email=ADA)

    ada.create_checkout("price_123", visitor_id="v1", experiment_id="e", variant_key="b")
    ada.create_checkout("price_123")

    assert [("v1", "e", "b"), (None, None, None)] == [
        (body.get("visitorId"), body.get("experimentId"), body.get("variantKey")) for body in recorder.bodies
    ]


def test_offers_and_language_of_one_user_are_not_shown_to_the_next(connect_recorder: Connect) -> None:
    """
    D-23, D-45: each bootstrap is asked for anew, and what one caller does to its result reaches nobody else.
    """
    client, recorder = connect_recorder()
    first = client.for_user(email=ADA).with_options(accept_language="de").get_prices()
    first.clear()
    client.for_user(email=SUBSCRIBER).bootstrap()

    assert client.get_prices()
    assert [("de", None), (None, SUBSCRIBER), (None, None)] == [
        (request.headers.get("accept-language"), request.headers.get("x-user-email")) for request in recorder.requests
    ]


def test_path_stays_inside_its_prefix(connect_recorder: Connect) -> None:
    """
    D-28: the prefix of a reverse proxy is kept and nothing given by a caller can leave its place in the path.
    """
    client, recorder = connect_recorder(fails(httpx.ReadError), api_origin="https://proxy.example.com/pay/")
    hostile = client.for_user(user_id="../../x?y#z")

    for call in (hostile.get_user, hostile.list_purchases):
        with pytest.raises(sdk.NetworkError):
            call()
    assert {"/pay/api/v1/paywall/3/user"} == {request.url.path for request in recorder.requests}
    assert ["../../x?y#z"] * 2 == [request.url.params["user_id"] for request in recorder.requests]


@pytest.mark.parametrize("email", ["käthe@bücher.example", "данил@пример.рф", "ÿ@example.com", "用户@例子.公司"])
@pytest.mark.parametrize("name", ALL)
def test_international_address_is_no_obstacle(connect_recorder: Connect, name: str, email: str) -> None:
    """
    D-29: an address that cannot stand in a header travels where it can, or not at all.
    """
    client, recorder = connect_recorder(fails(httpx.ReadError))

    with pytest.raises(sdk.NetworkError):
        ALL[name](client.for_user(email=email))
    assert 1 == len(recorder.requests)


@pytest.mark.parametrize("price", ["price_123", "0123", 9101, "1e3"])
def test_price_id_is_sent_as_given(connect_recorder: Connect, price: Any) -> None:
    """
    D-31: a price id is never turned into a number.
    """
    client, recorder = connect_recorder(fails(httpx.ReadError))

    with pytest.raises(sdk.NetworkError):
        client.for_user(email=ADA).create_checkout(price)
    assert [price] == [body["priceId"] for body in recorder.bodies]


def test_checkout_takes_every_field_of_the_contract(connect_recorder: Connect) -> None:
    """
    D-32: metadata, currency and product name can be given.
    """
    client, recorder = connect_recorder()
    client.for_user(email=ADA, user_id="u_1").create_checkout(
        "price_123", user_meta={"team": "navy"}, local_currency="EUR", product_name="Plus"
    )

    body = recorder.bodies[0]
    assert ({"team": "navy", "userId": "u_1"}, "EUR", "Plus") == (
        body["userMeta"],
        body["localCurrency"],
        body["productName"],
    )


def test_first_call_waits_for_its_bearer(connect_recorder: Connect) -> None:
    """
    D-33: a bearer that must be asked for is there before the first checkout goes out.
    """
    client, recorder = connect_recorder(api_key=None, bearer=lambda: "bearer_user")

    assert client.create_checkout("price_123").url
    assert ["Bearer bearer_user"] == [request.headers["authorization"] for request in recorder.requests]


def test_portal_by_key_needs_an_email(connect_recorder: Connect) -> None:
    """
    D-34: a key alone does not pass the local check.
    """
    client, recorder = connect_recorder()

    with pytest.raises(sdk.IdentityRequiredError) as caught:
        client.get_customer_portal_url()
    assert ("identity_required", []) == (caught.value.code, recorder.requests)


def test_failing_hook_costs_no_answer(connect_recorder: Connect) -> None:
    """
    D-37, D-40: hooks see each attempt, and one that fails loses nothing that was paid for.
    """
    seen: list[Any] = []

    def fail(info: Any) -> None:
        seen.append(info)
        raise RuntimeError("hook")

    client, _ = connect_recorder(on_request=fail, on_response=fail)

    assert 11 == client.for_user(email=ADA).credit_tokens("gpt-4", 1).count
    assert ["adjustBalance", 200] == [seen[0].operation, seen[1].status]


def test_end_users_address_can_be_told(connect_recorder: Connect) -> None:
    """
    D-38: the country is the end user's when its address is given.
    """
    client, _ = connect_recorder()
    subscriber = client.for_user(email=SUBSCRIBER)

    assert ("LV", "DE") == (
        subscriber.get_user_detail(client_ip="192.0.2.7").country,
        client.verify_token("bearer_subscriber", client_ip="198.51.100.7").detail.country,
    )


def test_closed_client_says_so(connect_recorder: Connect) -> None:
    """
    D-41: after closing, a client and its copies refuse to work.
    """
    client, recorder = connect_recorder()
    ada = client.for_user(email=ADA)
    client.close()

    for each in (client, ada):
        with pytest.raises(sdk.ConfigurationError, match="closed"):
            each.get_prices()
    assert [] == recorder.requests


def test_language_of_the_machine_does_not_matter(connect_recorder: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    D-44: texts come in the paywall's language unless another is asked for.
    """
    for name in ("LANG", "LC_ALL", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    client, recorder = connect_recorder()

    assert "Monthly" == client.get_prices()[0].label
    assert "Monatlich" == client.get_prices(locale="de-AT")[0].label
    assert "accept-language" not in recorder.requests[0].headers


def test_bearer_and_legacy_routes_are_covered() -> None:
    """
    D-43, D-46: bearers can be verified, the legacy and test routes exist, and each call takes a timeout.
    """
    client = BillingClient(**GOOD, transport=Recorder())

    verified = client.verify_token("bearer_subscriber", timeout=3)
    client.set_test_balances(user_id=verified.id, tokens=3, timeout=3)
    assert (SUBSCRIBER, 2) == (verified.email, client.withdraw_tokens(verified.id, 1, "gpt-4", timeout=3).remaining)
