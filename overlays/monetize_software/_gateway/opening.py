"""
Opens a gateway call, as a generator of effects. Touches no socket, no clock and no randomness.

Rules of this module:

1. A call is sent again in two cases only: provably nothing of it left, or the answer was 401 and the bearer's source
   has another token. Everything else may have been carried out, and would be charged again.
2. A body that comes piece by piece is never sent again once its first piece was asked for. So it begins with a token
   that lasts.
3. Whatever is not 2xx is read, within bounds, and closed before an error is raised. `as_is` hands it over instead, but
   for the one 401 that is answered with another token.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from monetize_software._call.error_mapping import error_from_failure, error_from_reply
from monetize_software._call.flow import in_doubt
from monetize_software._call.retry import needs_now, wait_before_retry
from monetize_software._exchange import Authorize, Chance, Failure, Now, Sleep
from monetize_software._profile.identity import check_bearer

if TYPE_CHECKING:
    from monetize_software._exchange import Call, Reply
    from monetize_software._profile.retry_policy import RetryPolicy
    from monetize_software._secret import Secret
    from monetize_software.errors import PaywallError

    from .bodies import Body

__all__ = ["Collect", "Open", "open_call"]


_LASTING = 60
"""Seconds. A body that comes once is not sent again with another token, so the one it begins with should last."""


class Open:
    """
    Effect: send the call once and answer with a stream or a `Failure`.
    """

    __slots__ = ("attempt", "body", "call", "token")

    def __init__(self, call: Call[Any], body: Body, attempt: int, token: Secret | None) -> None:
        self.call, self.body, self.attempt, self.token = call, body, attempt, token


class Collect:
    """
    Effect: read what there is of a refusal, close the stream, and answer with a `Reply`.
    """

    __slots__ = ("stream",)

    def __init__(self, stream: Any) -> None:
        self.stream = stream


def open_call(
    call: Call[Any], body: Body, policy: RetryPolicy, *, ask_for_bearer: bool, as_is: bool = False
) -> Generator[Any, Any, Any]:
    """
    Open a call.

    Args:
        call: What to do.
        body: What is sent with it.
        policy: How often and how patiently to repeat.
        ask_for_bearer: Whether the bearer comes from a source that must be asked.
        as_is: Whether answers that are not 2xx are handed over too.

    Returns:
        The stream.

    Raises:
        PaywallError: There is none; see its class and attributes.
    """
    token = None
    if ask_for_bearer:
        token = check_bearer((yield Authorize(lasting=_LASTING if body.comes_once else 0)))
    attempt, waited, refreshed = 1, 0.0, token is None
    while True:
        outcome: Any = yield Open(call, body, attempt, token)
        if isinstance(outcome, Failure):
            wait = None
            if body.can_be_sent_again:
                wait = wait_before_retry(policy, call.retry, attempt, outcome, waited, (yield Chance()))
            if wait is None:
                raise error_from_failure(outcome, call, doubtful=not outcome.unsent)
            yield Sleep(wait)
            waited, attempt = waited + wait, attempt + 1
            continue
        if outcome.status == 401 and not refreshed and token is not None and body.can_be_sent_again:
            previous, token, refreshed = token, check_bearer((yield Authorize(token))), True
            if previous.reveal() != token.reveal():
                yield Collect(outcome)
                continue
        if as_is or 200 <= outcome.status < 300:
            return outcome
        raise (yield from _refusal(outcome, call))


def _refusal(stream: Any, call: Call[Any]) -> Generator[Any, Any, PaywallError]:
    reply: Reply = yield Collect(stream)
    now = (yield Now()) if needs_now(reply) else None
    return error_from_reply(reply, call, doubtful=in_doubt(call, reply), now=now)
