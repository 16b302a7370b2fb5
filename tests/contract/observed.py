"""
Reads what schemathesis did from its event log. Never judges it.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..support.document import operations
from .statuses import Seen, answer_of

_IDS = {(method.upper(), path): node["operationId"] for path, method, node in operations()}

Step = tuple[str, int]
"""
An operation and the status it answered.
"""


@dataclass
class Observed:
    """
    What was seen in a run.

    Attributes:
        seen: Every answer, those to the probes of schemathesis' own checks included.
        walks: Every way along the links, from a scenario's first step to a step that took its data from a link.
        failed: Every check that found something, with the operation.
    """

    seen: Seen = field(default_factory=Seen)
    walks: Counter[tuple[Step, ...]] = field(default_factory=Counter[tuple[Step, ...]])
    failed: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def add(self, other: Observed) -> None:
        """
        Count another run too.
        """
        self.seen.update(other.seen)
        self.walks.update(other.walks)
        self.failed.update(other.failed)


def observe(lines: Iterable[str]) -> Observed:
    """
    Read an event log, a JSON object a line.
    """
    observed = Observed()
    for line in lines:
        recorder: dict[str, Any] = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        scenario = _Scenario(*(recorder.get(part, {}) for part in ("cases", "interactions", "checks")))
        observed.seen.update(answer_of(*answered) for answered in scenario.answers())
        observed.walks.update(scenario.walks())
        observed.failed.update(scenario.failed())
    return observed


@dataclass(frozen=True)
class _Scenario:
    cases: Mapping[str, Mapping[str, Any]]
    interactions: Mapping[str, Mapping[str, Any]]
    checks: Mapping[str, list[Mapping[str, Any]]]

    def answers(self) -> Iterator[tuple[str, int, bytes, str]]:
        for case in self.cases:
            operation, response = self._operation(case), self._response(case)
            if operation is not None and response is not None:
                body = base64.b64decode((response.get("content") or {}).get("$base64", ""))
                content_type = "".join(response["headers"].get("content-type", []))
                yield operation, response["status_code"], body, content_type

    def walks(self) -> Iterator[tuple[Step, ...]]:
        for name, case in self.cases.items():
            if case.get("is_transition_applied"):
                yield tuple(reversed(list(self._back(name))))

    def failed(self) -> Iterator[tuple[str, str]]:
        for name, checks in self.checks.items():
            yield from ((str(self._operation(name)), each["name"]) for each in checks if each["status"] == "failure")

    def _back(self, name: str) -> Iterator[Step]:
        """
        Step back to the scenario's beginning.
        """
        current: str | None = name
        while current is not None:
            response = self._response(current)
            yield str(self._operation(current)), response["status_code"] if response else 0
            current = self.cases[current].get("transition", {}).get("parent_id")

    def _operation(self, name: str) -> str | None:
        value = self.cases[name]["value"]
        return _IDS.get((value["method"].upper(), value["path"]))

    def _response(self, name: str) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self.interactions.get(name, {}).get("response")
        return found
