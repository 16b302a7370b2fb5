"""
One delivery, from its first byte to its answer: a generator that yields what it wants done. Reads nothing, stores
nothing and waits for nothing itself, so that one flow serves every framework, blocking or not.

Rules of this module:

1. Size before signature, signature before parsing, and a store only for what is signed.
2. A signed event is never lost by our answer: what cannot be read is kept, and answered 200.
3. Whatever is our own fault is answered 5xx: a store that fails, a body that somebody else has read, no secret.
4. A body that is empty though one was announced was read by something before us: never judged by its signature.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from monetize_software.errors import ConfigurationError, StorageError, WebhookPayloadError
from monetize_software.storage.inbox import UNFINISHED, NewEvent, Recorded
from monetize_software.webhooks import Event, parse
from monetize_software.webhooks.body import LARGEST_BODY

from . import answers
from .answers import Answer
from .registry import Registry
from .secrets import Verdict, WebhookSecrets

__all__ = ["BodyInterrupted", "DeliverySettings", "Effect", "Read", "Record", "Request", "deliver", "store_key"]

_log = logging.getLogger("monetize_software.receivers")

_LONGEST_KEY: Final = 200
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Request:
    """
    A request's head.

    Attributes:
        method: Such as "POST".
        headers: All of them, in any form that `webhooks.verify` takes.
        length: `Content-Length`, or None.
        chunked: Whether a body without a length was announced.
    """

    method: str
    headers: Any
    length: int | None
    chunked: bool = False

    @classmethod
    def of(cls, method: str, headers: Any, length: str | bytes | None, encoding: str | bytes | None) -> Request:
        """
        Build it of the texts of `Content-Length` and `Transfer-Encoding`.
        """
        digits = length.decode("latin-1") if isinstance(length, bytes) else length or ""
        return cls(method, headers, int(digits) if digits.isascii() and digits.isdigit() else None, bool(encoding))


class BodyInterrupted(Exception):
    """
    The body did not come in time, or not as a whole.
    """

    def __init__(self, why: Literal["slow", "short"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Read:
    """
    Asks for the body, at most so many bytes of it.
    """

    most: int


@dataclass(frozen=True, slots=True)
class Record:
    """
    Asks to record an event, and to run its handlers where the mode says so.
    """

    row: NewEvent
    event: Event | None


Effect: TypeAlias = Read | Record


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """
    What all deliveries of a receiver have in common.

    Attributes:
        name: Of the receiver.
        secrets: To verify with.
        registry: Tells whether an event has handlers.
        facts: What an event says, for the store.
        paywalls: Only events of these have handlers; None for all.
        retry_unproven: Answer 503 to a signature of another secret as long as ours is not proven.
        answer_probes: Answer 200 to HEAD and GET.
    """

    name: str
    secrets: WebhookSecrets
    registry: Registry
    facts: Callable[[Event], Collection[Any]]
    paywalls: frozenset[str] | None = None
    retry_unproven: bool = False
    answer_probes: bool = False


def deliver(settings: DeliverySettings, request: Request, now: int) -> Generator[Effect, Any, Answer]:
    """
    Decide about one delivery.

    Args:
        request: Its head.
        now: The time, in milliseconds.

    Returns:
        The answer. `Read` is answered with bytes or `BodyInterrupted`, `Record` with `Recorded` or a `StorageError`.
    """
    if request.method != "POST":
        return answers.PROBED if settings.answer_probes else answers.METHOD_NOT_ALLOWED
    if request.length is not None and request.length > LARGEST_BODY:
        return _noted(settings, answers.TOO_LARGE)
    try:
        body: bytes = yield Read(LARGEST_BODY + 1)
    except BodyInterrupted as interrupted:
        return _noted(settings, answers.TOO_SLOW if interrupted.why == "slow" else answers.BODY_SHORT)
    unfit = _unfit(request, body)
    if unfit is not None:
        return _noted(settings, unfit)
    verdict = settings.secrets.judge(body, request.headers)
    refusal = _refusal(settings, verdict)
    if refusal is not None:
        return _noted(settings, refusal)
    record = _record(settings, body, verdict, now)
    if record is None:
        return _noted(settings, answers.NOT_AN_EVENT)
    try:
        recorded: Recorded = yield record
    except (StorageError, ConfigurationError) as problem:
        _log.error("%s: %.64r was not recorded: %s", settings.name, record.row.id, problem)
        return answers.STORE_FAILED
    except TimeoutError:
        return _noted(settings, answers.TOO_SLOW)
    return _answered(settings, record.row, recorded, verdict)


def store_key(text: str) -> str:
    """
    An id as a store can keep it: PostgreSQL has no NUL in a text, and bounds what it indexes. Two ids stay two.
    """
    if len(text) <= _LONGEST_KEY and "\0" not in text:
        return text
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _unfit(request: Request, body: bytes) -> Answer | None:
    if len(body) > LARGEST_BODY:
        return answers.TOO_LARGE
    if not body and (request.length or request.chunked):
        return answers.BODY_CONSUMED
    return answers.BODY_SHORT if request.length is not None and len(body) < request.length else None


def _refusal(settings: DeliverySettings, verdict: Verdict) -> Answer | None:
    if verdict.kind == "no_secret":
        return answers.NO_SECRET
    if verdict.kind == "mismatch" and settings.retry_unproven and not settings.secrets.proven:
        return answers.UNPROVEN
    return answers.REFUSED if verdict.kind in ("refused", "mismatch") else None


def _record(settings: DeliverySettings, body: bytes, verdict: Verdict, now: int) -> Record | None:
    """
    What to record; None for what is neither signed nor an event.
    """
    try:
        event = parse(body)
    except WebhookPayloadError as problem:
        if verdict.kind == "unsigned":
            return None
        _log.error("%s: a signed delivery cannot be read and is kept: %s", settings.name, problem)
        return Record(_unreadable(settings, body, now), None)
    return Record(_row(settings, event, body, now), event)


def _row(settings: DeliverySettings, event: Event, body: bytes, now: int) -> NewEvent:
    paywall_id = event.paywall_id or ""
    ours = settings.paywalls is None or paywall_id in settings.paywalls
    return NewEvent(
        receiver=settings.name,
        id=store_key(event.id),
        type=store_key(event.name),
        subject=store_key(event.subject),
        paywall=store_key(paywall_id),
        user=store_key(event.user_id or ""),
        at=_milliseconds(event.time),
        dated=event.occurred_at is not None,
        created=_milliseconds(event.created_at),
        received=now,
        state="open" if ours and settings.registry.of(event) else "ignored",
        digest=hashlib.sha256(body).digest(),
        body=body,
        facts=tuple(settings.facts(event)),
    )


def _unreadable(settings: DeliverySettings, body: bytes, now: int) -> NewEvent:
    digest = hashlib.sha256(body).digest()
    name = f"unreadable:{digest.hex()}"
    return NewEvent(
        *(settings.name, name, "", name, "", "", now, False, now, now, "unreadable", digest, body)
    )  # fmt: skip


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _answered(settings: DeliverySettings, row: NewEvent, recorded: Recorded, verdict: Verdict) -> Answer:
    if recorded.differs:
        _log.warning("%s: %.64r came again with another body; the first one stays.", settings.name, row.id)
    _log.info(
        "%s: %.64r (%.64s) %s%s, secret %d",
        settings.name, row.id, row.type, recorded.state, ", known before" if recorded.known else "", verdict.place,
    )  # fmt: skip
    if recorded.state == "failed":
        return answers.FAILED
    if recorded.state == "unreadable":
        return answers.UNREADABLE
    return answers.KNOWN if recorded.known and recorded.state not in UNFINISHED else answers.RECORDED


def _noted(settings: DeliverySettings, answer: Answer) -> Answer:
    _log.warning("%s: a delivery was answered %d: %s.", settings.name, answer.status, answer.text)
    return answer
