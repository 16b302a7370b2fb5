"""
Webhook endpoints, as a program holds them. Sends nothing itself.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import rows, values
from monetize_software_mock.state.values import Endpoint
from monetize_software_mock.webhooks import courier
from monetize_software_mock.webhooks.courier import DeliveryError, ReceiverFailure, UnknownDelivery

from .live_list import LiveList


class Webhooks(LiveList[Endpoint]):
    """
    The endpoints events are sent to.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        receiver: Any,
        *,
        path: str | None = None,
        secret: str | None = "whsec_mock",
        events: Iterable[str] = (),
        account: str | None = None,
        listener: bool = False,
    ) -> Endpoint:
        """
        Add an endpoint.

        Args:
            receiver: A URL; a function of body and headers, or a coroutine function, that returns a status, a status
                and a text, or None for 200; an httpx transport such as `httpx.WSGITransport(app)`; or, with a path, a
                WSGI or ASGI application. The latter starts now, once for all its paths, and shuts down when the last
                of them is removed or the mock is closed.
            path: Where an application takes webhooks, such as `/webhooks/billing`.
            secret: What deliveries are signed with; None leaves them unsigned.
            events: Types it takes; all when left out.
            account: The owner; that of the first paywall when left out.
            listener: It stays until it is removed, through every reset, seed and restore; otherwise it is a part of the
                world.

        Raises:
            DeliveryError: The URL or the path is not allowed, or the account has ten endpoints.
            TypeError: This cannot receive; the message says what can.
            LifespanError: The application's startup failed.
        """
        if isinstance(receiver, str):
            return self._added(self._allowed(receiver, path), secret, events, account, listener=listener)
        from monetize_software_mock.webhooks.receivers import receiver_of  # here, because most worlds have none

        place = _checked(path or "/webhooks")
        taken_by = receiver_of(receiver, path, self._engine.courier.senders.values())
        try:
            made = self._added(place, secret, events, account, listener=listener)
        except BaseException:
            taken_by.close()
            raise
        self._engine.courier.take_on(made.url, taken_by)
        return made

    def get(self, name: str) -> Endpoint:
        """
        Return an endpoint by its id.

        Raises:
            UnknownDelivery: There is none, or none any more.
        """
        return values.endpoint(self._engine.look(lambda moment: _endpoint(moment, name)))

    @property
    def failures(self) -> list[ReceiverFailure]:
        """
        What receivers in this process raised, oldest first. Each was answered with 500, as a server would.

        The pytest plugin fails the test for the first of them.
        """
        return list(self._engine.courier.failures)

    def take_failures(self) -> list[ReceiverFailure]:
        """
        Return what receivers in this process raised, and forget it.
        """
        taken, self._engine.courier.failures[:] = self.failures, []
        return taken

    @contextmanager
    def expect_failures(self, *kinds: type[BaseException]) -> Generator[list[ReceiverFailure]]:
        """
        Let receivers fail on purpose inside a block; such failures are not held against the test.

        ```python
        with monetize.webhooks.expect_failures(KeyError) as failures:
            monetize.subscribe("ada@example.com", "price_123")
        ```

        Args:
            kinds: Of these exceptions; of any when left out.

        Yields:
            A list that holds the failures once the block has ended.

        Raises:
            AssertionError: No receiver failed so.
        """
        before, found = len(self._engine.courier.failures), list[ReceiverFailure]()
        yield found
        kept, new = self.failures[:before], self.failures[before:]
        meant = [each for each in new if isinstance(each.error, kinds or BaseException)]
        self._engine.courier.failures[:] = [*kept, *(each for each in new if each not in meant)]
        found.extend(meant)
        if not meant:
            named = " or ".join(each.__name__ for each in kinds) or "anything"
            others = ", ".join(type(each.error).__name__ for each in new)
            raise AssertionError(f"No receiver raised {named}" + (f"; there were: {others}" if others else ""))

    def switch(self, endpoint: Endpoint | str, *, active: bool) -> Endpoint:
        """
        Switch an endpoint off or on; while it is off, nothing is sent to it.
        """
        name = str(endpoint)

        def switch(moment: Moment) -> rows.EndpointRow:
            return moment.tx.endpoints.put(replace(_endpoint(moment, name), active=active))

        return values.endpoint(self._engine.act(switch))

    def remove(self, endpoint: Endpoint | str) -> None:
        """
        Take an endpoint away; what is on its way to it is given up.
        """
        name = str(endpoint)

        def remove(moment: Moment) -> str:
            gone = _endpoint(moment, name)
            moment.tx.endpoints.remove(gone.id)
            return gone.url

        self._engine.listeners.forget(name)
        self._engine.courier.let_go(self._engine.act(remove))

    def _added(
        self, url: str, secret: str | None, types: Iterable[str], account: str | None, *, listener: bool
    ) -> Endpoint:
        owner, wanted = account or self._owner(), tuple(types)
        known = self._engine.listeners.known
        made = self._engine.act(lambda moment: courier.add_endpoint(moment, owner, url, secret, wanted, known))
        if listener:
            self._engine.listeners.keep(made, follows_owner=account is None)
        return values.endpoint(made)

    def _allowed(self, url: str, path: str | None) -> str:
        if path is not None:
            raise DeliveryError("A URL has a path of its own")
        refused = self._engine.refuses(url)
        if refused is not None:
            raise DeliveryError(refused)
        return url

    def _owner(self) -> str:
        paywalls = self._engine.world.paywalls
        if not paywalls:
            raise DeliveryError("The world has no paywall; name the account")
        return paywalls[0].owner

    def _count(self) -> int:
        return self._engine.look(lambda moment: moment.tx.endpoints.count())

    def _read(self, first: int, most: int) -> list[Endpoint]:
        found = self._engine.look(lambda moment: moment.tx.endpoints.page(first, most))
        return [values.endpoint(each) for each in found]


def _checked(path: str) -> str:
    if not path.startswith("/"):
        raise DeliveryError("A path begins with /")
    return path


def _endpoint(moment: Moment, name: str) -> rows.EndpointRow:
    found = moment.tx.endpoints.get(name)
    if found is None:
        raise UnknownDelivery(f"No webhook {name[:60]}: it was removed, or the world has begun anew without it")
    return found
