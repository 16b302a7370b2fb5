"""
Puts one mock server together and gives a program its handle. Never opens a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .accounts import consents
from .api.call import Handler
from .api.dispatch import Core
from .api.handlers import HANDLERS
from .billing import checkouts, scenarios, shortcuts
from .control.routes import Control
from .engine.comparison import Difference, differences, journal
from .engine.counters import Counters
from .engine.engine import Engine
from .engine.request_log import Exchange
from .faults.faults import Faults
from .handles.clock import VirtualClock
from .handles.deliveries import Deliveries
from .handles.events import Events
from .handles.inbox import Inbox
from .handles.webhooks import Webhooks
from .http.hosts import Hosts
from .moment import Moment
from .pages.routes import Pages
from .serving.asgi import App
from .serving.site import Site
from .spec.specification import load
from .state import rows, values
from .state.clock import ClockMode
from .state.values import Invoice, Payment, Purchase, Refund
from .world.declaration import STARTS_AT, World
from .world.default import default_world
from .world.delivery_mode import DeliveryMode
from .world.files import checked, load_world
from .world.start import Start

if TYPE_CHECKING:
    from .serving.background import Served
    from .serving.transport import AsyncMockTransport, MockTransport


class Mock:
    """
    A mock server in this process, with a world of its own.

    Safe to use from several threads and tasks. Close it, or use it as a context manager, when it keeps a file.

    Args:
        world: What it holds at the start, or a file that says so; the documented default world when left out.
        db: File that keeps the state; in memory when left out.
        spec: Another `openapi.yaml`.
        clock: `frozen` stands still between moves; `live` goes on by itself; `rate` does so at another speed.
        rate: Virtual seconds in a real second; only for the clock `rate`.
        deliveries: `settle` sends each webhook when it is due and waits for the answer; `live` sends them from a thread
            of its own; `collect` sends none; `manual` holds each until it is released.
        starts_at: When a world begins that does not say it: ISO 8601 text, or `now`, the real time at the start and at
            every reset.
        seed: Decides every id made later; the world's own seed when left out.
        unique_ids: No id is given twice, not even after a reset; without a seed none that another run gives. When left
            out, a reset begins the ids anew, so that every test is the same in every run.
        hosts: Names besides this machine's that the ASGI application answers to.
        webhook_hosts: Other machines, by name, that webhooks may be sent to, over HTTP too.
        handlers: Other handlers by `operationId`, for tests that seed bugs.
        check_answers: Whether every answer is checked against the specification; off only for such tests.
        strict: Every answer tells in its header `X-Mock-Assumed` which assumptions the operation rests on.

    Attributes:
        clock: The virtual clock: `now()`, `advance(days=31)`, `preview(days=31)`, `set(moment)`, `go("live")`.
        webhooks: Endpoints: `add(url_or_receiver)`, `add(app, path="/webhooks")`.
        events: Every event emitted: `expect(type)`, `trigger(type, email)`.
        deliveries: Every delivery: `expect(type)`, `settle`, `resend`, `duplicate`, `hold`, `release`.
        inbox: Every mail: `expect(to=..., kind="confirm").code`.
        faults: What is scripted to go wrong, and what did.
        fault: Scripts a failure: `fault("startCheckout", do="reset", when="after_commit", nth=1)`; as `Faults.add`.

    Raises:
        SpecError: The specification cannot be used.
        WorldError: The world cannot be used, whether a file or a program declares it.
        StoreError: The file cannot be used.
    """

    def __init__(
        self,
        world: World | Path | str | None = None,
        *,
        db: Path | str | None = None,
        spec: Path | str | None = None,
        clock: ClockMode = "frozen",
        rate: float | None = None,
        deliveries: DeliveryMode = "settle",
        starts_at: str = STARTS_AT,
        seed: str | None = None,
        unique_ids: bool = False,
        hosts: Iterable[str] = (),
        webhook_hosts: Iterable[str] = (),
        handlers: Mapping[str, Handler] | None = None,
        check_answers: bool = True,
        strict: bool = False,
    ) -> None:
        self.spec = load(spec)
        start = Start(clock, rate, deliveries, starts_at, seed, unique_ids, tuple(webhook_hosts))
        chosen = _world(world, start)
        self._hosts = Hosts(tuple(hosts))
        self._assemble(
            Engine(chosen, self.spec, db, start),
            HANDLERS if handlers is None else handlers,
            check_answers=check_answers,
            strict=strict,
        )

    def _assemble(self, engine: Engine, handlers: Mapping[str, Handler], *, check_answers: bool, strict: bool) -> None:
        self._engine, self._handlers, self._check_answers, self._strict = engine, handlers, check_answers, strict
        core = Core(self.spec, handlers, engine=engine, check_answers=check_answers)
        self.clock = VirtualClock(engine)
        self.webhooks = Webhooks(engine)
        self.events = Events(engine)
        self.deliveries = Deliveries(engine)
        self.inbox = Inbox(engine)
        self.faults = Faults(self.spec.operations.values())
        self.fault = self.faults.add
        control = Control(engine, self.spec, self.faults)
        pages = Pages(engine, self.spec, self.faults, control.dispatch)
        self.site = Site(engine, core, control, self.faults, pages, strict=strict)

    @property
    def world(self) -> World:
        """
        What the world was planted with.
        """
        return self._engine.world

    @property
    def seed_of_ids(self) -> str:
        """
        What the ids made now depend on.
        """
        return self._engine.seed

    @property
    def counters(self) -> Counters:
        """
        How often it was asked, and what went wrong inside it.
        """
        return self._engine.counters

    @property
    def requests(self) -> list[Exchange]:
        """
        The latest requests of the API and their answers, oldest first; at most 200, and none after a reset.
        """
        return self._engine.request_log.kept()

    @cached_property
    def app(self) -> App:
        """
        The ASGI application, for uvicorn or any other server.
        """
        return App(self.site, self._hosts)

    def transport(self) -> MockTransport:
        """
        Return a transport for `httpx.Client`; no port, no thread.
        """
        from .serving.transport import MockTransport

        return MockTransport(self.site)

    def async_transport(self) -> AsyncMockTransport:
        """
        Return a transport for `httpx.AsyncClient`; no port, no thread.
        """
        from .serving.transport import AsyncMockTransport

        return AsyncMockTransport(self.site)

    def serve(self) -> Served:
        """
        Answer on a free port of this machine too, for applications in other processes, until the result is closed.

        ```python
        with mock.serve() as served:
            subprocess.run(["python", "shop.py"], env={"PAYWALL_ORIGIN": served.url})
        ```

        Raises:
            RuntimeError: Sockets are blocked; the message says how to allow this one.
        """
        from .serving.background import Served

        return Served(self.app)

    def pay(self, checkout: object, outcome: str | None = None, *, card: str | None = None) -> Payment:
        """
        Pay a checkout as its page would; one that is already paid answers as it did the first time.

        Args:
            checkout: What `create_checkout()` returned, its `url`, or the session's id.
            outcome: `ok` (or `succeeds`), `declined`, `insufficient_funds`, `needs_authentication`, which leave the
                session open, or `fails_on_renewal`; as the customer's script or card says when left out.
            card: A test card, which also pays what comes later.

        Raises:
            UnknownSession: There is no such session.
            PaymentError: A paid session is to be declined, or the session has expired.
            ValueError: There is no such outcome or card.
            TypeError: This is no checkout.
        """
        session = _session(checkout)
        paid = self._engine.act(lambda moment: checkouts.pay(moment, session, outcome, card))
        purchase = None if paid.purchase is None else values.purchase(paid.purchase)
        return Payment(paid.session_id, paid.status, purchase, paid.return_url, paid.reason)

    def consent(self, authorize_url: str, email: str) -> str:
        """
        Consent to a sign-in with another service, as its page would; return the code to exchange.

        Args:
            authorize_url: What the sign-in was begun with.
            email: Of whoever consents, at that service.

        Raises:
            ValueError: Nobody asks there, or it is to be linked to a user and belongs to another.
        """
        return self._engine.act(lambda moment: consents.grant(moment, consents.flow_of(authorize_url), email)).secret

    def subscribe(
        self,
        email: str,
        price_id: str,
        *,
        payments: Sequence[str] = (),
        card: str | None = None,
        paywall_id: str | None = None,
        trial_days: int | None = None,
        replace: bool = False,
    ) -> Purchase:
        """
        Let a customer, known or new, subscribe as through a checkout.

        Args:
            payments: What becomes of this payment and the next ones, in order: `ok`, `declined`, `insufficient_funds`,
                `needs_authentication` or `fails_on_renewal`. With a trial the first is taken when it ends.
            card: A test card they pay by.
            paywall_id: The first paywall that has the price when left out.
            trial_days: The price's own when left out.
            replace: Running subscriptions end once this is paid.

        Raises:
            PaymentError: The first payment failed.
            ValueError: There is no such price, outcome or card, or they have access already.
        """
        return self._purchase(
            lambda moment: shortcuts.sell(
                moment,
                email,
                price_id,
                paywall_id=paywall_id,
                payments=payments,
                card=card,
                trial_days=trial_days,
                replace=replace,
            )
        )

    def buy(self, email: str, price_id: str, *, payments: Sequence[str] = (), card: str | None = None) -> Purchase:
        """
        Let a customer, known or new, buy a price without a trial, such as a lifetime one.

        Raises:
            PaymentError: The payment failed.
            ValueError: There is no such price, outcome or card, or they have access already.
        """
        return self.subscribe(email, price_id, payments=payments, card=card, trial_days=0)

    def script(self, email: str, payments: Sequence[str], *, paywall_id: str | None = None) -> None:
        """
        Decide what becomes of a customer's next payments; what was decided before is forgotten.

        Raises:
            ValueError: There is no such customer or outcome.
        """
        self._engine.act(lambda moment: shortcuts.script(moment, email, payments, paywall_id))

    def purchase(self, purchase: Purchase | str) -> Purchase:
        """
        Return a purchase as it is now.

        Raises:
            ValueError: There is no such purchase.
        """
        return values.purchase(self._engine.look(lambda moment: shortcuts.find_purchase(moment, str(purchase))))

    def cancel(self, purchase: Purchase | str, *, at_once: bool = False) -> Purchase:
        """
        Cancel a subscription at the end of its period, or at once; a trial ends as the switch `trial_cancel` says.
        Raises:
            ValueError: There is no such subscription, or it has ended or is cancelled already.
        """
        return self._purchase(lambda moment: shortcuts.cancel(moment, str(purchase), at_once=at_once))

    def reactivate(self, purchase: Purchase | str) -> Purchase:
        """
        Let a cancelled subscription that has not ended go on.

        Raises:
            ValueError: There is no such subscription, or it has ended or is not cancelled.
        """
        return self._purchase(lambda moment: shortcuts.reactivate(moment, str(purchase)))

    def change_plan(self, purchase: Purchase | str, price_id: str) -> Purchase:
        """
        Move a subscription to another price of its paywall; another interval is paid now and begins a new period.

        Raises:
            ValueError: There is no such subscription or price, or the payment failed.
        """
        return self._purchase(lambda moment: shortcuts.change_plan(moment, str(purchase), price_id))

    def refund(
        self, purchase: Purchase | str, amount: int | None = None, *, payment: Invoice | str | None = None
    ) -> Refund:
        """
        Refund a payment of a purchase; a full refund of the latest payment ends the purchase at once.

        Args:
            amount: Minor units; all that is left of the payment when left out.
            payment: One of `invoices`, or its id such as `inv_3`; the latest that was paid when left out.

        Raises:
            ValueError: There is no such purchase or payment, or not so much was paid.
        """
        named = payment if payment is None else str(payment)
        return values.refund(
            self._engine.act(lambda moment: shortcuts.refund(moment, str(purchase), amount, payment=named))
        )

    def invoices(self, purchase: Purchase | str) -> list[Invoice]:
        """
        Return every payment that was asked for a purchase, oldest first, also those that failed.

        Raises:
            ValueError: There is no such purchase.
        """
        found = self._engine.look(lambda moment: shortcuts.invoices_of(moment, str(purchase)))
        return [values.invoice(each) for each in found]

    def scenario(
        self,
        name: str,
        email: str,
        price_id: str,
        *,
        payments: Sequence[str] = (),
        paywall_id: str | None = None,
    ) -> Purchase:
        """
        Let a customer, known or new, buy a price in a way that goes through an odd sequence of events as time passes.

        Args:
            name: `incomplete`: the first payment of a subscription needs the customer's bank, and comes or fails after
                23 hours. `pending`: the payment of a lifetime purchase comes or fails after 3 days. `unpaid`: a renewal
                fails, and after the last try the subscription is left unpaid instead of ended. `transient_active`: the
                payment after a trial fails, and an older event that says `active` is sent after it.
            payments: What becomes of the payments that the scenario waits for, in order, as for `subscribe`.

        Raises:
            ValueError: There is no such scenario, price or outcome, the scenario needs another price, or they have
                access already.
        """
        return self._purchase(
            lambda moment: scenarios.play(moment, name, email, price_id, paywall_id=paywall_id, payments=payments)
        )

    def _purchase(self, action: Callable[[Moment], rows.PurchaseRow]) -> Purchase:
        return values.purchase(self._engine.act(action))

    @contextmanager
    def standing_still(self) -> Generator[None]:
        """
        Look at everything without making anything happen: what is due inside the block waits until something is done
        after it. For reports.
        """
        with self._engine.standing_still():
            yield

    def fork(self) -> Mock:
        """
        Return a copy of this world that goes its own way; its deliveries reach nobody and succeed.

        It has everything else: state, time and how it goes on, how webhooks are delivered and which are held, scripted
        faults, the latest requests, named snapshots.
        """
        copy = object.__new__(Mock)
        copy.spec, copy._hosts = self.spec, self._hosts
        engine = self._engine.fork()
        copy._assemble(engine, self._handlers, check_answers=self._check_answers, strict=self._strict)
        copy.faults.take_over(self.faults)
        return copy

    def diff(self, other: Mock) -> list[Difference]:
        """
        Return in what the state of another mock differs from this one's, time and journal left out.
        """
        return differences(self._engine, other._engine)

    def journal(self) -> bytes:
        """
        Return all that happened and all events, a JSON object a line; the same in every run with the same seed.
        """
        return journal(self._engine)

    def seed(self, world: World) -> None:
        """
        Become another world, at its start; `reset` goes back to that from now on.
        """
        self._engine.replant(world)
        self.faults.clear()

    def reset(self) -> None:
        """
        Go back to the start of the world and of this mock: time, ids and webhooks as they were then, no faults, no log.

        Snapshots and counters stay; with `unique_ids` the ids go on.
        """
        self._engine.reset()
        self.faults.clear()

    def snapshot(self) -> bytes:
        """
        Return the whole state, for `restore` of this or another mock.
        """
        return self._engine.snapshot()

    def restore(self, snapshot: bytes) -> None:
        """
        Go back to a snapshot.
        """
        self._engine.restore(snapshot)

    def close(self) -> None:
        """
        Let go of the state. The mock cannot be used afterwards.
        """
        self._engine.close()

    def __enter__(self) -> Mock:
        """
        Return the mock itself.
        """
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """
        Close.
        """
        self.close()


def _session(checkout: object) -> str:
    """
    Return a session's id, out of whatever stands for it.
    """
    url = checkout if isinstance(checkout, str) else getattr(checkout, "url", None)
    if not isinstance(url, str):
        kind = type(checkout).__name__
        raise TypeError(f"pay() takes what create_checkout() returned, its url, or the session's id, but not {kind}")
    return urlsplit(url).path.rsplit("/", 1)[-1]


def _world(given: World | Path | str | None, start: Start) -> World:
    if isinstance(given, World):
        return checked(given, start)
    return load_world(given, start) if given else default_world(start.starts_at)
