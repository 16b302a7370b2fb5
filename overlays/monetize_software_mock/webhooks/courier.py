"""
Dispatches webhooks: prepares each attempt, has it sent, notes what came of it and schedules the next retry.

Never holds a transaction or a lock while it sends.

Rules of this module:

1. An attempt has three steps: `prepare` reads, `send` talks, `record` writes. The first and the last have a
   transaction, the one between them has none, so a receiver may call the API while it is waited for.
2. Between `prepare` and `record` anything may change: what `record` says is about the delivery as it finds it, and
   nothing at all when that is gone.
3. The bytes were fixed when the event was emitted. Each attempt sends the same ones and signs them with the secret and
   the headers of now.
4. Only failures of the schedule count towards its end. An attempt that somebody asked for after that end plans
   nothing, and never takes back that a delivery arrived.
5. A receiver in this process that raises has answered all the same. What it raised is kept apart, for the test.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container
from dataclasses import dataclass
from sys import intern

from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state import agenda, queries, statuses
from monetize_software_mock.state.clock import Stopwatch
from monetize_software_mock.state.quick import quick
from monetize_software_mock.state.rows import AttemptRow, Delivery, Due, EndpointRow
from monetize_software_mock.state.statuses import DeliveryStatus
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import MINUTE_MS
from monetize_software_mock.world.declaration import Switches
from monetize_software_mock.world.delivery_mode import Settings

from . import signing
from .senders import ReceiverAnswer, Sender, Unreachable, WebhookRequest, over_http

MOST_ENDPOINTS = 10
LARGEST_EVENT = 1_000_000
"""
Bytes of an event that is still sent.
"""

_LONGEST_ANSWER = 1000
_MOST_FAILURES = 100  # each keeps the frames it passed through
_TOO_LARGE = "The event is larger than 1 MB"


class DeliveryError(ValueError):
    """
    This cannot be done with the endpoint or the delivery; the message says why.
    """


class UnknownDelivery(DeliveryError):
    """
    There is no such endpoint, event or delivery.
    """


@quick
@dataclass(frozen=True, slots=True)
class AttemptResult:
    """
    What came of one attempt.
    """

    request: WebhookRequest
    status: int | None
    answer: str
    error: str | None
    took_ms: int

    @property
    def succeeded(self) -> bool:
        """
        Whether the receiver took it.
        """
        return self.status is not None and 200 <= self.status < 300

    @property
    def may_be_repeated(self) -> bool:
        """
        Whether another attempt may help: after 5xx, and when there was no answer (A-44).
        """
        return self.error != _TOO_LARGE and (self.status is None or self.status >= 500)


@quick
@dataclass(frozen=True, slots=True)
class ReceiverFailure:
    """
    That a receiver in this process raised instead of answering.

    Attributes:
        type: Type of the event.
        delivery: Its id.
        error: What was raised, with its traceback.
    """

    type: str
    delivery: str
    error: BaseException


class Courier:
    """
    Carries deliveries to their receivers.

    Args:
        switches: Behaviour that the public sources do not settle.
        settings: Whether and how events are sent.

    Attributes:
        switches: The same, for the world there is now.
        senders: Receivers in this process, by their address.
        default: Carries everything else.
        failures: What receivers in this process raised, oldest first; of very many the first ones.
    """

    def __init__(self, switches: Switches, settings: Settings) -> None:
        self.switches, self._settings = switches, settings
        self.senders: dict[str, Sender] = {}
        self.failures: list[ReceiverFailure] = []
        self.default: Sender = over_http

    def take_on(self, url: str, receiver: Sender) -> None:
        """
        Let a receiver in this process take what goes to an address.
        """
        self.let_go(url)
        self.senders[url] = receiver

    def let_go(self, url: str) -> None:
        """
        Close the receiver in this process at an address, if there is one.

        Raises:
            LifespanError: Its shutdown failed.
        """
        close = getattr(self.senders.pop(url, None), "close", None)
        if close is not None:
            close()

    def close(self) -> None:
        """
        Close every receiver in this process.

        Raises:
            LifespanError: The shutdown of one of them failed.
        """
        while self.senders:
            self.let_go(next(iter(self.senders)))

    def prepare(self, tx: Transaction, due: Due) -> WebhookRequest | None:
        """
        Return what the next attempt of a delivery sends; None when there is nothing to send any more.
        """
        delivery = tx.deliveries.get(due.subject)
        event = None if delivery is None else queries.event_by_id(tx, delivery.event_id)
        endpoint = None if delivery is None else tx.endpoints.get(delivery.endpoint_id)
        if event is None or endpoint is None or not endpoint.active:  # forgotten, removed or switched off since
            return None
        body = event.body.encode()
        headers = signing.headers(body, endpoint.secret, self.switches.signature_headers)
        return WebhookRequest(endpoint.url, headers, body, event.type, due.subject)

    def send(self, request: WebhookRequest) -> AttemptResult:
        """
        Make an attempt.
        """
        if len(request.body) > LARGEST_EVENT:
            return AttemptResult(request, None, "", _TOO_LARGE, 0)
        watch = Stopwatch()
        try:
            answer: ReceiverAnswer | None = self.senders.get(request.url, self.default)(request)
            error = None
        except Unreachable as failure:
            answer, error = None, str(failure)
        if answer is None:
            return AttemptResult(request, None, "", error, watch.millis)
        if answer.raised is not None and len(self.failures) < _MOST_FAILURES:
            self.failures.append(ReceiverFailure(request.kind, request.delivery, answer.raised))
        return AttemptResult(request, answer.status, answer.text[:_LONGEST_ANSWER], error, watch.millis)

    def record(self, moment: Moment, due: Due, result: AttemptResult) -> Note | None:
        """
        Note what came of an attempt, and plan the next one when that may help; None when the delivery is gone.
        """
        delivery = moment.tx.deliveries.get(due.subject)
        if delivery is None:
            return None
        attempts = delivery.attempts + 1
        moment.tx.attempts.insert(_attempt(moment, delivery, attempts, result))
        status, failures = self._next(moment, delivery, result, asked_for=bool(due.data.get("asked_for")))
        moment.tx.deliveries.put(delivery.attempted(status, attempts, failures))
        came_out, kind = result.error or f"{result.status}", intern(result.request.kind)
        facts = {"event": delivery.event_id, "type": kind, "attempt": attempts}
        return Note(
            intern(f"{kind} attempt {attempts}: {came_out}"), {**facts, "answer": result.status, "status": status}
        )

    def _next(
        self, moment: Moment, delivery: Delivery, result: AttemptResult, *, asked_for: bool
    ) -> tuple[DeliveryStatus, int]:
        """
        Return the delivery's next status, and how many attempts of the schedule have failed.
        """
        if result.succeeded:
            return "delivered", delivery.failures
        if asked_for:  # beside the schedule
            return ("delivered" if delivery.status == "delivered" else "refused"), delivery.failures
        if not result.may_be_repeated:
            return "refused", delivery.failures
        failures = delivery.failures + 1
        if failures > len(self.switches.retry_minutes):  # one attempt more than there are waits between them
            return "exhausted", failures
        if self._settings.mode == "manual":  # the next attempt is the program's to release, too
            return "held", failures
        wait = self.switches.retry_minutes[failures - 1] * MINUTE_MS
        agenda.plan(moment.tx, moment.now + wait, agenda.WEBHOOK, delivery.id)
        return "pending", failures


def _attempt(moment: Moment, delivery: Delivery, number: int, result: AttemptResult) -> AttemptRow:
    return AttemptRow(
        id=f"{delivery.id.replace('dlv', 'att')}_{number}",
        delivery_id=delivery.id,
        number=number,
        at=moment.now,
        url=result.request.url,
        headers=dict(result.request.headers),
        status=result.status,
        answer=result.answer,
        error=result.error,
        took_ms=result.took_ms,
    )


def add_endpoint(
    moment: Moment, account_id: str, url: str, secret: str | None, types: tuple[str, ...], known: Container[str] = ()
) -> EndpointRow:
    """
    Give an account another endpoint.

    Args:
        url: A path alone for a receiver in this process, which gets an address of its own.
        known: Ids of endpoints from worlds before this one, which begins with the same ids.

    Raises:
        DeliveryError: The account has ten already.
    """
    if len(queries.endpoints_of_account(moment.tx, account_id)) >= MOST_ENDPOINTS:
        raise DeliveryError(f"An account has at most {MOST_ENDPOINTS} webhooks")
    name = moment.ids.prefixed("wh")
    while name in known or moment.tx.endpoints.get(name) is not None:
        name = moment.ids.prefixed("wh")
    address = f"http://{name.replace('_', '-')}.localhost{url}" if url.startswith("/") else url
    return moment.tx.endpoints.insert(EndpointRow(name, account_id, address, secret, types, active=True))


def send_again(moment: Moment, delivery: Delivery) -> None:
    """
    Attempt a delivery once more, now, whatever became of it; the same bytes.
    """
    agenda.drop(moment.tx, delivery.id, agenda.WEBHOOK)  # instead of what was planned, not beside it
    asked_for = delivery.status in statuses.ATTEMPTED
    if not asked_for:
        moment.tx.deliveries.put(dataclasses.replace(delivery, status="pending"))
    agenda.plan(moment.tx, moment.now, agenda.WEBHOOK, delivery.id, {"asked_for": asked_for})


def duplicate(moment: Moment, delivery: Delivery) -> Delivery:
    """
    Deliver the same event to the same endpoint a second time.
    """
    copy = Delivery(moment.ids.prefixed("dlv"), delivery.event_id, delivery.endpoint_id, "pending", 0, 0, moment.now)
    agenda.plan(moment.tx, moment.now, agenda.WEBHOOK, copy.id)
    return moment.tx.deliveries.insert(copy)


def hold(moment: Moment, delivery: Delivery) -> None:
    """
    Keep a delivery that is on its way until it is released.

    Raises:
        DeliveryError: It is not on its way.
    """
    if delivery.status not in statuses.ON_THE_WAY:
        raise DeliveryError(f"Delivery {delivery.id} is {delivery.status}")
    agenda.drop(moment.tx, delivery.id, agenda.WEBHOOK)
    moment.tx.deliveries.put(dataclasses.replace(delivery, status="held"))
