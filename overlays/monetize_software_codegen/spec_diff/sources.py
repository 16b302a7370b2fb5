"""
Fetches the two documents: files, or a file as it was at a git revision. Lets only valid OpenAPI 3.1 through.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from monetize_software_codegen.document import METHODS, Refused, load, parse

_ENTRY = {
    "type": "object",
    "properties": {"fields": {"type": "array", "items": {"type": "object", "required": ["attribute"]}}},
}
_OPERATION = {
    "type": "object",
    "properties": {"x-errors": {"type": "array", "items": {"type": "string"}}, "x-retry": {"type": "string"}},
}
_EXTENSIONS = {
    "properties": {
        "x-error-catalogue": {"type": "object", "additionalProperties": _ENTRY},
        "paths": {"additionalProperties": {"properties": dict.fromkeys(METHODS, _OPERATION)}},
    }
}


def new_document(path: Path) -> dict[str, Any]:
    """
    Read the new document.

    Raises:
        Refused: It is missing, or not valid.
    """
    return _valid(load(path), str(path))


def old_document(base: str, path: Path) -> dict[str, Any]:
    """
    Read the old document.

    Args:
        base: A file, else a revision of the git repository the new document stands in.
        path: The new document.

    Raises:
        Refused: There is neither such a file nor such a revision, or what it has is not valid.
    """
    if Path(base).is_file():
        return _valid(load(Path(base)), base)
    return _valid(parse(_at_revision(base, path), f"{path.name} at {base}"), f"{path.name} at {base}")


def _at_revision(base: str, path: Path) -> bytes:
    command = ["git", "-C", str(path.resolve().parent), "show", "--end-of-options", f"{base}:./{path.name}"]
    try:
        shown = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError:
        raise Refused(f"{base} is no file, and git is not installed to look for a revision.") from None
    if shown.returncode:
        raise Refused(f"{base} is neither a file nor a git revision that has {path.name}.")
    return shown.stdout


def _valid(loaded: dict[str, Any], name: str) -> dict[str, Any]:
    document = _as_json(loaded, name)
    if not str(document.get("openapi", "")).startswith("3.1."):
        raise Refused(f"{name} is not OpenAPI 3.1.")
    problem = _first_problem(document, name)
    if problem:
        raise Refused(f"{name} is not valid OpenAPI: {problem}")
    return document


def _as_json(loaded: dict[str, Any], name: str) -> dict[str, Any]:
    """
    Make every key a text and every value one that JSON has.
    """
    try:
        return cast("dict[str, Any]", _json(loaded))
    except RecursionError:
        raise Refused(f"{name} is nested without end.") from None


def _json(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _json(value) for key, value in cast("dict[Any, Any]", node).items()}
    if isinstance(node, list):
        return [_json(value) for value in cast("list[Any]", node)]
    return node if node is None or isinstance(node, (str, int, float)) else str(node)


def _first_problem(document: dict[str, Any], name: str) -> str | None:
    import jsonschema_rs
    from openapi_spec_validator import OpenAPIV31SpecValidator

    from .references import References

    References(document, name)
    for problem in OpenAPIV31SpecValidator(document).iter_errors():
        return _sentence(problem.absolute_path, problem.message)
    for broken in jsonschema_rs.Draft202012Validator(_EXTENSIONS).iter_errors(document):
        return _sentence(broken.instance_path, broken.message)
    return None


def _sentence(path: Iterable[str | int], message: str) -> str:
    return f"{'/'.join(map(str, path))}: {message.splitlines()[0][:120]}"
