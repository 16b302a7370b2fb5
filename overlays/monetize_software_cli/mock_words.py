"""
Words a mock's answers for people. An answer that lacks something is worded without it.
"""

from __future__ import annotations

import json
from typing import Any

from .answers import fields, items, rows, words
from .output import cell, facts, table

_MOST_LINES = 40
_HOUSEKEEPING = ("idempotency_expiry", "checkout_expiry", "ticket_window", "log_expiry")


def clock_of(answer: dict[str, Any]) -> dict[str, Any]:
    """
    Return the clock in an answer: `now` and `mode`.
    """
    return fields(answer.get("clock"))


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
    return facts(
        {
            "session": answer.get("session"),
            "status": answer.get("status"),
            "purchase": fields(answer.get("purchase")).get("id"),
            "leads to": answer.get("successUrl") or answer.get("errorUrl"),
        }
    )


def world_text(answer: dict[str, Any]) -> str:
    """
    Word what a world holds.
    """
    keys = [(key.get("key"), key.get("account"), key.get("active")) for key in rows(answer, "keys")]
    prices = [
        (paywall.get("id"), paywall.get("acquiring"), price.get("id"), _amount(price))
        for paywall in rows(answer, "paywalls")
        for price in rows(paywall, "prices")
    ]
    people = [
        (person.get("email"), words(person.get("paywalls")), words(person.get("subscriptions")))
        for person in rows(answer, "users")
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


def happened_text(answer: dict[str, Any], *, everything: bool = False) -> str:
    """
    Word what a move made happen, the latest of many.

    Args:
        everything: Whether to tell the housekeeping too: keys, checkouts and limits that expire.
    """
    found = rows(answer, "happened")
    told = [each for each in found if everything or each.get("kind") not in _HOUSEKEEPING]
    left_out = len(found) - len(told)
    more = f"({left_out} of housekeeping; --all tells them)" if left_out else ""
    if not told:
        return more or "Nothing happens."
    shown = table(
        ("at", "what", "happened"),
        [(each.get("at"), each.get("kind"), each.get("text")) for each in told[-_MOST_LINES:]],
    )
    before = f"({len(told) - _MOST_LINES} more before these)" if len(told) > _MOST_LINES else ""
    return "\n".join(filter(None, (before, shown, more)))


def customer_of(delivery: dict[str, Any]) -> object:
    """
    Return whom a delivery or an attempt is about: the e-mail, else the user's id.
    """
    return delivery.get("email") or delivery.get("user")


def attempt_text(attempt: dict[str, Any]) -> str:
    """
    Word one attempt to deliver, in one line.
    """
    came_out = attempt.get("status") or attempt.get("error")
    about = (attempt.get("at"), attempt.get("type"), attempt.get("event"), customer_of(attempt))
    parts = (*about, f"attempt {attempt.get('number')}", came_out, f"{attempt.get('took_ms')} ms")
    return "  ".join(cell(part) for part in parts)


def deliveries_text(found: list[dict[str, Any]]) -> str:
    """
    Word deliveries.
    """
    titles = ("delivery", "created", "event", "id", "customer", "status", "attempts")
    return table(titles, [_delivery(each) for each in found])


def _delivery(each: dict[str, Any]) -> tuple[object, ...]:
    about = (each.get("id"), each.get("created"), each.get("type"), each.get("event"), customer_of(each))
    return (*about, each.get("status"), len(items(each.get("attempts"))))


def delivery_text(delivery: dict[str, Any]) -> str:
    """
    Word a delivery and its latest attempt.
    """
    attempts = rows(delivery, "attempts")
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


def event_text(answer: dict[str, Any]) -> str:
    """
    Word an event: what it says, and every attempt to deliver it, with its signature.
    """
    body = json.dumps(answer.get("event"), indent=2, ensure_ascii=False)
    attempts = [_attempt(each, attempt) for each in rows(answer, "deliveries") for attempt in rows(each, "attempts")]
    waiting = [
        (each.get("id"), each.get("status"), each.get("next_attempt"), each.get("url"))
        for each in rows(answer, "deliveries")
        if each.get("status") in ("pending", "held")
    ]
    parts = [body, *_signature(answer), table(("delivery", "at", "attempt", "answer", "receiver"), attempts)]
    if waiting:
        parts.append(table(("waiting", "status", "next attempt", "receiver"), waiting))
    return "\n\n".join(parts)


def _attempt(delivery: dict[str, Any], attempt: dict[str, Any]) -> tuple[object, ...]:
    came_out = attempt.get("status") or attempt.get("error")
    return delivery.get("id"), attempt.get("at"), attempt.get("number"), came_out, delivery.get("url")


def _signature(answer: dict[str, Any]) -> list[str]:
    requests = [
        fields(fields(attempt.get("request")).get("headers"))
        for each in rows(answer, "deliveries")
        for attempt in rows(each, "attempts")
    ]
    latest = requests[-1] if requests else {}
    signed = {name: value for name, value in latest.items() if "signature" in name.lower()}
    return [facts(signed)] if signed else []


def request_text(exchange: dict[str, Any]) -> str:
    """
    Word a request to the API and its answer, in one line.
    """
    came_out = exchange.get("status") or exchange.get("ending")
    query = f"?{exchange['query']}" if exchange.get("query") else ""
    address = f"{exchange.get('path')}{query}"
    parts = (exchange.get("at"), came_out, exchange.get("method"), address, exchange.get("operation"))
    return "  ".join(cell(part) for part in parts)


def purchase_text(purchase: dict[str, Any]) -> str:
    """
    Word a purchase.
    """
    names = ("id", "status", "price", "user", "current_period_end", "cancel_at")
    return facts({name: purchase.get(name) for name in names if name != "cancel_at" or purchase.get(name)})


def refund_text(answer: dict[str, Any]) -> str:
    """
    Word a refund and what became of its purchase.
    """
    given, purchase = fields(answer.get("refund")), fields(answer.get("purchase"))
    return facts(
        {
            "refund": given.get("id"),
            "amount, minor units": given.get("amount"),
            "reason": given.get("reason"),
            "purchase": purchase.get("id"),
            "status": purchase.get("status"),
        }
    )


def differences_text(found: list[dict[str, Any]]) -> str:
    """
    Word what changed.
    """
    names = ("table", "key", "field", "ours", "theirs")
    return table(("table", "row", "field", "was", "is"), [[each.get(name) for name in names] for each in found])


def faults_text(answer: dict[str, Any]) -> str:
    """
    Word what is scripted to go wrong.
    """
    names = ("number", "operation", "do", "when", "seen", "fired")
    found = [
        {**each, "operation": words(each.get("operation")), "when": _place(each)} for each in rows(answer, "rules")
    ]
    titles = ("fault", "operation", "what", "where", "calls", "happened")
    return table(titles, [[each.get(name) for name in names] for each in found])


def _place(rule: dict[str, Any]) -> str:
    after = f" after {rule['after']}" if "after" in rule else ""
    return f"{rule.get('when')}{after}"


def holding_text(answer: dict[str, Any]) -> str:
    """
    Word how webhooks are delivered.
    """
    return facts({name: words(answer[name]) or None for name in ("mode", "held") if name in answer}) or "Done."
