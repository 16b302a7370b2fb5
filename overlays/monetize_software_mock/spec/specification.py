"""
Turns `openapi.yaml` into operations. Never handles a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from monetize_software_spec import location

from .assumptions import Source, all_sources, numbers_under
from .document import Document, SpecError, join
from .operations import INVALID_REQUEST, Field, Operation, Parameter, PathTail, Refusal, RequestBody, SdkCall
from .private import secret_fields
from .schemas import Schema, Schemas

if TYPE_CHECKING:
    from collections.abc import Hashable
    from importlib.resources.abc import Traversable

__all__ = ["Spec", "SpecError", "load"]

_METHODS = ("get", "put", "post", "delete", "patch")
_RETRIES = ("safe", "keyed", "natural", "never")
_PLACES = ("path", "query", "header")
_ANY_TYPE = "*/*"
_EMPTY = ("204", "205", 204, 205)


class Spec:
    """
    The specification, compiled.

    Attributes:
        title: Its title.
        version: Its version.
        operations: Operations by `operationId`, in the file's order.
        schemas: Validators by JSON pointer.
    """

    def __init__(self, document: Document) -> None:
        info: Mapping[str, Any] = document.follow("/info")[1]
        self.title = str(info.get("title"))
        self.version = str(info.get("version"))
        self.schemas = Schemas(document)
        self.operations: dict[str, Operation] = {}
        for operation in _operations(document, self.schemas):
            if operation.id in self.operations:
                raise SpecError(f"{document.path}: operationId {operation.id} is there twice")
            self.operations[operation.id] = operation
        self._document = document
        self._events: dict[str, Schema | None] = {}
        self._assumed: dict[str, tuple[str, ...]] = {}

    @cached_property
    def sources(self) -> list[Source]:
        """
        Every place where the public sources disagree or are silent.
        """
        return all_sources(self._document)

    @cached_property
    def secret_fields(self) -> frozenset[str]:
        """
        The names of all fields that hold a credential (`x-private: secret`).
        """
        return frozenset(secret_fields(self._document.root))

    def assumed(self, operation: Operation) -> tuple[str, ...]:
        """
        Return the numbers of the questions that an operation's behaviour rests on.
        """
        if operation.id not in self._assumed:
            place = join("/paths", operation.path, operation.method.lower())
            self._assumed[operation.id] = numbers_under(self._document, place)
        return self._assumed[operation.id]

    def event(self, kind: str) -> Schema | None:
        """
        Return the schema of a webhook event, None for a type the specification does not know.
        """
        if kind not in self._events:
            self._events[kind] = self._event(kind)
        return self._events[kind]

    def _event(self, kind: str) -> Schema | None:
        if kind not in self._document.root.get("webhooks", {}):
            return None
        place = join("/webhooks", kind, "post", "requestBody", "content", "application/json", "schema")
        return self.schemas.at(place)


def load(path: Path | str | None = None) -> Spec:
    """
    Read and compile a specification; an unchanged file is compiled once per process.

    Args:
        path: The file; the packaged one when left out.

    Raises:
        SpecError: It cannot be used; one line says where and why.
    """
    file: Traversable = Path(path) if path is not None else location()
    try:
        changed = file.stat().st_mtime_ns if isinstance(file, Path) else 0  # what is in an archive does not change
    except OSError as error:
        raise SpecError(f"{file}: cannot be read: {error.strerror}") from error
    return _compiled(cast("Hashable", file), changed)


@lru_cache(maxsize=4)
def _compiled(path: Traversable, _changed: int) -> Spec:
    return Spec(Document.read(path))


def _operations(document: Document, schemas: Schemas) -> Iterator[Operation]:
    _, paths = document.follow("/paths")
    for path in paths:
        for method in (name for name in _METHODS if name in paths[path]):
            yield _operation(document, schemas, path, method)


def _operation(document: Document, schemas: Schemas, path: str, method: str) -> Operation:
    try:
        return _Reader(document, schemas, path, method).operation()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SpecError(f"{document.path}: {method.upper()} {path}: not OpenAPI 3.1: {error!r}") from error


class _Reader:
    """
    Reads one operation.
    """

    def __init__(self, document: Document, schemas: Schemas, path: str, method: str) -> None:
        self.document, self.schemas = document, schemas
        self.path, self.method = path, method
        self.pointer, self.node = document.follow(join("/paths", path, method))

    def operation(self) -> Operation:
        refusals = dict(self._refusals())
        return Operation(
            id=self._text("operationId"),
            method=self.method.upper(),
            path=self.path,
            tag=str(self._list("tags")[0]),
            retry=self._choice("x-retry", _RETRIES),
            credentials=tuple(frozenset(alternative) for alternative in self._list("security")),
            codes=frozenset(map(str, self.node.get("x-errors", ()))),
            refusals=self._checked(refusals),
            parameters=tuple(self._parameters()),
            bodies=dict(self._bodies(refusals)),
            answers=dict(self._answers()),
            sdk=self._sdk() if "x-sdk" in self.node else None,
            passthrough=self.passthrough,
            any_body=self.passthrough and "requestBody" in self.node,
            tail=self._tail() if "x-path-tail" in self.node else None,
        )

    @property
    def passthrough(self) -> bool:
        """
        Whether bodies of any type are passed on.
        """
        return self.node.get("x-passthrough") is True

    def _tail(self) -> PathTail:
        return PathTail(str(self.node["x-path-tail"]["name"]), int(self.node["x-path-tail"]["maxLength"]))

    def _sdk(self) -> SdkCall:
        node = dict(self.node["x-sdk"])
        method = node.pop("method")
        chosen_by, methods = ("", {"": method}) if isinstance(method, str) else next(iter(method.items()))
        return SdkCall(methods, chosen_by, **node)

    def _text(self, key: str) -> str:
        value = self.node.get(key)
        if not isinstance(value, str) or not value:
            raise self._error(f"{key} is missing")
        return value

    def _list(self, key: str) -> list[Any]:
        value = self.node.get(key)
        if not isinstance(value, list) or not value:
            raise self._error(f"{key} is missing")
        return value  # pyright: ignore[reportUnknownVariableType]

    def _choice(self, key: str, choices: tuple[str, ...]) -> Any:
        value = self._text(key)
        if value not in choices:
            raise self._error(f"{key} is {value!r}, not one of {', '.join(choices)}")
        return value

    def _parameters(self) -> Iterator[Parameter]:
        for index in range(len(self.node.get("parameters", ()))):
            place, node = self.document.follow(join(self.pointer, "parameters", str(index)))
            if node["in"] not in _PLACES:
                raise self._error(f"parameter {node['name']} is in {node['in']!r}")
            schema = self.schemas.at(join(place, "schema"))
            yield Parameter(node["name"], node["in"], bool(node.get("required", False)), schema)

    def _bodies(self, refusals: Mapping[str, Refusal]) -> Iterator[tuple[str, RequestBody]]:
        if "requestBody" not in self.node or self.passthrough:
            return
        place, node = self.document.follow(join(self.pointer, "requestBody"))
        for media_type in node["content"]:
            schema = self.schemas.at(join(place, "content", media_type, "schema"))
            body = RequestBody(schema, dict(self._fields(schema, refusals)))
            yield media_type, body
            if self.node.get("x-beacon") is True and media_type == "application/json":
                yield "text/plain", body

    def _fields(self, schema: Schema, refusals: Mapping[str, Refusal]) -> Iterator[tuple[str, Field]]:
        for name, node in schema.node.get("properties", {}).items():
            target = self._resolved(node)
            names = target.get("x-invalid", {})
            absent, malformed = (names.get(key, INVALID_REQUEST) for key in ("absent", "malformed"))
            for refusal in (absent, malformed):
                if refusal not in refusals:
                    raise self._error(f"x-invalid of {name} names {refusal!r}, which is no error example here")
            yield name, Field(absent, malformed, _takes_whole_numbers(target))

    def _answers(self) -> Iterator[tuple[int, Schema | None]]:
        for status, place, content in self._responses():
            if not content or (self.passthrough and list(content) == [_ANY_TYPE]):
                yield status, None
            elif list(content) != ["application/json"]:
                raise self._error(f"answer {status} is not application/json")
            else:
                yield status, self.schemas.at(join(place, "content", "application/json", "schema"))

    def _refusals(self) -> Iterator[tuple[str, Refusal]]:
        for status, place, content in self._responses():
            for name in content.get("application/json", {}).get("examples", ()) if status >= 400 else ():
                _, node = self.document.follow(join(place, "content", "application/json", "examples", name))
                if "x-code" not in node or not isinstance(node.get("value"), dict):
                    raise self._error(f"error example {name} has no x-code or no object as value")
                yield name, Refusal(name, status, str(node["x-code"]), node["value"])

    def _responses(self) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
        for status in self.node.get("responses", {}):
            place, node = self.document.follow(join(self.pointer, "responses", str(status)))
            if self.passthrough and status == "default":  # any other status is the provider's
                continue
            if not str(status).isdigit():
                raise self._error(f"answer {status} needs a number")
            if "content" not in node and status not in _EMPTY:
                raise self._error(f"answer {status} needs a content; only 204 and 205 have none")
            yield int(status), place, node.get("content", {})

    def _checked(self, refusals: dict[str, Refusal]) -> dict[str, Refusal]:
        if ("parameters" in self.node or "requestBody" in self.node) and INVALID_REQUEST not in refusals:
            raise self._error(f"no error example is called {INVALID_REQUEST}")
        unknown = sorted({refusal.code for refusal in refusals.values()} - set(self.node.get("x-errors", ())))
        if unknown:
            raise self._error(f"x-errors lacks {', '.join(unknown)}")
        return refusals

    def _resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.document.follow(node["$ref"][1:])[1] if "$ref" in node else node

    def _error(self, problem: str) -> SpecError:
        return SpecError(f"{self.document.path}: {self.method.upper()} {self.path}: {problem}")


def _takes_whole_numbers(node: Mapping[str, Any]) -> bool:
    kinds = node.get("type", ())
    alternatives = node.get("anyOf", ())
    return "integer" in ([kinds] if isinstance(kinds, str) else kinds) or any(map(_takes_whole_numbers, alternatives))
