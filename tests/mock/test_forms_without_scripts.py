"""
Every form of every page, found by following every link, sent as a browser without scripts sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from monetize_software import AuthClient
from monetize_software_mock import Mock

from ..support.browsing import browse
from ..support.forms import Form, Forms
from ..support.sample_requests import GOOD

HOME = "http://mock.test"
MOST_PAGES = 400
EXPECTED = 40
"""
Forms of different kinds that there are at least.
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Mock]:
    """
    A world in which something happened, so that each page has all of its forms.
    """
    with Mock() as mock:
        mock.webhooks.add(lambda body, headers: 500)
        mock.subscribe("eve@example.com", "price_123")
        ended = mock.subscribe("dora@example.com", "price_123")
        mock.clock.advance(days=3)
        mock.cancel(ended.id)
        mock.deliveries.hold_type()
        mock.subscribe("held@example.com", "price_123")
        browse(mock).post("/_mock/snapshot", json={"name": "early"})
        mock.fault("getUser", do="reset", nth=99)
        yield mock


def starts(mock: Mock, client: httpx.Client) -> Iterator[str]:
    """
    The pages that no other page links to.
    """
    yield f"{HOME}/_mock/"
    for email in ("eve@example.com", "dora@example.com"):
        yield str(GOOD["getCustomerPortal"].with_body(email=email).of(client).json()["url"])
    yield str(GOOD["startCheckout"].of(client).json()["checkoutUrl"])
    paid = str(GOOD["startCheckout"].with_body(email="paid@example.com").of(client).json()["checkoutUrl"])
    mock.pay(paid.rpartition("/")[2])
    yield paid
    with AuthClient(paywall_id="3", api_origin=HOME, transport=mock.transport(), allow_insecure_origin=True) as auth:
        auth.session().request_password_reset("user@example.com")
        yield auth.session().start_oauth_flow("google").authorize_url


def found(mock: Mock) -> dict[tuple[str, ...], tuple[Form, str]]:
    """
    A form of each kind, and the page it stands on.
    """
    client = browse(mock)
    waiting, seen, forms = [*starts(mock, client)], set[str](), dict[tuple[str, ...], tuple[Form, str]]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        page = client.get(address)
        assert page.status_code in (200, 303), (address, page.status_code)
        read = Forms(page.text, address)
        for form in read.forms:
            forms.setdefault(form.kind, (form, address))
        waiting += [link for each in read.links if (link := inside(each)) and link not in seen]
    return forms


def inside(link: str) -> str | None:
    """
    A link to another page of the mock; None for one that leaves it or asks for JSON.
    """
    plain = link.partition("#")[0]
    return plain if plain.startswith(f"{HOME}/") and "format=json" not in plain and "/api/" not in plain else None


def test_every_form_works_without_a_script(world: Mock) -> None:
    """
    Each form, by each of its buttons, leads to a page that answers, and says nothing against what was sent.
    """
    forms = found(world)
    start = world.snapshot()
    failed: list[tuple[str, str, dict[str, str], int, list[str]]] = []
    for form, address in forms.values():
        for fields in form.ways():
            world.restore(start)
            answer = sent(world, form, fields)
            if answer.status_code != 200:
                failed.append(
                    (address, form.action, fields, answer.status_code, re.findall(r"alert\">(.*?)</p>", answer.text))
                )

    assert [] == failed
    assert len(forms) >= EXPECTED


def sent(mock: Mock, form: Form, fields: dict[str, str]) -> httpx.Response:
    """
    Send a form and follow where it leads, within the mock.
    """
    client = browse(mock)
    if form.method == "get":
        return client.get(form.action.partition("?")[0], params=fields)
    answer = client.post(form.action, data=fields)
    while answer.status_code == 303:
        target = httpx.URL(form.action).join(answer.headers["location"])
        if target.host != "mock.test" or not target.path.startswith(
            ("/_mock", "/pay/", "/portal/", "/paywall", "/auth")
        ):
            return httpx.Response(200)  # the shop's own page
        answer = client.get(target)
    return answer
