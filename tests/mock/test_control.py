"""
The control routes steer the world, and refuse clearly what they cannot do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock
from monetize_software_mock.api.call import Call
from monetize_software_mock.api.handlers import HANDLERS
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.control.routes import BODY_LIMIT
from monetize_software_mock.http.messages import Reply

from ..support.sample_requests import GOOD, connect_http


def open_session(client: httpx.Client, **fields: Any) -> str:
    """
    The id of a new checkout session.
    """
    url: str = GOOD["startCheckout"].with_body(**fields).of(client).json()["checkoutUrl"]
    return url.rsplit("/", 1)[-1]


def test_health_tells_specification_clock_and_failures(client: httpx.Client) -> None:
    """
    Everything is well at the start.
    """
    assert {
        "ok": True,
        "spec": {"title": "monetize.software server API", "version": "2026.11"},
        "clock": {"now": "2030-01-01T00:00:00.000Z", "mode": "frozen", "rate": 0.0},
        "requests": 1,
        "broken_answers": 0,
        "unexpected_errors": 0,
    } == client.get("/_mock/health").json()


def test_reset_goes_back_to_the_start(client: httpx.Client) -> None:
    """
    State and clock are as after planting.
    """
    GOOD["adjustBalance"].of(client)
    client.post("/_mock/clock", json={"advance_seconds": 60})
    answer = client.post("/_mock/reset")

    assert {"ok": True, "clock": {"now": "2030-01-01T00:00:00.000Z", "mode": "frozen", "rate": 0.0}} == answer.json()
    assert 42 == GOOD["getBalances"].of(client).json()["balances"][0]["count"]


def test_world_can_be_reset_again_and_again(mock: Mock, client: httpx.Client) -> None:
    """
    Each time it is the same beginning.
    """
    for _ in range(3):
        mock.reset()
        assert 1 == GOOD["createSupportTicket"].of(client).json()["ticket"]["id"]


@pytest.mark.parametrize(
    ("body", "now"),
    [
        ({"advance_seconds": 90}, "2030-01-01T00:01:30.000Z"),
        ({"advance_seconds": 0.5}, "2030-01-01T00:00:00.500Z"),
        ({"set": "2030-02-01T00:00:00+01:00"}, "2030-01-31T23:00:00.000Z"),
        ({"set": "2030-02-01T00:00:00Z"}, "2030-02-01T00:00:00.000Z"),
    ],
    ids=repr,
)
def test_clock_moves(body: dict[str, Any], now: str, client: httpx.Client) -> None:
    """
    By seconds, or to a moment; the answer tells what happened on the way.
    """
    moved = client.post("/_mock/clock", json=body).json()

    assert {"now": now, "mode": "frozen", "rate": 0.0} == moved["clock"]
    assert all(happening["at"] <= now for happening in moved["happened"])


def test_paid_session_answers_the_purchase_and_where_to_go(client: httpx.Client) -> None:
    """
    Paying again answers the same.
    """
    session = open_session(client, successUrl="https://a.test/ok?session=__SESSION__")
    first = client.post(f"/_mock/checkouts/{session}/pay")
    body = first.json()

    assert first.content == client.post(f"/_mock/checkouts/{session}/pay", json={"outcome": "succeeds"}).content
    assert (session, "paid", "active") == (body["session"], body["status"], body["purchase"]["status"])
    assert body["successUrl"].startswith(f"https://a.test/ok?session={session}#paywall_status=paid&")


def test_declined_session_answers_where_to_go(client: httpx.Client) -> None:
    """
    Without such a URL that is null; a paid session cannot be declined any more.
    """
    session = open_session(client)
    path = f"/_mock/checkouts/{session}/pay"
    declined = client.post(path, json={"outcome": "declined"})
    client.post(path)

    failed = {"session": session, "status": "failed", "reason": "declined", "purchase": None, "errorUrl": None}
    assert failed == declined.json()
    assert 409 == client.post(path, json={"outcome": "declined"}).status_code


REFUSED: dict[str, tuple[str, str, Any, int]] = {
    "unknown route": ("GET", "/_mock/nothing", None, 404),
    "no route": ("GET", "/_mock/nothing", None, 404),
    "wrong method": ("GET", "/_mock/reset", None, 405),
    "unknown session": ("POST", "/_mock/checkouts/cs_1/pay", None, 404),
    "unknown outcome": ("POST", "/_mock/checkouts/cs_1/pay", {"outcome": "maybe"}, 400),
    "outcome of no kind": ("POST", "/_mock/checkouts/cs_1/pay", {"outcome": []}, 400),
    "unknown field": ("POST", "/_mock/reset", {"hard": True}, 400),
    "array": ("POST", "/_mock/reset", [], 400),
    "cut": ("POST", "/_mock/reset", b"{", 400),
    "too large": ("POST", "/_mock/reset", b" " * (BODY_LIMIT + 1), 413),
    "no move": ("POST", "/_mock/clock", {}, 400),
    "two moves": ("POST", "/_mock/clock", {"advance_seconds": 1, "set": "2031-01-01"}, 400),
    "back": ("POST", "/_mock/clock", {"advance_seconds": -1}, 400),
    "too far": ("POST", "/_mock/clock", {"advance_seconds": 1e300}, 400),
    "true": ("POST", "/_mock/clock", {"advance_seconds": True}, 400),
    "text": ("POST", "/_mock/clock", {"advance_seconds": "1"}, 400),
    "no time": ("POST", "/_mock/clock", {"set": "tomorrow"}, 400),
    "number": ("POST", "/_mock/clock", {"set": 5}, 400),
    "past": ("POST", "/_mock/clock", {"set": "2029-01-01T00:00:00Z"}, 400),
    "end of time": ("POST", "/_mock/clock", {"set": "9999-12-31T23:59:59-23:59"}, 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_impossible_request_is_refused_with_a_sentence(name: str, client: httpx.Client) -> None:
    """
    A clear 4xx, never a 500.
    """
    method, path, body, status = REFUSED[name]
    content: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
    answer = client.request(method, path, **({} if body is None else content))

    assert status == answer.status_code
    assert " " in answer.json()["error"]
    assert status != 405 or answer.headers["allow"] == "POST"


def broken(handler: Callable[[Call], Reply], **options: Any) -> Mock:
    """
    A mock with a bug in the handler of `getUser`.
    """
    return Mock(handlers={**HANDLERS, "getUser": handler}, **options)


def _raise(error: Exception) -> Reply:
    raise error


BUGS: dict[str, Callable[[Call], Reply]] = {
    "field of the wrong type": lambda call: Reply({"balances": [], "purchases": [], "paid": "yes"}),
    "field missing": lambda call: Reply({"balances": [], "purchases": []}),
    "status not documented": lambda call: Reply({}, 418),
    "code not documented": lambda call: Reply({"error": "x"}, 404, "teapot"),
    "refusal without a code": lambda call: Reply({"error": "x"}, 404),
}


@pytest.mark.parametrize("name", BUGS)
def test_answer_that_breaks_the_specification_never_leaves(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """
    It becomes a 500, is counted, and the log says how.
    """
    mock = broken(BUGS[name])
    client = connect_http(mock)

    assert 500 == GOOD["getUser"].of(client).status_code
    assert (1, 0) == (mock.counters.broken_answers, mock.counters.unexpected_errors)
    assert not client.get("/_mock/health").json()["ok"]
    assert "getUser answered" in caplog.text


def test_broken_answer_changes_nothing() -> None:
    """
    What the handler did is undone.
    """

    def handler(call: Call) -> Reply:
        HANDLERS["adjustBalance"](call)
        return Reply({})

    mock = Mock(handlers={**HANDLERS, "adjustBalance": handler})
    client = connect_http(mock)

    assert 500 == GOOD["adjustBalance"].of(client).status_code
    assert 42 == GOOD["getBalances"].of(client).json()["balances"][0]["count"]


def test_checks_can_be_switched_off_for_seeded_bugs() -> None:
    """
    Then the broken answer leaves as it is.
    """
    mock = broken(BUGS["field missing"], check_answers=False)

    assert {"balances": [], "purchases": []} == GOOD["getUser"].of(connect_http(mock)).json()


@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError("by chance"), Problem("invented"), RecursionError()],
    ids=["crash", "unknown name", "depth"],
)
def test_crash_of_a_handler_is_a_500_and_counted(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """
    So is a refusal by a name that the specification does not have.
    """
    mock = broken(lambda call: _raise(error))

    assert 500 == GOOD["getUser"].of(connect_http(mock)).status_code
    assert 1 == mock.counters.unexpected_errors
    assert "getUser failed" in caplog.text


def test_crash_of_a_control_route_is_a_500_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    """
    A mock that was closed answers, and does not raise.
    """
    mock = Mock()
    client = connect_http(mock)
    mock.close()

    assert 500 == client.post("/_mock/reset").status_code
    assert 500 == client.get("/pay/x").status_code
    assert 500 == GOOD["getUser"].of(client).status_code
    assert 3 == mock.counters.unexpected_errors
    assert "/_mock/reset failed" in caplog.text


def test_headers_are_a_mapping() -> None:
    """
    Names in lower case, repeated values joined.
    """
    from monetize_software_mock.http.messages import Headers

    headers: Mapping[str, str] = Headers([("A", "1"), ("a", "2 "), ("B", "")])

    assert {"a": "1, 2", "b": ""} == dict(headers)
    assert 2 == len(headers)


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.example", 403), ("null", 403), ("http://localhost:3000", 200), (None, 200)]
)
def test_page_of_another_site_cannot_steer(client: httpx.Client, origin: str | None, status: int) -> None:
    """
    A browser sends plain text anywhere without asking; only this machine's pages are listened to.
    """
    headers = {"Content-Type": "text/plain"} if origin is None else {"Content-Type": "text/plain", "Origin": origin}
    answer = client.post("/_mock/clock/advance", content=b'{"days": 1}', headers=headers)

    assert status == answer.status_code
    assert (status == 200) == client.get("/_mock/clock").json()["clock"]["now"].startswith("2030-01-02")
