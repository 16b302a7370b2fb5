"""
The values that pass between the parts of a call. No behaviour beyond reading themselves; no secret in any repr.

Most are plain classes: what attrs would add is not needed, and making its classes takes a good part of the import.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import field, frozen

from ._printing import Printed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._secret import Secret

T = TypeVar("T")

Header = tuple[bytes, bytes]


class Credential(Enum):
    """
    How a call proves who is asking.
    """

    KEY = "key"
    BEARER = "bearer"
    NONE = "none"


@frozen(eq=False, repr=False)
class Call(Printed, Generic[T]):
    """
    One use of an operation: what to send, how to read the answer, and what may be repeated.
    """

    operation: str
    method: str
    path: str = field(repr=False)
    template: str
    retry: str
    credential: Credential
    parse: Callable[[Any], T] = field(repr=False)
    query: str = field(default="", repr=False)
    headers: tuple[Header, ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    form: list[Any] | None = field(default=None, repr=False)
    idempotency_key: str | None = None
    empty_answer: bool = False
    """A 2xx without a body is a success too."""
    fallback: Callable[[], Call[T]] | None = field(default=None, repr=False)
    """What to call instead when the server does not know this route (404, 405)."""
    already_done: Callable[[], T] | None = field(default=None, repr=False)
    """The result when a repeated attempt finds the work done by an earlier one."""
    nobody: Callable[[], T] | None = field(default=None, repr=False)
    """The result when the server does not know the user."""
    used: Callable[[], None] | None = field(default=None, repr=False)
    """Told when the call was done, or may have been."""
    subject: dict[str, Any] = field(factory=dict[str, Any], repr=False)
    """Attributes that an error of this call may need, such as `subscription_id`."""
    secrets: tuple[Secret, ...] = ()
    """What the body holds and no error may print: a password, a code, a refresh token."""
    secret_answer: bool = False
    """The answer holds tokens, so an error about it keeps none of it."""
    doubtful: bool = False
    """An earlier call of the same content may have been carried out."""


class Reply:
    """
    An answer, whatever its status.
    """

    __slots__ = ("body", "raw_headers", "reason", "status")

    def __init__(self, status: int, raw_headers: list[Header], body: bytes, reason: str) -> None:
        self.status = status
        self.raw_headers = raw_headers
        self.body = body
        self.reason = reason

    @property
    def headers(self) -> dict[str, str]:
        """
        The headers by lower-case name, without cookies.
        """
        pairs = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in self.raw_headers)
        return {name: value for name, value in pairs if name != "set-cookie"}

    @property
    def succeeded(self) -> bool:
        """
        Whether the status is 2xx.
        """
        return 200 <= self.status < 300


class FailureInside(ValueError):
    """
    A 2xx answer whose body says that the call failed, in the server's words.
    """


class Failure:
    """
    No usable answer.

    Args:
        error: What the HTTP library raised.
        unsent: Whether it is proven that nothing of the request left.
        timeout: Whether time ran out.
        permanent: Whether repeating cannot help, as with a certificate that does not fit.
        reason: One sentence for people.
    """

    __slots__ = ("error", "permanent", "reason", "timeout", "unsent")

    def __init__(self, error: Exception, *, unsent: bool, timeout: bool, permanent: bool, reason: str) -> None:
        self.error = error
        self.unsent = unsent
        self.timeout = timeout
        self.permanent = permanent
        self.reason = reason


class Send:
    """
    Effect: send the call once and answer with a `Reply` or a `Failure`.

    Args:
        call: What to send.
        attempt: Number of the attempt, from 1.
        token: The bearer that a source gave.
        doubtful: Whether an earlier attempt may have been carried out.
    """

    __slots__ = ("attempt", "call", "doubtful", "token")

    def __init__(self, call: Call[Any], attempt: int, token: Secret | None = None, *, doubtful: bool = False) -> None:
        self.call = call
        self.attempt = attempt
        self.token = token
        self.doubtful = doubtful


class Sleep:
    """
    Effect: wait.
    """

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Authorize:
    """
    Effect: ask the bearer's source for a token.

    Args:
        rejected: The token that was refused with a 401, when this is the second question. With it a source can tell
            "get another" from "another is there already", so that of a thousand calls in flight one refreshes.
        lasting: Seconds for which it is needed, where the call cannot be made again with another one.
    """

    __slots__ = ("lasting", "rejected")

    def __init__(self, rejected: Secret | None = None, lasting: int = 0) -> None:
        self.rejected = rejected
        self.lasting = lasting


class Chance:
    """
    Effect: a random number in [0, 1).
    """

    __slots__ = ()


class Now:
    """
    Effect: the time, in seconds since 1970.
    """

    __slots__ = ()


Effect = Send | Sleep | Authorize | Chance | Now
