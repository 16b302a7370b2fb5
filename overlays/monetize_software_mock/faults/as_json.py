"""
Reads and shows scripted faults as JSON, for the control routes. Never decides whether a fault makes sense.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, cast

from .actions import Action, FaultError, named
from .faults import Faults, Rule, delay, status

_FIELDS = ("operation", "do", "when", "after", "nth", "first", "count", "rate", "seed")
_STATUS_FIELDS = ("status", "body", "retry_after", "headers")


def add(faults: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    """
    Script the fault that a JSON object describes; its fields are named as the arguments of `Mock.fault`.

    `do` is a name, `{"delay": 0.5}`, or `{"status": 503}` with `body`, `retry_after` and `headers` as wanted.

    Raises:
        FaultError: It is malformed, or could never happen like that.
    """
    _only(body, _FIELDS)
    for name in ("operation", "do"):
        if name not in body:
            raise FaultError(f"{name} is missing")
    do = body["do"]
    options: dict[str, Any] = {**body, "do": action(do)}
    return _rule(faults.add(_operations(options.pop("operation")), **options))


def listed(faults: Faults) -> dict[str, Any]:
    """
    Show the rules with their counts, and what happened.
    """
    return {
        "rules": [_rule(rule) for rule in faults.rules],
        "fired": [dataclasses.asdict(each) for each in faults.fired],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    chosen = dataclasses.asdict(rule.selection)
    return {
        "number": rule.number,
        "operation": "*" if rule.operations is None else list(rule.operations),
        "do": str(rule.action),
        "when": rule.place,
        **({} if rule.after is None else {"after": str(rule.after)}),
        **{name: value for name, value in chosen.items() if value is not None},
        "seen": rule.seen,
        "fired": rule.fired,
    }


def _operations(given: object) -> str | list[str]:
    names = cast("list[object]", given if isinstance(given, list) else [given])
    if not all(isinstance(name, str) for name in names):
        raise FaultError("operation takes an operation id, a list of them, or '*'")
    return cast("list[str]", names)


def action(given: object) -> Action:
    """
    Read what a fault does.

    Raises:
        FaultError: There is no such action.
    """
    if isinstance(given, str):
        return named(given)
    if not isinstance(given, dict):
        raise FaultError('do takes a name, {"delay": seconds} or {"status": code}')
    fields = cast("dict[str, Any]", given)
    if "delay" in fields:
        _only(fields, ("delay",))
        return delay(fields["delay"])
    _only(fields, _STATUS_FIELDS)
    headers = fields.get("headers", {})
    if not isinstance(headers, dict):
        raise FaultError("headers takes an object of names and values")
    return status(
        fields.get("status", 0),
        fields.get("body"),
        retry_after=fields.get("retry_after"),
        headers=cast("dict[str, str]", headers),
    )


def _only(body: Mapping[str, Any], names: tuple[str, ...]) -> None:
    unknown = sorted(set(body) - set(names))
    if unknown:
        raise FaultError(f"Unknown field {unknown[0]!r}; there are: {', '.join(names)}")
