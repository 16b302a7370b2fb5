"""
Holds what the specification says about one operation. Never reads the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .schemas import Schema

OWNER_KEY = "ownerKey"
USER_BEARER = "userBearer"
INVALID_REQUEST = "invalid_request"

Retry = Literal["safe", "keyed", "natural", "never"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    An error answer the specification documents, named by its example.

    Attributes:
        name: Name of the example, which is what handlers raise.
        code: What a client reports for it (`x-code`).
    """

    name: str
    status: int
    code: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    A parameter of the path, the query or a header.
    """

    name: str
    place: Literal["path", "query", "header"]
    required: bool
    schema: Schema


@dataclass(frozen=True, slots=True)
class Field:
    """
    A property of a request body.

    Attributes:
        absent: Name of the refusal when it is missing or of the wrong type.
        malformed: Name of the refusal when it breaks another constraint.
        whole: It takes whole numbers, so `1.0` is read as `1`.
    """

    absent: str
    malformed: str
    whole: bool


@dataclass(frozen=True, slots=True)
class RequestBody:
    """
    A body of one media type; `fields` are in the specification's order.
    """

    schema: Schema
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class SdkCall:
    """
    How the Python SDK makes the call (`x-sdk`). The names are the document's; the SDK itself is never read.

    Attributes:
        client: The class that has the method.
        methods: The method by the value of the field `chosen_by`; under `""` where there is only one.
        chosen_by: Wire name of the field that chooses the method; empty when none does.
        without_credential: The SDK makes the call with no credential too.
        paywall: Wire name of the field that carries the client's paywall, where the path does not.
        user: What `for_user()` is told, by wire name; a point leads into an object.
        options: What `with_options()` is told, by wire name.
        arguments: The method's arguments, by wire name.
        together: Wire names of which the SDK takes all or none.
        begins: Method of the same client that must come before, where the call needs somebody who is signed in.
        chooses: Wire names of which the SDK chooses the value itself.
    """

    methods: Mapping[str, str]
    chosen_by: str = ""
    without_credential: bool = False
    paywall: str = ""
    user: Mapping[str, str] = field(default_factory=dict[str, str])
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    together: tuple[str, ...] = ()
    begins: str = ""
    chooses: tuple[str, ...] = ()
    client: str = "BillingClient"


@dataclass(frozen=True, slots=True)
class PathTail:
    """
    What a path may go on with below its last segment (`x-path-tail`).

    Attributes:
        longest: Most characters, as they are sent.
    """

    name: str
    longest: int


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One operation of the specification.

    Attributes:
        credentials: Alternatives, each a set of security schemes; an empty set means none is needed.
        codes: Every error code the operation may answer (`x-errors`).
        refusals: Documented error answers by name.
        bodies: Accepted request bodies by media type; empty when it takes none.
        answers: Schema of the body by documented status; None where the body is empty, or passed on as it comes.
        sdk: The SDK's method for it; None when it has none.
        passthrough: Answers of any type and status are passed on (`x-passthrough`).
        any_body: So is a body of any type.
        tail: What may follow its path; None when nothing may.
    """

    id: str
    method: str
    path: str
    tag: str
    retry: Retry
    credentials: tuple[frozenset[str], ...]
    codes: frozenset[str]
    refusals: Mapping[str, Refusal]
    parameters: tuple[Parameter, ...]
    bodies: Mapping[str, RequestBody]
    answers: Mapping[int, Schema | None]
    sdk: SdkCall | None = None
    passthrough: bool = False
    any_body: bool = False
    tail: PathTail | None = None

    def takes(self, scheme: str) -> bool:
        """
        Say whether a security scheme is among the alternatives.
        """
        return any(scheme in alternative for alternative in self.credentials)

    @property
    def public(self) -> bool:
        """
        Whether no credential is needed.
        """
        return frozenset() in self.credentials
