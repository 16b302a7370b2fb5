"""
Lets handlers refuse by name. Never knows a status or a body; those come from the specification.
"""

from __future__ import annotations

from typing import Any

from monetize_software_mock.http.messages import Reply
from monetize_software_mock.spec.operations import Operation


class Problem(Exception):
    """
    A refusal, named after an error example of the operation.

    Args:
        name: Name of the example in the specification.
        fields: Fields of its body with other values, such as `available=2`.
    """

    def __init__(self, name: str, **fields: Any) -> None:
        super().__init__(name)
        self.name = name
        self.fields = fields


class UnknownProblem(LookupError):
    """
    A handler named an error example that its operation does not have: a mistake in the mock server.
    """


def refuse(operation: Operation, problem: Problem) -> Reply:
    """
    Build the answer that the specification documents for a problem.

    Raises:
        UnknownProblem: The operation has no error example of that name.
    """
    refusal = operation.refusals.get(problem.name)
    if refusal is None:
        raise UnknownProblem(f"{operation.id} has no error example called {problem.name}")
    return Reply({**refusal.body, **problem.fields}, refusal.status, refusal.code)
