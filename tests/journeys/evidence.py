"""
Keeps what the journeys have shown of the contract. Never decides whether that is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..support.contract import Exchange


class Fact(NamedTuple):
    """
    Something that was seen to work: a `method` of a client, a `field` of an operation's requests, or an `answer` of it.
    """

    kind: str
    of: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.of}: {self.what}"


class Evidence:
    """
    The facts of one run.
    """

    def __init__(self, facts: Iterable[Iterable[str]] = ()) -> None:
        self.facts = {Fact(*fact) for fact in facts}

    def exchanged(self, exchange: Exchange) -> None:
        """
        Note a request and its answer.
        """
        operation = exchange.operation.id
        self.facts |= {Fact("field", operation, field) for field in exchange.fields}
        self.facts.add(Fact("answer", operation, str(exchange.status)))

    def succeeded(self, client: str, method: str) -> None:
        """
        Note that a method of a client did what it is there for.
        """
        self.facts.add(Fact("method", client, method))

    def of(self, kind: str, subject: str) -> set[str]:
        """
        What was seen of one kind about an operation or a client.
        """
        return {fact.what for fact in self.facts if (fact.kind, fact.of) == (kind, subject)}


EVIDENCE = Evidence()
"""
That of this process.
"""
