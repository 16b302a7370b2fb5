"""
Each probe: which answers confirm its assumption, which refute it, and which leave it undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from monetize_software_contract.exchange import Exchange
from monetize_software_contract.plan_writes import ASKS
from monetize_software_contract.probes import PROBES
from monetize_software_contract.verdicts import Verdict, combined
from monetize_software_mock import Mock
from monetize_software_mock.world.declaration import Offer, Processor
from monetize_software_mock.world.default import default_world
from tests.support.terminal import Terminal

from .checking import answering, check, differences, verdicts

At = Callable[[Mock], Terminal]
Answer = tuple[int, Any]

GUEST = {"has_active_subscription": False, "purchases": []}
MEMBER = {"has_active_subscription": True, "purchases": [{"id": "sub_1"}]}
PRICE = {"id": "p", "amount": 12.5, "currency": "USD", "interval": "month"}
YEN = {"id": "p", "amount": 900, "currency": "JPY", "interval": "month"}
FIRST, BY_KEY, STATE = "getBootstrap: public", "getUser: with a key", "getUserState: by e-mail"
AGAIN, TRIAL = "getBootstrap: still current", {"started_at": "x", "expires_at": "y"}
LEGACY, PORTAL = "listLegacyPrices: with a key", "getCustomerPortal: of a user"
OPENED, REPEATED, OTHER = (f"startCheckout: {case}" for case in ("opened", "repeated", "same key, other body"))
CREDIT, TOO_MUCH, DEBIT = (f"adjustBalance: {case}" for case in ("credit", "too much", "debit"))
NO_KEY, WRONG_KEY = "adjustBalance: no key", "adjustBalance: wrong key"
TICKETS = [f"createLegacyTicket: {case}" for case in ("no key", "wrong key", "no e-mail")]
CODED, SENTENCE = {"error": "x", "code": "apikey_required"}, {"error": "Invalid API key"}
LEFT, FEW = {"success": True, "count": 4}, {"error": "insufficient", "code": "insufficient"}
GONE = {"error": "Insufficient tokens", "available": 4, "requested": 9}


def purchase(amount: object, currency: str = "USD") -> Answer:
    """
    A user with one purchase.
    """
    return 200, {"purchases": [{"id": "sub_1", "unit_amount": amount, "currency": currency, "interval": "month"}]}


def priced(*prices: object) -> Answer:
    """
    A paywall with these prices.
    """
    return 200, {"version": "v", "prices": list(prices)}


def in_mode(mode: str) -> Answer:
    """
    A paywall with this mode of checkout.
    """
    return 200, {"settings": {"checkout_mode": mode}}


def legacy(amount: object) -> Answer:
    """
    The older list of one price.
    """
    return 200, {"data": [{"id": 1, "unit_amount": amount, "interval": "month"}]}


CASES: list[tuple[str, str, str, dict[str, Answer]]] = [
    ("A-02", "Price.amount", "confirmed", {FIRST: priced(PRICE)}),
    ("A-02", "Price.amount", "undecided", {FIRST: priced({**PRICE, "amount": 1250})}),
    ("A-05", "getCustomerPortal", "confirmed", {PORTAL: (403, {"isTest": "1"})}),
    ("A-05", "getCustomerPortal", "refuted", {PORTAL: (403, {"error": "forbidden", "isTest": "1"})}),
    ("A-05", "getCustomerPortal", "undecided", {PORTAL: (200, {"url": "x"})}),
    ("A-07", "getUserState", "refuted", {"getUserState: no credential": (401, {})}),
    ("A-07", "getUserState", "refuted", {"getUserState: wrong key": (200, GUEST)}),
    ("A-08", "createSupportTicket", "undecided", {"createSupportTicket: wrong key": (401, {})}),
    ("A-08", "createSupportTicket", "refuted", {"createSupportTicket: wrong key": (400, {})}),
    ("A-09", "adjustBalance", "confirmed", {CREDIT: (200, LEFT), TOO_MUCH: (400, FEW), DEBIT: (200, {"count": 3})}),
    ("A-09", "adjustBalance", "refuted", {CREDIT: (200, LEFT), TOO_MUCH: (402, FEW), DEBIT: (200, {"count": 3})}),
    ("A-09", "adjustBalance", "refuted", {CREDIT: (200, LEFT), TOO_MUCH: (400, FEW), DEBIT: (200, {"count": -1})}),
    ("A-09", "adjustBalance", "undecided", {CREDIT: (400, {}), TOO_MUCH: (400, FEW), DEBIT: (400, {})}),
    ("A-09", "withdrawTokens", "confirmed", {"withdrawTokens: too much": (400, GONE)}),
    ("A-09", "withdrawTokens", "refuted", {"withdrawTokens: too much": (400, {**GONE, "error": "insufficient"})}),
    ("A-09", "withdrawTokens", "refuted", {"withdrawTokens: too much": (400, {"error": "x y", "available": 1})}),
    ("A-09", "withdrawTokens", "refuted", {"withdrawTokens: too much": (402, {})}),
    ("A-09", "withdrawTokens", "undecided", {"withdrawTokens: too much": (404, SENTENCE)}),
    ("A-10", "UserDetail.user", "confirmed", {BY_KEY: (200, {"paid": True})}),
    ("A-10", "UserDetail.user", "refuted", {BY_KEY: (200, {"user": {"id": "x"}})}),
    ("A-10", "UserDetail.user", "undecided", {BY_KEY: (200, {"user": None})}),
    ("A-10", "UserDetail.user", "undecided", {BY_KEY: (404, {})}),
    ("A-11", "getBalances", "confirmed", {"getBalances: with a key": (401, {})}),
    ("A-11", "getBalances", "refuted", {"getBalances: with a key": (200, {})}),
    ("A-13", "everywhere", "refuted", {"getUser: key and wrong bearer": (200, {})}),
    ("A-13", "everywhere", "refuted", {"getUser: key and bearer": (404, {})}),
    ("A-16", "startCheckout", "undecided", {OPENED: (200, LEFT), REPEATED: (200, LEFT), OTHER: (200, LEFT)}),
    ("A-16", "startCheckout", "refuted", {OPENED: (200, LEFT), REPEATED: (200, LEFT), OTHER: (200, {})}),
    ("A-16", "startCheckout", "refuted", {OPENED: (200, LEFT), REPEATED: (409, {}), OTHER: (200, LEFT)}),
    ("A-16", "startCheckout", "undecided", {OPENED: (404, {}), REPEATED: (409, {}), OTHER: (200, {})}),
    ("A-17", "cancelSubscription", "confirmed", {"cancelSubscription: no credential": (403, {})}),
    ("A-17", "cancelSubscription", "refuted", {"cancelSubscription: no credential": (401, {})}),
    ("A-18", "adjustBalance", "confirmed", {NO_KEY: (401, CODED), WRONG_KEY: (401, SENTENCE)}),
    ("A-18", "adjustBalance", "refuted", {NO_KEY: (401, SENTENCE), WRONG_KEY: (401, SENTENCE)}),
    ("A-18", "adjustBalance", "refuted", {NO_KEY: (401, CODED), WRONG_KEY: (401, CODED)}),
    ("A-19", "getUser", "undecided", {"getUser: unknown user": (404, {"error": "identity_not_found"})}),
    ("A-19", "getUser", "refuted", {"getUser: unknown user": (404, {"error": "identity_not_on_paywall"})}),
    ("A-20", "startCheckout", "confirmed", {"startCheckout: no e-mail": (400, {})}),
    ("A-20", "startCheckout", "refuted", {"startCheckout: no e-mail": (200, {})}),
    ("A-21", "startCheckout", "confirmed", {FIRST: in_mode("guest"), "startCheckout: as a guest": (200, {})}),
    ("A-21", "startCheckout", "refuted", {FIRST: in_mode("guest"), "startCheckout: as a guest": (401, {})}),
    ("A-21", "startCheckout", "undecided", {FIRST: in_mode("preauth"), "startCheckout: as a guest": (401, {})}),
    ("A-23", "getBootstrap", "refuted", {FIRST: (200, {"user": GUEST})}),
    ("A-23", "getBootstrap", "refuted", {"getBootstrap: of a user": (200, {}), BY_KEY: (200, MEMBER)}),
    ("A-25", "getUser", "confirmed", {"getUser: no credential": (401, {})}),
    ("A-25", "getUser", "refuted", {"getUser: no credential": (200, {})}),
    ("A-28", "Purchase.unit_amount", "confirmed", {FIRST: priced(PRICE), BY_KEY: purchase(1250)}),
    ("A-28", "Purchase.unit_amount", "refuted", {FIRST: priced(PRICE), BY_KEY: purchase(12.5)}),
    ("A-28", "Purchase.unit_amount", "undecided", {FIRST: priced(PRICE), BY_KEY: purchase(7)}),
    ("A-28", "Purchase.unit_amount", "undecided", {FIRST: priced(YEN), BY_KEY: purchase(90000, "JPY")}),
    ("A-28", "listLegacyPrices", "confirmed", {FIRST: priced(PRICE), LEGACY: legacy(12.5)}),
    ("A-28", "listLegacyPrices", "refuted", {FIRST: priced(PRICE), LEGACY: legacy(1250)}),
    ("A-28", "listLegacyPrices", "undecided", {FIRST: priced(PRICE), LEGACY: legacy(3)}),
    ("A-29", "Purchase.unit_amount", "confirmed", {FIRST: priced(YEN), BY_KEY: purchase(90000, "JPY")}),
    ("A-29", "Purchase.unit_amount", "refuted", {FIRST: priced(YEN), BY_KEY: purchase(900, "JPY")}),
    ("A-31", "StartCheckout.trial_days", "refuted", {"startCheckout: no trial": (400, {})}),
    ("A-32", "startCheckout", "refuted", {OPENED: (400, {})}),
    ("A-34", "Bootstrap.offers", "confirmed", {FIRST: (200, {"offers": [{"id": "1"}]})}),
    ("A-34", "Bootstrap.offers", "refuted", {FIRST: (200, {"offers": [{"id": "1", "prices": []}]})}),
    ("A-37", "startCheckout", "confirmed", {"startCheckout: without insisting": (409, {"hasActivePurchase": True})}),
    ("A-37", "startCheckout", "refuted", {"startCheckout: without insisting": (409, {"error": "already_purchased"})}),
    ("A-37", "startCheckout", "undecided", {"startCheckout: without insisting": (200, {})}),
    ("A-39", "getCustomerPortal", "refuted", {PORTAL: (409, {})}),
    ("A-40", "getBootstrap", "refuted", {"getBootstrap: no such paywall": (404, SENTENCE)}),
    ("A-40", "getBootstrap", "undecided", {"getBootstrap: no such paywall": (400, {})}),
    ("A-40", "startCheckout", "refuted", {"startCheckout: unknown price": (404, {"error": "price_not_found"})}),
    ("A-40", "startCheckout", "undecided", {"startCheckout: unknown price": (200, {})}),
    ("A-40", "createLegacyTicket", "undecided", dict.fromkeys(TICKETS, (400, SENTENCE))),
    ("A-40", "createLegacyTicket", "refuted", dict.fromkeys(TICKETS, (401, CODED))),
    ("A-41", "getUser", "confirmed", {"getUser: no identity": (400, {})}),
    ("A-41", "getUser", "refuted", {"getUser: no identity": (404, {})}),
    ("A-42", "ErrorBody", "confirmed", {FIRST: (404, {"anything": 1})}),
    ("A-42", "ErrorBody", "refuted", {FIRST: (404, ["anything"])}),
    ("A-42", "ErrorBody", "undecided", {FIRST: (200, {})}),
    ("A-51", "TrialState", "confirmed", {STATE: (200, {"trial": TRIAL}), BY_KEY: (200, {"trial": {"startedAt": "x"}})}),
    ("A-51", "TrialState", "refuted", {STATE: (200, {"trial": TRIAL}), BY_KEY: (200, {"trial": TRIAL})}),
    ("A-51", "TrialState", "undecided", {STATE: (200, {"trial": None}), BY_KEY: (200, {"trial": None})}),
    ("A-52", "UserDetail.paid", "confirmed", {STATE: (200, MEMBER), BY_KEY: (200, {"paid": False})}),
    ("A-52", "UserDetail.paid", "refuted", {STATE: (200, GUEST), BY_KEY: (200, {"paid": True})}),
    ("A-52", "UserDetail.paid", "undecided", {STATE: (200, GUEST), BY_KEY: (200, {"paid": False})}),
    ("A-57", "getCustomerPortal", "confirmed", {PORTAL: (200, {}), "getCustomerPortal: no URL": (400, {})}),
    ("A-57", "getCustomerPortal", "refuted", {PORTAL: (200, {}), "getCustomerPortal: no URL": (200, {})}),
    ("A-57", "getCustomerPortal", "undecided", {PORTAL: (403, {}), "getCustomerPortal: no URL": (400, {})}),
    ("A-59", "BootstrapUnchanged", "confirmed", {FIRST: priced(), AGAIN: (200, {"version": "v", "unchanged": True})}),
    ("A-59", "BootstrapUnchanged", "refuted", {FIRST: priced(), AGAIN: (304, "")}),
    ("A-59", "BootstrapUnchanged", "refuted", {FIRST: priced(), AGAIN: priced()}),
    ("A-59", "BootstrapUnchanged", "undecided", {FIRST: priced(), AGAIN: (200, {"version": "w"})}),
    ("A-64", "everywhere", "confirmed", {STATE: (200, MEMBER), "getUserState: other case": (200, MEMBER)}),
    ("A-64", "everywhere", "refuted", {STATE: (200, MEMBER), "getUserState: other case": (200, GUEST)}),
    ("A-64", "everywhere", "refuted", {BY_KEY: (200, MEMBER), "getUser: other case": (404, {})}),
    ("A-64", "everywhere", "undecided", {STATE: (200, GUEST), "getUserState: other case": (200, GUEST)}),
    ("A-66", "Bootstrap.experiment", "undecided", {FIRST: (200, {"experiment": {"id": "x"}}), STATE: (200, GUEST)}),
    ("A-66", "Bootstrap.experiment", "refuted", {FIRST: (200, {}), STATE: (200, {"experiment": {"id": "x"}})}),
    ("assumed", "UnsupportedMediaType", "confirmed", {"adjustBalance: as text": (415, {})}),
    ("assumed", "UnsupportedMediaType", "refuted", {"adjustBalance: as text": (400, {})}),
    ("assumed", "setTestBalances", "undecided", {"setTestBalances: no paywall": (400, SENTENCE)}),
    ("assumed", "setTestBalances", "refuted", {"setTestBalances: no paywall": (400, CODED)}),
]


def seen(answers: Mapping[str, Answer]) -> dict[str, Exchange]:
    """
    Exchanges with these answers.
    """
    return {name: Exchange(name, {}, status, {}, True, body) for name, (status, body) in answers.items()}


def verdict(assumption: str, place: str, answers: Mapping[str, Answer]) -> Verdict:
    """
    What all probes of an assumption make of answers.
    """
    probes = [probe for probe in PROBES if (probe.assumption, probe.place) == (assumption, place)]
    return combined([probe.verdict(seen(answers)) for probe in probes])


@pytest.mark.parametrize(
    ("assumption", "place", "state", "answers"),
    [pytest.param(*case, id=f"{number} {' '.join(case[:3])}") for number, case in enumerate(CASES)],
)
def test_answers_decide(assumption: str, place: str, state: str, answers: dict[str, Answer]) -> None:
    """
    These answers confirm, refute or leave open what was assumed, and the verdict says what was looked at.
    """
    found = verdict(assumption, place, answers)

    assert (state, True) == (found.state, bool(found.why))


def test_every_probe_can_refute() -> None:
    """
    No probe can only confirm, but the one about amounts, where a whole number says nothing.
    """
    refuted = {case[:2] for case in CASES if case[2] == "refuted"} | {("A-22", "everywhere")}  # which has its own test

    assert {("A-02", "Price.amount")} == {(probe.assumption, probe.place) for probe in PROBES} - refuted


@pytest.mark.parametrize(
    ("named", "state"), [(GUEST, "confirmed"), (MEMBER, "refuted"), ({}, "undecided")], ids=["guest", "user", "else"]
)
def test_user_id_header(named: dict[str, Any], state: str) -> None:
    """
    A-22 is confirmed when the header changes nothing, and refuted when it names the user.
    """
    cases = {"no credential": GUEST, "with a bearer": MEMBER, "by X-User-Id": named}
    answers: dict[str, Answer] = {f"getUserState: {case}": (200, body) for case, body in cases.items()}

    assert state == verdict("A-22", "everywhere", answers).state


def test_one_half_is_no_confirmation() -> None:
    """
    Of two halves of a reading both must hold; with one of them unasked it is undecided.
    """
    answers: dict[str, Answer] = {"getUser: key and wrong bearer": (401, {})}

    assert "undecided" == verdict("A-13", "everywhere", answers).state


def odd() -> Iterator[Any]:
    """
    Bodies that no honest server sends.
    """
    yield from (None, True, 0, 1e999, "", [], [[]], [None], {}, {"": None}, "text")
    for value in (None, True, 10**400, 1e999, "x", [], [1], {}, {"": 1}):
        names = ("user", "offers", "prices", "purchases", "data", "trial", "version", "error", "code", "count", "paid")
        yield dict.fromkeys(names, value)
        yield {name: [dict.fromkeys(("amount", "unit_amount", "currency", "interval"), value)] for name in names}


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409])
def test_probes_survive_any_body(status: int) -> None:
    """
    Whatever JSON a server answers, every probe comes to a verdict.
    """
    for body in odd():
        answers = seen({ask.name: (status, body) for ask in ASKS})
        for probe in PROBES:
            assert probe.verdict(answers).state in ("confirmed", "refuted", "undecided")


def test_rich_world_confirms_more(at: At) -> None:
    """
    What the default world does not show is confirmed on one that shows it: offers, and a trial that is no payment.
    """
    world = default_world().with_paywall("5", offers=(Offer("7", 25, price_id="9501"),), owner="acct_mock")
    mock = Mock(world)
    mock.subscribe("trial@example.com", "9501")
    terminal = at(mock)
    terminal.environ["PAYWALL_ID"] = "5"
    ended = check(terminal, "--email", "trial@example.com")

    wanted = {("A-34", "Bootstrap.offers"), ("A-51", "TrialState"), ("A-52", "UserDetail.paid")}
    assert wanted <= verdicts(ended, "confirmed")


def test_refuted_assumption_is_enough(at: At) -> None:
    """
    An assumption that is refuted by answers that fit ends with 1, like a difference.
    """
    offer = {"id": "1", "discount_percent": 5, "expires_at": None, "price_id": None, "prices": []}
    ended = check(at(answering("getBootstrap", lambda body: {**body, "offers": [offer]})))

    assert (1, "differs", []) == (ended.code, ended.json["outcome"], differences(ended))
    assert {("A-34", "Bootstrap.offers")} == verdicts(ended, "refuted")


def test_switch_of_writes_refutes(at: At) -> None:
    """
    A server that lets no guest check out refutes what is assumed of guests.
    """
    ended = check(at(Mock(default_world().with_switches(guest_checkout=False))), "--write")

    assert (1, {("A-21", "startCheckout")}) == (ended.code, verdicts(ended, "refuted"))


def test_processor_without_portal_confirms(at: At) -> None:
    """
    A processor without a portal refuses with the bare flag, as assumed.
    """
    terminal = at(Mock(default_world().with_paywall("3", processor=Processor(has_portal=False))))
    ended = check(terminal, "--write")

    assert 0 == ended.code
    assert ("A-05", "getCustomerPortal") in verdicts(ended, "confirmed")
