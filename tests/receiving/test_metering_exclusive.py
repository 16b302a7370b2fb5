"""
With `exclusive=True` debits of one user and type go one after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isawaitable
from pathlib import Path
from typing import Any

import anyio
import pytest

from monetize_software import AsyncBillingClient, BillingClient, ChargeInProgressError
from monetize_software.metering import AsyncTokenMeter, TokenMeter, async_sending, sending
from monetize_software.storage import MemoryStore, SQLStore, Store
from monetize_software.storage.meters import Charge
from monetize_software_mock import Mock

OTHER = Charge("other", "subscriber@example.com", "gpt-4", 1, "sending", "them", 0, 0, at=1, lease=100_000, sent=1)


class Shop:
    """
    A meter, a debit of somebody else that is on its way, and what is done whenever the meter waits.
    """

    def __init__(self, kind: str, store: Store, patch: pytest.MonkeyPatch) -> None:
        mock = Mock()
        place: Any = {"paywall_id": "3", "api_origin": "http://127.0.0.1:4242", "api_key": "sk_test_mock"}
        self.store, self.mock = store, mock
        self.waits: list[float] = []
        self.meanwhile: Any = None
        billing: Any
        if kind == "blocking":
            billing = BillingClient(**place, transport=mock.transport()).for_user(email="subscriber@example.com")
            self.meter: Any = TokenMeter(billing, store, exclusive=True, clock=lambda: 1000)
            patch.setattr(sending, "pause", self.waited)
        else:
            billing = AsyncBillingClient(**place, transport=mock.async_transport())
            self.meter = AsyncTokenMeter(
                billing.for_user(email="subscriber@example.com"), store, exclusive=True, clock=lambda: 1000
            )
            patch.setattr(async_sending, "pause_async", self.waited_async)

    def waited(self, seconds: float) -> None:
        self.waits.append(seconds)
        if self.meanwhile is not None:
            self.meanwhile()

    async def waited_async(self, seconds: float) -> None:
        self.waited(seconds)

    def debit(self, key: str) -> Any:
        result = self.meter.debit_or_raise(key, "gpt-4", 1)

        async def wait() -> Any:
            return await result

        return anyio.run(wait) if isawaitable(result) else result


@pytest.fixture(params=["blocking", "awaiting"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    store: Store = MemoryStore() if request.param == "blocking" else SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    store.migrate()
    store.meters.insert(OTHER)
    yield Shop(request.param, store, monkeypatch)
    store.close()


def test_debit_waits_until_the_one_before_it_is_answered(shop: Shop) -> None:
    """
    It is reserved meanwhile, and sent as soon as nothing else of the user and type is on its way.
    """
    states: list[str] = []

    def meanwhile() -> None:
        row = shop.store.meters.get("k")
        states.append(row.state if row else "")
        if len(states) == 3:
            shop.store.meters.swap(OTHER, OTHER._replace(version=1, state="applied"))

    shop.meanwhile = meanwhile
    row = shop.debit("k")

    assert ("applied", ["reserved"] * 3) == (row.state, states)
    assert [0.01, 0.02, 0.04] == shop.waits


def test_debit_that_gets_no_turn_takes_nothing(shop: Shop) -> None:
    """
    After half a minute it gives up: nothing was sent, and the key is free.
    """
    with pytest.raises(ChargeInProgressError, match="took too long") as gave_up:
        shop.debit("k")
    row = shop.store.meters.get("k")

    assert (True, False) == (gave_up.value.retryable, gave_up.value.may_have_been_applied)
    assert ("released", 0) == (row and row.state, len(shop.mock.requests))
    assert 29 < sum(shop.waits) < 31


def test_only_debits_of_the_same_user_and_type_wait(shop: Shop) -> None:
    """
    Debits of others, or one whose holder is gone, are not waited for.
    """
    for other in (OTHER._replace(key="type", type="standard"), OTHER._replace(key="user", user="user@example.com")):
        shop.store.meters.insert(other)
    shop.store.meters.swap(OTHER, OTHER._replace(version=1, lease=999))

    assert ("applied", []) == (shop.debit("k").state, shop.waits)
