"""
Time and answers where the HTTP library sends: through a caller's transport or client. Opens nothing itself.
"""

from __future__ import annotations

from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Any

from monetize_software._exchange import Reply

from .body import Body

if TYPE_CHECKING:
    from types import ModuleType

    from monetize_software._profile.timeout import Timeout

__all__ = ["Clock", "async_reply", "bounds", "reply"]


class Clock:
    """
    A number of seconds that is worked out when it is asked for: what is left of the call, and of this wait.

    httpcore hands the timeout it was given to the socket before every wait. A plain number would let a server that
    sends a byte now and then go on for ever. Python asks an object for whole seconds only, so they are rounded up.
    """

    def __init__(self, phase: float, deadline: float) -> None:
        self._phase, self._deadline = phase, deadline

    def __float__(self) -> float:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("The time for this call is over.")
        return float(min(self._phase, left))  # whole seconds may be given

    def __index__(self) -> int:
        return ceil(float(self))


def _as_a_float(name: str) -> Any:
    method = getattr(float, name)

    def act(clock: Clock, other: Any) -> Any:
        return method(float(clock), other)

    return act


# Whoever stands between may compare it and calculate with it, as with any number.
for _name in ("lt", "le", "gt", "ge", "eq", "ne", "add", "radd", "sub", "rsub", "mul", "rmul", "truediv"):
    setattr(Clock, f"__{_name}__", _as_a_float(f"__{_name}__"))


def bounds(timeout: Timeout, deadline: float, *, counting: bool) -> dict[str, Any]:
    """
    The waits of a call as the HTTP library wants them, none longer than the whole.

    Args:
        timeout: What the caller allows.
        deadline: When the whole is over, as `time.monotonic` counts.
        counting: Whether they may count down: for the library's own blocking objects, which do not calculate.
    """
    phases = {name: min(seconds, timeout.total) for name, seconds in timeout.phases.items()}
    if not counting:
        return phases
    return {name: s if name == "pool" else Clock(s, deadline) for name, s in phases.items()}


def reply(response: Any, library: ModuleType, deadline: float) -> Reply:
    """
    Read an answer of the library.
    """
    body = Body(library, deadline)
    unpacked: bool = response.is_stream_consumed
    for piece in (response.content,) if unpacked else response.stream:
        body.add(piece)
    return _made(response, body.packed if unpacked else body.unpacked(response.headers.raw))


async def async_reply(response: Any, library: ModuleType, deadline: float) -> Reply:
    """
    Read an answer of the library, awaiting its pieces.
    """
    body = Body(library, deadline)
    if response.is_stream_consumed:
        body.add(response.content)
        return _made(response, body.packed)
    async for piece in response.stream:
        body.add(piece)
    return _made(response, body.unpacked(response.headers.raw))


def _made(response: Any, body: bytes) -> Reply:
    status: int = response.status_code
    reason: str = "" if 200 <= status < 300 else response.reason_phrase  # which errors alone are told in
    return Reply(status, response.headers.raw, body, reason)
