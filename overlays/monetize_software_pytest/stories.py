"""
Tells in a few lines what happened in a billing service, for the report of a failed test. Never shows a credential or an
e-mail address.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monetize_software.redaction import redact

if TYPE_CHECKING:
    from monetize_software_mock import Emitted, Exchange, Mock, ReceiverFailure, Sent

TITLE = "What happened in the billing service (monetize)"
_MOST = 15
_WIDEST = 160


def tell(mock: Mock, failures: Sequence[ReceiverFailure] = ()) -> str:
    """
    Return what was asked, what happened by itself, and what became of events, webhooks and faults. Nothing happens by
    its being told.

    When that cannot be told, it says why: the failure that is to be explained must come through.
    """
    try:
        with mock.standing_still():
            return redact(_told(mock, failures))
    except Exception as error:
        return redact(f"It cannot be told: {type(error).__name__}: {error}")


def _told(mock: Mock, failures: Sequence[ReceiverFailure]) -> str:
    parts = {
        "Calls": [_call(each) for each in mock.requests],
        "Happened": [f"{_at(each['at'])}  {each['text']}" for each in _journal(mock)],
        "Events": [_event(each) for each in mock.events],
        "Webhooks not delivered": [_webhook(each) for each in mock.deliveries if each.status != "delivered"],
        "Receivers raised": [_failure(each) for each in failures],
        "Faults that never fired": [rule.evidence for rule in mock.faults.rules if not rule.fired],
    }
    told = [_part(title, lines) for title, lines in parts.items() if lines]
    return "\n".join([f"It is {_at(mock.clock.now())}.", *told])


def _call(exchange: Exchange) -> str:
    asked = exchange.operation or f"{exchange.request.method} {exchange.request.path}"
    return f"{_at(exchange.at)}  {asked}: {_answer(exchange)}"


def _answer(exchange: Exchange) -> str:
    if exchange.answer is None:
        return exchange.ending
    refused = exchange.answer.status >= 400
    return f"{exchange.answer.status} {_short(exchange.answer_text or '') if refused else ''}".rstrip()


def _journal(mock: Mock) -> Iterable[dict[str, Any]]:
    lines: list[dict[str, Any]] = [json.loads(line) for line in mock.journal().splitlines()]
    return (each for each in lines if "text" in each)


def _event(event: Emitted) -> str:
    status = event.data.get("subscription", {}).get("status", "")
    return f"{_at(event.at)}  {event.type} {status}".rstrip()


def _webhook(sent: Sent) -> str:
    if not sent.attempts:
        return f"{sent.type}: {sent.status}"
    last = sent.attempts[-1]
    answer = last.error or f"{last.status} {last.answer}"
    return f"{sent.type}: {sent.status} after attempt {last.number}: {_short(answer)}"


def _failure(failure: ReceiverFailure) -> str:
    """
    Return what a receiver raised and where, in a line.
    """
    frames = traceback.extract_tb(failure.error.__traceback__)
    where = f", at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{failure.type}: {type(failure.error).__name__}: {_short(str(failure.error))}{where}"


def _short(words: str) -> str:
    return " ".join(words.split())[:_WIDEST]


def _part(title: str, lines: Sequence[str]) -> str:
    left_out = f" (the last {_MOST} of {len(lines)})" if len(lines) > _MOST else ""
    return "\n".join([f"{title}{left_out}:", *(f"  {line}" for line in lines[-_MOST:])])


def _at(moment: datetime | str) -> str:
    return str(moment)[:19].replace("T", " ")
