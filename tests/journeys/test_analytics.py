"""
Analytics events.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from monetize_software import BillingClient, InvalidRequestError

from .conftest import Connect

OPENED = {"type": "report_opened", "ts": 1893456000000}
PRIVATE = "ada@example.com"


def test_events_arrive_as_the_user_and_the_device(billing: BillingClient, passed: list[httpx.Request]) -> None:
    """
    A batch carries the bound user's id, the device and the events as given, times in milliseconds, and no credential.
    """
    in_warsaw = datetime(2030, 1, 1, 1, 0, 0, 250_900, timezone(timedelta(hours=1)))
    event = {"type": "report_closed", "ts": in_warsaw, "props": {"pages": 12, "after": None}}

    billing.for_user(PRIVATE, user_id="u_42").track([OPENED, event], visitor_id="device-1")
    [request] = passed
    assert ("u_42", "device-1") == (request.headers["x-user-id"], request.headers["x-visitor-id"])
    assert not {"x-api-key", "authorization"} & {*request.headers}
    assert {"events": [OPENED, {**event, "ts": 1893456000250}]} == json.loads(request.content)
    assert PRIVATE.encode() not in request.content


def test_nobody_is_made_up(billing: BillingClient, passed: list[httpx.Request]) -> None:
    """
    Without a user or a device none is sent, and a batch may be as large as the service takes.
    """
    billing.track(OPENED for _ in range(100))

    assert not {"x-user-id", "x-visitor-id"} & {*passed[0].headers}
    assert 100 == len(json.loads(passed[0].content)["events"])


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([OPENED] * 101, "at most 100 events; it holds 101"),
        (OPENED, "a list of events, not dict"),
        ("opened", "a list of events, not str"),
        (None, "a list of events, not NoneType"),
        ([OPENED, "opened"], r"events\[1\] must be a mapping"),
        ([{"ts": 1893456000000}], r"events\[0\].type must be text"),
        ([{**OPENED, "type": ""}], "1 to 200 characters; it has 0"),
        ([{"type": "opened"}], r"events\[0\].ts must be an int, not NoneType"),
        ([{**OPENED, "ts": 1893456000}], "is 1893456000, .* milliseconds"),
        ([{**OPENED, "ts": 1893456000000.0}], "an int, not float"),
        ([{**OPENED, "ts": datetime(2030, 1, 1)}], "without a time zone"),  # noqa: DTZ001
        ([{**OPENED, "props": [PRIVATE]}], r"events\[0\].props must be a mapping"),
        ([{**OPENED, "props": {1: PRIVATE}}], "text keys"),
        ([{**OPENED, "props": {"at": datetime(2030, 1, 1, tzinfo=UTC)}}], r"events\[0\].props cannot be sent as JSON"),
        ([{**OPENED, PRIVATE: 1}], "1 fields beside type, ts and props"),
    ],
)
def test_malformed_event_is_refused(
    billing: BillingClient, passed: list[httpx.Request], events: Any, words: str
) -> None:
    """
    What is no batch of events is told by its place and without its values; nothing is sent.
    """
    with pytest.raises(InvalidRequestError, match=words) as caught:
        billing.track(events)

    assert (PRIVATE not in str(caught.value), []) == (True, passed)


def test_ids_that_no_header_carries_are_refused(billing: BillingClient, passed: list[httpx.Request]) -> None:
    """
    A user or a device whose id could not stand in a header is told so before anything is sent.
    """
    with pytest.raises(InvalidRequestError, match=r"user_id of for_user\(\) must be printable ASCII"):
        billing.for_user(user_id="użytkownik").track([OPENED])
    with pytest.raises(InvalidRequestError, match="visitor_id must be printable ASCII"):
        billing.track([OPENED], visitor_id="a\nX-Api-Key: b")

    assert [] == passed


def test_nothing_of_an_event_is_logged(connect_mock: Connect, caplog: pytest.LogCaptureFixture) -> None:
    """
    Neither the events nor the user nor the device reach a log, a hook or the text of a refusal.
    """
    told: list[Any] = []
    client = connect_mock(paywall_id="99", on_request=told.append, on_response=told.append)
    event = {**OPENED, "props": {"who": PRIVATE}}
    with caplog.at_level(logging.DEBUG), pytest.raises(Exception, match="404") as caught:
        client.for_user(user_id="u_4242").track([event], visitor_id="device-77")

    shown = caplog.text + repr(told) + str(caught.value) + repr(caught.value)
    assert not [word for word in (PRIVATE, "u_4242", "device-77", "report_opened") if word in shown]
