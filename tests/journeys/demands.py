"""
Says what the journeys must show, from the spec and from the clients themselves, and what is missing. Keeps nothing.
"""

from __future__ import annotations

from ..support.contract import OPERATIONS, Operation
from ..support.surface import CLIENTS, methods
from .evidence import Evidence, Fact

CALLED = [each for each in OPERATIONS if each.client in {client.__name__ for client in CLIENTS}]
"""
The operations that these clients make.
"""

BROKEN = ("400", "413", "415")
"""
Answers to requests of a wrong shape, kind or size, which the client's own checks mostly prevent.
"""


def demanded() -> set[Fact]:
    """
    Every method of both clients, every field of every operation, and every answer but those to broken requests.
    """
    facts = {Fact("method", client.__name__, name) for client in CLIENTS for name in methods(client)}
    for operation in CALLED:
        facts |= {Fact("field", operation.id, name) for name in operation.fields()}
        facts |= {Fact("answer", operation.id, status) for status in documented(operation) if status not in BROKEN}
    return facts


def documented(operation: Operation) -> list[str]:
    """
    The statuses an operation may answer.
    """
    return sorted(operation.node["responses"].keys() - {"default"})


def holes(evidence: Evidence) -> list[str]:
    """
    What is missing, one line each.
    """
    return [f"no journey showed {fact}" for fact in sorted(demanded() - evidence.facts)]


def table(evidence: Evidence) -> list[str]:
    """
    One line for each operation and each client.
    """
    lines = [f"{'operation':20}  {'fields':>7}  answers; in brackets those no journey got"]
    lines += [_operation_line(operation, evidence) for operation in CALLED]
    for client in CLIENTS:
        names = set(methods(client))
        seen = evidence.of("method", client.__name__) & names
        lines.append(f"{client.__name__:20}  {f'{len(seen)}/{len(names)}':>7}  methods")
    return lines


def _operation_line(operation: Operation, evidence: Evidence) -> str:
    fields, got = operation.fields(), evidence.of("answer", operation.id)
    count = f"{len(evidence.of('field', operation.id) & fields)}/{len(fields)}"
    answers = " ".join(status if status in got else f"({status})" for status in documented(operation))
    return f"{operation.id:20}  {count:>7}  {answers}"
