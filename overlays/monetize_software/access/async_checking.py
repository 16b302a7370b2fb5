# Derived from checking.py. Do not edit: change that and run `make generate`.
"""
`AsyncAccess`: who may in, answered from the store the receiver records to. Decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from monetize_software import AsyncBillingClient
from monetize_software._cache.flights import Flight, Flights
from monetize_software._cache.waiting import new_event_async, place_async, waited_async
from monetize_software._staying import Staying
from monetize_software.errors import (
    ConfigurationError,
    IdentityNotFoundError,
    NetworkError,
    PaywallError,
    RateLimitError,
    ServerError,
)
from monetize_software.storage.facade import Store, not_a_store
from monetize_software.storage.facts import Fact, Finding
from monetize_software.storage.inbox import EventQuery
from monetize_software.storage.threads import run_async

from .answers import answered, repairs
from .asking import (
    Answers,
    Question,
    Reconciled,
    Said,
    asking_as,
    bound,
    check_client,
    named,
    now,
    on_paywall,
    patience,
    said_by,
)
from .decision import Decision, Doubt, Policy, decide, doubts
from .fold import State, state_of
from .why import History, explained

__all__ = ["AsyncAccess"]

_PASSING: Final = (NetworkError, RateLimitError, ServerError)


class AsyncAccess(Staying):
    """
    Who may in, from what webhooks told, without a call.

    Build one per process and keep it; it is safe to share between tasks and event loops.
    A store that may wait is read in a thread.

    Args:
        store: Where the receiver records.
        past_due: Whether to keep access while a payment is being retried.
        overdue_after: How long after the end of its period a subscription nobody heard of is a doubt.
        deny_overdue_after: How long after it access is refused; never when left out.
        plans: Your own names of prices, by price id; the decision then has `plan`.
        remember: How long an answer of the service is not asked for again.
        clock: The time, with a zone; the system's when left out.

    Example:

        ```python
        access = AsyncAccess(store, plans={"price_123": "pro"})
        if await access.check(email="ada@example.com"):
            print("welcome")
        ```
    """

    def __init__(
        self,
        store: Store,
        *,
        past_due: bool = False,
        overdue_after: timedelta = timedelta(days=3),
        deny_overdue_after: timedelta | None = None,
        plans: Mapping[str, str] | None = None,
        remember: timedelta = timedelta(seconds=10),
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        if problem := not_a_store(store):
            del store  # an address may hold a password, and error reporters show the variables of frames
            raise ConfigurationError(problem)
        self._store, self._facts = store, store.facts
        self._policy = Policy(past_due, overdue_after, deny_overdue_after)
        self._plans = dict(plans or {})
        self._clock = clock or now
        self._answers, self._flights = Answers(remember), Flights()

    async def check(
        self,
        *,
        user_id: str | int | None = None,
        email: str | None = None,
        app_user_id: str | int | None = None,
        paywall_id: str | int | None = None,
        ask: AsyncBillingClient | None = None,
        at: datetime | None = None,
    ) -> Decision:
        """
        Decide whether a user may in.

        Args:
            user_id: The service's id of the user. One of the three names the user.
            email: The user's e-mail; case does not matter. Of several users with it, the latest.
            app_user_id: Your id, as your server passed it in `user_meta={"userId": …}` at checkout. A checkout that
                anybody can open names whomever they like: pass it from your server alone.
            paywall_id: The paywall; any when left out, and the answer says which.
            ask: A client with the owner's key, asked when the store would refuse or is in doubt: a webhook may be on
                its way, or lost. However many ask about a user at once, the service is asked once, and not again for
                `remember`. If it cannot answer, the store's answer stands for all of them.
            at: The moment asked about; now when left out.

        Returns:
            The decision, which is true exactly if allowed.

        Raises:
            TypeError: None, or more than one, of the three was passed.
            ValueError: `ask` is a client of another paywall.
            PaywallError: The service refused the question, such as for a wrong key.
            StorageError: The store failed.

        Example:

            ```python
            decision = await access.check(app_user_id="u_42", ask=billing)
            print(decision.allowed, decision.because, decision.until)
            ```
        """
        check_client(ask, AsyncBillingClient)
        kind, value = named(user_id, email, app_user_id)
        moment = self._clock() if at is None else at
        state = state_of(await run_async(self._facts, self._rows, kind, value))
        decision = self._named(decide(state, moment, self._policy, paywall_id=paywall_id))
        if ask is None or (decision.allowed and not decision.is_doubtful):
            return decision
        if paywall_id is not None and str(paywall_id) != ask.paywall_id:
            raise ValueError(f"ask= is a client of paywall {ask.paywall_id} and knows nothing of paywall {paywall_id}.")
        return await self._asked(ask, Question(kind, value, ask.paywall_id, paywall_id, state, moment), decision)

    async def doubts(self, user_id: str) -> list[Doubt]:
        """
        List what events could not decide about a user.

        Args:
            user_id: The service's id of the user.

        Raises:
            StorageError: The store failed.
        """
        state = state_of(await run_async(self._facts, self._facts.of_user, user_id))
        return doubts(state, self._clock(), self._policy)

    async def findings(self, limit: int = 100) -> Sequence[Finding]:
        """
        List the latest repairs, newest first.

        Args:
            limit: At most so many.

        Raises:
            StorageError: The store failed.
        """
        return await run_async(self._facts, self._findings, limit)

    async def why(
        self,
        *,
        user_id: str | int | None = None,
        email: str | None = None,
        app_user_id: str | int | None = None,
        receiver: str = "default",
        limit: int = 1000,
    ) -> History:
        """
        Explain what `check()` answers: each event of a user, what it changed, and what the service was asked for.

        Args:
            user_id: The service's id of the user. One of the three names the user.
            email: The user's e-mail.
            app_user_id: Your id.
            receiver: Name of the receiver that kept the events.
            limit: At most so many events.

        Returns:
            The history; `as_text` and `as_html` word it.

        Raises:
            TypeError: None, or more than one, of the three was passed.
            ConfigurationError: The store keeps no events.
            StorageError: The store failed.

        Example:

            ```python
            from monetize_software.access import as_text

            print(as_text(await access.why(email="ada@example.com")))
            ```
        """
        kind, value = named(user_id, email, app_user_id)
        events = self._store.events
        state = state_of(await run_async(self._facts, self._rows, kind, value))
        user = next((fact.user for fact in state.values()), value if kind == "user" else "")
        found = await run_async(self._facts, events.find, EventQuery(receiver, user=user, limit=limit)) if user else []
        return explained(state, found, await run_async(self._facts, self._findings, limit), self._clock(), self._policy)

    async def forget(self, user_id: str) -> None:
        """
        Forget whose e-mail addresses and ids of yours are a user's. What was bought stays, by the service's id.

        Args:
            user_id: The service's id of the user.

        Raises:
            StorageError: The store failed.
        """
        await run_async(self._facts, self._facts.forget, user_id)

    async def reconcile(
        self,
        client: AsyncBillingClient,
        *,
        users: Iterable[str] | None = None,
        after: str = "",
        limit: int = 100,
        repair: bool = True,
    ) -> Reconciled:
        """
        Compare users with the service, one call each, and repair what is known of them.

        Run it once at the start, for purchases made before the receiver was there, and after an outage that was longer
        than the vendor's retries.

        Args:
            client: A client of the paywall, with the owner's key.
            users: The service's ids of users; a page of all known ones when left out.
            after: Where the page begins: `after` of the page before.
            limit: Users in a page.
            repair: False only says what is wrong.

        Returns:
            What was wrong, in what words, and where the next page begins.

        Raises:
            PaywallError: The service did not answer; what was repaired before stays, and the page can be repeated.
            StorageError: The store failed.

        Example:

            ```python
            page = await access.reconcile(billing)
            for finding in page.repaired:
                print(finding.subject, finding.ours, finding.theirs)
            ```
        """
        page = [*users] if users is not None else [*await run_async(self._facts, self._page, after, limit)]
        repaired: list[Finding] = []
        unknown: list[str] = []
        left: list[Doubt] = []
        for user in page:
            state = on_paywall(state_of(await run_async(self._facts, self._facts.of_user, user)), client.paywall_id)
            facts, findings = await self._compared(client, user, state)
            if facts is None:
                unknown.append(user)
                continue
            if repair and facts:
                await run_async(self._facts, self._facts.add, facts, findings)
            repaired += findings
            left += doubts(state_of([*state.values(), *facts]), self._clock(), self._policy)
        more = users is None and len(page) == limit
        return Reconciled(len(page), repaired, unknown, left, page[-1] if more else None)

    async def _compared(
        self, client: AsyncBillingClient, user: str, state: State
    ) -> tuple[list[Fact] | None, list[Finding]]:
        try:
            detail = await bound(client, "user", user, state).get_user_detail()
        except IdentityNotFoundError:
            return None, []
        moment = self._clock()
        return repairs(state, answered(state, user, client.paywall_id, detail.purchases, moment), moment, self._policy)

    async def _asked(self, client: AsyncBillingClient, question: Question, decision: Decision) -> Decision:
        """
        Decide with what the service says: asked once for all who want to know at a time, and then not for a while.
        """
        name = question.name
        flying = (place_async(), asking_as(client), name)
        while (known := self._answers.get(name, self._clock())) is None:
            flight, leads = self._flights.board(flying, new_event_async(), frozenset())
            if leads:
                said = await self._lead(client, question, flight, flying)
            else:
                await waited_async(flight.event, patience(client))
                said = said_by(flight)
            if said is not None:
                return self._decided(question, said, decision)
        return (known if known.allowed else decision)._replace(asked="recently")

    async def _lead(
        self, client: AsyncBillingClient, question: Question, flight: Flight, flying: Hashable
    ) -> Said | None:
        try:
            if self._answers.get(question.name, self._clock()) is not None:  # another was answered just now
                return None
            said = await self._said(client, question)
            if said.facts is not None:
                self._answers.put(question.name, self._clock(), self._decided(question, said, None))
            flight.value = said
        except PaywallError as problem:
            flight.error = problem
            raise
        finally:
            self._flights.land(flying, flight)
        return said

    async def _said(self, client: AsyncBillingClient, question: Question) -> Said:
        kind, value, state, at = question.kind, question.value, question.state, question.at
        here = on_paywall(state, client.paywall_id)
        user = next((fact.user for fact in state.values()), "")
        try:
            detail = await bound(client, kind, value, state).get_user_detail()
        except IdentityNotFoundError:
            return Said([])  # the service does not know the user here; what is known stays
        except _PASSING:
            return Said(None)
        facts = repairs(here, answered(here, user, client.paywall_id, detail.purchases, at), at, self._policy)[0]
        # Whose id is not known yet is not kept: the event that is on its way names the user.
        if facts and user:
            await run_async(self._facts, self._facts.add, facts)
        return Said(facts)

    def _decided(self, question: Question, said: Said, decision: Decision | None) -> Decision:
        if said.facts is None and decision is not None:
            return decision._replace(asked="failed")
        state = state_of([*question.state.values(), *(said.facts or ())])
        told = decide(state, question.at, self._policy, paywall_id=question.paywall_id)
        return self._named(told)._replace(asked="answered")

    def _named(self, decision: Decision) -> Decision:
        plan = self._plans.get(decision.price_id or "")
        return decision if plan is None else decision._replace(plan=plan)

    def _rows(self, kind: str, value: str) -> Sequence[Fact]:
        return self._facts.of_user(value) if kind == "user" else self._facts.of_identity(kind, value)

    def _findings(self, limit: int) -> Sequence[Finding]:
        return self._facts.findings(limit=limit)

    def _page(self, after: str, limit: int) -> Sequence[str]:
        return self._facts.users(after=after, limit=limit)
