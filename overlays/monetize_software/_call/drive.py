"""
Runs a flow, blocking or awaiting. The only place that sends or sleeps; decides nothing.
"""

from __future__ import annotations

import time
from functools import cache
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from monetize_software._exchange import Authorize, Now, Reply, Send, Sleep
from monetize_software._secret import hidden
from monetize_software._wire.wire import Outgoing
from monetize_software.errors import ConfigurationError, PaywallError
from monetize_software.hooks import RequestInfo, ResponseInfo

from .flow import perform
from .retry import may_ask_mirror

if TYPE_CHECKING:
    from logging import Logger

    from monetize_software._exchange import Call, Failure
    from monetize_software._profile.profile import Profile
    from monetize_software._profile.timeout import Timeout
    from monetize_software._wire.wire import AsyncWire, SyncWire

__all__ = [
    "chance",
    "drive",
    "drive_async",
    "guarded",
    "guarded_async",
    "log",
    "observed",
    "refuse_awaitable",
    "settled",
    "sleep",
]

T = TypeVar("T")
_DEBUG = 10
"""`logging.DEBUG`; the module is loaded when the first call is made, as the HTTP library does."""


@cache
def log() -> Logger:
    """
    Where attempts and failing hooks are told of.
    """
    import logging

    return logging.getLogger("monetize_software")


def drive(call: Call[T], profile: Profile, wire: SyncWire, timeout: Timeout) -> T:
    """
    Perform a call and block until it is done.
    """
    flow = perform(call, profile.policy, ask_for_bearer=profile.asks_for_bearer)
    answer: Any = None
    token: Any = None
    while True:
        try:
            effect = flow.send(answer)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        except PaywallError as error:
            error.conceal(profile.secrets(token, *call.secrets))
            raise
        match effect:
            case Send():
                answer = _send(effect, profile, wire, timeout)
            case Sleep():
                time.sleep(effect.seconds)
                answer = None
            case Authorize():
                answer = token = profile.ask_for_bearer(effect.rejected)
                refuse_awaitable(answer, "bearer")
            case Now():
                answer = time.time()
            case _:
                answer = chance()


def _send(effect: Send, profile: Profile, wire: SyncWire, timeout: Timeout) -> Reply | Failure:
    outcome = _send_to(wire, effect, profile, timeout)
    if wire.mirror is None or not may_ask_mirror(outcome, doubtful=effect.doubtful):
        return outcome
    there = _send_to(wire.mirror, effect, profile, timeout)
    return there if isinstance(there, Reply) or not there.unsent else outcome


def _send_to(wire: SyncWire, effect: Send, profile: Profile, timeout: Timeout) -> Reply | Failure:
    outgoing = prepare(effect, profile, wire, timeout)
    if not observed(profile):
        return wire.send(outgoing)
    request = RequestInfo.of(effect)
    if profile.on_request is not None:
        guarded(profile.on_request, request)
    started = time.perf_counter()
    outcome = wire.send(outgoing)
    response = ResponseInfo.of(request, outcome, time.perf_counter() - started)
    log().debug("%s", response)
    if profile.on_response is not None:
        guarded(profile.on_response, response)
    return outcome


def observed(profile: Profile) -> bool:
    """
    Tell whether anybody watches the attempts.
    """
    return profile.on_request is not None or profile.on_response is not None or log().isEnabledFor(_DEBUG)


def guarded(hook: Any, info: Any) -> None:
    """
    Call a hook. Its failure is logged and never costs the caller an answer that was already paid for.
    """
    try:
        result = hook(info)
        refuse_awaitable(result, "hook")
    except Exception:
        log().exception("A hook failed; the call goes on.")


def refuse_awaitable(value: object, what: str) -> None:
    """
    Refuse what a blocking client would have to await.
    """
    if isawaitable(value):
        getattr(value, "close", lambda: None)()
        raise ConfigurationError(
            f"An async function was given as {what}; the async client takes those, the blocking one does not."
        )


async def drive_async(call: Call[T], profile: Profile, wire: AsyncWire, timeout: Timeout) -> T:
    """
    Perform a call and await it.
    """
    flow = perform(call, profile.policy, ask_for_bearer=profile.asks_for_bearer)
    answer: Any = None
    token: Any = None
    while True:
        try:
            effect = flow.send(answer)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        except PaywallError as error:
            error.conceal(profile.secrets(token, *call.secrets))
            raise
        match effect:
            case Send():
                answer = await _send_async(effect, profile, wire, timeout)
            case Sleep():
                await sleep(effect.seconds)
                answer = None
            case Authorize():
                answer = token = hidden(await settled(profile.ask_for_bearer(effect.rejected)))
            case Now():
                answer = time.time()
            case _:
                answer = chance()


async def _send_async(effect: Send, profile: Profile, wire: AsyncWire, timeout: Timeout) -> Reply | Failure:
    outcome = await _send_async_to(wire, effect, profile, timeout)
    if wire.mirror is None or not may_ask_mirror(outcome, doubtful=effect.doubtful):
        return outcome
    there = await _send_async_to(wire.mirror, effect, profile, timeout)
    return there if isinstance(there, Reply) or not there.unsent else outcome


async def _send_async_to(wire: AsyncWire, effect: Send, profile: Profile, timeout: Timeout) -> Reply | Failure:
    outgoing = prepare(effect, profile, wire, timeout)
    if not observed(profile):
        return await wire.send(outgoing)
    request = RequestInfo.of(effect)
    if profile.on_request is not None:
        await guarded_async(profile.on_request, request)
    started = time.perf_counter()
    outcome = await wire.send(outgoing)
    response = ResponseInfo.of(request, outcome, time.perf_counter() - started)
    log().debug("%s", response)
    if profile.on_response is not None:
        await guarded_async(profile.on_response, response)
    return outcome


async def settled(value: Any) -> Any:
    """
    The value, awaited if it must be.
    """
    return await value if isawaitable(value) else value


async def guarded_async(hook: Any, info: Any) -> None:
    """
    Call a hook and await it if it must be; see `guarded`.
    """
    try:
        await settled(hook(info))
    except Exception:
        log().exception("A hook failed; the call goes on.")


def chance() -> float:
    """
    A number in [0, 1).
    """
    import random  # for waits before another attempt alone, and a millisecond to load

    return random.random()


async def sleep(seconds: float) -> None:
    """
    Wait, in whatever loop.
    """
    import anyio

    await anyio.sleep(seconds)


def prepare(effect: Send, profile: Profile, wire: SyncWire | AsyncWire, timeout: Timeout) -> Outgoing:
    """
    Put together what is sent: the call, the client's headers, and the body with its description.
    """
    call = effect.call
    headers = [(b"Host", wire.host_header()), *profile.headers(call, effect.token)]
    body = call.body or b""
    if call.form is not None:
        content_type, body = wire.encode_form(call.form)
        headers.append((b"Content-Type", content_type))
    elif call.body is not None:
        headers.append((b"Content-Type", b"application/json"))
    if call.method != "GET":
        headers.append((b"Content-Length", str(len(body)).encode()))
    return Outgoing(call.method, call.path, call.query, headers, body, timeout)
