"""
Hosted checkout and customer portal: what they show, and what their buttons do.
"""

from __future__ import annotations

import httpx
import pytest

from monetize_software_mock import Mock
from monetize_software_mock.world.declaration import LocalPrice, Price

from ..support.browsing import browse
from ..support.raw_requests import TRANSPORTS, through_asgi
from ..support.sample_requests import GOOD

SHOP = "https://shop.example.com"
RETURNS = {"successUrl": f"{SHOP}/ok?s=__SESSION__", "errorUrl": f"{SHOP}/no"}
MARKERS = "paywall_price_id=price_123&paywall_session_id="


def open_checkout(mock: Mock, **fields: object) -> str:
    """
    The path of a new checkout.
    """
    given = {name: value for name, value in {**RETURNS, **fields}.items() if value is not None}
    ask = GOOD["startCheckout"].with_body(**given)
    return httpx.URL(ask.of(browse(mock)).json()["checkoutUrl"]).path


def open_portal(mock: Mock) -> str:
    """
    The path of the seed subscriber's portal.
    """
    ask = GOOD["getCustomerPortal"].with_body(returnUrl="https://shop.example.com/account")
    return httpx.URL(ask.of(browse(mock)).json()["url"]).path


def test_checkout_shows_plan_price_local_price_and_buyer(mock: Mock) -> None:
    """
    Everything a buyer wants to know before they pay.
    """
    page = browse(mock).get(open_checkout(mock, priceId="9101")).text
    wanted = ("Yearly", "$79.00", "a year", "€71.88", "user@example.com")

    assert [] == [part for part in wanted if part not in page]


def test_paying_returns_to_the_shop_with_markers(mock: Mock) -> None:
    """
    `__SESSION__` is replaced, and the fragment says what became of it.
    """
    checkout = open_checkout(mock)
    session = checkout.removeprefix("/pay/")
    answer = browse(mock).post(checkout, data={"then": "return"})

    assert 303 == answer.status_code
    assert f"{SHOP}/ok?s={session}#paywall_status=paid&{MARKERS}{session}" == answer.headers["location"]
    assert "active" == mock.purchase(mock.events.expect("subscription.created").data["subscription"]["id"]).status


@pytest.mark.parametrize("outcome", ["declined", "insufficient_funds", "needs_authentication"])
def test_failed_payment_returns_to_the_error_url_and_sells_nothing(mock: Mock, outcome: str) -> None:
    """
    The session stays open, so the buyer can pay after all.
    """
    checkout = open_checkout(mock)
    client = browse(mock)
    failed = client.post(checkout, data={"outcome": outcome})
    sold = len(mock.events)

    assert failed.headers["location"].startswith("https://shop.example.com/no#paywall_status=failed&")
    assert 0 == sold
    assert 303 == client.post(checkout, data={"then": "return"}).status_code
    assert 1 == len(mock.events)


def test_failed_payment_without_an_error_url_is_told_on_the_page(mock: Mock) -> None:
    """
    Nobody is sent away; the page says why.
    """
    answer = browse(mock).post(open_checkout(mock, errorUrl=None), data={"card": "4000000000000002"})

    assert (200, True) == (answer.status_code, "The card was declined." in answer.text)


def test_closed_tab_after_paying_returns_nowhere(mock: Mock) -> None:
    """
    It is bought, and only the webhook tells it.
    """
    answer = browse(mock).post(open_checkout(mock), data={"then": "close"})

    assert (200, True) == (answer.status_code, "Only the webhook tells it" in answer.text)
    assert "subscription.created" == mock.events.expect("subscription.created").type


def test_paying_twice_buys_once(mock: Mock) -> None:
    """
    A second click changes nothing.
    """
    answer = browse(mock).post(open_checkout(mock), data={"then": "twice"})

    assert 303 == answer.status_code
    assert 1 == len(mock.events)


def test_checkout_that_is_paid_expired_or_unknown_says_so(mock: Mock) -> None:
    """
    No state of a session leads to a dead page.
    """
    client = browse(mock)
    paid, left = open_checkout(mock), open_checkout(mock, priceId="9101")
    client.post(paid, data={"then": "return"})
    mock.clock.advance(days=2)

    assert "Thank you" in client.get(paid).text
    assert "This checkout has expired" in client.get(left).text
    assert 409 == client.post(left, data={"then": "return"}).status_code
    assert 404 == client.get("/pay/nothing").status_code
    assert 404 == client.post("/pay/nothing", data={"then": "return"}).status_code


@pytest.mark.parametrize("form", [{"outcome": "bankrupt"}, {"card": "4111"}])
def test_impossible_payment_is_refused_on_the_page(mock: Mock, form: dict[str, str]) -> None:
    """
    The page lists what there is, and nothing is bought.
    """
    answer = browse(mock).post(open_checkout(mock), data=form)

    assert (400, 0) == (answer.status_code, len(mock.events))
    assert 'role="alert"' in answer.text


def test_processor_without_redirect_keeps_the_buyer(mock: Mock) -> None:
    """
    Freemius sends nobody back, whatever URLs the checkout has.
    """
    ask = GOOD["startCheckout"].at("/api/v1/paywall/5/start-checkout").with_body(priceId="9501", **RETURNS)
    checkout = httpx.URL(ask.of(browse(mock)).json()["checkoutUrl"]).path
    answer = browse(mock).post(checkout, data={"then": "return"})

    assert (200, True) == (answer.status_code, "sends nobody back" in answer.text)


def test_trial_costs_nothing_now(mock: Mock) -> None:
    """
    The page says how long it is and what it costs then.
    """
    page = browse(mock).get(open_checkout(mock, trial_days=7)).text

    assert [] == [
        part for part in ("7 days free", "then $9.99 a month", "$0.00", "Start the free trial") if part not in page
    ]


def test_return_url_of_any_letters_stays_one_header(mock: Mock) -> None:
    """
    What HTTP cannot carry is escaped.
    """
    checkout = open_checkout(mock, successUrl="https://shop.example.com/grüße?\r\nX-Evil: 1")
    answer = browse(mock).post(checkout, data={"then": "return"})

    assert answer.headers["location"].startswith("https://shop.example.com/gr%C3%BC%C3%9Fe?%0D%0AX-Evil:%201#")


def test_checkout_and_portal_are_json_too(mock: Mock) -> None:
    """
    The same address tells a program what it shows a person.
    """
    client = httpx.Client(transport=mock.transport(), base_url="http://mock.test")
    checkout = client.get(open_checkout(mock)).json()
    portal = browse(mock).get(open_portal(mock), params={"format": "json"}).json()

    assert ("open", 999, "USD") == (checkout["status"], checkout["due_now"], checkout["price"]["currency"])
    assert ["sub_seed_subscriber"] == [each["id"] for each in portal["subscriptions"]]


def test_portal_cancels_and_reactivates(mock: Mock) -> None:
    """
    The subscription ends with its period, unless the customer thinks again.
    """
    portal, client = open_portal(mock), browse(mock)
    cancelled = client.post(portal, data={"action": "cancel", "subscription": "sub_seed_subscriber"})
    ending = mock.purchase("sub_seed_subscriber").cancel_at_period_end
    client.post(portal, data={"action": "reactivate", "subscription": "sub_seed_subscriber"})

    assert (303, f"{portal}?done=cancel", True) == (cancelled.status_code, cancelled.headers["location"], ending)
    assert "ends with its period" in client.get(cancelled.headers["location"]).text
    assert not mock.purchase("sub_seed_subscriber").cancel_at_period_end


def test_portal_changes_the_card_that_pays_from_now_on(mock: Mock) -> None:
    """
    With a card that is declined the next renewal fails.
    """
    portal, client = open_portal(mock), browse(mock)
    client.post(portal, data={"action": "card", "card": "4000000000000002"})
    mock.clock.advance(days=31)

    assert "ending in 0002" in client.get(portal).text
    assert "past_due" == mock.purchase("sub_seed_subscriber").status


def test_portal_lists_invoices_paid_and_failed(mock: Mock) -> None:
    """
    Every payment that was asked for, latest first.
    """
    mock.script("subscriber@example.com", ["declined", "ok"])
    mock.clock.advance(days=40)
    found = browse(mock).get(open_portal(mock), params={"format": "json"}).json()["invoices"]

    assert ["ok", "declined", "ok"] == [each["outcome"] for each in found]
    assert {(999, "USD")} == {(each["amount"], each["currency"]) for each in found}


def test_portal_has_the_return_button(mock: Mock) -> None:
    """
    It leads to the `returnUrl` of the request.
    """
    assert 'href="https://shop.example.com/account"' in browse(mock).get(open_portal(mock)).text


def test_portal_acts_for_its_own_customer_only(mock: Mock) -> None:
    """
    A link cannot cancel somebody else's subscription.
    """
    other = mock.subscribe("other@example.com", "price_123")
    answer = browse(mock).post(open_portal(mock), data={"action": "cancel", "subscription": other.id})

    assert (409, True) == (answer.status_code, "no such subscription" in answer.text)
    assert not mock.purchase(other).cancel_at_period_end


@pytest.mark.parametrize("form", [{"subscription": "x"}, {"action": "delete"}, {"action": "card", "card": "1"}])
def test_portal_refuses_what_it_has_no_button_for(mock: Mock, form: dict[str, str]) -> None:
    """
    With a sentence, and nothing changes.
    """
    assert 409 == browse(mock).post(open_portal(mock), data=form).status_code
    assert 404 == browse(mock).post("/portal/nothing", data={"action": "cancel"}).status_code
    assert "active" == mock.purchase("sub_seed_subscriber").status


def test_hosted_pages_take_forms_and_nothing_else(mock: Mock) -> None:
    """
    Another method or content is refused; an oversized or malformed form too.
    """
    client, checkout = browse(mock), open_checkout(mock)
    kind = {"content-type": "application/x-www-form-urlencoded"}

    assert 405 == client.put(checkout).status_code == client.post(checkout, json={}).status_code
    assert 413 == client.post(checkout, content=b"a=" + b"x" * 1_100_000, headers=kind).status_code
    assert 400 == client.post(checkout, content=b"a=%ff", headers=kind).status_code
    assert 400 == client.post(checkout, content=b"outcome:money=1", headers=kind).status_code


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://evil.example", 403), ("null", 403), ("http://mock.test", 200), ("http://localhost:3000", 200)],
)
def test_page_of_another_site_cannot_use_the_forms(mock: Mock, origin: str, status: int) -> None:
    """
    A browser says where a form comes from; only this machine's pages are listened to.
    """
    answer = browse(mock).post(open_checkout(mock), data={"then": "close"}, headers={"Origin": origin})

    assert status == answer.status_code
    assert (status == 200) == bool(len(mock.events))


def test_pages_quote_what_they_were_given(mock: Mock) -> None:
    """
    Nothing of an address, a name or an e-mail becomes markup.
    """
    tag = "<script>alert(1)</script>"
    price = Price("price_123", 1, label=tag, local=LocalPrice("EUR", 1))
    world = mock.world.with_paywall("3", name=tag, prices=(price,))
    with Mock(world) as hostile:
        ask = GOOD["startCheckout"].with_body(email='"<u>"@example.com', successUrl=f"https://x/{tag}")
        page = browse(hostile).get(httpx.URL(ask.of(browse(hostile)).json()["checkoutUrl"]).path)
    unknown = through_asgi(mock, "GET", b'/pay/"><script>alert(1)</script>', [(b"accept", b"text/html")])

    assert (200, False, False) == (page.status_code, tag in page.text, "<u>" in page.text)
    assert (404, False) == (unknown.status, b"<script>" in unknown.body)


def test_head_of_a_page_has_no_body(mock: Mock) -> None:
    """
    Only its headers.
    """
    assert (404, b"") == (
        TRANSPORTS["asgi"](mock, "HEAD", b"/pay/x").status,
        TRANSPORTS["asgi"](mock, "HEAD", b"/pay/x").body,
    )
