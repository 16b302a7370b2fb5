"""
Renews the tokens of a session, as a generator of effects. Touches no store, no socket, no clock and no chance.

    load ─▶ fresh? ─ yes ─▶ done                          ┌──── lost, 5xx: the same token again ◀───┐
              └─ no ─▶ somebody at it? ─ no ─▶ note the attempt ─▶ ask the service ─▶ 200 ─▶ store it, done
                              └─ yes ─▶ wait, look again                └─▶ 401 ─▶ the session is over

Rules of this module:

1. Before a byte leaves, the row says that a refresh may be under way. Whoever loses that write looks again. So of all
   processes on one store one asks the service.
2. An attempt that stands is taken over only when it was seen unchanged for `LEASE` seconds on the watcher's own clock.
   No two clocks are compared, so no skew makes two holders. Each repeat changes it, so one that goes on is left alone.
3. A refresh whose answer was lost is repeated at once with the same token: nobody has the successor, so without the
   repeat the session is lost for certain. It survives where the service honours a token that was just spent.
4. Nothing undoes a sign-out: new tokens are stored only over the row they were asked for. Where the session went
   meanwhile, they are revoked, or a session nobody knows of would live on at the service.
5. A 401 ends the session, and everybody is told the same reason. No other failure does: the session stays, and rests
   for a while, so that a service in trouble is not asked at every call.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from monetize_software._secret import Secret
from monetize_software.errors import (
    AuthenticationError,
    ConflictError,
    InvalidResponseError,
    NetworkError,
    PaywallError,
    RateLimitError,
    ServerError,
    SessionEndedError,
)

from .effects import Chance, Flow, Load, Now, Post, Revoke, Stored, Swap, Tell, Tick, Wait
from .record import Alias, Attempt, Ended, Freshness, Record, Tokens, freshness
from .rows import Rows
from .watches import Watches

__all__ = ["LEASE", "current", "ended", "find", "renew"]

LEASE: Final = 12.0
"""Seconds. More than one request of a refresh may take, and each request starts it anew."""
PAUSES: Final = (0.0, 0.0, 0.3, 1.0)
"""Seconds before each request of one refresh. Services honour a spent token for some ten seconds, so they are short."""
FIRST_REST, LONGEST_REST = 5.0, 60.0


def find(rows: Rows) -> Flow[tuple[str, Record, int]]:
    """
    Load a session: its row, what is there, and the version of that.

    Raises:
        SessionEndedError: There is none.
    """
    row, stored = rows.main, (yield Load(rows.main))
    if stored is not None and isinstance(stored.entry, Alias):
        row, stored = rows.guest, (yield Load(rows.guest))
    if stored is not None and isinstance(stored.entry, Record):
        return row, stored.entry, stored.version
    raise ended(stored.entry.code if stored is not None and isinstance(stored.entry, Ended) else "not_authenticated")


def current(rows: Rows, rejected: Secret | None, lasting: int = 0) -> Flow[tuple[Record, Freshness]]:
    """
    Look at a session: what is there, and what may be done with its token.

    Args:
        rows: Where the session is kept.
        rejected: A token that a server refused.
        lasting: Seconds for which a token is wanted.

    Raises:
        SessionEndedError: There is none.
    """
    _, record, _ = yield from find(rows)
    now: float = yield Now()
    fresh = freshness(record, rejected, now, lasting)
    rests = fresh in (Freshness.AGEING, Freshness.SHORT) and _rests(record, now)
    return record, Freshness.FRESH if rests else fresh


def renew(rows: Rows, rejected: Secret | None, holder: str, watches: Watches, lasting: int = 0) -> Flow[Record]:
    """
    Bring a session's tokens up to date. Of one process and loop, one at a time may be here for one session.

    Args:
        rows: Where the session is kept.
        rejected: A token that a server refused: it is renewed, however fresh it looks.
        holder: Names this process and loop.
        watches: What this process saw of others' attempts.
        lasting: Seconds for which a token is wanted.

    Returns:
        The session with a token that may be used.

    Raises:
        SessionEndedError: There is no session, or the service ended it.
        PaywallError: The service could not be asked and the old token cannot be used any more.
    """
    while True:
        row, record, version = yield from find(rows)
        now: float = yield Now()
        fresh = freshness(record, rejected, now, lasting)
        if fresh is Freshness.FRESH:
            return record
        if _rests(record, now):
            return _old(record, fresh, _resting(record, now))
        left = 0.0 if record.attempt is None else (yield from _left(row, record.attempt, holder, watches))
        if left <= 0:
            renewed = yield from _refresh(row, record, version, holder, usable=fresh is not Freshness.STALE)
            if renewed is not None:
                return renewed
        elif fresh is Freshness.AGEING:
            return record  # somebody is at it, and the token is good meanwhile
        else:
            yield Wait(min(left, 0.02 + 0.05 * (yield Chance())))


def ended(code: str) -> SessionEndedError:
    """
    Build the error that says why there is no session.
    """
    return SessionEndedError(_WHY.get(code, "The service ended the session."), code=code)


_WHY = {
    "not_authenticated": "Nobody is signed in here.",
    "refresh_lost": "The answer to a refresh was lost, and the service takes a refresh token once only.",
}


def _left(row: str, attempt: Attempt, holder: str, watches: Watches) -> Flow[float]:
    """
    Seconds for which another's attempt is left alone.
    """
    if attempt.holder == holder:
        return 0.0  # our own, and nobody of ours is at it: it was cut off
    tick: float = yield Tick()
    return LEASE - watches.seconds(row, attempt, tick)


def _refresh(row: str, record: Record, version: int, holder: str, *, usable: bool) -> Flow[Record | None]:
    """
    Ask the service until it answers or patience ends. None: the row changed meanwhile; look again.
    """
    # An attempt that was cut off may have been carried out, and then its answer is lost.
    number, lost = (0, False) if record.attempt is None else (record.attempt.number, True)
    problem: PaywallError = NetworkError()
    for pause in PAUSES:
        if pause:
            yield Wait(pause)
        number += 1
        trying = evolve(record, attempt=Attempt(holder, number))
        noted: int | None = yield Swap(row, trying, version)
        if noted is None:
            return None
        version = noted
        outcome: Tokens | PaywallError = yield Post(record.refresh, lost)
        if isinstance(outcome, Tokens):
            return (yield from _keep(row, trying, version, outcome))
        problem = outcome
        if not _worth_repeating(problem):
            break
        lost = lost or problem.may_have_been_applied or problem.status is not None
    if isinstance(problem, AuthenticationError):
        yield from _end(row, record, "refresh_lost" if lost else problem.code)
        return None
    return (yield from _rest(row, record, version, problem, usable=usable))


def _worth_repeating(problem: PaywallError) -> bool:
    if isinstance(problem, NetworkError):
        return problem.retryable
    return isinstance(problem, ServerError | ConflictError | InvalidResponseError)


def _keep(row: str, trying: Record, version: int, tokens: Tokens) -> Flow[Record | None]:
    """
    Store new tokens, unless the session went while they were fetched.
    """
    now: float = yield Now()
    new = trying.renewed(tokens, now)
    while (yield Swap(row, new, version)) is None:
        other: Stored | None = yield Load(row)
        if other is None or not isinstance(other.entry, Record) or other.entry.login != trying.login:
            yield Revoke(new.access)
            return None
        if other.entry.refresh.reveal() != trying.refresh.reveal():
            return None  # a successor stands already, of the same login: revoking ours would end that too
        # The user was changed, or another took over and has no answer yet: these are the tokens it waits for.
        new, version = evolve(new, user=other.entry.user), other.version
    yield Tell("token_refreshed", new)
    return new


def _end(row: str, record: Record, code: str) -> Flow[None]:
    """
    Write down that the service ended the session, unless there is a newer one. All who look again are told.
    """
    other: Stored | None = yield Load(row)
    if other is None or not isinstance(other.entry, Record):
        return
    if other.entry.refresh.reveal() == record.refresh.reveal():
        swapped: int | None = yield Swap(row, Ended(code), other.version)
        if swapped is not None:
            yield Tell("signed_out", record)


def _rest(row: str, record: Record, version: int, problem: PaywallError, *, usable: bool) -> Flow[Record | None]:
    """
    Leave the service alone for a while. The old token serves as long as it lives.
    """
    now: float = yield Now()
    chance: float = yield Chance()
    seconds = min(LONGEST_REST, FIRST_REST * 2.0 ** min(record.failures, 10)) * (0.5 + chance / 2)
    if isinstance(problem, RateLimitError | ServerError) and problem.retry_after is not None:
        seconds = min(LONGEST_REST, max(seconds, problem.retry_after))
    rested = evolve(record, attempt=None, failures=record.failures + 1, rests_until=now + seconds)
    if (yield Swap(row, rested, version)) is None:
        return None
    return _old(rested, Freshness.AGEING if usable else Freshness.STALE, problem)


def _rests(record: Record, now: float) -> bool:
    # One that is farther away than any was noted by a clock that runs ahead of this one.
    return 0 < record.rests_until - now <= LONGEST_REST


def _old(record: Record, fresh: Freshness, problem: PaywallError) -> Record:
    if fresh is Freshness.STALE:
        raise problem
    return record


def _resting(record: Record, now: float) -> NetworkError:
    seconds = record.rests_until - now
    return NetworkError(
        f"The access token is over, the last refresh failed, and the next one is not before {seconds:.0f} s from now.",
        operation="refreshSession",
        retryable=True,
    )
