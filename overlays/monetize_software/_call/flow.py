"""
The life of one call, as a generator of effects. Touches no socket, no clock and no randomness.

    send ──▶ 2xx ───────────────▶ parse, done
      ▲      anything else ─────▶ may it be repeated? ── yes ──▶ sleep ──┐
      │                                  └── no ──▶ error                │
      └──────────────────────────────────────────────────────────────────┘

Rules of this module:

1. What a flow needs from the world it yields, and is given the answer: time, chance, a bearer, an attempt's outcome.
2. Doubt stays. Once an attempt may have been carried out, every later outcome of the call is read in that light: a
   "done already" may be our own doing, and an error says that the call may have been applied.
3. A 401 asks the bearer's source once more, once in a call's life. Another token is tried at once and counts as the
   same attempt; the same token again would be refused again, so the 401 stands.
4. A call's key counts as used when the call was done or may have been; while it surely was not, it stays free.
5. No exception that leaves this module holds a whole body: an error keeps the beginning alone.
"""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal
from json import JSONDecoder
from typing import TYPE_CHECKING, Any, TypeVar

from monetize_software._exchange import Authorize, Chance, Credential, Effect, FailureInside, Now, Reply, Send, Sleep
from monetize_software._profile.identity import check_bearer
from monetize_software._wire.values import TooManyValues, check_values
from monetize_software.errors import (
    AlreadyCancelledError,
    ConfigurationError,
    IdentityNotFoundError,
    InvalidResponseError,
)

from .error_mapping import error_from_failure, error_from_reply
from .retry import needs_now, wait_before_retry

if TYPE_CHECKING:
    from monetize_software._exchange import Call, Failure
    from monetize_software._profile.retry_policy import RetryPolicy
    from monetize_software._secret import Secret
    from monetize_software.errors import PaywallError

__all__ = ["perform"]

T = TypeVar("T")
Flow = Generator[Effect, Any, T]


def perform(call: Call[T], policy: RetryPolicy, *, ask_for_bearer: bool = False) -> Flow[T]:
    """
    Perform a call: send, repeat where that is safe, and return the parsed result.

    Args:
        call: What to do.
        policy: How often and how patiently to repeat.
        ask_for_bearer: Whether the bearer comes from a source that must be asked.

    Raises:
        PaywallError: The call failed; see its class and attributes.
    """
    token: Secret | None = None
    if ask_for_bearer and call.credential is Credential.BEARER:
        token = check_bearer((yield Authorize()))
    outcome: Reply | Failure = yield Send(call, 1, token, doubtful=call.doubtful)
    if isinstance(outcome, Reply) and outcome.succeeded:
        return parse(call, outcome)
    return (yield from _persist(call, policy, outcome, token))


def _persist(call: Call[T], policy: RetryPolicy, outcome: Reply | Failure, token: Secret | None) -> Flow[T]:
    """
    Go on after a first attempt that did not succeed.

    After a 401 the bearer's source is asked once more: a 401 means that nothing was done, so sending again is safe.
    """
    attempt, waited, doubtful, refreshed = 1, 0.0, call.doubtful, token is None
    while not (isinstance(outcome, Reply) and outcome.succeeded):
        doubtful = doubtful or in_doubt(call, outcome)
        if not refreshed and _status(outcome) == 401:
            previous, token, refreshed = token, check_bearer((yield Authorize(token))), True
            if previous is None or token.reveal() != previous.reveal():
                outcome = yield Send(call, attempt, token, doubtful=doubtful)
                continue
        now = (yield Now()) if needs_now(outcome) else None
        wait = wait_before_retry(policy, call.retry, attempt, outcome, waited, (yield Chance()), now)
        if wait is None:
            return (yield from _give_up(call, policy, outcome, token, doubtful=doubtful, now=now))
        yield Sleep(wait)
        waited += wait
        attempt += 1
        outcome = yield Send(call, attempt, token, doubtful=doubtful)
    return parse(call, outcome)


def _give_up(
    call: Call[T],
    policy: RetryPolicy,
    outcome: Reply | Failure,
    token: Secret | None,
    *,
    doubtful: bool,
    now: float | None,
) -> Flow[T]:
    """
    Return what can still be returned, or raise.
    """
    # The server does not know this route: another call takes over, with attempts and waits of its own.
    if _status(outcome) in (404, 405) and call.fallback is not None:
        return (yield from perform(call.fallback(), policy, ask_for_bearer=token is not None))
    if doubtful and call.used is not None:
        call.used()
    error = _error(call, outcome, doubtful=doubtful, now=now)
    # Without doubt somebody else cancelled it, and the caller is told; with doubt it may have been this very call.
    if isinstance(error, AlreadyCancelledError) and doubtful and call.already_done is not None:
        return call.already_done()
    if isinstance(error, IdentityNotFoundError) and call.nobody is not None:
        return call.nobody()
    raise error from error.__cause__  # the cause it was made with, and no other context beside it


def _error(call: Call[Any], outcome: Reply | Failure, *, doubtful: bool, now: float | None) -> PaywallError:
    if isinstance(outcome, Reply):
        return error_from_reply(outcome, call, doubtful=doubtful, now=now)
    return error_from_failure(outcome, call, doubtful=doubtful)


def _status(outcome: Reply | Failure) -> int | None:
    return outcome.status if isinstance(outcome, Reply) else None


def in_doubt(call: Call[Any], outcome: Reply | Failure) -> bool:
    """
    Tell whether the server might have acted on the call although it did not say so.

    A 408 is what servers say on a connection that was idle for long. It may have been on its way when the call left,
    and so proves nothing about it.
    """
    if call.retry == "safe":
        return False
    if isinstance(outcome, Reply):
        return outcome.succeeded or outcome.status >= 500 or outcome.status == 408
    return not outcome.unsent


_MOST_SHOWN = 65_536
"""Bytes of a body that an error keeps."""


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_decode = JSONDecoder(parse_float=Decimal, parse_constant=_reject_constant).decode


def parse(call: Call[T], reply: Reply) -> T:
    """
    Read a 2xx answer. Numbers with a point become exact decimals.

    Raises:
        InvalidResponseError: The body is not JSON or breaks the contract.
        ConfigurationError: The call's own reader refuses what the answer tells of this client's settings.
    """
    if call.used is not None:
        call.used()  # before reading: a 2xx that cannot be read was carried out all the same
    try:
        if not reply.body and call.empty_answer:
            return call.parse({})
        check_values(reply.body)
        return call.parse(_decode(_text_of(reply)))
    except (ValueError, TypeError, ArithmeticError, RecursionError) as caught:
        problem = caught
    # Outside, because the caught one holds the whole body.
    if isinstance(problem, ConfigurationError):
        raise problem.with_traceback(None)
    raise _invalid_response(call, reply, problem)


def _text_of(reply: Reply) -> str:
    """
    The body as text. Of a long one only what an error shows is kept beside it.
    """
    text = reply.body.decode("utf-8-sig")
    reply.body = reply.body[:_MOST_SHOWN]
    return text


def _invalid_response(call: Call[Any], reply: Reply, problem: Exception) -> InvalidResponseError:
    what = "is empty" if not reply.body else _describe(problem)
    return InvalidResponseError(
        f"The server answered {reply.status} and its body {what}. A proxy in between may have answered.",
        status=reply.status,
        raw=b"" if call.secret_answer else reply.body[:_MOST_SHOWN],
        headers=reply.headers,
        operation=call.operation,
        request_id=reply.headers.get("x-request-id"),
        retryable=call.retry in ("safe", "keyed"),
        may_have_been_applied=in_doubt(call, reply),
        request_sent=True,
        idempotency_key=call.idempotency_key,
    )


def _describe(problem: Exception) -> str:
    if isinstance(problem, FailureInside):
        return f"says that it failed: {problem}"
    if isinstance(problem, TooManyValues):
        return "holds more values than any answer of this API"
    wire_field = getattr(problem, "field", None)
    if wire_field is None:
        return "is not JSON"
    return f"breaks the contract at {getattr(problem, 'model', '')}.{wire_field}".rstrip(".")
