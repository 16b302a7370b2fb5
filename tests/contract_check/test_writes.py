"""
`--write`: more is asked, of a paywall in test mode only, and next to nothing is left behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from monetize_software_contract.asks import MADE_UP_KEY
from monetize_software_contract.contract import load
from monetize_software_contract.plan import READS
from monetize_software_contract.plan_writes import ASKS, WRITES
from monetize_software_mock import Mock
from tests.support.terminal import KEY, Terminal

from .checking import BEARER, answering, check, differences, verdicts

At = Callable[[Mock], Terminal]


def test_everything_matches(terminal: Terminal) -> None:
    """
    Each request of the suite is answered as specified by a mock in test mode.
    """
    ended = check(terminal, "--write")

    assert (0, []) == (ended.code, differences(ended))
    assert {"matched"} == {each["outcome"] for each in ended.json["operations"]}
    assert len(ASKS) == len(terminal.network.requests)


def test_reads_come_first(terminal: Terminal) -> None:
    """
    The paywall's mode is read before anything else, and all reads are done before the first write.
    """
    check(terminal, "--write")
    methods = [request.method for request in terminal.network.requests]

    assert "/api/v1/paywall/3/bootstrap" == terminal.network.requests[0].url.path
    assert ["GET"] * len(READS) == methods[: len(READS)]
    assert [load().operations[ask.operation].method for ask in WRITES] == methods[len(READS) :]


def test_balances_and_subscriptions_stay(at: At) -> None:
    """
    Afterwards the user has the same tokens and the same subscription as before, and nobody got a ticket.
    """
    mock = Mock()
    before = user(mock)
    terminal = at(mock)
    check(terminal, "--write")

    assert before == user(mock)
    assert [] == [request.url for request in terminal.network.requests if opened_ticket(request)]


def user(mock: Mock) -> object:
    """
    All that the user has.
    """
    with httpx.Client(transport=mock.transport(), base_url="http://127.0.0.1:4242") as client:
        found = client.get("/api/v1/paywall/3/user", headers={"authorization": f"Bearer {BEARER}"}).json()
    return found["balances"], found["purchases"]


def opened_ticket(request: httpx.Request) -> bool:
    """
    Whether a request would open a ticket: it has all that one needs.
    """
    fields = (b"subject", b"content", b"customer_email")
    return "ticket" in request.url.path and all(field in request.content for field in fields)


def test_one_idempotency_key_for_one_checkout(terminal: Terminal) -> None:
    """
    The same key is sent three times, another run has another one, and the other checkouts have none.
    """
    check(terminal, "--write")
    first = keys(terminal)
    terminal.network.requests.clear()
    check(terminal, "--write")

    assert [3] == list(first.values()) == list(keys(terminal).values())
    assert first.keys().isdisjoint(keys(terminal))


def keys(terminal: Terminal) -> Counter[str]:
    """
    The idempotency keys that were sent.
    """
    return Counter(
        request.headers["idempotency-key"]
        for request in terminal.network.requests
        if "idempotency-key" in request.headers
    )


@pytest.mark.parametrize(
    ("operation", "place"),
    [
        ("startCheckout", "body checkoutUrl"),
        ("adjustBalance", "body count"),
        ("getCustomerPortal", "body url"),
    ],
)
def test_drift_of_a_write(at: At, operation: str, place: str) -> None:
    """
    A field that is missing from the answer to a write is named like that of a read.
    """
    name = place.removeprefix("body ")
    mock = answering(operation, lambda body: {key: value for key, value in body.items() if key != name})
    ended = check(at(mock), "--write")

    assert 1 == ended.code
    assert (operation, place) in {each[:2] for each in differences(ended)}


def test_forgotten_key_refutes(at: At) -> None:
    """
    A server that opens a new checkout for a key it knows refutes what is assumed of such keys.
    """
    numbers = iter(range(100))
    mock = answering("startCheckout", lambda body: {**body, "checkoutUrl": f"https://pay.example.com/{next(numbers)}"})
    ended = check(at(mock), "--write")

    assert {("A-16", "startCheckout")} == verdicts(ended, "refuted")


def test_busy_server_is_not_written_to_twice(terminal: Terminal) -> None:
    """
    A write that met a busy server is not sent again, although the server said when to come back.
    """
    real = terminal.network.mock.handle_request
    busy: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.content != CREDIT or request.headers["content-type"] != "application/json":
            return real(request)
        busy.append(request)
        return httpx.Response(503, headers={"retry-after": "1"})

    terminal.network.handlers["127.0.0.1"] = answer
    check(terminal, "--write")

    assert ["", MADE_UP_KEY, KEY] == [request.headers.get("x-api-key", "") for request in busy]


CREDIT = b'{"email": "subscriber@example.com", "type": "gpt-4", "amount": 1, "op": "credit"}'
