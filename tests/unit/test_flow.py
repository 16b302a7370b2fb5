"""
What happens between a call's first attempt and its result.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from monetize_software import (
    AuthenticationError,
    InvalidResponseError,
    NetworkError,
    NotFoundError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
)
from monetize_software._exchange import Credential

from ..support.flows import Played, call, lost, reply

CHECKOUT = {"operation": "startCheckout", "method": "POST", "idempotency_key": "key-1"}
DEBIT = {"operation": "adjustBalance", "method": "POST"}
CANCEL = {"operation": "cancelSubscription", "method": "POST", "subject": {"subscription_id": "sub_1"}}
ALREADY = reply(400, b'{"error":"Subscription is already cancelled"}')


def test_success_needs_one_send() -> None:
    """
    A 2xx answer is parsed and nothing else happens.
    """
    played = Played(call(), [reply(200, b'{"a":1}')])

    assert {"a": 1} == played.run()
    assert 1 == len(played.sent)
    assert [] == played.slept


def test_numbers_with_a_point_stay_exact() -> None:
    """
    A price in the answer never becomes a binary float.
    """
    assert {"amount": Decimal("9.99")} == Played(call(), [reply(200, b'{"amount":9.99}')]).run()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("retry", ["safe", "keyed"])
def test_transient_status_is_repeated(retry: str, status: int) -> None:
    """
    Reads and keyed calls are repeated after 429, 502, 503 and 504.
    """
    played = Played(call(retry), [reply(status), reply(status), reply(200)])

    assert {} == played.run()
    assert [0.25, 0.5] == played.slept


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500, 501, 520])
def test_other_statuses_are_final(status: int) -> None:
    """
    A refusal, and a 500 that may have acted, are not repeated.
    """
    played = Played(call(), [reply(status)])

    with pytest.raises(Exception, match=f"http_{status}"):
        played.run()
    assert 1 == len(played.sent)


@pytest.mark.parametrize(
    "answer",
    [lost(), lost(timeout=True), reply(429), reply(502), reply(503), reply(504), reply(500)],
    ids=["reset", "timeout", "429", "502", "503", "504", "500"],
)
def test_debit_is_never_sent_twice(answer: Any) -> None:
    """
    A balance change that may have arrived is not sent again, whatever came back.
    """
    played = Played(call("never", **DEBIT), [answer])

    with pytest.raises((NetworkError, RateLimitError, ServerError)):
        played.run()
    assert 1 == len(played.sent)


def test_debit_provably_unsent_is_repeated() -> None:
    """
    A balance change whose connection never stood is sent again, and is then not in doubt.
    """
    played = Played(call("never", **DEBIT), [lost(unsent=True), reply(200)])

    assert {} == played.run()
    assert 2 == len(played.sent)


def test_checkout_repeats_with_its_one_key() -> None:
    """
    Every attempt of a checkout carries the key chosen before the first.
    """
    played = Played(call("keyed", **CHECKOUT), [lost(), reply(503), reply(200)])
    played.run()

    assert ["key-1"] * 3 == [send.call.idempotency_key for send in played.sent]


def test_error_of_a_checkout_carries_its_key() -> None:
    """
    After the last attempt the key stands on the error, so that the caller can go on with the same checkout.
    """
    with pytest.raises(RequestTimeoutError) as caught:
        Played(call("keyed", **CHECKOUT), [lost(timeout=True)], max_retries=0).run()

    assert ("key-1", True, True, True) == (
        caught.value.idempotency_key,
        caught.value.may_have_been_applied,
        caught.value.retryable,
        caught.value.request_sent,
    )


def test_cancel_after_lost_answer_counts_already_cancelled_as_success() -> None:
    """
    A cancellation whose answer was lost is asked again, and "already cancelled" then means it worked.
    """
    played = Played(call("natural", **CANCEL, already_done=lambda: "done"), [lost(timeout=True), ALREADY])

    assert "done" == played.run()


def test_cancel_at_first_attempt_already_cancelled_is_an_error() -> None:
    """
    Without an attempt in doubt, "already cancelled" is told as it is.
    """
    with pytest.raises(Exception, match="already cancelled") as caught:
        Played(call("natural", **CANCEL, already_done=lambda: "done"), [ALREADY]).run()

    assert "sub_1" == caught.value.subscription_id  # type: ignore[attr-defined]


def test_cancel_unsent_then_already_cancelled_is_an_error() -> None:
    """
    An attempt that provably never left leaves no doubt, so "already cancelled" is not ours.
    """
    with pytest.raises(Exception, match="already cancelled"):
        Played(call("natural", **CANCEL, already_done=lambda: "done"), [lost(unsent=True), ALREADY]).run()


def test_cancel_is_not_repeated_after_a_status() -> None:
    """
    A cancellation is repeated after a lost answer only, not after 503.
    """
    played = Played(call("natural", **CANCEL), [reply(503)])

    with pytest.raises(ServerError):
        played.run()
    assert 1 == len(played.sent)


def test_permanent_failure_is_not_repeated() -> None:
    """
    A certificate that does not fit will not fit the next time.
    """
    played = Played(call(), [lost(unsent=True, permanent=True)])

    with pytest.raises(NetworkError) as caught:
        played.run()
    assert (1, False) == (len(played.sent), caught.value.retryable)


def test_doubt_of_an_earlier_attempt_stays() -> None:
    """
    When the first attempt may have arrived, a later refusal still says that it may have been applied.
    """
    with pytest.raises(NotFoundError) as caught:
        Played(call("keyed", **CHECKOUT), [lost(), reply(404)]).run()

    assert caught.value.may_have_been_applied


def test_unsent_attempts_leave_no_doubt() -> None:
    """
    When no attempt left this machine, the error says that nothing was sent or applied.
    """
    with pytest.raises(NetworkError) as caught:
        Played(call("never", **DEBIT), [lost(unsent=True)] * 3).run()

    assert (False, False, True) == (
        caught.value.may_have_been_applied,
        caught.value.request_sent,
        caught.value.retryable,
    )


def test_read_is_never_in_doubt() -> None:
    """
    A read changes nothing, so its errors never say that it may have been applied.
    """
    with pytest.raises(NetworkError) as caught:
        Played(call("safe"), [lost()] * 3).run()

    assert not caught.value.may_have_been_applied


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":NaN}', b'{"a":Infinity}', b"1" * 5000],
    ids=["empty", "html", "cut", "not utf-8", "deep", "nan", "infinity", "huge number"],
)
def test_success_that_is_not_json_is_an_invalid_response(body: bytes) -> None:
    """
    Whatever stands in a 2xx body, only InvalidResponseError leaves.
    """

    def parse(payload: Any) -> Any:
        raise ValueError(str(type(payload)))

    with pytest.raises(InvalidResponseError) as caught:
        Played(call("never", parse=parse, **DEBIT), [reply(200, body)]).run()

    assert (200, True, False) == (caught.value.status, caught.value.may_have_been_applied, caught.value.retryable)


def test_empty_success_is_accepted_where_the_operation_says_so() -> None:
    """
    An operation whose success body is undocumented accepts a 204.
    """
    assert {} == Played(call(empty_answer=True), [reply(204, b"")]).run()


def test_unknown_route_falls_back() -> None:
    """
    A server without the newer route is asked through the older one.
    """
    older = call(operation="getUser")
    played = Played(call(operation="getUserState", fallback=lambda: older), [reply(405), reply(200, b'{"old":1}')])

    assert {"old": 1} == played.run()
    assert ["getUserState", "getUser"] == [send.call.operation for send in played.sent]


@pytest.mark.parametrize("code", ["identity_not_found", "identity_not_on_paywall"])
def test_stranger_of_the_older_route_is_a_guest(code: str) -> None:
    """
    A server without the newer route says a stranger in the older one's way, which means the same.
    """
    older = call(operation="getUser", nobody=lambda: "guest")
    played = Played(
        call(operation="getUserState", fallback=lambda: older),
        [reply(404), reply(404, b'{"error":"%s"}' % code.encode())],
    )

    assert "guest" == played.run()


def test_paywall_that_is_not_there_is_no_guest() -> None:
    """
    Only a user may be unknown without an error.
    """
    played = Played(call(nobody=lambda: "guest"), [reply(404, b'{"error":"Paywall not found"}')])

    with pytest.raises(NotFoundError):
        played.run()


def test_bearer_source_is_asked_before_the_call() -> None:
    """
    A function that gives the bearer is asked at each call, so tokens may rotate.
    """
    played = Played(call(credential=Credential.BEARER), [reply(200)], tokens=["t1"])
    played.run()

    assert ["t1"] == played.tokens


def test_rejected_bearer_is_replaced_once() -> None:
    """
    After a 401 the source is asked once more, and a new token is tried once.
    """
    played = Played(call(credential=Credential.BEARER), [reply(401), reply(200)], tokens=["old", "new"])

    assert {} == played.run()
    assert ["old", "new"] == played.tokens


def test_replaced_bearer_stays_for_later_attempts() -> None:
    """
    An attempt after the replaced one still carries the new token.
    """
    played = Played(call(credential=Credential.BEARER), [reply(401), reply(503), reply(200)], tokens=["old", "new"])
    played.run()

    assert ["old", "new", "new"] == played.tokens


def test_same_bearer_again_is_not_tried() -> None:
    """
    When the source has nothing new, the 401 is told at once.
    """
    played = Played(call(credential=Credential.BEARER), [reply(401)], tokens=["same", "same"])

    with pytest.raises(AuthenticationError):
        played.run()
    assert 1 == len(played.sent)


def test_second_rejection_surfaces() -> None:
    """
    A fresh token that is rejected too ends the call.
    """
    played = Played(call(credential=Credential.BEARER), [reply(401), reply(401)], tokens=["old", "new"])

    with pytest.raises(AuthenticationError):
        played.run()
    assert 2 == played.asked


@pytest.mark.parametrize("token", ["", "two words", "línea", "a\nb", None, b"bytes"])
def test_bearer_that_cannot_stand_in_a_header_is_refused(token: Any) -> None:
    """
    A source that returns nonsense is told so, and nothing is sent.
    """
    played = Played(call(credential=Credential.BEARER), [], tokens=[token])

    with pytest.raises(AuthenticationError):
        played.run()
    assert [] == played.sent


@pytest.mark.parametrize(("date", "asked"), [(None, 1), ("Wed, 21 Oct 2026 07:28:00 GMT", 0)])
def test_wish_without_a_date_is_measured_against_the_clock(date: str | None, asked: int) -> None:
    """
    The clock is asked only where the answer does not say when it was sent, and then both the wait and the error use it.
    """
    wish: dict[str, Any] = {"retry_after": "Wed, 21 Oct 2026 07:28:10 GMT", **({"date": date} if date else {})}
    played = Played(call(), [reply(503, **wish), reply(503, **wish)], max_retries=1, now=1792567680.0)

    with pytest.raises(ServerError) as caught:
        played.run()
    assert ([10.0], 10.0) == (played.slept, caught.value.retry_after)
    assert 2 * asked == played.looked
