"""
Compares two whole documents and joins what is found at several operations. Reads no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from monetize_software_codegen.document import Operation, operations

from . import operation
from .catalogue import compare_catalogues
from .comparison import Comparison, match
from .effect import Difference, Effect, Finding
from .references import References

Located = tuple[str, Finding]
_COMPARED = ("paths", "webhooks", "components", "x-error-catalogue", "security")
_WORDS = ("openapi", "info", "servers", "tags")


def diff(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """
    Return every difference of two documents, the gravest first.

    Raises:
        Refused: A reference of either cannot be followed.
    """
    before, after = References(old, "the old document"), References(new, "the new document")
    found = [
        *_operations(before, after),
        *_events(before, after),
        *_schemes(before, after),
        *_catalogue(before, after),
        *_rest(before, after),
    ]
    return sorted(_joined(found), key=lambda difference: _RANK.index(difference.effect.words))


_RANK = [effect.words for effect in (Effect.BOTH, Effect.CALLERS, Effect.SERVERS, Effect.ADDITIVE, Effect.COSMETIC)]


def _joined(found: Iterable[Located]) -> list[Difference]:
    joined: dict[tuple[str, str], Difference] = {}
    for name, finding in found:
        key = finding.place, finding.what
        known = joined.get(key, Difference(*key, Effect.COSMETIC, ()))
        names = known.operations if name in ("", *known.operations) else (*known.operations, name)
        joined[key] = Difference(*key, known.effect | finding.effect, names)
    return list(joined.values())


def _operations(old: References, new: References) -> Iterator[Located]:
    before, after = _by_id(old.document), _by_id(new.document)
    before = _renamed(before, after)
    matched = match(before, after)
    for name in matched.removed:
        yield name, Finding(name, f"is gone: {_address(before[name])}", Effect.CALLERS)
    for name in matched.added:
        yield name, Finding(name, f"is a new operation: {_address(after[name])}", Effect.ADDITIVE)
    for name in matched.common:
        at = Comparison(old, new, name)
        yield from ((name, finding) for finding in operation.compare(at, before[name], after[name]))
    if matched.reordered:
        yield "", Finding("paths", "has its operations in another order", Effect.COSMETIC)


def _by_id(document: dict[str, Any]) -> dict[str, Operation]:
    return {each.id: each._replace(node=_complete(document, each)) for each in operations(document)}


def _complete(document: dict[str, Any], each: Operation) -> dict[str, Any]:
    """
    Return an operation with the parameters of its path; they come first, as in the generated function.
    """
    shared = document["paths"][each.path].get("parameters", [])
    return {**each.node, "parameters": [*shared, *each.node.get("parameters", [])]} if shared else each.node


def _renamed(before: dict[str, Operation], after: dict[str, Operation]) -> dict[str, Operation]:
    """
    Name an operation whose id is gone by the id that its method and path have now.
    """
    places = {(each.method, each.path): name for name, each in after.items()}
    return {
        name if name in after else places.get((each.method, each.path), name): each for name, each in before.items()
    }


def _address(each: Operation) -> str:
    return f"{each.method.upper()} {each.path}"


def _events(old: References, new: References) -> Iterator[Located]:
    before, after = (side.document.get("webhooks", {}) for side in (old, new))
    matched = match(before, after)
    for name in matched.removed:
        yield name, Finding(name, "is never sent any more", Effect.CALLERS)
    for name in matched.added:
        yield name, Finding(name, "is a new event", Effect.ADDITIVE)
    for name in matched.common:
        at = Comparison(old, new, name)
        found = operation.compare_event(at, before[name].get("post", {}), after[name].get("post", {}))
        yield from ((name, finding) for finding in found)


def _schemes(old: References, new: References) -> Iterator[Located]:
    """
    Compare the schemes; whether an operation takes one is told there.
    """
    before, after = (_security_schemes(side.document) for side in (old, new))
    matched = match(before, after)
    for name, what in (*((name, "is gone") for name in matched.removed), *((name, "is new") for name in matched.added)):
        yield "", Finding(f"security scheme {name}", what, Effect.COSMETIC)
    for name in matched.common:
        at = Comparison(old, new, f"security scheme {name}")
        users = [each.id for each in operations(new.document) if name in str(each.node.get("security"))]
        for finding in at.other_keys(before[name], after[name], ()):
            yield from ((user, finding) for user in users)


def _security_schemes(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document.get("components", {}).get("securitySchemes", {})
    return found


def _catalogue(old: References, new: References) -> Iterator[Located]:
    before, after = (side.document.get("x-error-catalogue", {}) for side in (old, new))
    answering = [*operations(old.document), *operations(new.document)]
    for code, finding in compare_catalogues(before, after):
        users = [each.id for each in answering if code in each.node.get("x-errors", ())]
        yield from ((user, finding) for user in users or [""])


def _rest(old: References, new: References) -> Iterator[Located]:
    at = Comparison(old, new, "the document")
    for key in _WORDS:
        if old.document.get(key) != new.document.get(key):
            yield "", at.finding(f"has another {key}", Effect.COSMETIC)
    found = at.other_keys(old.document, new.document, (*_COMPARED, *_WORDS))
    yield from (("", finding) for finding in found)
