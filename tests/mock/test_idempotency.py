"""
A checkout repeated under its idempotency key opens nothing new (A-16).
"""

from __future__ import annotations

from typing import Any

import httpx

from monetize_software_mock import Mock, default_world

from ..support.sample_requests import GOOD, OWNER, USER, Ask, connect_http

KEYED = GOOD["startCheckout"].adding(Idempotency_Key="one")


def url(answer: httpx.Response) -> Any:
    """
    The session an answer opened.
    """
    return answer.json()["checkoutUrl"]


def test_repeated_key_answers_the_same_bytes(client: httpx.Client) -> None:
    """
    The second answer is the first one again.
    """
    assert KEYED.of(client).content == KEYED.of(client).content


def test_without_a_key_each_call_opens_a_session(client: httpx.Client) -> None:
    """
    Nothing is remembered for calls without a key.
    """
    assert url(GOOD["startCheckout"].of(client)) != url(GOOD["startCheckout"].of(client))


def test_other_body_under_the_same_key_gets_the_first_answer(client: httpx.Client) -> None:
    """
    The same user is answered by the record, whatever the body says now.
    """
    first = KEYED.of(client)

    assert first.content == KEYED.with_body(priceId="stale").of(client).content


def test_malformed_body_is_refused_even_under_a_known_key(client: httpx.Client) -> None:
    """
    The shape is looked at before the record.
    """
    KEYED.of(client)

    assert 400 == KEYED.with_body(successUrl="nowhere").of(client).status_code


def test_other_user_under_the_same_key_gets_a_session_of_their_own(client: httpx.Client) -> None:
    """
    One customer never sees another's checkout.
    """
    assert url(KEYED.of(client)) != url(KEYED.with_body(email="new@example.com").of(client))


def test_other_credential_under_the_same_key_gets_a_session_of_its_own(client: httpx.Client) -> None:
    """
    Owner, user and guest do not share keys.
    """
    by_owner, by_user, by_guest = (KEYED.by(each).adding(Idempotency_Key="one") for each in (OWNER, USER, {}))

    assert 3 == len({url(ask.of(client)) for ask in (by_owner, by_user, by_guest)})


def test_other_paywall_under_the_same_key_gets_a_session_of_its_own(client: httpx.Client) -> None:
    """
    Keys belong to one paywall.
    """
    on_five = KEYED.at("/api/v1/paywall/5/start-checkout").with_body(priceId="9501")

    assert url(KEYED.of(client)) != url(on_five.of(client))


def test_record_wins_over_an_active_purchase(mock: Mock, client: httpx.Client) -> None:
    """
    After the buyer paid, a late retry still gets its session, while a new checkout is refused.
    """
    first = KEYED.of(client)
    mock.pay(url(first))

    assert first.content == KEYED.of(client).content
    assert 409 == KEYED.adding(Idempotency_Key="two").of(client).status_code


def test_refusal_is_not_remembered(client: httpx.Client) -> None:
    """
    The key of a refused call can be used again.
    """
    assert 404 == KEYED.with_body(priceId="stale").of(client).status_code
    assert 200 == KEYED.of(client).status_code


def test_record_is_forgotten_after_24_hours(mock: Mock, client: httpx.Client) -> None:
    """
    The clock decides: the same until a millisecond before, a new session from then on.
    """
    first = KEYED.of(client)
    mock.clock.advance(hours=24, milliseconds=-1)
    repeated = KEYED.of(client)
    mock.clock.advance(milliseconds=1)

    assert url(first) == url(repeated)
    assert url(first) != url(KEYED.of(client))


def test_key_is_any_printable_text_up_to_255(client: httpx.Client) -> None:
    """
    Longer and empty keys are refused.
    """
    longest: Ask = KEYED.adding(Idempotency_Key="k" * 255)

    assert 200 == longest.of(client).status_code
    assert 400 == longest.adding(Idempotency_Key="k" * 256).of(client).status_code
    assert 400 == longest.adding(Idempotency_Key="").of(client).status_code


def test_key_may_go_with_one_body_alone() -> None:
    """
    By the switch: another body under a known key is refused and opens nothing; the same one is answered as before.
    """
    strict = Mock(default_world().with_switches(strict_idempotency=True))
    client = connect_http(strict)
    first = KEYED.of(client)
    before = strict.snapshot()
    other = KEYED.with_body(priceId="9101").of(client)

    assert (400, "This Idempotency-Key was used with another body") == (other.status_code, other.json()["error"])
    assert first.content == KEYED.of(client).content
    assert before == strict.snapshot()
