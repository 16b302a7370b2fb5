"""
The mirror of a domain: asked when the caller wants that and nothing left for the domain itself, and never otherwise.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import BillingClient
from monetize_software._profile.mirror import mirror_of
from monetize_software._profile.origin import Origin
from monetize_software_mock import Mock

from ..support.recorder import ALL, KEY, NEVER, SAFE, Answer, Recorder, fails, good, says
from .conftest import Connect

ADA = "ada@example.com"
OWN, EDGE = "pay.example.com", "edge.pay.example.com"
UNSENT = [httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError]
LEFT = [httpx.ReadError, httpx.ReadTimeout, httpx.WriteError, httpx.WriteTimeout, httpx.RemoteProtocolError]


def hosts(own: Answer, edge: Answer | None = None) -> Answer:
    """
    A domain and its mirror, which is a mock server's default world when left out.
    """
    there = edge or Mock().transport().handle_request
    return lambda request: (own if request.url.host == OWN else there)(request)


def one_after_another(*answers: Answer) -> Answer:
    """
    A host that answers each request in another way.
    """
    left = iter(answers)
    return lambda request: next(left)(request)


def asked(recorder: Recorder) -> list[str]:
    """
    The hosts that were asked, in order.
    """
    return [request.url.host for request in recorder.requests]


@pytest.mark.parametrize("name", ALL)
def test_mirror_answers_what_never_left(connect_recorder: Connect, name: str) -> None:
    """
    When no connection to the domain comes about, the same request goes to the mirror, once.
    """
    answer = one_after_another(fails(httpx.ConnectError), says(429, {}))
    client, recorder = connect_recorder(answer, mirror=True)

    with pytest.raises(sdk.RateLimitError):
        ALL[name](client.for_user(email=ADA))
    first, second = recorder.requests
    assert ([OWN, EDGE], EDGE) == (asked(recorder), second.headers["host"])
    same = [(name, value) for name, value in first.headers.items() if name not in ("host", "content-type")]
    assert same == [(name, value) for name, value in second.headers.items() if name not in ("host", "content-type")]
    assert (first.method, first.url.raw_path) == (second.method, second.url.raw_path)


@pytest.mark.parametrize("kind", UNSENT)
def test_mirror_serves_until_the_domain_is_back(connect_recorder: Connect, kind: type[httpx.HTTPError]) -> None:
    """
    Reads and writes work through the mirror with the caller's key; each begins at the domain.
    """
    client, recorder = connect_recorder(hosts(fails(kind)), mirror=True)
    subscriber = client.for_user(email="subscriber@example.com")

    assert subscriber.get_user().has_active_subscription
    before = subscriber.credit_tokens("gpt-4", 1).count
    assert before - 1 == subscriber.debit_tokens("gpt-4", 1).count
    assert [OWN, EDGE] * 3 == asked(recorder)
    assert {KEY} == {request.headers["x-api-key"] for request in recorder.requests}


@pytest.mark.parametrize("options", [{}, {"mirror": False}], ids=["left out", "False"])
def test_nobody_is_asked_who_was_not_named(connect_recorder: Connect, options: dict[str, Any]) -> None:
    """
    Without the option no other host ever hears of a call.
    """
    client, recorder = connect_recorder(fails(httpx.ConnectError), max_retries=2, **options)

    with pytest.raises(sdk.NetworkError):
        client.get_prices()
    assert [OWN] * 3 == asked(recorder)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "answer",
    [*(fails(kind) for kind in LEFT), *(says(status, {}) for status in (200, 302, 401, 404, 429, 500, 503))],
    ids=[*(kind.__name__ for kind in LEFT), "200", "302", "401", "404", "429", "500", "503"],
)
def test_what_may_have_left_never_goes_to_the_mirror(connect_recorder: Connect, name: str, answer: Answer) -> None:
    """
    A lost answer, a timeout after sending and any status whatever are the domain's own affair.
    """
    client, recorder = connect_recorder(answer, mirror=True, max_retries=2)
    with suppress(sdk.PaywallError):
        ALL[name](client.for_user(email=ADA))

    assert {OWN} == recorder.hosts


@pytest.mark.parametrize("name", ["create_checkout", "cancel_subscription"])
def test_write_in_doubt_stays_at_the_domain(connect_recorder: Connect, name: str) -> None:
    """
    A write that may be repeated, and of which an attempt may have been applied, is not sent to the mirror later on.
    """
    own = one_after_another(fails(httpx.ReadTimeout), fails(httpx.ConnectError), fails(httpx.ConnectError))
    client, recorder = connect_recorder(own, mirror=True, max_retries=2)

    with pytest.raises(sdk.NetworkError) as caught:
        ALL[name](client.for_user(email=ADA))
    assert ([OWN] * 3, True) == (asked(recorder), caught.value.may_have_been_applied)


@pytest.mark.parametrize("name", SAFE)
def test_read_goes_to_the_mirror_whatever_came_before(connect_recorder: Connect, name: str) -> None:
    """
    A read does nothing, so one that was lost may be asked for there when the domain is gone at the next attempt.
    """
    own = one_after_another(fails(httpx.ReadTimeout), fails(httpx.ConnectError))
    client, recorder = connect_recorder(hosts(own, says(403, {})), mirror=True, max_retries=1)

    with pytest.raises(sdk.PermissionDeniedError):
        ALL[name](client.for_user(email=ADA))
    assert [OWN, OWN, EDGE] == asked(recorder)


@pytest.mark.parametrize("name", NEVER)
def test_write_lost_at_the_mirror_is_in_doubt(connect_recorder: Connect, name: str) -> None:
    """
    What left for the mirror is judged as what left for the domain: told as perhaps applied, and not repeated anywhere.
    """
    answer = hosts(fails(httpx.ConnectError), fails(httpx.ReadError))
    client, recorder = connect_recorder(answer, mirror=True, max_retries=2)

    with pytest.raises(sdk.NetworkError) as caught:
        ALL[name](client.for_user(email=ADA))
    assert ([OWN, EDGE], True) == (asked(recorder), caught.value.may_have_been_applied)


def refused_certificate(request: httpx.Request) -> httpx.Response:
    """
    Fail as a host does whose certificate is somebody else's.
    """
    raise httpx.ConnectError("certificate") from ssl.SSLCertVerificationError("not yours")


@pytest.mark.parametrize("own", [refused_certificate, fails(httpx.PoolTimeout)], ids=["certificate", "own queue"])
def test_other_reasons_are_none(connect_recorder: Connect, own: Callable[[httpx.Request], httpx.Response]) -> None:
    """
    A certificate that does not fit, and a queue of the program's own, send nobody to the mirror.
    """
    client, recorder = connect_recorder(own, mirror=True)

    with pytest.raises(sdk.NetworkError):
        client.get_prices()
    assert [OWN] == asked(recorder)


@pytest.mark.parametrize("edge", [fails(httpx.ConnectTimeout), refused_certificate], ids=["unreachable", "certificate"])
def test_nobody_reached_is_told_of_the_domain(connect_recorder: Connect, edge: Answer) -> None:
    """
    When neither host is reached the domain's failure is told and tried again, and it is sure that nothing left.
    """
    client, recorder = connect_recorder(hosts(fails(httpx.ConnectError), edge), mirror=True, max_retries=1)

    with pytest.raises(sdk.NetworkError, match="ConnectError") as caught:
        client.for_user(email=ADA).debit_tokens("gpt-4", 1)
    assert [OWN, EDGE] * 2 == asked(recorder)
    assert (False, False) == (caught.value.request_sent, caught.value.may_have_been_applied)


def test_hooks_see_both_halves(connect_recorder: Connect) -> None:
    """
    Whoever watches the attempts sees the failure at the domain and the answer of the mirror, under one number.
    """
    seen: list[Any] = []
    client, _ = connect_recorder(hosts(fails(httpx.ConnectError)), mirror=True, on_response=seen.append)
    client.get_prices()

    assert [(1, None), (1, 200)] == [(each.request.attempt, each.status) for each in seen]


def test_closing_closes_the_way_to_the_mirror(connect_recorder: Connect) -> None:
    """
    A closed client asks neither host.
    """
    client, recorder = connect_recorder(fails(httpx.ConnectError), mirror=True)
    client.close()

    with pytest.raises(sdk.ConfigurationError, match="closed"):
        client.get_prices()
    assert [] == recorder.requests


@pytest.mark.parametrize(
    ("origin", "asked", "mirror"),
    [
        ("https://pay.example.com", True, "https://edge.pay.example.com"),
        ("https://pay.example.com:8443/proxy/", True, "https://edge.pay.example.com:8443/proxy"),
        ("https://pay.example.com", "https://edge.other.example", "https://edge.other.example"),
        ("https://edge.example.com", "https://pay.example.com/", "https://pay.example.com"),
        ("http://127.0.0.1:4242", False, None),
    ],
)
def test_mirror_of_a_domain(origin: str, asked: bool | str, mirror: str | None) -> None:
    """
    The mirror is the host before which `edge.` stands, port and path kept, or the address that was given.
    """
    found = mirror_of(Origin.read(origin), asked)

    assert mirror == (None if found is None else found.base)


@pytest.mark.parametrize(
    ("origin", "mirror", "words"),
    [
        ("http://localhost:4242", True, "https origin"),
        ("https://192.0.2.7", True, "no number"),
        ("https://[2001:db8::7]", True, "no number"),
        ("https://intranet", True, "single name"),
        ("https://Edge.pay.example.com", True, "a mirror already"),
        (f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 55}.example.com", True, "too long"),
        ("https://pay.example.com", "http://edge.pay.example.com", "^mirror must be https"),
        ("https://pay.example.com", "http://localhost:4242", "both api_origin and mirror must be https"),
        ("http://localhost:4242", "https://edge.pay.example.com", "both api_origin and mirror must be https"),
        ("https://pay.example.com", "https://PAY.example.com", "another host"),
        ("https://pay.example.com", "edge.pay.example.com", "^mirror must be a full address"),
        ("https://pay.example.com", "", "^mirror is missing"),
        ("https://pay.example.com", None, "not NoneType"),
        ("https://pay.example.com", 1, "not int"),
    ],
)
def test_impossible_mirror_is_refused(origin: str, mirror: Any, words: str) -> None:
    """
    A domain without a mirror, and an address that no credential may go to, are told when the client is built.
    """
    with pytest.raises(sdk.ConfigurationError, match=words):
        BillingClient(**good(api_origin=origin, mirror=mirror))
