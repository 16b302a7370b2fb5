"""
Opens gateway calls, blocking or awaiting. Decides nothing.

Whatever is raised while a stream is open closes it first: a hook, a bearer's source, a cancelled task.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from monetize_software._call.drive import (
    chance,
    guarded,
    guarded_async,
    log,
    observed,
    refuse_awaitable,
    settled,
    sleep,
)
from monetize_software._call.error_mapping import error_from_failure
from monetize_software._call.retry import may_ask_mirror
from monetize_software._exchange import Authorize, Chance, Failure, Reply, Sleep
from monetize_software._secret import hidden
from monetize_software._wire.outgoing import StreamOutgoing
from monetize_software.errors import PaywallError, QuotaExceededError
from monetize_software.hooks import ChargeInfo, RequestInfo, ResponseInfo

from .collecting import collect, collect_async
from .opening import Collect, Open, open_call

if TYPE_CHECKING:
    from monetize_software._exchange import Call
    from monetize_software._profile.timeout import StreamTimeout
    from monetize_software._wire.stream_wire import AsyncStreamWire, SyncStreamWire
    from monetize_software._wire.streaming import AsyncStream, SyncStream

    from .bodies import Body
    from .settings import Settings

__all__ = ["charge_of", "drive_open", "drive_open_async"]


def drive_open(
    call: Call[Any],
    body: Body,
    settings: Settings,
    wire: SyncStreamWire,
    timeout: StreamTimeout,
    *,
    provider: str,
    as_is: bool = False,
) -> SyncStream:
    """
    Open a call and block until the head of its answer is there.
    """
    flow = open_call(call, body, settings.profile.policy, ask_for_bearer=settings.profile.asks_for_bearer, as_is=as_is)
    answer: Any = None
    token: Any = None
    stream: Any = None
    try:
        while True:
            match flow.send(answer):
                case Open() as effect:
                    answer = stream = _open(effect, settings, wire, timeout)
                case Authorize() as effect:
                    answer = token = hidden(settings.profile.ask_for_bearer(effect.rejected, effect.lasting))
                    refuse_awaitable(token, "bearer")
                case Collect():
                    answer = collect(stream)
                case Sleep() as effect:
                    time.sleep(effect.seconds)
                case Chance():
                    answer = chance()
                case _:
                    answer = time.time()
    except StopIteration as done:
        opened: SyncStream = done.value
    except BaseException as error:
        if stream is not None and not isinstance(stream, Failure):
            stream.close()
        _conceal(error, settings, token)
        if settings.on_exhausted is not None and isinstance(error, QuotaExceededError):
            guarded(settings.on_exhausted, error)
        raise
    if settings.on_charged is not None and (charge := charge_of(opened, provider)) is not None:
        guarded(settings.on_charged, charge)
    return opened


def _open(effect: Open, settings: Settings, wire: SyncStreamWire, timeout: StreamTimeout) -> SyncStream | Failure:
    outcome = _open_at(wire, effect, settings, timeout)
    if wire.mirror is None or not _may_ask_mirror(outcome, effect):
        return outcome
    there = _open_at(wire.mirror, effect, settings, timeout)
    return outcome if isinstance(there, Failure) and there.unsent else there


def _open_at(wire: SyncStreamWire, effect: Open, settings: Settings, timeout: StreamTimeout) -> SyncStream | Failure:
    outgoing = _prepare(effect, settings, wire, timeout)
    broken = _broken(effect.call)
    profile = settings.profile
    if not observed(profile):
        return wire.open(outgoing, broken)
    request = RequestInfo.of(effect)
    if profile.on_request is not None:
        guarded(profile.on_request, request)
    started = time.perf_counter()
    outcome = wire.open(outgoing, broken)
    response = _response_info(request, outcome, time.perf_counter() - started)
    log().debug("%s", response)
    if profile.on_response is not None:
        guarded(profile.on_response, response)
    return outcome


async def drive_open_async(
    call: Call[Any],
    body: Body,
    settings: Settings,
    wire: AsyncStreamWire,
    timeout: StreamTimeout,
    *,
    provider: str,
    as_is: bool = False,
) -> AsyncStream:
    """
    Open a call and await the head of its answer.
    """
    flow = open_call(call, body, settings.profile.policy, ask_for_bearer=settings.profile.asks_for_bearer, as_is=as_is)
    answer: Any = None
    token: Any = None
    stream: Any = None
    try:
        while True:
            match flow.send(answer):
                case Open() as effect:
                    answer = stream = await _open_async(effect, settings, wire, timeout)
                case Authorize() as effect:
                    answer = token = hidden(
                        await settled(settings.profile.ask_for_bearer(effect.rejected, effect.lasting))
                    )
                case Collect():
                    answer = await collect_async(stream)
                case Sleep() as effect:
                    await sleep(effect.seconds)
                case Chance():
                    answer = chance()
                case _:
                    answer = time.time()
    except StopIteration as done:
        opened: AsyncStream = done.value
    except BaseException as error:
        if stream is not None and not isinstance(stream, Failure):
            await stream.aclose()
        _conceal(error, settings, token)
        if settings.on_exhausted is not None and isinstance(error, QuotaExceededError):
            await guarded_async(settings.on_exhausted, error)
        raise
    try:
        if settings.on_charged is not None and (charge := charge_of(opened, provider)) is not None:
            await guarded_async(settings.on_charged, charge)
    except BaseException:  # cancelled meanwhile
        await opened.aclose()
        raise
    return opened


async def _open_async(
    effect: Open, settings: Settings, wire: AsyncStreamWire, timeout: StreamTimeout
) -> AsyncStream | Failure:
    outcome = await _open_async_at(wire, effect, settings, timeout)
    if wire.mirror is None or not _may_ask_mirror(outcome, effect):
        return outcome
    there = await _open_async_at(wire.mirror, effect, settings, timeout)
    return outcome if isinstance(there, Failure) and there.unsent else there


async def _open_async_at(
    wire: AsyncStreamWire, effect: Open, settings: Settings, timeout: StreamTimeout
) -> AsyncStream | Failure:
    outgoing = _prepare(effect, settings, wire, timeout)
    broken = _broken(effect.call)
    profile = settings.profile
    if not observed(profile):
        return await wire.open(outgoing, broken)
    request = RequestInfo.of(effect)
    if profile.on_request is not None:
        await guarded_async(profile.on_request, request)
    started = time.perf_counter()
    outcome = await wire.open(outgoing, broken)
    response = _response_info(request, outcome, time.perf_counter() - started)
    log().debug("%s", response)
    if profile.on_response is not None:
        await guarded_async(profile.on_response, response)
    return outcome


def _may_ask_mirror(outcome: Any, effect: Open) -> bool:
    """
    Tell whether a call may be made at the domain's mirror: nothing of it left, and nothing of its body is used up.
    """
    return isinstance(outcome, Failure) and effect.body.can_be_sent_again and may_ask_mirror(outcome, doubtful=False)


def _prepare(
    effect: Open, settings: Settings, wire: SyncStreamWire | AsyncStreamWire, timeout: StreamTimeout
) -> StreamOutgoing:
    call, body = effect.call, effect.body
    headers = [(b"Host", wire.host_header()), *call.headers, *settings.headers(effect.token)]
    if body.content_type is not None and not any(name.lower() == b"content-type" for name, _ in call.headers):
        headers.append((b"Content-Type", body.content_type))
    if call.method != "GET":
        chunked = (b"Transfer-Encoding", b"chunked")
        headers.append(chunked if body.length is None else (b"Content-Length", str(body.length).encode()))
    return StreamOutgoing(call.method, call.path, call.query, headers, body.content, timeout)


def _broken(call: Call[Any]) -> Any:
    def error(failure: Failure, received: int) -> PaywallError:
        failure.reason = f"The answer broke off after {received:,} bytes ({type(failure.error).__name__})."
        return error_from_failure(failure, call, doubtful=True)

    return error


def _response_info(request: RequestInfo, outcome: Any, duration: float) -> ResponseInfo:
    if isinstance(outcome, (Failure, Reply)):
        return ResponseInfo.of(request, outcome, duration)
    return ResponseInfo(request, outcome.status, None, duration)


def _conceal(error: BaseException, settings: Settings, token: Any) -> None:
    if isinstance(error, PaywallError):
        error.conceal(settings.profile.secrets(token))


def charge_of(stream: SyncStream | AsyncStream, provider: str) -> ChargeInfo | None:
    """
    What a call costs, as the head of its answer tells; None where it tells nothing, or that the call is free.
    """
    values = [value for name, value in stream.raw_headers if name.lower() == b"x-query-type"]
    query_type = values[0].decode("latin-1").strip() if values else ""
    if not 200 <= stream.status < 300 or query_type in ("", "free"):
        return None
    return ChargeInfo(provider, query_type)
