"""
What both forms of `Access` need to ask the service: whom, how often, and what came of a page. Asks nothing itself.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final, NamedTuple, TypeVar

from monetize_software._cache.flights import Flight
from monetize_software._client import BoundClient
from monetize_software._forks import anew_in_a_child
from monetize_software.storage.facts import Fact, Finding

from .decision import Decision, Doubt
from .fold import State, clean_id, email_subject

__all__ = [
    "Answers",
    "Question",
    "Reconciled",
    "Said",
    "asking_as",
    "bound",
    "check_client",
    "named",
    "now",
    "on_paywall",
    "patience",
    "said_by",
]

Client = TypeVar("Client", bound="BoundClient")

_REMEMBERED: Final = 10_000


class Reconciled(NamedTuple):
    """
    What a page of users came to.

    Attributes:
        checked: How many users the service was asked about.
        repaired: What was wrong, what the service says, and by what it had been known.
        unknown: Users the service does not know on this paywall; nothing was changed for them.
        doubts: What stays undecided.
        after: Where the next page begins; None after the last.
    """

    checked: int
    repaired: list[Finding]
    unknown: list[str]
    doubts: list[Doubt]
    after: str | None


class Question(NamedTuple):
    """
    About whom the service is asked, and what is known before.

    Attributes:
        kind: "user", "email" or "app".
        value: The id or the address.
        asked: The paywall that the service is asked about.
        paywall_id: The paywall that the decision is about; None for any.
        state: What is known.
        at: The moment asked about.
    """

    kind: str
    value: str
    asked: str
    paywall_id: str | int | None
    state: State
    at: datetime

    @property
    def name(self) -> tuple[str, ...]:
        """
        What all who ask the same share.
        """
        return (self.kind, self.value, self.asked, "" if self.paywall_id is None else "here")


class Said(NamedTuple):
    """
    What the service said, as rows that decide otherwise than what is known; None where it could not answer.
    """

    facts: list[Fact] | None


class Answers:
    """
    What the service answered a moment ago, so that it is not asked again at every request. Bounded.
    """

    def __init__(self, remember: timedelta) -> None:
        self._remember = remember
        self.begin_anew()
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Know nothing yet, under a lock that nobody holds.
        """
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, ...], tuple[datetime, Decision]] = OrderedDict()

    def get(self, name: tuple[str, ...], at: datetime) -> Decision | None:
        """
        Return the answer, unless it is too old.
        """
        with self._lock:
            found = self._known.get(name)
        return found[1] if found is not None and abs(at - found[0]) < self._remember else None

    def put(self, name: tuple[str, ...], at: datetime, decision: Decision) -> None:
        """
        Keep an answer.
        """
        with self._lock:
            self._known[name] = (at, decision)
            self._known.move_to_end(name)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


def asking_as(client: BoundClient) -> Hashable:
    """
    Return who asks: nobody is answered through another's key, nor waits in a child for what its parent began.
    """
    return os.getpid(), id(client._wire)  # pyright: ignore[reportPrivateUsage]  # no caller's business


def patience(client: BoundClient) -> float:
    """
    Return for how many seconds a client would wait for an answer of its own.
    """
    return client._profile.timeout.total  # pyright: ignore[reportPrivateUsage]  # no caller's business


def said_by(flight: Flight) -> Said | None:
    """
    Return what another's question came to; None where it was cut off, and somebody else has to ask.
    """
    if not flight.event.is_set():
        return Said(None)  # the other is more patient
    if flight.cut_off:
        return None
    said: Said = flight.outcome()
    return said


def now() -> datetime:
    """
    Return the system's time.
    """
    return datetime.fromtimestamp(time.time(), UTC)


def named(user_id: str | int | None, email: str | None, app_user_id: str | int | None) -> tuple[str, str]:
    """
    Return by what a user is named.

    Raises:
        TypeError: By nothing, or by several things.
    """
    given = (user_id is not None) + (email is not None) + (app_user_id is not None)
    if given != 1:
        raise TypeError(f"check() needs one of user_id=, email= and app_user_id=, and got {given}.")
    if email is not None:
        return "email", email_subject(email)
    return ("app", clean_id(str(app_user_id))) if user_id is None else ("user", clean_id(str(user_id)))


def check_client(ask: object, kind: type[BoundClient]) -> None:
    """
    Refuse a client of the other sort, whose calls would be awaited by nobody, or in vain.

    Raises:
        TypeError: It is none of this sort.
    """
    if ask is not None and not isinstance(ask, kind):
        raise TypeError(f"The client to ask is a {kind.__name__} here, not {type(ask).__name__}.")


def bound(client: Client, kind: str, value: str, state: State) -> Client:
    """
    Return a copy of the client that asks about a user.
    """
    # Whom the service does not know by an id it knows by the address.
    address = next((fact.subject for fact in state.values() if fact.kind == "email"), None)
    if kind == "email" or (address is not None and value.startswith("customer:")):
        return client.for_user(email=value if kind == "email" else address)
    return client.for_user(user_id=value)


def on_paywall(state: State, paywall: str) -> State:
    """
    Return what is known of one paywall.
    """
    return {name: fact for name, fact in state.items() if fact.paywall in ("", paywall)}
