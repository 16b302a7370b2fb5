"""
Access and metering as programs use them. Never run.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
# mypy: warn-unused-ignores

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, assert_type

from monetize_software import AsyncBillingClient, BillingClient, PaywallError
from monetize_software.access import Access, AsyncAccess, Decision, Doubt, History, Reconciled, as_html
from monetize_software.metering import AsyncTokenMeter, Charge, Reconciliation, TokenMeter, Usage, Wanted
from monetize_software.storage import MemoryStore, PrivateStore, SQLStore, private


def checks(billing: BillingClient, now: datetime) -> None:
    access = Access(SQLStore("sqlite:///x.db"), plans={"1": "pro"}, deny_overdue_after=timedelta(days=7), past_due=True)
    decision = access.check(email="a@b.example", paywall_id=3, ask=billing, at=now)
    assert_type(decision, Decision)
    assert_type(decision.allowed, bool)
    assert_type(decision.until, datetime | None)
    assert_type(decision.source, Literal["events", "api"])
    assert_type(access.doubts("1"), list[Doubt])
    assert_type(access.reconcile(billing), Reconciled)
    assert_type(access.why(user_id=1), History)
    assert_type(as_html(access.why(app_user_id="u")), str)
    access.check(mail="a@b.example")  # type: ignore[call-arg]
    access.check(email="a@b.example", ask="billing")  # type: ignore[arg-type]


async def awaited_checks(billing: AsyncBillingClient) -> None:
    access = AsyncAccess(MemoryStore())
    assert_type(await access.check(email="a@b.example", ask=billing), Decision)
    assert_type(await access.reconcile(billing, users=["1"], repair=False), Reconciled)


def meters(billing: BillingClient) -> None:
    meter = TokenMeter(billing, MemoryStore(), on_crash="charge")
    with meter.charge("k", "gpt-4", 1, user=billing, charge_first=True) as held:
        assert_type(held.row, Charge)
    assert_type(meter.debit_or_raise("k", "gpt-4", 1), Charge)
    assert_type(meter.debit_batch([Wanted("k", "gpt-4", 1)]), list[Charge | PaywallError])
    assert_type(meter.usage(), Sequence[Usage])
    assert_type(meter.reconcile(type="gpt-4"), Reconciliation)
    TokenMeter(billing, MemoryStore(), on_crash="sell")  # type: ignore[arg-type]
    assert_type(private(MemoryStore(), key="k" * 32), PrivateStore)
    TokenMeter(billing, private(MemoryStore(), key=b"k" * 32), exclusive=True)


async def awaited_meters(billing: AsyncBillingClient) -> None:
    meter = AsyncTokenMeter(billing, MemoryStore())
    async with meter.charge("k", "gpt-4", 1) as held:
        assert_type(held.row, Charge)
    assert_type(await meter.debit_or_raise("k", "gpt-4", 1), Charge)
