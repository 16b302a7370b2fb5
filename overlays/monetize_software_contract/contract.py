"""
Holds what the specification says about the operations, as far as a server can be held against it. Never sends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monetize_software_spec import location

from .document import SpecError, follow, join, read
from .schemas import Schema, Schemas

_METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    A documented error answer, named by its example.
    """

    name: str
    status: int
    code: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One operation.

    Attributes:
        codes: Every error code it may answer (`x-errors`).
        refusals: Its documented error answers, by name.
        answers: By documented status, the schema of each media type; none where there is no body.
        passthrough: Answers of any type and status are a provider's, passed on (`x-passthrough`).
    """

    id: str
    method: str
    path: str
    codes: tuple[str, ...]
    refusals: Mapping[str, Refusal]
    answers: Mapping[int, Mapping[str, Schema]]
    passthrough: bool = False

    @property
    def safe(self) -> bool:
        """
        Whether asking changes nothing, by its method; what is passed on to a provider may be charged for.
        """
        return self.method == "GET" and not self.passthrough


class Contract:
    """
    The specification, compiled.

    Args:
        root: The specification as plain values.

    Attributes:
        root: The same.
        version: Its version.

    Raises:
        SpecError: It cannot be used.
    """

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self._schemas = Schemas(root)
        try:
            self.version = str(root["info"]["version"])
            self.key_header = str(root["components"]["securitySchemes"]["ownerKey"]["name"])
            self.operations = {each.id: each for each in self._operations()}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SpecError(f"openapi.yaml is not as expected: {error!r}") from error

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.root["paths"].items():
            for method in (name for name in _METHODS if name in item):
                yield self._operation(path, method, item[method])

    def _operation(self, path: str, method: str, node: Mapping[str, Any]) -> Operation:
        answers = list(self._answers(join("/paths", path, method, "responses"), node["responses"]))
        return Operation(
            id=node["operationId"],
            method=method.upper(),
            path=path,
            codes=tuple(node.get("x-errors", ())),
            refusals={each.name: each for answer in answers for each in self._refusals(*answer)},
            answers={status: self._bodies(place, content) for status, place, content in answers},
            passthrough=node.get("x-passthrough") is True,
        )

    def _answers(self, pointer: str, node: Mapping[str, Any]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
        for status in node:
            place, answer = follow(self.root, join(pointer, status))
            if status != "default":  # which stands for what a provider answers
                yield int(status), join(place, "content"), answer.get("content", {})

    def _bodies(self, pointer: str, content: Mapping[str, Any]) -> Mapping[str, Schema]:
        return {media_type: self._schemas.at(join(pointer, media_type, "schema")) for media_type in content}

    def _refusals(self, status: int, pointer: str, content: Mapping[str, Any]) -> Iterator[Refusal]:
        for media_type, node in content.items():
            for name in node.get("examples", ()) if status >= 400 else ():
                _, example = follow(self.root, join(pointer, media_type, "examples", name))
                yield Refusal(name, status, str(example["x-code"]), example["value"])


def load(path: Path | None = None) -> Contract:
    """
    Read and compile the specification.

    Args:
        path: The file; the packaged one when left out.

    Raises:
        SpecError: It cannot be used.
    """
    return Contract(read(path or location()))
