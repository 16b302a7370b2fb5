"""
Words a mock's answers for people. An answer that lacks something is worded without it.
"""

from __future__ import annotations

from typing import Any

from .output import cell, facts, table


def clock_of(answer: dict[str, Any]) -> dict[str, Any]:
    """
    Return the clock in an answer: `now` and `mode`.
    """
    found: dict[str, Any] = answer.get("clock") or {}
    return found


def clock_text(answer: dict[str, Any]) -> str:
    """
    Word the clock in one line.
    """
    found = clock_of(answer)
    return f"The clock says {cell(found.get('now'))} ({cell(found.get('mode'))})."


def payment_text(answer: dict[str, Any]) -> str:
    """
    Word what became of a checkout.
    """
    bought: dict[str, Any] = answer.get("purchase") or {}
    return facts(
        {
            "session": answer.get("session"),
            "status": answer.get("status"),
            "purchase": bought.get("id"),
            "leads to": answer.get("successUrl") or answer.get("errorUrl"),
        }
    )


def world_text(answer: dict[str, Any]) -> str:
    """
    Word what a world holds.
    """
    keys = [(key.get("key"), key.get("account"), key.get("active")) for key in answer.get("keys", [])]
    prices = [
        (paywall.get("id"), paywall.get("acquiring"), price.get("id"), _amount(price))
        for paywall in answer.get("paywalls", [])
        for price in paywall.get("prices", [])
    ]
    people = [
        (person.get("email"), ", ".join(person.get("paywalls", [])), ", ".join(person.get("subscriptions", [])))
        for person in answer.get("users", [])
    ]
    parts = [
        clock_text(answer),
        table(("key", "account", "active"), keys),
        table(("paywall", "processor", "price", "amount"), prices),
        table(("user", "paywalls", "subscriptions"), people),
    ]
    return "\n\n".join(parts)


def _amount(price: dict[str, Any]) -> str:
    return f"{price.get('amount')} {price.get('currency')}, {price.get('interval')}"
