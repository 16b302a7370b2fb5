"""
What hooks are told about each attempt. Holds no key, bearer, e-mail, address or body.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from ._exchange import Failure, Reply, Send
from ._printing import Value

__all__ = ["ChargeInfo", "RequestInfo", "ResponseInfo"]


@frozen(eq=False, repr=False)
class RequestInfo(Value):
    """
    An attempt that is about to be sent.

    Attributes:
        operation: The operation's id, such as "startCheckout".
        method: HTTP method.
        path_template: Path with placeholders, such as "/api/v1/paywall/{paywallId}/user".
        attempt: Number of the attempt, from 1.
        idempotency_key: The key of a checkout, else None.
    """

    operation: str
    method: str
    path_template: str
    attempt: int
    idempotency_key: str | None

    @classmethod
    def of(cls, effect: Send | Any) -> RequestInfo:
        """
        Describe an attempt.
        """
        call = effect.call
        return cls(call.operation, call.method, call.template, effect.attempt, call.idempotency_key)


@frozen(eq=False, repr=False)
class ResponseInfo(Value):
    """
    How an attempt ended.

    Attributes:
        request: The attempt.
        status: HTTP status, or None when no answer came.
        error: Class name of the network failure, or None.
        duration: Seconds from sending to the last byte of the answer; of its head, where the body is read as it comes.
    """

    request: RequestInfo
    status: int | None
    error: str | None
    duration: float

    @classmethod
    def of(cls, request: RequestInfo, outcome: Reply | Failure, duration: float) -> ResponseInfo:
        """
        Describe the end of an attempt.
        """
        if isinstance(outcome, Reply):
            return cls(request, outcome.status, None, duration)
        return cls(request, None, type(outcome.error).__name__, duration)

    def __str__(self) -> str:
        asked = f"{self.request.operation} attempt {self.request.attempt}: {self.request.method}"
        ended = self.error if self.status is None else self.status
        return f"{asked} {self.request.path_template} -> {ended} in {self.duration * 1000:.0f} ms"


@frozen(eq=False, repr=False)
class ChargeInfo(Value):
    """
    A gateway call that the service charges, as the head of its answer says. An answer that is broken off after that may
    be charged or not: the service debits when the provider's answer is over.

    Attributes:
        provider: The provider's id.
        query_type: Type of the token that is taken, such as "standard".
    """

    provider: str
    query_type: str


def __dir__() -> list[str]:
    return sorted(__all__)
