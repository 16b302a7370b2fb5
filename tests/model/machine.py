"""
Random lives of the service: what customers, owners, strangers, time and the network do. Never decides what is right.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule

from .life import Price, Purchase
from .pair import Pair
from .service import Session
from .troubles import TROUBLES, Trouble
from .world import PEOPLE, PRICES, STARTS

Place = tuple[str, str]


class Wish(NamedTuple):
    """
    What a customer wants to buy, and where.
    """

    place: Place
    choice: int
    trial: int | None

    @property
    def price(self) -> Price:
        """
        The plan.
        """
        prices = PRICES[self.place[0]]
        return prices[self.choice % len(prices)]


PLACES = [(paywall, email) for paywall in PRICES for email in PEOPLE]
ADA, BOB = PEOPLE[:2]
FAVOURITES = [("3", ADA), ("3", ADA), ("3", ADA), ("3", BOB), ("4", ADA)]

favourites = st.sampled_from(FAVOURITES)
places = favourites | st.sampled_from(PLACES)
"""
Mostly the same few, so that much happens to them.
"""
choices, trials = st.integers(0, 3), st.sampled_from([None, 0, 0, 7])
wishes = st.builds(Wish, places, choices, trials)
picks = st.integers(0, 9).map(lambda number: max(0, number - 6))
troubles: st.SearchStrategy[Trouble | None] = st.sampled_from([None] * len(TROUBLES) * 2 + TROUBLES)
somebody = st.none() | favourites
"""
Another customer than the one it is about, or nobody.
"""


def some(fits: Callable[[Purchase], bool]) -> Callable[[Any], bool]:
    """
    There is a purchase of this kind, so that a rule about such purchases is not wasted.
    """
    return lambda life: any(fits(each) for each in life.pair.service.purchases())


def is_running(purchase: Purchase) -> bool:
    return purchase.running


def is_canceling(purchase: Purchase) -> bool:
    return purchase.running and purchase.canceling


class Life(RuleBasedStateMachine):
    """
    One life, in which everything that happens is compared with the model.
    """

    sessions: Bundle[Session] = Bundle("sessions")
    pair: Pair
    visits: int

    @initialize(start=st.sampled_from(STARTS), sold=st.lists(wishes, min_size=1, max_size=4))
    def begin(self, start: datetime, sold: list[Wish]) -> None:
        self.pair, self.visits = Pair(start), 0
        for wish in sold:
            self.buy(wish, None)

    def picked(self, pick: int, fits: Callable[[Purchase], bool] = bool) -> Purchase:
        """
        One of the purchases: mostly the latest with which something can be done, so that much happens to a few.
        """
        everything = self.pair.service.purchases()
        fitting = [each for each in everything if fits(each)] if pick < 3 else []
        return (fitting or everything)[-1 - pick % len(fitting or everything)]

    # ------------------------------------------------------------------------------------------------ the API

    @rule(
        target=sessions,
        wish=st.builds(Wish, favourites, choices, trials),
        key=st.sampled_from(["one", "one", "other"]),
        replace=st.booleans(),
        trouble=troubles,
    )
    def open_checkout(self, wish: Wish, key: str, replace: bool, trouble: Trouble | None) -> Any:
        return self.checkout(wish, key, replace=replace, trouble=trouble) or multiple()

    def checkout(self, wish: Wish, key: str, *, replace: bool, trouble: Trouble | None = None) -> Session | None:
        pair, account = self.pair, self.pair.accounts[wish.place]
        client, opened = pair.another_client(account), {each.url for each in pair.service.keys.values()}
        said = pair.call(
            "startCheckout",
            trouble,
            lambda: client.create_checkout(
                wish.price.id, trial_days=wish.trial, ignore_active_purchase=replace, idempotency_key=key
            ),
            lambda: pair.service.checkout(account, wish.price, key, trial=wish.trial, replace=replace),
        )
        if said is None:
            return None
        session: Session = said[0]
        checkout = said[1]
        assert (bool(session.url), key) == (checkout.url in opened, checkout.idempotency_key)
        session.url = session.url or checkout.url
        assert session.url == checkout.url
        return session

    @rule(
        pick=picks,
        place=somebody,
        kind=st.sampled_from(["gpt-4", "standard"]),
        by=st.integers(-30, 30).filter(bool),
        trouble=troubles,
    )
    def change_tokens(self, pick: int, place: Place | None, kind: str, by: int, trouble: Trouble | None) -> None:
        account = self.pair.accounts[place] if place else self.picked(pick).account
        client = self.pair.client(account)
        change = client.credit_tokens if by > 0 else client.debit_tokens
        said = self.pair.call(
            "adjustBalance",
            trouble,
            lambda: change(kind, abs(by)).count,
            lambda: self.pair.service.change_tokens(account, kind, by),
        )
        assert said is None or said[0] == said[1]

    @precondition(some(is_running))
    @rule(pick=picks, place=somebody, trouble=troubles)
    def cancel(self, pick: int, place: Place | None, trouble: Trouble | None) -> None:
        purchase = self.picked(pick, lambda each: each.running and not each.canceling)
        account = self.pair.accounts[place] if place else purchase.account
        client = self.pair.client(account)
        said = self.pair.call(
            "cancelSubscription",
            trouble,
            lambda: client.cancel_subscription(purchase.id, "other"),
            lambda: self.pair.service.cancel(account, purchase),
        )
        assert said is None or (purchase.id, True) == (said[1].id, said[1].cancel_at_period_end)

    @rule(place=favourites, trouble=troubles)
    def ask_for_help(self, place: Place, trouble: Trouble | None) -> None:
        account = self.pair.accounts[place]
        client = self.pair.client(account)
        said = self.pair.call(
            "createSupportTicket",
            trouble,
            lambda: client.create_support_ticket("Help", "It broke.").id,
            lambda: self.pair.service.open_ticket(account),
        )
        assert said is None or said[0] == said[1]

    # ------------------------------------------------------------------------------ customers and their processor

    @rule(wish=wishes, outcome=st.sampled_from([None, "fails_on_renewal"]))
    def buy(self, wish: Wish, outcome: str | None) -> None:
        self.visits += 1
        session = self.checkout(wish, f"visit {self.visits}", replace=True)
        assert session is not None
        self.pay(session, outcome)

    @rule(session=sessions, outcome=st.sampled_from([None, "ok", "declined"]))
    def pay_session(self, session: Session, outcome: str | None) -> None:
        self.pay(session, outcome)

    def pay(self, session: Session, outcome: str | None) -> None:
        pair = self.pair
        payment = pair.both(lambda: pair.mock.pay(session.url, outcome), lambda: pair.service.pay(session, outcome))
        if payment is None:
            return
        assert (payment.purchase is None) is (session.purchase is None)
        if payment.purchase and session.purchase:
            session.purchase.id = session.purchase.id or payment.purchase.id
            assert session.purchase.id == payment.purchase.id

    @precondition(some(is_running))
    @rule(pick=picks, outcomes=st.lists(st.booleans(), min_size=1, max_size=5))
    def decide_payments(self, pick: int, outcomes: list[bool]) -> None:
        account = self.picked(pick, is_running).account
        account.outcomes = list(outcomes)
        words = ["ok" if good else "declined" for good in outcomes]
        self.pair.mock.script(account.email, words, paywall_id=account.paywall)

    @precondition(some(is_canceling))
    @rule(pick=picks, ends=st.sampled_from([False, False, True]))
    def decide_about_cancelled(self, pick: int, ends: bool) -> None:
        pair, purchase = self.pair, self.picked(pick, is_canceling)
        if ends:
            pair.both(lambda: pair.mock.cancel(purchase.id, at_once=True), lambda: pair.service.end_now(purchase))
        else:
            pair.both(lambda: pair.mock.reactivate(purchase.id), lambda: pair.service.reactivate(purchase))

    @precondition(some(is_running))
    @rule(pick=picks, choice=st.integers(0, 3).map(lambda choice: choice or 1))
    def change_plan(self, pick: int, choice: int) -> None:
        pair, purchase = self.pair, self.picked(pick, lambda each: each.status in ("active", "trialing"))
        prices = PRICES[purchase.account.paywall]
        price = prices[(prices.index(purchase.price) + choice) % len(prices)]
        pair.both(
            lambda: pair.mock.change_plan(purchase.id, price.id), lambda: pair.service.change_plan(purchase, price)
        )

    @rule(pick=picks, amount=st.sampled_from([None, None, 1, 400, 5000]))
    def refund(self, pick: int, amount: int | None) -> None:
        pair, purchase = self.pair, self.picked(pick, lambda each: each.running and each.paid > each.refunded)
        pair.both(lambda: pair.mock.refund(purchase.id, amount), lambda: pair.service.refund(purchase, amount))

    # ----------------------------------------------------------------------------------------- time and webhooks

    @rule(days=st.sampled_from([0.5, 1, 3, 5, 7, 14]))
    def let_days_pass(self, days: float) -> None:
        self.advance(days)

    @rule(days=st.sampled_from([31, 31, 62, 366]))
    def let_months_pass(self, days: int) -> None:
        self.advance(days)

    def advance(self, days: float) -> None:
        """
        A look ahead shows what then happens; it cannot know what a shop will answer.
        """
        certain = self.pair.shop.up and self.pair.has_all_arrived()
        expected = self.pair.mock.clock.preview(days=days)
        report = self.pair.advance(timedelta(days=days))
        assert [each for each in expected if certain or each.kind != "webhook"] == [
            each for each in report if certain or each.kind != "webhook"
        ]

    @rule(what=st.sampled_from(["crash", "recover", "hold", "release", "reverse", "resend", "duplicate"]), pick=picks)
    def disturb_deliveries(self, what: str, pick: int) -> None:
        deliveries = self.pair.mock.deliveries
        match what:
            case "crash" | "recover":
                self.pair.shop.up = what == "recover"
            case "hold":
                deliveries.hold_type()
            case "release" | "reverse":
                deliveries.release(order="sent" if what == "release" else "reversed")
            case _:
                known = list(deliveries)
                getattr(deliveries, what)(known[-1 - pick % len(known)])

    # ------------------------------------------------------------------------------------------ what always holds

    @invariant()
    def nobody_has_more_or_less_than_is_theirs(self) -> None:
        self.pair.check_some_accounts()

    @invariant()
    def each_change_is_told_once(self) -> None:
        self.pair.check_events()

    @invariant()
    def shop_knows_what_the_server_knows(self) -> None:
        if self.pair.has_all_arrived():
            self.pair.check_shop()

    def teardown(self) -> None:
        if hasattr(self, "pair"):
            self.pair.finish()
