"""
The console's lists show what the rows say, and going through a long one stays cheap.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count, product

import pytest

from monetize_software_mock import Mock, Person, Subscription, World, default_world
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import listing, listing_timeline
from monetize_software_mock.state.rows import Delivery, PurchaseRow, User

from ..support.browsing import browse
from ..support.random_lives import Life
from ..support.sample_requests import connect_http

SINCE = 0
ACCESSES = ("", "with", "without", "trial", "past_due")
SHOWS = ("", "failed", "held")
TEXTS = ("", "person", "2@", "nobody", "subscription.", "evt_", "dlv_1", "person1@example.com")
STATUSES = {"with": ("active", "paid", "trialing"), "trial": ("trialing",), "past_due": ("past_due",)}


def customer_is_shown(moment: Moment, user: User, wanted: str, access: str) -> bool:
    """
    Whether a customer belongs to a list, by their own rows.
    """
    owned: list[PurchaseRow] = moment.tx.purchases.where("user_id = ?", user.id)
    has = any(each.status in STATUSES.get(access, STATUSES["with"]) for each in owned)
    text = f"{user.email or ''} {user.name or ''} {user.id}".lower()
    return wanted in text and (not access or has != (access == "without"))


def delivery_is_shown(moment: Moment, delivery: Delivery, wanted: str, show: str) -> bool:
    """
    Whether a delivery belongs to a list, by its own rows.
    """
    event = moment.tx.events.where("id = ?", delivery.event_id)[0]
    user = moment.tx.users.get(event.user_id)
    failing = delivery.status in ("refused", "exhausted") or (delivery.status == "pending" and delivery.attempts > 0)
    fits = {"failed": failing, "held": delivery.status == "held"}.get(show, True)
    return fits and wanted in f"{(user and user.email) or ''} {event.type} {event.id} {delivery.id}".lower()


def pages_of(page: Callable[[int, int], listing.Listed[listing.Row]], most: int = 3) -> tuple[list[listing.Row], int]:
    """
    Every row of a list, read page by page, and how many it says it has.
    """
    rows, total = list[listing.Row](), 0
    for first in count(0, most):
        found = page(first, most)
        rows, total = [*rows, *found.rows], found.total
        if not found.rows:
            return rows, total
    raise AssertionError


def answers() -> Iterator[int]:
    """
    What a receiver answers: mostly it takes what comes.
    """
    for number in count():
        yield 503 if number % 5 == 1 else 410 if number % 7 == 3 else 200


def lived(seed: int) -> Mock:
    """
    A world in which much has happened: purchases of every kind, failed and held deliveries, a customer renamed.
    """
    life, given = Life(seed, default_world()), answers()
    life.mock.webhooks.add(lambda _body, _headers: next(given))
    for step in range(80):
        if step == 60:
            life.mock.deliveries.hold_type("*")
        life.step()

    def rename(moment: Moment) -> None:
        user = moment.tx.users.where("email = 'person1@example.com'")[0]
        moment.tx.users.put(dataclasses.replace(user, email="Renamed2@example.com", email_key="renamed2@example.com"))

    life.mock._engine.act(rename)
    return life.mock


@pytest.mark.parametrize("seed", range(3))
def test_lists_show_what_the_rows_say(seed: int) -> None:
    """
    Whatever happened, each search and filter finds the customers and deliveries that their own rows say, in order, and
    counts them.
    """
    with lived(seed) as mock:

        def compare(moment: Moment) -> None:
            people = moment.tx.users.where("true ORDER BY rowid")
            for wanted, access in product((*TEXTS, "renamed2"), ACCESSES):
                right = [each for each in people if customer_is_shown(moment, each, wanted, access)]
                found = pages_of(partial(listing.customers, moment.tx, wanted, access))
                assert (right, len(right)) == found, (wanted, access)
            sent = moment.tx.deliveries.where("true ORDER BY rowid DESC")
            for wanted, show in product((*TEXTS, "renamed2"), SHOWS):
                right_ones = [each for each in sent if delivery_is_shown(moment, each, wanted, show)]
                those = pages_of(partial(listing.deliveries, moment.tx, SINCE, wanted, show))
                assert (right_ones, len(right_ones)) == those, (wanted, show)

        mock._engine.look(compare)


def test_old_deliveries_are_listed_while_they_are_on_their_way() -> None:
    """
    A list of the latest deliveries leaves out old ones that are over and keeps those that still wait, searched or not.
    """
    with Mock() as mock:
        mock.webhooks.add(lambda _body, _headers: 200)
        mock.subscribe("ada@example.com", "price_123")
        mock.deliveries.hold_type("*")
        mock.subscribe("grace@example.com", "price_123")
        late = mock._engine.clock.millis()

        def listed(moment: Moment, wanted: str) -> list[str]:
            return [each.status for each in listing.deliveries(moment.tx, late, wanted, "", 0, 50).rows]

        assert {"held"} == set(mock._engine.look(lambda moment: listed(moment, "")))
        assert {"held"} == set(mock._engine.look(lambda moment: listed(moment, "grace")))
        assert [] == mock._engine.look(lambda moment: listed(moment, "ada@"))


def test_days_of_the_chart_count_what_is_due() -> None:
    """
    The chart's days add up to what is due within them, housekeeping left out.
    """
    with lived(1) as mock:

        def compare(moment: Moment) -> tuple[int, int]:
            days = listing_timeline.due_by_day(moment.tx, moment.now, 90, 86_400_000)
            total = listing_timeline.due(moment.tx, None, 0, 1, until=moment.now + 90 * 86_400_000).total
            return sum(days), total

        by_day, total = mock._engine.look(compare)
        assert by_day == total > 0


def large_world(people: int) -> World:
    """
    A world of subscribers.
    """
    made = (
        Person(
            f"user-{each}",
            f"p{each}@example.com",
            meta={"3": {}},
            subscriptions=(Subscription(f"s{each}", "3", "price_123"),),
        )
        for each in range(people)
    )
    return dataclasses.replace(default_world(), people=(*default_world().people, *made))


PAGES = (
    "",
    "?show=payments",
    "?show=housekeeping",
    "?after=50",
    "console/customers",
    "console/customers?q=p",
    "console/customers?q=p&from=100",
    "console/customers?q=nobody",
    "console/customers?access=with&from=100",
    "console/customers?access=without",
    "console/customers?access=with&q=p",
    "console/deliveries",
    "console/deliveries?q=p",
    "console/deliveries?q=nobody",
    "console/deliveries?q=subscription.&from=100",
    "console/deliveries?show=failed",
    "console/deliveries?show=failed&q=p",
    "console/deliveries?show=held",
    "console/endpoints",
    "console/inbox",
    "events",
    "deliveries",
)
STEPS_OF_A_ROW = 60


def steps_of(mock: Mock, pages: Iterable[str]) -> dict[str, int]:
    """
    How many steps SQLite takes for each page, in tens.
    """
    client, steps = browse(mock), list[int]([0])

    def step() -> int:
        steps[0] += 1
        return 0

    taken: dict[str, int] = {}
    for page in pages:
        client.get(f"/_mock/{page}")
        steps[0] = 0
        mock._engine.store._connection.set_progress_handler(step, 10)
        assert client.get(f"/_mock/{page}").status_code == 200
        mock._engine.store._connection.set_progress_handler(None, 10)
        taken[page] = steps[0]
    return taken


def test_long_lists_are_gone_through_cheaply() -> None:
    """
    No page takes SQLite more than 60 steps for each customer more with a subscription and a delivery, so that a hundred
    thousand of them cost tens of milliseconds.
    """
    taken: list[dict[str, int]] = []
    for people in (550, 850):  # so that each page is full
        with Mock(large_world(people)) as mock:
            mock.webhooks.add(lambda _body, _headers: 200)
            mock.clock.advance(months=1)
            taken.append(steps_of(mock, PAGES))
    small, large = taken
    more = {page: 10 * (large[page] - small[page]) / 300 for page in PAGES}
    assert {} == {page: steps for page, steps in more.items() if steps > STEPS_OF_A_ROW}


def test_long_lists_of_control_routes_come_in_pages() -> None:
    """
    Events, deliveries and mails come 500 at a time, oldest first; each page says where the next begins, and a negative
    beginning counts from the end.
    """
    with Mock(large_world(501)) as mock:
        mock.webhooks.add(lambda _body, _headers: 200)
        mock.clock.advance(months=1)
        client = connect_http(mock)
        for name in ("events", "deliveries"):
            firsts, ids = list[int](), list[str]()
            start, total = 0, 0
            while start is not None:
                page = client.get(f"/_mock/{name}?from={start}").json()
                firsts.append(page["first"])
                ids += [each["id"] for each in page[name]]
                start, total = page["next"], page["total"]
            assert total == len(ids) == len(set(ids)) >= 501
            assert list(range(0, total, 500)) == firsts
            assert ids[-2:] == [each["id"] for each in client.get(f"/_mock/{name}?from=-2").json()[name]]
            beyond = client.get(f"/_mock/{name}?from={total}").json()
            assert ([], None) == (beyond[name], beyond["next"])


@pytest.mark.parametrize("text", ["x", "1.5", "--1", "-", "9" * 17])
def test_page_that_begins_nowhere_is_refused(text: str, mock: Mock) -> None:
    """
    A beginning that is no whole number is refused, and the answer says what would do.
    """
    answer = connect_http(mock).get("/_mock/events", params={"from": text})
    assert (400, True) == (answer.status_code, "whole number" in answer.json()["error"])
