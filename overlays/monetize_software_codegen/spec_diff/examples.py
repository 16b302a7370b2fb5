"""
Compares the examples of a body. An error's example, marked by `x-code`, is the very body a server answers; any other is
cosmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .comparison import Comparison, match
from .effect import Effect, Finding


def compare(at: Comparison, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    """
    Compare examples by name.
    """
    before = {name: at.old.follow(node) for name, node in old.items()}
    after = {name: at.new.follow(node) for name, node in new.items()}
    matched = match(_answers(before), _answers(after))
    for name in matched.removed:
        yield at.finding(f"has no error {name} any more", Effect.SERVERS)
    for name in matched.added:
        yield at.finding(f"has the new error {name}", Effect.ADDITIVE)
    for name in matched.common:
        yield from _answer(at.at(f"{at.place} error {name}").inside(old[name], new[name]), before[name], after[name])
    if _others(before) != _others(after):
        yield at.finding("has other examples", Effect.COSMETIC)


def _answers(examples: Mapping[str, Any]) -> list[str]:
    return [name for name, node in examples.items() if "x-code" in node]


def _others(examples: Mapping[str, Any]) -> dict[str, Any]:
    return {name: node for name, node in examples.items() if "x-code" not in node}


def _answer(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    if old["x-code"] != new["x-code"]:
        yield at.finding(f"is reported as {new['x-code']} now, not as {old['x-code']}", Effect.CALLERS)
    if old.get("value") != new.get("value"):
        yield at.finding("has another body", Effect.SERVERS)
    yield from at.other_keys(old, new, ("$ref", "x-code", "value"))
