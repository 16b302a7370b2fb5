"""
The console: it shows the world as it is, and its forms do what the control routes do.
"""

from __future__ import annotations

import re
from contextlib import suppress

import httpx
import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock.world.declaration import Price

from ..support.browsing import Found, browse
from ..support.sample_requests import GATEWAY, GOOD, SUBSCRIBER_ID, connect_http

PAGES = (
    "",
    "console/customers",
    "console/deliveries",
    "console/endpoints",
    "console/requests",
    "console/faults",
    "console/worlds",
)


@pytest.fixture
def lived(mock: Mock) -> Mock:
    """
    A world in which a renewal failed, a webhook was refused, and somebody called the API.
    """
    mock.webhooks.add(lambda body, headers: 400)
    mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined"])
    mock.clock.advance(days=32)
    GOOD["startCheckout"].of(browse(mock))
    return mock


def every_page(mock: Mock) -> list[str]:
    """
    The path of every page there is.
    """
    client = browse(mock)
    customers = client.get("/_mock/console/customers?format=json").json()["customers"]
    checkout = GOOD["startCheckout"].with_body(successUrl="https://shop.example.com").of(client).json()["checkoutUrl"]
    portal = GOOD["getCustomerPortal"].of(client).json()["url"]
    pages = [f"/_mock/{name}" for name in PAGES] + ["/_mock/?preview=31", "/_mock/console/requests/1"]
    pages += [f"/_mock/console/customers/{each['id']}" for each in customers]
    pages += [f"/_mock/console/deliveries/{each.id}" for each in mock.deliveries[:3]]
    return [*pages, httpx.URL(checkout).path, httpx.URL(portal).path, "/pay/nothing"]


def test_every_page_is_html_for_people_and_json_for_programs(lived: Mock) -> None:
    """
    Who asks for HTML gets it, everybody else the same as JSON.
    """
    people, programs = browse(lived), httpx.Client(transport=lived.transport(), base_url="http://mock.test")

    for page in every_page(lived):
        shown, told = people.get(page), programs.get(page)
        assert "text/html; charset=utf-8" == shown.headers["content-type"], page
        assert isinstance(told.json(), dict), page
        assert shown.status_code == told.status_code, page


def test_no_page_refers_to_another_site_or_leaves_a_field_without_a_label(lived: Mock) -> None:
    """
    Pages work offline, and can be used with a keyboard and a screen reader.
    """
    for page in every_page(lived):
        found = Found(browse(lived).get(page).text)
        assert [] == [
            each
            for each in found.addresses
            if not re.match(r"/_mock/|/pay/|/portal/|#main|\?|data:(,$|image/svg)", each)
        ]
        assert set() == set(found.fields) - found.labelled, page
        assert (1, 1) == (found.tags.count("h1"), found.tags.count("main")), page


def test_pages_bring_their_own_style_and_script(mock: Mock) -> None:
    """
    And nothing else is served beside them.
    """
    client = browse(mock)

    assert "text/css; charset=utf-8" == client.get("/_mock/assets/language.css").headers["content-type"]
    assert "text/javascript; charset=utf-8" == client.get("/_mock/assets/pages.js").headers["content-type"]
    assert 404 == client.get("/_mock/assets/..%2Fpages.py").status_code
    assert "default-src 'none'" in client.get("/_mock/").headers["content-security-policy"]


def test_address_alone_leads_a_browser_to_the_console(mock: Mock) -> None:
    """
    A program still learns that there is no such path.
    """
    assert "/_mock/" == browse(mock).get("/").headers["location"] == browse(mock).get("/_mock").headers["location"]
    assert 404 == httpx.Client(transport=mock.transport()).get("http://mock.test/").status_code


def test_timeline_shows_what_is_due_and_what_happened(lived: Mock) -> None:
    """
    Latest first, and a preview on request.
    """
    page = browse(lived).get("/_mock/?preview=40").text

    assert [] == [
        part for part in ("dunning", "failed: declined", "ada@example.com", "Within 40 days") if part not in page
    ]
    assert [] == [days for days in ("99999", "x") if "Within" in browse(lived).get(f"/_mock/?preview={days}").text]


def test_long_preview_comes_in_pages() -> None:
    """
    A hundred lines each, as a page and as JSON, in order and none left out; links lead to the pages beside it.
    """
    with Mock(default_world().with_paywall("4", prices=(Price("daily", 1, interval="day"),))) as mock:
        for number in range(8):
            mock.subscribe(f"p{number}@example.com", "daily")
        foreseen = [each.text for each in mock.clock.preview(days=31)]
        client, address, seen = browse(mock), "/_mock/?preview=31", list[str]()
        while address:
            page = client.get(address, headers={"accept": "application/json"}).json()
            seen += [each["text"] for each in page["preview"]]
            assert len(page["preview"]) <= 100
            address = page["preview_next"] or ""
        shown = client.get("/_mock/?preview=31&from=100").text

    assert foreseen == seen
    assert f"101 to 200 of {len(foreseen)}" in shown
    assert [] == [link for link in ("from=0#foreseen", "from=200#foreseen") if link not in shown]


def test_step_makes_the_next_thing_happen(mock: Mock) -> None:
    """
    The clock goes to it, and the page says what came of it.
    """
    client = browse(mock)
    answer = client.post("/_mock/clock/step", data={"back": "/_mock/"})
    page = client.get(answer.headers["location"]).text

    assert 303 == answer.status_code
    assert "It is 2030-02-01 00:00 now; 2 things happened." in page
    assert "2030-02-01" == mock.clock.now().date().isoformat()


def test_step_with_nothing_due_stays_where_it_is(mock: Mock) -> None:
    """
    Nothing happens.
    """
    mock.cancel("sub_seed_subscriber", at_once=True)
    mock.cancel("sub_seed_freemius", at_once=True)
    before = mock.clock.now()

    assert [] == list(mock.clock.step())
    assert before == mock.clock.now()


def test_clock_advances_by_calendar_months(mock: Mock) -> None:
    """
    A month from 31 January is 28 February.
    """
    mock.clock.advance(days=30)
    mock.clock.advance(months=1)

    assert "2030-02-28" == mock.clock.now().date().isoformat()


@pytest.mark.parametrize("months", [0.5, 10**6, -1])
def test_clock_refuses_months_it_cannot_go(mock: Mock, months: float) -> None:
    """
    Whole months forward only, and not past the end of time.
    """
    with pytest.raises(ValueError, match=r"whole|ends|forward"):
        mock.clock.advance(months=months)


def test_form_plays_and_freezes_the_clock(mock: Mock) -> None:
    """
    Play runs it at a rate; the page then refreshes itself.
    """
    client = browse(mock)
    client.post("/_mock/clock/rate", data={"rate:number": "86400"})
    playing = (mock.clock.mode, "data-live" in client.get("/_mock/").text)
    client.post("/_mock/clock/rate", data={"mode": "frozen"})

    assert (("rate", True), "frozen") == (playing, mock.clock.mode)


def test_customer_page_acts_on_purchases(mock: Mock) -> None:
    """
    Cancel, reactivate, change the plan, refund, and script payments.
    """
    client = browse(mock)
    client.post("/_mock/subscriptions/sub_seed_subscriber/cancel", data={"back": "/_mock/console/customers"})
    cancelled = mock.purchase("sub_seed_subscriber").cancel_at_period_end
    client.post("/_mock/subscriptions/sub_seed_subscriber/reactivate", data={"back": ""})
    client.post("/_mock/subscriptions/sub_seed_subscriber/change-plan", data={"price": "9101"})
    changed = mock.purchase("sub_seed_subscriber").price_id
    client.post("/_mock/payments", data={"email": "subscriber@example.com", "payments:list": "ok, declined"})
    client.post("/_mock/subscriptions/sub_seed_subscriber/cancel", data={"at_once:yes": "1"})

    assert (True, "9101", "canceled") == (cancelled, changed, mock.purchase("sub_seed_subscriber").status)


def test_plans_are_offered_by_name_and_a_change_leads_to_no_single_purchase(mock: Mock) -> None:
    """
    A customer's page names plans with their prices, and offers to change to what is paid again and again.
    """
    user = mock.subscribe("ada@example.com", "price_123").user_id
    page = browse(mock).get(f"/_mock/console/customers/{user}").text
    change, buy = (part.split("</select>")[0] for part in page.split('name="price">')[1:])

    assert ["Yearly, $79.00 a year"] == re.findall(r"<option[^>]*>([^<]*)", change)
    assert ["price_123", "9101", "9102"] == re.findall(r'<option value="([^"]*)"', buy)


def test_deliveries_show_raw_bytes_and_can_be_sent_again(lived: Mock) -> None:
    """
    With every header as it was sent.
    """
    client, latest = browse(lived), lived.deliveries[-1]
    answer = client.post(f"/_mock/deliveries/{latest.id}/resend", data={"back": "/_mock/console/deliveries"})
    page = client.get(f"/_mock/console/deliveries/{latest.id}").text

    assert 303 == answer.status_code
    assert 2 == len(lived.deliveries[-1].attempts)
    assert latest.attempts[0].headers["x-signature"] in page


def test_fault_form_scripts_what_it_says(mock: Mock) -> None:
    """
    One 503 with Retry-After, then all is well.
    """
    client = browse(mock)
    form = {
        "operation": "getUser",
        "do:json": '{"status": 503, "retry_after": 1}',
        "when": "before",
        "count:number": "1",
    }
    client.post("/_mock/faults", data=form)
    answers = [GOOD["getUser"].of(client) for _ in range(2)]

    assert [503, 200] == [each.status_code for each in answers]
    assert "status(503)" in client.get("/_mock/console/faults").text


def test_refused_form_says_why_and_leads_back(mock: Mock) -> None:
    """
    Nothing is lost: the page it came from is one step away.
    """
    answer = browse(mock).post(
        "/_mock/webhooks", data={"url": "https://example.com", "back": "/_mock/console/deliveries"}
    )

    assert 400 == answer.status_code
    assert 'role="alert"' in answer.text
    assert 'href="/_mock/console/deliveries"' in answer.text


@pytest.mark.parametrize(
    "back", ["https://evil.example/_mock/", "//evil.example/_mock/", "javascript:alert(1)", "/api/"]
)
def test_form_leads_back_to_the_console_only(mock: Mock, back: str) -> None:
    """
    Whatever its hidden field says.
    """
    answer = browse(mock).post("/_mock/reset", data={"back": back})

    assert answer.headers["location"].startswith("/_mock/?told=")


def test_requests_show_no_credential(lived: Mock) -> None:
    """
    Neither the page, nor its JSON, nor what can be copied.
    """
    client = browse(lived)
    GOOD["getBalances"].of(client)
    shown = [
        client.get(f"/_mock/console/requests/{number}{kind}").text for number in (1, 2) for kind in ("", "?format=json")
    ]
    shown += [client.get("/_mock/requests").text]

    assert [] == [text for text in shown if "sk_test_mock" in text or "bearer_subscriber" in text]
    assert "MONETIZE_API_KEY" in shown[0]


def test_requests_keep_the_latest_and_forget_on_reset(mock: Mock) -> None:
    """
    Two hundred of them; a large body is cut.
    """
    client = browse(mock)
    for _ in range(205):
        GOOD["getBootstrap"].of(client)
    GOOD["createSupportTicket"].with_body(content="x" * 70_000).of(client)
    kept = mock.requests

    assert "Exchange(206, createSupportTicket, 400)" == repr(kept[-1])
    assert (200, 206, 65_536) == (len(kept), kept[-1].number, len(kept[-1].request.body))
    assert "createSupportTicket" == kept[-1].operation
    mock.reset()
    assert [] == mock.requests


def test_request_that_met_a_fault_says_so(mock: Mock) -> None:
    """
    What was lost is not shown as answered, and what came late is shown when it came.
    """
    mock.fault("getUser", do="reset", nth=1)
    mock.fault("getUserState", do="html_502", nth=1)
    with pytest.raises(httpx.ReadError):
        GOOD["getUser"].of(browse(mock))
    GOOD["getUserState"].of(browse(mock))

    assert [("reset", None), ("answered", 502)] == [(each.ending, each.status) for each in mock.requests]
    assert "No whole answer went out: reset." in browse(mock).get("/_mock/console/requests/1").text


def test_world_page_tells_documented_from_assumed(mock: Mock) -> None:
    """
    Every operation with the questions it rests on, and every question with the reading taken.
    """
    found = browse(mock).get("/_mock/console/worlds?format=json").json()
    rests = {each["id"]: each["assumed"] for each in found["operations"]}

    assert ["A-11", "A-42", "A-85", "assumed"] == rests["getBalances"]
    assert {"A-07": "getUserState"} == {each["id"]: each["where"] for each in found["sources"] if each["id"] == "A-07"}


def test_snapshots_have_names_and_can_be_compared(mock: Mock) -> None:
    """
    A difference names table, row and field.
    """
    client = browse(mock)
    client.post("/_mock/snapshot", json={"name": "before"})
    GOOD["adjustBalance"].of(client)
    found = client.post("/_mock/diff", json={"snapshot": "before"}).json()["differences"]
    client.post("/_mock/restore", data={"snapshot": "before"})

    assert [("balances", "count", 42, 37)] == [
        (each["table"], each["field"], each["ours"], each["theirs"]) for each in found
    ]
    assert [] == client.post("/_mock/diff", json={"snapshot": "before"}).json()["differences"]
    assert {"snapshots": ["before"]} == client.get("/_mock/snapshot").json()
    assert 404 == client.post("/_mock/diff", json={"snapshot": "never"}).status_code
    assert 400 == client.post("/_mock/snapshot", json={"name": "../x"}).status_code


def test_console_has_no_other_page_method_or_customer(mock: Mock) -> None:
    """
    A clear refusal each time.
    """
    client = browse(mock)

    assert 404 == client.get("/_mock/console/nothing").status_code == client.get("/_mock/console/faults/1").status_code
    assert 404 == client.get("/_mock/console/customers/nobody").status_code
    assert 404 == client.get("/_mock/console/requests/1").status_code
    assert 405 == client.delete("/_mock/console/faults").status_code
    assert 403 == client.post("/_mock/console/faults", headers={"Origin": "https://evil.example"}).status_code


def test_strict_answers_name_the_assumptions_they_rest_on() -> None:
    """
    The same numbers as on the world page and in docs/assumptions.md; without strict there is no such header.
    """
    with Mock(strict=True) as strict, Mock() as plain:
        answers = {name: GOOD["getBalances"].of(browse(each)) for name, each in (("strict", strict), ("plain", plain))}
        fork = GOOD["getBalances"].of(browse(strict.fork()))

    assert "A-11, A-42, A-85, assumed" == answers["strict"].headers["x-mock-assumed"] == fork.headers["x-mock-assumed"]
    assert "x-mock-assumed" not in answers["plain"].headers


@pytest.mark.parametrize(
    ("provider", "told"),
    [
        ("events", "The client left before the answer had ended."),
        ("cut", "The answer broke off in the middle."),
        ("fail", "The provider failed"),
        ("off", "provider-disabled"),
    ],
)
def test_gateway_call_is_shown_with_its_customer_and_its_end(provider: str, told: str, mock: Mock) -> None:
    """
    Whom the header names, what the provider or the gateway said, and how a stream ended.
    """
    client = connect_http(mock)
    headers = {"X-User-ID": SUBSCRIBER_ID}
    with (
        suppress(httpx.RemoteProtocolError),
        client.stream("GET", f"{GATEWAY}/{provider}?paywall_id=3", headers=headers) as answer,
    ):
        for _ in answer.iter_raw():
            if provider == "events":
                break
    page = client.get("/_mock/console/requests/1", headers={"Accept": "text/html"}).text

    assert told in page
    assert "subscriber@example.com" in page
