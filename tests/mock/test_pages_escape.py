"""
Whatever a stranger may name comes out as text: on every page, from every place that shows it.
"""

from __future__ import annotations

import dataclasses
import html
import re
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock.world.declaration import Person, Price, Webhook

from ..support.browsing import Found, browse
from ..support.sample_requests import GOOD

PAGES = (
    "",
    "?show=housekeeping",
    "console/customers",
    "console/deliveries",
    "console/endpoints",
    "console/requests",
    "console/faults",
    "console/worlds",
)
FOREIGN = (
    "seed",
    "owner",
    "key",
    "webhook-secret",
    "endpoint-secret",
    "endpoint-address",
    "endpoint-type",
    "paywall-name",
    "price-id",
    "price-label",
    "price-description",
    "token-type",
    "person-id",
    "person-name",
    "buyer-email",
    "request-path",
    "request-query",
    "request-value",
    "request-body",
    "event-type",
    "event-data",
    "held-type",
    "answer-text",
    "told",
    "wanted",
    "session",
)
QUIET = ("owner", "key", "endpoint-type")  # of these it is enough that they are never markup
"""
Everything a stranger names that a page may show; each carries a tag of its own.
"""


def tag(name: str) -> str:
    """
    Markup that ends text, attributes, scripts and styles.
    """
    return f"\"'></script></style><i id={name}>"


def lived() -> Mock:
    """
    A world in which every foreign name is such a tag.
    """
    base = default_world()
    price = Price(tag("price-id"), 5, label=tag("price-label"), description=tag("price-description"))
    paywall = dataclasses.replace(
        base.paywalls[0],
        name=tag("paywall-name"),
        prices=(price, *base.paywalls[0].prices),
        token_types=(tag("token-type"), *base.paywalls[0].token_types),
    )
    person = Person(tag("person-id"), "strange@example.com", None, {"3": {}}, {"3": {tag("token-type"): 5}})
    named = Person("named", "named@example.com", tag("person-name"), {"3": {"note": tag("person-meta")}})
    hook = Webhook(
        "http://localhost:9/" + tag("endpoint-address").replace(" ", "/"), "acct_mock", tag("endpoint-secret")
    )
    world = dataclasses.replace(
        base,
        paywalls=(paywall, *base.paywalls[1:]),
        people=(*base.people, person, named),
        webhooks=(hook,),
        seed=tag("seed"),
        webhook_secret=tag("webhook-secret"),
    )
    mock = Mock(world)
    mock._engine.courier.default = answering
    return mock


def answering(_message: Any) -> Any:
    """
    Refuse every delivery, with markup.
    """
    from monetize_software_mock.webhooks.senders import ReceiverAnswer

    return ReceiverAnswer(400, tag("answer-text"))


def shown(mock: Mock) -> dict[str, str]:
    """
    Every page, by its address.
    """
    client = browse(mock)
    buyer = f"{tag('buyer-email').replace(' ', '/')}@example.com"
    ask = GOOD["startCheckout"].with_body(email=buyer, priceId=tag("price-id"), successUrl="https://x.example/")
    checkout = httpx.URL(ask.of(client).json()["checkoutUrl"]).path
    mock.pay(checkout)
    open_one = httpx.URL(GOOD["startCheckout"].with_body(priceId=tag("price-id")).of(client).json()["checkoutUrl"]).path
    portal = httpx.URL(GOOD["getCustomerPortal"].of(client).json()["url"]).path
    mock.events.trigger(tag("event-type"), buyer, data={"note": tag("event-data")})
    mock.deliveries.hold_type(tag("held-type"))
    client.post(
        httpx.URL("http://mock.test/api/v1/paywall/" + tag("request-path"), params={"a": tag("request-query")}),
        headers={"x-a": tag("request-value"), "content-type": "text/plain"},
        content=tag("request-body"),
    )
    GOOD["startCheckout"].with_body(email=tag("request-body")).of(client)
    customers = client.get("/_mock/console/customers?format=json").json()["customers"]
    addresses = [f"/_mock/{name}" for name in PAGES] + ["/_mock/?preview=31"]
    addresses += [f"/_mock/console/requests/{each.number}" for each in mock.requests]
    addresses += [f"/_mock/console/deliveries/{each.id}" for each in mock.deliveries]
    pages = {each: client.get(each) for each in (*addresses, checkout, open_one, portal)}
    pages |= {each["id"]: client.get(f"/_mock/console/customers/{each['id']}") for each in customers}
    pages["told"] = client.get("/_mock/", params={"told": tag("told")})
    pages["wanted"] = client.get("/_mock/console/customers", params={"q": tag("wanted")})
    pages["session"] = client.get(httpx.URL("http://mock.test/pay/" + tag("session")))
    pages["declined"] = client.post(open_one, data={"outcome": tag("told")})
    return {name: page.text for name, page in pages.items() if "text/html" in page.headers["content-type"]}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """
    Every page of such a world.
    """
    with lived() as mock:
        found = shown(mock)
        assert (0, 0) == (mock.counters.unexpected_errors, mock.counters.broken_answers)
    return found


def test_nothing_foreign_becomes_markup(pages: dict[str, str]) -> None:
    """
    No page has a tag that a stranger named.
    """
    assert [] == [(name, found) for name, page in pages.items() for found in re.findall(r"<i[ /]id=([a-z-]+)", page)]


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_name_is_shown_as_text(name: str, pages: dict[str, str]) -> None:
    """
    Each of them on some page, so that the table above proves what it says.
    """
    seen = any(re.search(rf"i(?: |/|%20|\+)id(?:=|%3D){name}", page) for page in pages.values())

    assert seen or name in QUIET


def test_every_template_is_among_the_pages(pages: dict[str, str]) -> None:
    """
    Checkout, portal, notice, and each page of the console.
    """
    titles = " ".join(re.findall(r"<title>(.*?)</title>", "".join(pages.values())))

    for wanted in (
        "Timeline",
        "Customers",
        "Webhooks",
        "Requests",
        "Request ",
        "Faults",
        "World",
        "Your subscription",
    ):
        assert wanted in titles
    assert "No such checkout" in titles


HOSTILE = (
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "/elsewhere",
    "https://[evil",
)
"""
What no page may lead to, in the forms that browsers understand.
"""


@pytest.mark.parametrize("url", HOSTILE)
def test_address_that_would_run_is_never_a_link(url: str, mock: Mock) -> None:
    """
    Where a stranger says a page should lead.
    """
    client = browse(mock)
    asks = [
        GOOD["startCheckout"].with_body(successUrl=url, errorUrl=url, shopUrl=url),
        GOOD["getCustomerPortal"].with_body(returnUrl=url, return_url=url),
    ]
    for ask in asks:
        answer = ask.of(client).json()
        address = answer.get("checkoutUrl") or answer.get("url")
        if address is None:
            assert "error" in answer
            continue
        page = client.get(httpx.URL(address).path)
        assert [] == foreign(page)
        paid = client.post(httpx.URL(address).path, data={"outcome": "ok"})
        assert [] == foreign(paid)


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_address_of_a_world_is_shown_as_text(url: str) -> None:
    """
    Where a world's settings send buyers is a link only on the web; anything else is text on each state's page.
    """
    base = default_world()
    settings = {"checkout_shop_url": url, "success_redirect_url": url}
    paywall = dataclasses.replace(base.paywalls[0], settings={**base.paywalls[0].settings, **settings})
    with Mock(dataclasses.replace(base, paywalls=(paywall, *base.paywalls[1:]))) as mock:
        client = browse(mock)
        paths = [httpx.URL(GOOD["startCheckout"].of(client).json()["checkoutUrl"]).path for _ in range(2)]
        opened = client.get(paths[0])
        paid = [client.post(paths[0], data={"outcome": "ok"}), client.get(paths[0])]
        mock.clock.advance(days=3)
        expired = client.get(paths[1])

        assert [] == [found for page in (opened, *paid, expired) for found in foreign(page)]
        assert html.escape(url, quote=False) in opened.text.replace("&#39;", "'")
        assert "expired" in expired.text


def foreign(page: httpx.Response) -> list[str]:
    """
    Addresses that a page leads to, by a link, a form or a redirect, outside its own site and ours.
    """
    own = ("/_mock/", "/pay/", "/portal/", "?", "#", "data:image/svg+xml")
    links = [*Found(page.text).addresses, *filter(None, [page.headers.get("location")])]
    return [each for each in links if not each.startswith(own) and not re.match(r"https?://[a-z0-9]", each)]
