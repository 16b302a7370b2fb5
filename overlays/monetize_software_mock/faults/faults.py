"""
Scripts failures of a mock server, by operation and count. Never a fault that was not asked for.

```python
from monetize_software_mock.faults.faults import delay, status

mock.fault("adjustBalance", when="after_commit", do="reset", nth=1)
mock.fault("*", do=status(503, retry_after=2), rate=0.05, seed=11)
```
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from monetize_software_mock.http.messages import Request, Response
from monetize_software_mock.spec.operations import Operation

from .actions import Action, ActionName, Cut, Delay, FaultError, Place, Status, check_place, delay, named, status
from .middles import middle
from .rules import FaultNeverFired, Rule, Selection

if TYPE_CHECKING:
    from .course import Answer, Due

__all__ = [
    "Action",
    "ActionName",
    "FaultError",
    "FaultNeverFired",
    "Faults",
    "Fired",
    "Place",
    "Rule",
    "delay",
    "status",
]


@dataclass(frozen=True, slots=True)
class Fired:
    """
    A fault that happened.

    Attributes:
        rule: Number of the rule that scripted it.
        action: Such as `reset` or `status(503)`.
        number: Which of the calls that the rule counted, from 1.
    """

    operation: str
    rule: int
    place: Place
    action: str
    number: int


class Faults:
    """
    The scripted faults of one mock server. Safe to use from several threads.

    Of the rules that are due at a place the first one happens; all of them count the call. As a context manager it
    insists at the end that every rule happened, and forgets them.

    Args:
        operations: What faults can be scripted for.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._operations = tuple(operations)
        self._lock = threading.Lock()
        self._scripted = 0
        self._rules: tuple[Rule, ...] = ()
        self._fired: list[Fired] = []

    @property
    def rules(self) -> tuple[Rule, ...]:
        """
        The rules in force, in order.
        """
        return self._rules

    @property
    def fired(self) -> tuple[Fired, ...]:
        """
        What happened since the last `clear`, in order.
        """
        return tuple(self._fired)

    def add(
        self,
        operation: str | Iterable[str],
        *,
        do: Action | ActionName,
        when: Place = "before",
        after: str | None = None,
        nth: int | None = None,
        first: int | None = None,
        count: int | None = None,
        rate: float | None = None,
        seed: int | str | None = None,
    ) -> Rule:
        """
        Script a failure. Without nth, first, count and rate it happens at every call.

        Args:
            operation: An operation id, several, or `*` for all.
            do: `reset`, `close`, `garbage`, `silence`, `short_body`, `html_502`, or `delay(…)` or `status(…)` of this
                module.
            when: `before`: nothing is applied. `after_commit`: everything is, and only the answer is lost or replaced.
                `during_body`: the same, but the head and a part of the body come.
            after: Where in the body: `3 events`, `2 pieces`, `1500 bytes`. Nothing happens in one that ends before it.
                In its middle, or behind the first piece of a body that comes in pieces, when left out.
            nth: Only at this call, from 1. A call counts when it comes as far as the place.
            first: Only at the first so many calls.
            count: At most so many times.
            rate: At each call with this chance; the same seed takes the same calls.
            seed: For `rate`.

        Returns:
            The rule; as a context manager it is in force for a block and must have happened at its end.

        Raises:
            FaultError: It could never happen like that.
        """
        operations = self._known(operation)
        action = _action(do)
        check_place(action, when)
        place_in_body = None if after is None else middle(after)
        if place_in_body is not None and when != "during_body":
            raise FaultError("after is a place in the body; it goes with when='during_body'")
        selection = Selection(nth, first, count, rate, seed)
        with self._lock:
            self._scripted += 1
            rule = Rule(self._scripted, operations, when, action, selection, self.remove, place_in_body)
            self._rules = (*self._rules, rule)
        return rule

    def take_over(self, others: Faults) -> None:
        """
        Script what others have scripted, as far as they have come; from now on, each goes its own way.
        """
        with others._lock:
            self._scripted, self._fired = others._scripted, list(others._fired)
            self._rules = tuple(dataclasses.replace(each, forget=self.remove) for each in others._rules)

    def remove(self, rule: Rule) -> None:
        """
        Forget one rule; what it did stays in `fired`.
        """
        with self._lock:
            self._rules = tuple(each for each in self._rules if each is not rule)

    def clear(self) -> None:
        """
        Forget every rule and everything that happened.
        """
        with self._lock:
            self._rules = ()
            self._fired.clear()

    def check(self) -> None:
        """
        Insist that every rule happened at least once.

        Raises:
            FaultNeverFired: Some did not; the message names them.
        """
        silent = [rule for rule in self._rules if not rule.fired]
        if len(silent) == 1:
            silent[0].check()
        if silent:
            raise FaultNeverFired("\n".join(["These never fired:", *(rule.evidence for rule in silent)]))

    def answer(self, request: Request, operation: str | None, handle: Callable[[], Response]) -> Answer:
        """
        Carry out a call with the faults that are due.

        Args:
            operation: Its id; a call of none has no faults.
            handle: Carries it out without any.
        """
        from .course import Course  # here, because most servers never need it

        if operation is None:
            return handle()
        return Course(request, lambda place: self._due(operation, place), handle).start()

    def _due(self, operation: str, place: Place) -> Due | None:
        from .course import Due  # here, because most servers never need it

        with self._lock:
            due = [rule for rule in self._rules if rule.concerns(operation, place) and rule.count()]
            if not due:
                return None
            rule = due[0]
            rule.taken += 1
            happened = Fired(operation, rule.number, place, str(rule.action), rule.seen)
        if place != "during_body":
            self._note(rule, happened)
        return Due(rule.action, rule.after, lambda: self._note(rule, happened))

    def _note(self, rule: Rule, happened: Fired) -> None:
        with self._lock:
            rule.fired += 1
            self._fired.append(happened)

    def _known(self, operation: str | Iterable[str]) -> tuple[str, ...] | None:
        given = (operation,) if isinstance(operation, str) else tuple(operation)
        if given == ("*",):
            return None
        if not given:
            raise FaultError("No operation is named; '*' means all of them")
        for each in given:
            self._check_operation(each)
        return given

    def _check_operation(self, name: str) -> None:
        known = sorted(each.id for each in self._operations)
        if name in known:
            return
        from difflib import get_close_matches

        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}, and '*' for all"
        raise FaultError(f"There is no operation {name!r}; {hint}")

    def __enter__(self) -> Faults:
        """
        Return the faults themselves.
        """
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """
        Check, unless something else went wrong, and clear.
        """
        try:
            if error is None:
                self.check()
        finally:
            self.clear()


def _action(do: Action | ActionName) -> Action:
    if isinstance(do, str):
        return named(do)
    if not isinstance(do, Delay | Status | Cut):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise FaultError("do= takes the name of an action, delay(…) or status(…)")
    return do
