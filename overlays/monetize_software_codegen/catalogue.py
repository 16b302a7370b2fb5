"""
Writes `catalogue.py`: what the vendor extensions say about errors, operations and events, as plain values.
"""

from __future__ import annotations

from typing import Any

from .document import operations

_HEAD = '''"""
Error codes, operations and webhook events of the API, as openapi.yaml describes them. Plain values, light to import.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class ErrorField(NamedTuple):
    """
    A field that an error's body may carry, and the attribute it becomes.
    """

    wire: str
    attribute: str
    type: str
    unit: str | None


class ErrorEntry(NamedTuple):
    """
    What a code means and where it comes from: server, local, transport or normalised.
    """

    code: str
    status: int | None
    group: str
    meaning: str
    origin: tuple[str, ...]
    fields: tuple[ErrorField, ...]


class OperationEntry(NamedTuple):
    """
    Where an operation is, whether it may be repeated, which codes it may answer, and the SDK's methods that call it.
    """

    id: str
    method: str
    path: str
    tag: str
    retry: str
    errors: tuple[str, ...]
    security: tuple[str | None, ...]
    methods: tuple[str, ...]


'''


def emit(document: dict[str, Any]) -> str:
    """
    Return the module's source, not yet formatted.
    """
    parts = [_HEAD, f"API_VERSION: Final = {document['info']['version']!r}\n\n"]
    parts += _mapping("ERRORS", "ErrorEntry", {code: _error(code, e) for code, e in _catalogue(document).items()})
    parts += _mapping("OPERATIONS", "OperationEntry", {op.id: _operation(op) for op in operations(document)})
    parts += _mapping("EVENTS", "str", {name: repr(_event_model(item)) for name, item in _webhooks(document).items()})
    return "".join(parts)


def _catalogue(document: dict[str, Any]) -> dict[str, Any]:
    return dict(document.get("x-error-catalogue", {}))


def _webhooks(document: dict[str, Any]) -> dict[str, Any]:
    return dict(document.get("webhooks", {}))


def _mapping(name: str, kind: str, entries: dict[str, str]) -> list[str]:
    lines = "".join(f"    {key!r}: {value},\n" for key, value in entries.items())
    return [f"{name}: Final[dict[str, {kind}]] = {{\n{lines}}}\n\n"]


def _error(code: str, entry: dict[str, Any]) -> str:
    fields = tuple((f["wire"], f["attribute"], f["type"], f.get("unit")) for f in entry.get("fields", ()))
    listed = "".join(f"ErrorField{field!r}, " for field in fields)
    facts = (code, entry["status"], entry["group"], entry["meaning"], tuple(entry["origin"]))
    return f"ErrorEntry({', '.join(map(repr, facts))}, ({listed}))"


def _operation(operation: Any) -> str:
    node = operation.node
    schemes = tuple(next(iter(alternative), None) for alternative in node["security"])
    facts = (
        operation.id,
        operation.method.upper(),
        operation.path,
        node["tags"][0],
        node["x-retry"],
        tuple(node["x-errors"]),
        schemes,
        _methods(node.get("x-sdk", {}).get("method", {})),
    )
    return f"OperationEntry{facts!r}"


def _methods(named: Any) -> tuple[str, ...]:
    """
    Return the SDK's method, or those between which a field chooses.
    """
    if isinstance(named, str):
        return (named,)
    by_field = dict[str, dict[str, str]](named)
    choices = next(iter(by_field.values()), dict[str, str]())
    return tuple(choices.values())


def _event_model(item: dict[str, Any]) -> str:
    schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
    return str(schema["$ref"].rpartition("/")[2])
