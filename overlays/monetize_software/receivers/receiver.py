"""
The receiver of webhooks, as programs hold it. Decides nothing itself: `delivery` does, and `handling` runs handlers.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar, overload

from monetize_software._staying import Staying
from monetize_software.access.fold import contribution
from monetize_software.errors import ConfigurationError
from monetize_software.storage import Store
from monetize_software.storage.facade import not_a_store
from monetize_software.storage.inbox import EventQuery, EventRow
from monetize_software.webhooks import (
    Event,
    PaymentCompleted,
    RefundCreated,
    SubscriptionCancelled,
    SubscriptionCreated,
    SubscriptionUpdated,
    WebhookEvent,
)
from monetize_software.webhooks.signature import Secrets

from .asgi import ASGIReceiver
from .core import Core
from .delivery import DeliverySettings, store_key
from .handling import HandlingSettings
from .registry import Late, Registration, Registry
from .replay import Replayed, replay
from .secrets import WebhookSecrets
from .worker import Worker, run_event, sweep
from .wsgi import WSGIReceiver

if TYPE_CHECKING:
    from fastapi import APIRouter
    from flask import Blueprint
    from starlette.routing import BaseRoute

__all__ = ["Receiver"]

E = TypeVar("E", bound="Event")

SubscriptionType: TypeAlias = Literal["subscription.created", "subscription.updated", "subscription.cancelled"]

_DAY_MS: Final = 24 * 60 * 60 * 1000
_SHORTEST_MEMORY_DAYS: Final = 35


class Receiver(Staying):
    """
    Receives webhooks: verifies, records, runs your handlers, and answers so that no event is lost.

        receiver = Receiver(secret="whsec_…", store=SQLStore("sqlite:///billing.db"))

        @receiver.on("subscription.created")
        def welcome(event, tx):
            tx.execute("INSERT INTO member (id) VALUES (:id)", {"id": event.user_id})

        app.include_router(receiver.fastapi("/webhooks/billing"))

    Args:
        secret: The webhook's secret, several while one replaces another, or a function that returns either.
        store: Where events are recorded. Call its `migrate()` once before.
        name: Tells this receiver's events from those of others in the same store.
        mode: "inline" runs handlers in the transaction that records the event, before the answer; "queued" records,
            answers, and leaves them to workers (`monetize receiver work`, or `hand_over`).
        hand_over: With "queued": called with the id of each new event, after it is recorded, to start a task of yours
            that calls `receiver.run(id)`. What it loses, `sweep()` finds.
        paywalls: Only events of these paywalls reach handlers; all are recorded.
        allow_unsigned: Also accept deliveries without a signature, of a webhook that has no secret.
        unproven_secret: "refuse" answers 401 to a signature of another secret, as the vendor asks for; the event is
            lost if the mistake is ours. "retry" answers 503 until a delivery has proven the secret since the start.
        answer_probes: Answer 200 to HEAD and GET instead of 405.
        attempts: After how many failures an event is given up; it can be retried by hand.
        patience: How long the handlers of one event may run, in seconds. Async ones are cancelled then.
        clock: Seconds since 1970.

    Raises:
        ConfigurationError: The secret is empty, or the store keeps no events for this mode.
    """

    def __init__(
        self,
        secret: Secrets | Callable[[], Secrets],
        store: Store,
        *,
        name: str = "default",
        mode: Literal["inline", "queued"] = "inline",
        hand_over: Callable[[str], Any] | None = None,
        paywalls: Iterable[str] | None = None,
        allow_unsigned: bool = False,
        unproven_secret: Literal["refuse", "retry"] = "refuse",
        answer_probes: bool = False,
        attempts: int = 12,
        patience: float = 30.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if problem := not_a_store(store):
            del store  # an address may hold a password, and error reporters show the variables of frames
            raise ConfigurationError(problem)
        if mode not in ("inline", "queued") or (hand_over is not None and mode != "queued"):
            raise ConfigurationError('mode is "inline" or "queued"; hand_over goes with "queued".')
        if unproven_secret not in ("refuse", "retry"):
            raise ConfigurationError('unproven_secret is "refuse" or "retry".')
        if mode == "queued" and not store.keeps_inbox:
            raise ConfigurationError(f'A {type(store).__name__} keeps no events for mode="queued"; use SQLStore.')
        self._registry = Registry()
        self._store = store
        delivery = DeliverySettings(
            name=store_key(name),
            secrets=WebhookSecrets(secret, allow_unsigned=allow_unsigned),
            registry=self._registry,
            facts=_facts,
            paywalls=None if paywalls is None else frozenset(map(str, paywalls)),
            retry_unproven=unproven_secret == "retry",
            answer_probes=answer_probes,
        )
        handling = HandlingSettings(self._registry, patience=patience, attempts=attempts, chance=random.random)
        self._core = Core(
            delivery, handling, lambda: store.events, queued=mode == "queued", hand_over=hand_over, clock=clock
        )

    @property
    def name(self) -> str:
        """
        Its name.
        """
        return self._core.name

    @property
    def store(self) -> Store:
        """
        Where it records.
        """
        return self._store

    @property
    def core(self) -> Core:
        """
        What a framework's module drives.
        """
        return self._core

    @overload
    def on(self, kind: type[E], /, *kinds: type[E], late: Late = "run") -> Registration[E]: ...
    @overload
    def on(
        self, kind: SubscriptionType, /, *kinds: SubscriptionType, late: Late = "run"
    ) -> Registration[SubscriptionCreated | SubscriptionUpdated | SubscriptionCancelled]: ...
    @overload
    def on(self, kind: Literal["payment.completed"], /, *, late: Late = "run") -> Registration[PaymentCompleted]: ...
    @overload
    def on(self, kind: Literal["refund.created"], /, *, late: Late = "run") -> Registration[RefundCreated]: ...
    @overload
    def on(self, *kinds: str, late: Late = "run") -> Registration[WebhookEvent]: ...
    def on(self, *kinds: Any, late: Late = "run") -> Registration[Any]:
        """
        Register a handler: a function, or coroutine function, of `(event)` or `(event, tx)`.

        What it writes through `tx` is kept exactly once per event, together with the event's record. Whatever else it
        does may happen again after a crash: use `event.id` as key. An exception undoes what went through `tx`, and the
        event comes again.

        Args:
            kinds: Names such as "subscription.created", or classes of `webhooks`; none for every event.
            late: "skip" leaves out an event that came after a newer one of its subject was handled, which is right for
                states; "run" runs it with `event.late` set, which is right for mails.

        Example:

            ```python
            @receiver.on("subscription.created", "subscription.updated", late="skip")
            def keep_status(event, tx):
                row = {"status": event.subscription.status, "id": event.user_id}
                tx.execute("UPDATE member SET status = :status WHERE id = :id", row)
            ```
        """
        if late not in ("run", "skip"):
            raise ConfigurationError('late is "run" or "skip".')

        def add(call: Callable[..., Any]) -> None:
            handler = self._registry.add(call, kinds, late)
            if handler.takes_tx and not self._store.transactional:
                kind = type(self._store).__name__
                raise ConfigurationError(f"A {kind} has no transactions: take (event) alone, or use SQLStore.")

        return Registration(add)

    def asgi(self) -> ASGIReceiver:
        """
        An ASGI application, to mount at a path of your own.
        """
        from .asgi import ASGIReceiver

        return ASGIReceiver(self._core)

    def wsgi(self) -> WSGIReceiver:
        """
        A WSGI application, to mount at a path of your own.
        """
        from .wsgi import WSGIReceiver

        return WSGIReceiver(self._core)

    def starlette(self, path: str) -> list[BaseRoute]:
        """
        Routes of Starlette: `Starlette(routes=[*receiver.starlette("/webhooks/billing"), …])`.
        """
        from .starlette import routes

        return routes(self._core, path)

    def fastapi(self, path: str) -> APIRouter:
        """
        A router of FastAPI: `app.include_router(receiver.fastapi("/webhooks/billing"))`.
        """
        from .fastapi import router

        return router(self._core, path)

    def flask(self, path: str) -> Blueprint:
        """
        A blueprint of Flask: `app.register_blueprint(receiver.flask("/webhooks/billing"))`.
        """
        from .flask import blueprint

        return blueprint(self._core, path)

    def worker(self, *, threads: int = 4, interval: float = 1.0) -> Worker:
        """
        A worker for events that wait; `monetize receiver work` runs one.

        Args:
            threads: How many subjects at once.
            interval: Seconds between two looks when nothing is due.
        """
        return Worker(self._core, threads=threads, interval=interval)

    def run(self, event_id: str) -> str:
        """
        Handle one event now, and before it what is older of its subject. What a task of Celery, RQ or Dramatiq calls.

        Returns:
            Its state: "done", "failed", "dead", or "open" while an older event of its subject fails.

        Raises:
            LookupError: There is no such event.
            StorageError: The store failed, or another worker is at this subject for long; try again later.
        """
        return run_event(self._core, event_id)

    def sweep(self, *, older_than: float = 60.0) -> int:
        """
        Hand over again what is open for so many seconds; how many. Call it each minute where you use `hand_over`.
        """
        return sweep(self._core, older_than_ms=int(older_than * 1000))

    def find(
        self,
        *,
        states: Sequence[Literal["open", "failed", "done", "dead", "ignored", "unreadable"]] = (),
        user: str = "",
        limit: int = 100,
    ) -> list[EventRow]:
        """
        Events in the inbox, oldest first.
        """
        query = EventQuery(self.name, tuple(states), user=user, limit=limit)
        return self._core.events.find(query)

    def counts(self) -> dict[str, int]:
        """
        How many events there are of each state.
        """
        return dict(self._core.events.counts(self.name))

    def retry(self, event_id: str) -> bool:
        """
        Have a failed or dead event run again as if it were new, by the next worker; whether there was one.
        """
        reopened = self._core.events.reopen(self.name, event_id, self._core.now())
        if reopened:
            self._core.tell(event_id)
        return reopened

    def replay(
        self,
        *,
        types: Sequence[str] = (),
        user: str = "",
        since: float = 0.0,
        until: float | None = None,
        dry: bool = False,
        tell: Callable[[EventRow], object] | None = None,
    ) -> Replayed:
        """
        Run the handlers of recorded events again, oldest first, each in a transaction of its own.

        Args:
            types: Only of these types.
            user: Only of this user, by the service's id.
            since: Only from this time on, in seconds since 1970; also `until`.
            dry: Only count them.
            tell: Called with each event, as it is then.
        """
        last = 2**62 if until is None else int(until * 1000)
        query = EventQuery(self.name, types=tuple(types), user=user, since=int(since * 1000), until=last)
        return replay(self._core, query, tell=tell, dry=dry)

    def prune(self, *, bodies_days: int = 90, rows_days: int = 400) -> tuple[int, int]:
        """
        Empty the bodies of settled events, and remove old rows; how many of each.

        Args:
            bodies_days: Bodies older than this are emptied. Then an event can no longer be replayed.
            rows_days: Rows older than this go. At least 35: for 30 days the vendor's log can send an event again, and
                what is not known any more would be handled again.
        """
        if rows_days < _SHORTEST_MEMORY_DAYS or bodies_days < 0:
            raise ConfigurationError(f"rows_days is {_SHORTEST_MEMORY_DAYS} or more: the vendor can send for 30 days.")
        now = self._core.now()
        return self._core.events.prune(
            self.name, bodies_before=now - bodies_days * _DAY_MS, rows_before=now - rows_days * _DAY_MS
        )

    def forget(self, user: str) -> int:
        """
        Empty the bodies of a user's events, which hold the e-mail address, and forget whose addresses and ids of yours
        are that user's; how many bodies. Ids and times stay, so that a repeated delivery is still known.

        Args:
            user: The service's id of the user.
        """
        self._store.facts.forget(user)
        return self._core.events.forget(user)

    def health(self) -> dict[str, Any]:
        """
        Whether the store answers, and what waits: `{"open": 0, "failed": 0, "dead": 0, "workers": 1}`.

        Raises:
            StorageError: The store does not answer.
        """
        counts = self._core.events.counts(self.name)
        heard = self._core.events.workers(since=self._core.now() - 30_000)
        return {**{state: counts.get(state, 0) for state in ("open", "failed", "dead")}, "workers": len(heard)}

    def close(self) -> None:
        """
        End its threads, after what they have begun. The store stays open.
        """
        self._core.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_core"):  # not there where the constructor raised
            return "<Receiver>"
        mode = "queued" if self._core.queued else "inline"
        return f"<Receiver {self.name!r} {mode} handlers={len(self._registry)} store={self._store!r}>"


def _facts(event: Event) -> Collection[Any]:
    return contribution(event).values()
