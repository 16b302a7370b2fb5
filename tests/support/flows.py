"""
Plays a flow with scripted answers: no transport, no clock, no randomness.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monetize_software._call.flow import perform
from monetize_software._exchange import Authorize, Call, Chance, Credential, Failure, Now, Reply, Send, Sleep
from monetize_software._profile.retry_policy import RetryPolicy
from monetize_software._secret import Secret


def call(retry: str = "safe", **facts: Any) -> Call[Any]:
    """
    A call of some operation whose result is its parsed payload.
    """
    defaults: dict[str, Any] = {
        "operation": "getUser",
        "method": "GET",
        "path": "/api/v1/paywall/3/user",
        "template": "/api/v1/paywall/{paywallId}/user",
        "credential": Credential.KEY,
        "parse": lambda payload: payload,
    }
    return Call(retry=retry, **{**defaults, **facts})


def reply(status: int = 200, body: bytes = b"{}", **headers: str) -> Reply:
    """
    An answer with JSON unless another content type is given.
    """
    named = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Reply(status, [(name.encode(), value.encode()) for name, value in named.items()], body, "")


def lost(*, unsent: bool = False, timeout: bool = False, permanent: bool = False) -> Failure:
    """
    No answer.
    """
    return Failure(
        OSError("gone"), unsent=unsent, timeout=timeout, permanent=permanent, reason="No usable answer came."
    )


class Played:
    """
    What a flow did: its sends, its sleeps, its looks at the clock, and its result.
    """

    def __init__(
        self,
        call: Call[Any],
        answers: Sequence[Reply | Failure],
        *,
        tokens: Sequence[str] = (),
        chance: float = 0.0,
        now: float = 0.0,
        **policy: Any,
    ) -> None:
        self.sent: list[Send] = []
        self.slept: list[float] = []
        self.asked = 0
        self.looked = 0
        self._answers = iter(answers)
        self._tokens = iter(tokens)
        self._chance = chance
        self._now = now
        self._flow = perform(call, RetryPolicy(**policy), ask_for_bearer=bool(tokens))

    def run(self) -> Any:
        """
        Play to the end and return the result, or raise what the flow raises.
        """
        answer: Any = None
        while True:
            try:
                effect = self._flow.send(answer)
            except StopIteration as done:
                return done.value
            answer = self._answer(effect)

    @property
    def tokens(self) -> list[Any]:
        """
        The bearer of each attempt that had one from the source.
        """
        return [send.token and send.token.reveal() for send in self.sent]

    def _answer(self, effect: Any) -> Any:
        match effect:
            case Send():
                self.sent.append(effect)
                return next(self._answers)
            case Sleep():
                self.slept.append(effect.seconds)
                return None
            case Authorize():
                self.asked += 1
                return Secret(next(self._tokens))
            case Chance():
                return self._chance
            case Now():
                self.looked += 1
                return self._now
            case _:
                raise AssertionError(effect)
