"""
One debit per key at most, whatever fails, in the blocking and the awaiting form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from inspect import isawaitable
from typing import Any

import anyio
import pytest

from monetize_software import (
    AsyncBillingClient,
    BillingClient,
    ChargeInProgressError,
    ChargeMismatchError,
    ChargeUnknownError,
    ConfigurationError,
    InsufficientTokensError,
    InvalidRequestError,
    NetworkError,
)
from monetize_software.metering import AsyncTokenMeter, TokenMeter, Wanted
from monetize_software.storage import MemoryStore, SQLStore, Store
from monetize_software_mock import Mock

SUBSCRIBER = "subscriber@example.com"


class WorkFailed(Exception):
    """
    What the work inside a block raises.
    """


@dataclass
class Shop:
    """
    A shop with a meter, on a clock that goes on a second with each look.
    """

    mock: Mock
    store: Store
    billing: Any
    kind: Any
    now: int = 1_000_000
    settings: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def meter(self) -> Any:
        return self.kind(self.billing, self.store, clock=self.tick, **self.settings)

    def tick(self) -> int:
        self.now += 1000
        return self.now

    @property
    def user(self) -> Any:
        return self.billing.for_user(email=SUBSCRIBER)

    def debit(self, key: str = "k", amount: int = 1, **named: Any) -> Any:
        return self.done(self.meter.debit_or_raise(key, "gpt-4", amount, user=self.user, **named))

    def call(self, name: str, *given: Any, **named: Any) -> Any:
        return self.done(getattr(self.meter, name)(*given, **named))

    def charge(self, key: str = "k", amount: int = 1, *, work: Callable[[], object] = int, **named: Any) -> Any:
        """
        Do work inside a charge; the charge.
        """
        entered = self.meter.charge(key, "gpt-4", amount, user=self.user, **named)
        if self.kind is TokenMeter:
            with entered as held:
                work()
            return held

        async def wait() -> Any:
            async with entered as held:
                work()
            return held

        return anyio.run(wait)

    @staticmethod
    def done(result: Any) -> Any:
        async def wait() -> Any:
            return await result

        return anyio.run(wait) if isawaitable(result) else result

    def lose_answer(self, *, after_commit: bool) -> Any:
        """
        The next answer is lost, before or after the debit was applied.
        """
        return self.mock.faults.add(
            "adjustBalance", do="reset", when="after_commit" if after_commit else "before", count=1
        )

    @property
    def tokens(self) -> int:
        """
        What the service says the user has.
        """
        balances = self.done(self.user.get_balances())
        count: int = next(each.count for each in balances if each.type == "gpt-4")
        return count

    def state(self, key: str = "k") -> str | None:
        row = self.store.meters.get(key)
        return row and row.state


@pytest.fixture(params=["blocking", "awaiting"])
def shop(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Shop]:
    mock = Mock()
    place: Any = {"paywall_id": "3", "api_origin": "http://127.0.0.1:4242", "api_key": "sk_test_mock"}
    if request.param == "blocking":
        store: Store = MemoryStore()
        billing: Any = BillingClient(**place, transport=mock.transport())
    else:
        store = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
        billing = AsyncBillingClient(**place, transport=mock.async_transport())
    store.migrate()
    yield Shop(mock, store, billing, TokenMeter if request.param == "blocking" else AsyncTokenMeter)
    store.close()


def test_key_is_debited_once_and_answers_again_without_a_call(shop: Shop) -> None:
    """
    The second time the ledger answers, with the balance of the first.
    """
    first = shop.debit(amount=2)
    asked = len(shop.mock.requests)
    second = shop.debit(amount=2)

    assert (first, "applied", 40) == (second, first.state, first.balance_after)
    assert asked == len(shop.mock.requests)
    assert 40 == shop.tokens


@pytest.mark.parametrize("after_commit", [True, False])
def test_lost_answer_is_unknown_and_never_sent_again(after_commit: bool, shop: Shop) -> None:
    """
    Whether it was applied or not: the key is not debited again, and is listed.
    """
    shop.lose_answer(after_commit=after_commit)
    asked: list[int] = []
    for _ in range(2):
        with pytest.raises(ChargeUnknownError) as lost:
            shop.debit()
        assert lost.value.may_have_been_applied
        asked.append(len(shop.mock.requests))

    assert asked[0] == asked[1]
    assert [("k", "unknown", "network_error")] == [(row.key, row.state, row.error) for row in shop.call("listed")]
    assert (41 if after_commit else 42) == shop.tokens


def test_refusal_is_remembered_and_asked_again_only_if_wanted(shop: Shop) -> None:
    """
    A refused key raises the same error without a call; after a top-up `retry_refused` debits it.
    """
    for _ in range(2):
        with pytest.raises(InsufficientTokensError) as refused:
            shop.debit(amount=50)
        assert (42, 50, "gpt-4") == (refused.value.available, refused.value.requested, refused.value.token_type)
    shop.done(shop.user.credit_tokens("gpt-4", 10))

    assert ("applied", 2) == (shop.debit(amount=50, retry_refused=True).state, shop.tokens)


@pytest.mark.parametrize("other", [{"amount": 2}, {"type": "standard"}, {"user": "user@example.com"}])
def test_key_of_another_charge_is_a_mistake_of_its_own(other: dict[str, Any], shop: Shop) -> None:
    """
    Another user, type or amount under a used key is refused, and nothing is sent.
    """
    shop.debit()
    asked = len(shop.mock.requests)
    user = shop.billing.for_user(email=other.get("user", SUBSCRIBER))

    with pytest.raises(ChargeMismatchError, match="another user, type or amount"):
        shop.call("debit_or_raise", "k", other.get("type", "gpt-4"), other.get("amount", 1), user=user)
    assert asked == len(shop.mock.requests)


@pytest.mark.parametrize("key", ["", "x" * 201, None, 5])
def test_key_that_cannot_be_kept_is_refused(key: Any, shop: Shop) -> None:
    """
    Before anything is written or sent.
    """
    with pytest.raises(InvalidRequestError, match="key"):
        shop.debit(key)
    with pytest.raises(InvalidRequestError, match="amount"):
        shop.debit("k", True)


def test_meter_needs_a_user(shop: Shop) -> None:
    """
    A charge without one is refused with the line to write.
    """
    with pytest.raises(InvalidRequestError, match=r"user=billing\.for_user"):
        shop.call("debit_or_raise", "k", "gpt-4", 1)


def test_work_that_succeeds_is_charged_and_work_that_fails_is_not(shop: Shop) -> None:
    """
    Reserved before, debited after; a block that raises gives the key back.
    """
    seen: list[str | None] = []
    held = shop.charge("good", work=lambda: seen.append(shop.state("good")))

    def fail() -> None:
        raise WorkFailed

    with pytest.raises(WorkFailed):
        shop.charge("bad", work=fail)

    assert (["reserved"], "applied", "released") == (seen, held.row.state, shop.state("bad"))
    assert 41 == shop.tokens
    assert "applied" == shop.charge("bad").row.state


def test_work_under_a_used_key_is_not_charged_again(shop: Shop) -> None:
    """
    The block runs, and knows that nothing is taken for it.
    """
    shop.charge()
    held = shop.charge()

    assert (True, 41) == (held.is_repeated, shop.tokens)


def test_lost_answer_after_the_work_leaves_the_work_its_result(shop: Shop) -> None:
    """
    The block ends without an error, and the charge says that nobody knows.
    """
    shop.lose_answer(after_commit=True)

    assert "unknown" == shop.charge().row.state
    assert (41, "unknown") == (shop.tokens, shop.state())


def test_refusal_after_the_work_is_raised(shop: Shop) -> None:
    """
    The work was done and is not paid: the caller hears of it.
    """
    with pytest.raises(InsufficientTokensError):
        shop.charge(amount=50)

    assert "refused" == shop.state()


def test_certainly_unsent_debit_leaves_the_key_free(shop: Shop) -> None:
    """
    A wrong key or a refused connection took nothing: the same charge may be tried again.
    """
    kind = type(shop.billing)
    other: Any = kind(paywall_id="3", api_origin="http://127.0.0.1:4242")
    stranger = other.for_user(email=SUBSCRIBER)
    with pytest.raises(ConfigurationError):
        shop.call("debit_or_raise", "k", "gpt-4", 1, user=stranger)

    assert "released" == shop.state()
    assert "applied" == shop.debit().state


def test_charge_first_is_paid_before_the_work_and_given_back_when_it_fails(shop: Shop) -> None:
    """
    No work is done unpaid; a block that raises costs nothing in the end.
    """
    seen: list[int] = []

    def fail() -> None:
        seen.append(shop.state("bad") == "applied")
        raise WorkFailed

    held = shop.charge("good", charge_first=True)
    with pytest.raises(WorkFailed):
        shop.charge("bad", charge_first=True, work=fail)
    with pytest.raises(InsufficientTokensError):
        shop.charge("much", 50, charge_first=True, work=lambda: seen.append(9))

    assert ([True], "applied", "returned", "refused") == (seen, held.row.state, shop.state("bad"), shop.state("much"))
    assert 41 == shop.tokens


def test_credit_whose_answer_is_lost_is_not_sent_again(shop: Shop) -> None:
    """
    Giving back is no more idempotent than taking: it is listed for a person.
    """

    def fail() -> None:
        shop.lose_answer(after_commit=True)
        raise WorkFailed

    with pytest.raises(WorkFailed):
        shop.charge(charge_first=True, work=fail)

    assert ["returning"] == [row.state for row in shop.call("listed")]
    assert 42 == shop.tokens


def test_unanswered_debit_before_the_work_stops_it(shop: Shop) -> None:
    """
    With charge_first a lost answer means that the work is not done.
    """
    done: list[int] = []
    shop.lose_answer(after_commit=False)
    with pytest.raises(ChargeUnknownError):
        shop.charge(charge_first=True, work=lambda: done.append(1))

    assert [] == done


def test_key_is_held_until_its_lease_ends(shop: Shop) -> None:
    """
    While somebody works nobody else may; after the lease the next one takes over, and the late holder takes nothing.
    """

    def meanwhile() -> None:
        row = shop.store.meters.get("k")
        assert row is not None
        with pytest.raises(ChargeInProgressError):
            stop_other()
        shop.now += 3_600_000
        other = TokenMeter(shop_billing, shop.store, clock=shop.tick)
        assert "applied" == other.debit_or_raise("k", "gpt-4", 1, user=shop_user).state

    place: Any = {"paywall_id": "3", "api_origin": "http://127.0.0.1:4242", "api_key": "sk_test_mock"}
    shop_billing = BillingClient(**place, transport=shop.mock.transport())
    shop_user = shop_billing.for_user(email=SUBSCRIBER)

    def stop_other() -> None:
        TokenMeter(shop_billing, shop.store, clock=shop.tick).debit_or_raise("k", "gpt-4", 1, user=shop_user)

    with pytest.raises(ChargeInProgressError, match="longer than the lease"):
        shop.charge(work=meanwhile)
    assert 41 == shop.tokens


def test_empty_balance_refuses_before_the_work(shop: Shop) -> None:
    """
    When the last answer left nothing, the next charge is refused without a call, until the news is old.
    """
    shop.debit("all", 42)
    asked, done = len(shop.mock.requests), list[int]()
    with pytest.raises(InsufficientTokensError, match="known to be empty") as refused:
        shop.charge(work=lambda: done.append(1))
    again = shop.debit("all", 42)
    unasked = len(shop.mock.requests)
    shop.now += 61_000
    with pytest.raises(InsufficientTokensError):
        shop.debit()

    assert (0, [], asked, asked + 1) == (refused.value.available, done, unasked, len(shop.mock.requests))
    assert "applied" == again.state


def test_batch_goes_on_where_it_stopped(shop: Shop) -> None:
    """
    Each is debited once, one that fails does not stop the others, and progress is told.
    """
    wanted = [Wanted("a", "gpt-4", 1), Wanted("b", "gpt-4", 100), Wanted("c", "gpt-4", 2)]
    told: list[tuple[int, str]] = []

    def progress(done: int, row: Any, problem: Any) -> None:
        told.append((done, row.state if row else type(problem).__name__))

    runs = [shop.call("debit_batch", wanted, user=shop.user, on_progress=progress) for _ in range(2)]

    assert [(1, "applied"), (2, "InsufficientTokensError"), (3, "applied")] * 2 == told
    assert [runs[0][place] for place in (0, 2)] == [runs[1][place] for place in (0, 2)]
    assert 39 == shop.tokens


def test_reconciling_settles_what_the_balance_decides(shop: Shop) -> None:
    """
    Of three lost debits the one that was applied is found by its amount, and the keys of the others are free again.
    """
    shop.debit("first")
    for key, amount, after_commit in (("a", 2, False), ("b", 3, True), ("c", 6, False)):
        shop.lose_answer(after_commit=after_commit)
        with pytest.raises(ChargeUnknownError):
            shop.debit(key, amount)
    with pytest.raises(ChargeInProgressError):
        shop.call("reconcile", user=shop.user, type="gpt-4")
    shop.now += 3_600_000
    looked = shop.call("reconcile", user=shop.user, type="gpt-4", settle=False)
    unsettled = shop.state("b")
    found = shop.call("reconcile", user=shop.user, type="gpt-4")

    assert ("unknown", looked) == (unsettled, found)
    assert ({"a": False, "b": True, "c": False}, []) == (
        {each.charge.key: each.applied for each in found.decided},
        found.undecided,
    )
    assert ("not applied", "applied", "not applied") == tuple(shop.state(key) for key in "abc")
    assert "applied" == shop.debit("a", 2).state
    assert (36, 3) == (shop.tokens, shop.debit("b", 3).amount)


def test_reconciling_says_what_it_cannot_decide(shop: Shop) -> None:
    """
    A credit in between hides what was taken: both numbers are shown, and nothing is settled; a person may.
    """
    shop.debit("first")
    shop.lose_answer(after_commit=True)
    with pytest.raises(ChargeUnknownError):
        shop.debit("a", 2)
    shop.done(shop.user.credit_tokens("gpt-4", 7))
    shop.now += 3_600_000
    found = shop.call("reconcile", user=shop.user, type="gpt-4")

    assert ([], 46, [-5]) == (found.decided, found.balance, [each.gap for each in found.undecided])
    assert "5 tokens came in between" in found.undecided[0].why
    assert "applied" == shop.call("settle", "a", applied=True).state
    assert "applied" == shop.debit("a", 2).state
    assert 46 == shop.tokens


def test_nothing_is_sent_while_balances_are_compared(shop: Shop) -> None:
    """
    The gate is for one user and type, and opens again.
    """
    shop.store.meters.close_gate(SUBSCRIBER, "gpt-4", shop.now + 10_000)
    with pytest.raises(ChargeInProgressError, match="being compared"):
        shop.debit()
    shop.now += 10_000

    assert "applied" == shop.debit().state


def test_person_may_release_and_settle(shop: Shop) -> None:
    """
    A reserved key is given back; an unknown one becomes what the person says; nothing else changes.
    """

    def meanwhile() -> None:
        row = shop.store.meters.get("k")
        assert row is not None
        shop.store.meters.swap(row, row._replace(state="released", version=row.version + 1))

    with suppress(ChargeInProgressError):
        shop.charge(work=meanwhile)
    shop.debit("done")

    assert ("released", "applied") == (shop.call("release", "k").state, shop.call("release", "done").state)
    assert "applied" == shop.call("settle", "done", applied=False).state
    assert (None, None) == (shop.call("release", "none"), shop.call("settle", "none", applied=True))


@pytest.mark.parametrize(("on_crash", "state", "tokens"), [("release", "released", 42), ("charge", "applied", 41)])
def test_recovering_releases_or_charges_what_a_crash_left(on_crash: str, state: str, tokens: int, shop: Shop) -> None:
    """
    Reserved and left: released, or debited where that was chosen; on its way and left: unknown.
    """
    shop.settings = {"on_crash": on_crash}

    def crash() -> None:
        row = shop.store.meters.get("k")
        assert row is not None
        shop.store.meters.insert(row._replace(key="left"))
        shop.store.meters.insert(row._replace(key="sent", state="sending"))
        raise WorkFailed

    with pytest.raises(WorkFailed):
        shop.charge(work=crash)
    early = shop.call("recover")
    shop.now += 3_600_000
    recovered = shop.call("recover")

    assert ([], {("left", state), ("sent", "unknown")}) == (early, {(row.key, row.state) for row in recovered})
    assert tokens == shop.tokens


def test_usage_is_counted_by_user_and_type(shop: Shop) -> None:
    """
    What was applied, and nothing that was not.
    """
    shop.debit("a", 2)
    shop.debit("b", 3)
    with pytest.raises(InsufficientTokensError):
        shop.debit("c", 100)

    assert [(SUBSCRIBER, "gpt-4", 2, 5)] == [tuple(used) for used in shop.call("usage")]


def test_nothing_shows_the_users_address(shop: Shop) -> None:
    """
    A charge, a usage and an error print no e-mail address.
    """
    row = shop.debit()
    with pytest.raises(ChargeMismatchError) as wrong:
        shop.debit(amount=9)

    assert all("@" not in f"{shown!r} {shown}" for shown in (row, wrong.value, *shop.call("usage")))


def test_refused_connection_is_tried_again_under_the_same_key(shop: Shop) -> None:
    """
    Nothing left this machine: the key is free, and the error says so.
    """
    import httpx

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    kind: Any = type(shop.billing)
    place: Any = {"paywall_id": "3", "api_origin": "http://127.0.0.1:4242", "api_key": "sk_test_mock", "max_retries": 0}
    cut = kind(**place, transport=httpx.MockTransport(refuse)).for_user(email=SUBSCRIBER)
    with pytest.raises(NetworkError) as refused:
        shop.call("debit_or_raise", "k", "gpt-4", 1, user=cut)

    assert not refused.value.may_have_been_applied
    assert ("released", "applied") == (shop.state(), shop.debit().state)


def test_lease_and_deadline_are_the_callers(shop: Shop) -> None:
    """
    Both are durations: of the work, and of a debit on its way.
    """
    shop.settings = {"lease": timedelta(seconds=100), "answer_within": timedelta(seconds=200)}
    seen: list[tuple[str, int]] = []

    def look() -> None:
        row = shop.store.meters.get("k")
        assert row is not None
        seen.append((row.state, row.lease - shop.now))

    shop.lose_answer(after_commit=True)
    shop.charge(work=look)
    look()

    assert [("reserved", 100_000), ("unknown", 200_000 - 1000)] == seen


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancelled_debit_is_unknown_and_a_cancelled_block_is_released(backend: str, tmp_path: Any) -> None:
    """
    Whatever cancels: a debit on its way may have been applied, and work that was cut is not charged.
    """
    import httpx

    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent.set()
            await anyio.sleep_forever()
            raise AssertionError(request)

    store = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    store.migrate()
    sent = anyio.Event()

    async def story() -> None:
        billing = AsyncBillingClient(
            paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=Silent()
        )
        meter, ada = AsyncTokenMeter(billing, store), billing.for_user(email=SUBSCRIBER)

        async def work() -> None:
            async with meter.charge("block", "gpt-4", 1, user=ada):
                began.set()
                await anyio.sleep_forever()

        began = anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(work)
            tasks.start_soon(lambda: meter.debit_or_raise("debit", "gpt-4", 1, user=ada))
            await sent.wait()
            await began.wait()
            tasks.cancel_scope.cancel()

    anyio.run(story, backend=backend)

    states = [getattr(store.meters.get(key), "state", None) for key in ("debit", "block")]
    store.close()
    assert ["unknown", "released"] == states
