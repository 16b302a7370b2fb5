"""
Applications in this process receive webhooks at their own path, and deliveries that wait are settled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from monetize_software_mock import DeliveryError, Mock, default_world
from monetize_software_mock.world import Price

Seen = list[tuple[str, bytes]]
Application = Callable[..., Any]


def wsgi(seen: Seen) -> Application:
    """
    Notes path and signature of a request.
    """

    def app(environ: Any, start: Any) -> list[bytes]:
        seen.append((environ["PATH_INFO"], environ["HTTP_X_SIGNATURE"].encode()))
        start("200 OK", [])
        return [b"taken"]

    return app


def asgi(seen: Seen) -> Application:
    """
    The same, as a coroutine.
    """

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        seen.append((scope["path"], dict(scope["headers"])[b"x-signature"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"taken"})

    return app


class Wrapped:
    """
    An object around an application, as frameworks and their middleware have.
    """

    def __init__(self, seen: Seen) -> None:
        self._app = asgi(seen)

    def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        return self._app(scope, receive, send)


@pytest.mark.parametrize("kind", [wsgi, asgi, Wrapped])
def test_application_receives_at_its_path(mock: Mock, kind: Callable[[Seen], Application]) -> None:
    """
    WSGI and ASGI applications are told apart, and signed requests come to the path they were added with.
    """
    seen: Seen = []
    mock.webhooks.add(kind(seen), path="/hooks/billing")
    mock.subscribe("ada@example.com", "price_123")

    assert "taken" == mock.deliveries.expect("subscription.created").attempts[0]["answer"]
    assert [("/hooks/billing", mock.events[0].headers()["x-signature"].encode())] == seen


def test_transport_gets_the_path_too(mock: Mock) -> None:
    """
    And without one it is `/webhooks`.
    """
    seen: Seen = []
    mock.webhooks.add(httpx.WSGITransport(wsgi(seen)), path="/mine")
    mock.webhooks.add(httpx.WSGITransport(wsgi(seen)))
    mock.subscribe("ada@example.com", "price_123")

    assert ["/mine", "/webhooks"] == [path for path, _ in seen]


@pytest.mark.parametrize(
    ("receiver", "path", "words"),
    [
        ("http://127.0.0.1:1/hooks", "/hooks", "A URL has a path of its own"),
        (lambda *_: None, "hooks", "A path begins with /"),
    ],
)
def test_path_that_makes_no_sense_is_refused(mock: Mock, receiver: Any, path: str, words: str) -> None:
    """
    At once.
    """
    with pytest.raises(DeliveryError, match=words):
        mock.webhooks.add(receiver, path=path)


def test_settle_goes_as_far_as_the_last_attempt(mock: Mock) -> None:
    """
    One delivery is taken at its second attempt, one never: the clock stands where the latter was given up.
    """
    answers = [500, 200]
    mock.webhooks.add(lambda body, headers: answers.pop(0) if answers else 200)
    mock.webhooks.add(lambda body, headers: 500)
    mock.subscribe("ada@example.com", "price_123")
    settled = mock.deliveries.settle()

    assert ["delivered", "exhausted"] == [each.status for each in settled]
    assert [2, 6] == [len(each.attempts) for each in settled]
    assert "2030-01-01T02:35" == mock.clock.now().isoformat()[:16]


def test_settle_leaves_what_does_not_wait(mock: Mock) -> None:
    """
    Held ones stay held, and the clock where it is.
    """
    mock.webhooks.add(lambda body, headers: None)
    mock.deliveries.hold_type()
    mock.subscribe("ada@example.com", "price_123")

    assert [] == mock.deliveries.settle()
    assert ["held"] == [each.status for each in mock.deliveries]
    assert "2030-01-01T00:00" == mock.clock.now().isoformat()[:16]


def test_settle_ends_though_new_deliveries_fail_too() -> None:
    """
    What becomes due on the way is not waited for: a receiver that is never there does not move the clock for ever.
    """
    world = default_world().with_paywall("4", prices=(Price("daily", 1, interval="day"),))
    mock = Mock(world.with_switches(retry_minutes=(60 * 24 * 2,)))
    mock.webhooks.add(lambda body, headers: 500, account="acct_other")
    mock.subscribe("ada@example.com", "daily")

    assert ["exhausted"] == [each.status for each in mock.deliveries.settle()]
    assert "2030-01-03" == mock.clock.now().isoformat()[:10]


def test_settle_is_not_for_live_deliveries() -> None:
    """
    A thread of their own sends those.
    """
    with Mock(deliveries="live") as mock, pytest.raises(DeliveryError, match="settle by themselves"):
        mock.deliveries.settle()


def test_unknown_mode_is_refused() -> None:
    """
    Already when a mock is made.
    """
    wrong: Any = "manul"

    with pytest.raises(ValueError, match="mode must be one of: settle, live, collect, manual"):
        Mock(deliveries=wrong)
