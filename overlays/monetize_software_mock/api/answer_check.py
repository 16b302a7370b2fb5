"""
Checks every answer against the specification before it leaves. Never repairs one.
"""

from __future__ import annotations

from monetize_software_mock.http.messages import Reply
from monetize_software_mock.spec.operations import Operation


class BrokenAnswer(Exception):
    """
    A handler's answer breaks the specification: a mistake in the mock server.
    """


def check(operation: Operation, reply: Reply) -> None:
    """
    Check status, code and body.

    Raises:
        BrokenAnswer: One of them is not what the specification documents; the message says which and why.
    """
    if reply.status not in operation.answers:
        raise BrokenAnswer(f"{operation.id} answered {reply.status}, which is not documented")
    if reply.status >= 400 and reply.code not in operation.codes:
        raise BrokenAnswer(f"{operation.id} answered code {reply.code}, which is not among its x-errors")
    schema = operation.answers[reply.status]
    if schema is None:
        if reply.body:
            raise BrokenAnswer(f"{operation.id} answered {reply.status} with a body, which has none")
    elif not schema.accepts(reply.body):
        reasons = "; ".join(f"{'/'.join(map(str, each.place))}: {each.text}" for each in schema.failures(reply.body))
        raise BrokenAnswer(f"{operation.id} answered {reply.status} with a body that breaks its schema: {reasons}")
