"""
Changes token balances. Never lets one go below zero or past what JSON carries.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from monetize_software_mock.state import queries
from monetize_software_mock.state.rows import Balance
from monetize_software_mock.state.store import Transaction

LARGEST = 9_007_199_254_740_991


def of_user(tx: Transaction, user_id: str, paywall_id: str) -> list[Balance]:
    """
    Return a user's balances on a paywall, oldest type first.
    """
    return queries.balances_of_user(tx, user_id, paywall_id)


def of_type(tx: Transaction, user_id: str, paywall_id: str, token_type: str) -> Balance | None:
    """
    Return one balance.
    """
    return tx.balances.get(user_id, paywall_id, token_type)


def change(tx: Transaction, balance: Balance, by: int) -> Balance:
    """
    Add to a balance, or take from it when negative; the caller has checked that it stays in bounds.
    """
    return tx.balances.put(dataclasses.replace(balance, count=balance.count + by))


def to_json(found: list[Balance]) -> list[dict[str, Any]]:
    """
    Serialize balances for the wire.
    """
    return [{"type": each.type, "count": each.count} for each in found]
