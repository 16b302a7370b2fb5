"""
Tells in a few lines what happened in a billing service, for the report of a failed test. Never shows a credential or an
e-mail address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monetize_software.redaction import redact

if TYPE_CHECKING:
    from monetize_software.hooks import ResponseInfo
    from monetize_software_mock import Emitted, Mock, Sent

TITLE = "What happened in the billing service (monetize)"
_MOST = 15
_WIDEST = 160


def call(now: datetime, info: ResponseInfo) -> str:
    """
    Return the line about one attempt of a client.
    """
    attempt = f", attempt {info.request.attempt}" if info.request.attempt > 1 else ""
    return f"{_at(now.isoformat())}  {info.request.operation}{attempt}: {info.error or info.status}"


def tell(mock: Mock, calls: Sequence[str]) -> str:
    """
    Return what the clients asked, what happened by itself, and what became of events, webhooks and faults.

    When that cannot be told, it says why: the failure that is to be explained must come through.
    """
    try:
        return redact(_told(mock, calls))
    except Exception as error:
        return redact(f"It cannot be told: {type(error).__name__}: {error}")


def _told(mock: Mock, calls: Sequence[str]) -> str:
    parts = {
        "Calls of the clients": calls,
        "Happened": [f"{_at(each['at'])}  {each['text']}" for each in _journal(mock)],
        "Events": [_event(each) for each in mock.events],
        "Webhooks not delivered": [_webhook(each) for each in mock.deliveries if each.status != "delivered"],
        "Faults that never fired": [rule.evidence for rule in mock.faults.rules if not rule.fired],
    }
    told = [_part(title, lines) for title, lines in parts.items() if lines]
    return "\n".join([f"It is {_at(mock.clock.now().isoformat())}.", *told])


def _journal(mock: Mock) -> Iterable[dict[str, Any]]:
    lines: list[dict[str, Any]] = [json.loads(line) for line in mock.journal().splitlines()]
    return (each for each in lines if "text" in each)


def _event(event: Emitted) -> str:
    status = event.data.get("subscription", {}).get("status", "")
    return f"{_at(event.json['created_at'])}  {event.type} {status}".rstrip()


def _webhook(sent: Sent) -> str:
    if not sent.attempts:
        return f"{sent.type}: {sent.status}"
    last = sent.attempts[-1]
    answer = last["error"] or f"{last['status']} {last['answer']}"
    return f"{sent.type}: {sent.status} after attempt {last['number']}: {' '.join(answer.split())[:_WIDEST]}"


def _part(title: str, lines: Sequence[str]) -> str:
    left_out = f" (the last {_MOST} of {len(lines)})" if len(lines) > _MOST else ""
    return "\n".join([f"{title}{left_out}:", *(f"  {line}" for line in lines[-_MOST:])])


def _at(moment: str) -> str:
    return moment[:19].replace("T", " ")
