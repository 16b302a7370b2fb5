"""
Paths and methods the specification does not have.
"""

from __future__ import annotations

import httpx
import pytest

from monetize_software_mock import Mock

from ..support.raw_requests import TRANSPORTS, converse, through_asgi
from ..support.sample_requests import GOOD, IN_THREE

ALLOW = {"balances": "GET, POST", "user": "GET", "start-checkout": "POST"}


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "NONSENSE"])
@pytest.mark.parametrize("path", ALLOW)
def test_other_methods_are_refused_with_the_right_ones(path: str, method: str, client: httpx.Client) -> None:
    """
    405, and `Allow` lists exactly what the specification has.
    """
    answer = client.request(method, f"{IN_THREE}/{path}")

    assert (405, ALLOW[path]) == (answer.status_code, answer.headers["allow"])


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_answer_to_head_has_no_body(transport: str, mock: Mock) -> None:
    """
    Its headers are those of the refusal.
    """
    answer = TRANSPORTS[transport](mock, "HEAD", b"/api/v1/paywall/3/user")

    assert (405, b"") == (answer.status, answer.body)


@pytest.mark.parametrize("path", ["/", "/api", "/api/v1/paywall/3", "/api/v2/paywall/3/user", "/favicon.ico"])
def test_unknown_path_is_not_found(path: str, client: httpx.Client) -> None:
    """
    404, with a sentence.
    """
    answer = client.get(path)

    assert (404, {"error": "No such path"}) == (answer.status_code, answer.json())


def test_browser_may_call_from_any_origin(client: httpx.Client) -> None:
    """
    Answers of all operations say so, also of the one outside `/api/v1`, and a preflight is granted.
    """
    asked = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST"}
    granted = client.options(f"{IN_THREE}/balances", headers=asked)

    assert "*" == GOOD["getBootstrap"].of(client).headers["access-control-allow-origin"]
    assert "*" == GOOD["cancelSubscription"].of(client).headers["access-control-allow-origin"]
    assert 204 == client.options(GOOD["cancelSubscription"].path, headers=asked).status_code
    assert "access-control-allow-origin" not in client.get("/_mock/health").headers
    assert (204, "GET, POST") == (granted.status_code, granted.headers["access-control-allow-methods"])
    assert 204 == client.options("/api/v1/nowhere", headers=asked).status_code


def test_client_that_goes_away_is_not_answered(mock: Mock) -> None:
    """
    Half a request does nothing.
    """
    scope = {"type": "http", "method": "POST", "path": f"{IN_THREE}/start-checkout", "headers": []}
    sent = converse(mock, scope, iter([{"type": "http.disconnect"}]))

    assert [] == sent
    assert 0 == mock.counters.requests


def test_lifespan_is_followed(mock: Mock) -> None:
    """
    Servers that ask are told when it is up and down.
    """
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == [
        message["type"] for message in converse(mock, {"type": "lifespan"}, messages)
    ]


def test_websocket_is_closed(mock: Mock) -> None:
    """
    There is none here.
    """
    assert "websocket.close" == converse(mock, {"type": "websocket"}, iter([]))[0]["type"]


def test_server_that_gives_no_raw_path_is_served_too(mock: Mock) -> None:
    """
    The decoded path stands in for it.
    """
    path = f"{IN_THREE}/bootstrap"

    assert 200 == through_asgi(mock, "GET", b"", raw_path=None, path=path).status
