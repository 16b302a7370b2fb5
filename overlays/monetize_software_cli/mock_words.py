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


_MOST_LINES = 40


def happened_text(answer: dict[str, Any]) -> str:
    """
    Word what a move made happen, the latest of many.
    """
    found: list[dict[str, Any]] = answer.get("happened", [])
    if not found:
        return "Nothing happens."
    rows = [(each.get("at"), each.get("kind"), each.get("text")) for each in found[-_MOST_LINES:]]
    left_out = f"({len(found) - _MOST_LINES} more before these)\n" if len(found) > _MOST_LINES else ""
    return left_out + table(("at", "what", "happened"), rows)


def attempt_text(attempt: dict[str, Any]) -> str:
    """
    Word one attempt to deliver, in one line.
    """
    came_out = attempt.get("status") or attempt.get("error")
    parts = (attempt.get("at"), attempt.get("type"), f"attempt {attempt.get('number')}", came_out)
    return "  ".join(cell(part) for part in (*parts, f"{attempt.get('took_ms')} ms"))


def deliveries_text(found: list[dict[str, Any]]) -> str:
    """
    Word deliveries.
    """
    rows = [
        (each.get("id"), each.get("created"), each.get("type"), each.get("status"), len(each.get("attempts", [])))
        for each in found
    ]
    return table(("delivery", "created", "event", "status", "attempts"), rows)


def delivery_text(delivery: dict[str, Any]) -> str:
    """
    Word a delivery and its latest attempt.
    """
    attempts: list[dict[str, Any]] = delivery.get("attempts", [])
    latest = attempts[-1] if attempts else {}
    return facts(
        {
            "delivery": delivery.get("id"),
            "event": delivery.get("type"),
            "status": delivery.get("status"),
            "attempts": len(attempts),
            "answer": latest.get("status") or latest.get("error"),
        }
    )


def purchase_text(bought: dict[str, Any]) -> str:
    """
    Word a purchase.
    """
    return facts({name: bought.get(name) for name in ("id", "status", "price", "user", "current_period_end")})


def differences_text(found: list[dict[str, Any]]) -> str:
    """
    Word what changed.
    """
    rows = [(each["table"], each["key"], each["field"], each["ours"], each["theirs"]) for each in found]
    return table(("table", "row", "field", "was", "is"), rows)


def faults_text(answer: dict[str, Any]) -> str:
    """
    Word what is scripted to go wrong.
    """
    rows = [
        (each["number"], _names(each["operation"]), each["do"], each["when"], each["seen"], each["fired"])
        for each in answer.get("rules", [])
    ]
    return table(("fault", "operation", "what", "where", "calls", "happened"), rows)


def _names(operation: Any) -> str:
    return str(operation) if isinstance(operation, str) else ", ".join(map(str, operation))
