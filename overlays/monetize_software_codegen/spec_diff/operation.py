"""
Compares one operation, or one webhook event, with its old self.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monetize_software_codegen.document import Operation

from . import bodies, members
from .comparison import Comparison, match
from .effect import Direction, Effect, Finding

_PERMISSIONS = {"never": 0, "keyed": 1, "natural": 1, "safe": 2}
_HANDLED = (
    "operationId",
    "tags",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "deprecated",
    "x-errors",
    "x-retry",
    "x-passthrough",
    "x-path-tail",
    "x-beacon",
)


def compare(at: Comparison, old: Operation, new: Operation) -> Iterator[Finding]:
    """
    Compare an operation: callers send, the server answers.
    """
    yield from _address(at, old, new)
    yield from _exchange(at, old.node, new.node, Direction.TO_SERVER)
    yield from _retry(at, old.node.get("x-retry", "never"), new.node.get("x-retry", "never"))
    yield from _errors(at, old.node.get("x-errors", []), new.node.get("x-errors", []))
    yield from _security(at, old.node, new.node)
    yield from _passing_on(at, old.passthrough, new.passthrough)
    yield from _tail(at, old.node.get("x-path-tail", {}), new.node.get("x-path-tail", {}))
    if old.node.get("x-beacon") != new.node.get("x-beacon"):
        yield at.finding("is sent as text too, or no more, by pages that are closing", Effect.SERVERS)


def compare_event(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    """
    Compare a webhook event: the server sends, the receiver, who is a caller elsewhere, answers.
    """
    yield from _exchange(at, old, new, Direction.TO_CALLER)
    if old.get("operationId") != new.get("operationId"):
        yield at.finding("has another operationId, which nothing uses", Effect.COSMETIC)
    if old.get("security") != new.get("security"):
        yield at.finding("is sent with another credential", Effect.BOTH)


def _address(at: Comparison, old: Operation, new: Operation) -> Iterator[Finding]:
    if (old.method, _shape_of(old.path)) != (new.method, _shape_of(new.path)):
        yield at.finding(f"has moved to {new.method.upper()} {new.path}", Effect.BOTH)
    elif old.path != new.path:
        yield at.finding("has other names in its path", Effect.COSMETIC)
    if old.id != new.id:
        yield at.finding(f"was called {old.id}; client and handlers find it by its id", Effect.BOTH)


def _shape_of(path: str) -> list[str]:
    return ["{}" if part.startswith("{") else part for part in path.split("/")]


def _exchange(at: Comparison, old: dict[str, Any], new: dict[str, Any], asking: Direction) -> Iterator[Finding]:
    answering = Direction.TO_CALLER if asking is Direction.TO_SERVER else Direction.TO_SERVER
    yield from bodies.parameters(at.toward(asking), old.get("parameters", []), new.get("parameters", []))
    body = at.at(f"{at.place} body").toward(asking)
    yield from bodies.request_body(body, old.get("requestBody"), new.get("requestBody"))
    yield from _responses(at.toward(answering), old.get("responses", {}), new.get("responses", {}))
    if old.get("tags") != new.get("tags"):
        yield at.finding("has another tag; the generated module moves", Effect.CALLERS)
    yield from members.deprecation(at, old, new)
    yield from at.other_keys(old, new, _HANDLED)


def _responses(at: Comparison, old: dict[Any, Any], new: dict[Any, Any]) -> Iterator[Finding]:
    before = {str(status): node for status, node in old.items()}
    after = {str(status): node for status, node in new.items()}
    matched = match(before, after)
    for status in matched.removed:
        yield at.finding(f"never answers {status} any more", at.direction.narrowed)
    for status in matched.added:
        effect = at.direction.widened if status.startswith("2") or status == "default" else Effect.ADDITIVE
        yield at.finding(f"may answer {status} now", effect)
    for status in matched.common:
        yield from _response(at.at(f"{at.place} {status}"), before[status], after[status])


def _response(at: Comparison, old_node: dict[str, Any], new_node: dict[str, Any]) -> Iterator[Finding]:
    at, old, new = at.inside(old_node, new_node), at.old.follow(old_node), at.new.follow(new_node)
    yield from bodies.headers(at, old.get("headers", {}), new.get("headers", {}))
    yield from bodies.contents(at, old.get("content", {}), new.get("content", {}))
    if old.get("links") != new.get("links"):
        yield at.finding("has other links, which only the fuzz run follows", Effect.COSMETIC)
    yield from at.other_keys(old, new, ("$ref", "headers", "content", "links"))


def _passing_on(at: Comparison, old: bool, new: bool) -> Iterator[Finding]:
    if old != new:
        what = "passes on what it is given now; nothing is generated for it" if new else "passes nothing on any more"
        yield at.finding(what, Effect.CALLERS if new else Effect.BOTH)


def _tail(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    before, after = (int(side.get("maxLength", 0)) for side in (old, new))
    if before != after:
        effect = Effect.CALLERS if after < before else Effect.SERVERS
        yield at.finding(f"takes {after or 'no'} characters below its path now, not {before or 'none'}", effect)
    elif old != new:
        yield at.finding("calls what follows its path otherwise", Effect.COSMETIC)


def _retry(at: Comparison, old: str, new: str) -> Iterator[Finding]:
    if old == new:
        return
    before, after = _PERMISSIONS.get(old, 0), _PERMISSIONS.get(new, 0)
    effect = Effect.BOTH if before == after else Effect.CALLERS if after < before else Effect.SERVERS
    yield at.finding(f"has the retry class {new} now, not {old}", effect)


def _errors(at: Comparison, old: list[str], new: list[str]) -> Iterator[Finding]:
    matched = match(old, new)
    for code in matched.removed:
        yield at.finding(f"never answers the code {code} any more", Effect.SERVERS)
    for code in matched.added:
        yield at.finding(f"may answer the code {code} now", Effect.ADDITIVE)
    if matched.reordered:
        yield at.finding("has its codes in another order", Effect.COSMETIC)


def _security(at: Comparison, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    before = _credentials(old.get("security", at.old.document.get("security", [{}])))
    after = _credentials(new.get("security", at.new.document.get("security", [{}])))
    matched = match(before, after)
    for name in matched.removed:
        yield at.finding(f"takes {name} no longer", Effect.CALLERS)
    for name in matched.added:
        yield at.finding(f"takes {name} now", Effect.SERVERS)
    if matched.reordered:
        yield at.finding("has its credentials in another order", Effect.COSMETIC)


def _credentials(security: list[dict[str, list[str]]]) -> list[str]:
    """
    Name the alternatives, each a set of schemes with their scopes.
    """
    return [" with ".join(sorted(_scheme(*item) for item in each.items())) or "no credential" for each in security]


def _scheme(name: str, scopes: list[str]) -> str:
    return f"{name} ({', '.join(sorted(scopes))})" if scopes else name
