"""
openapi.yaml as tests read it: operations, references and error examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import monetize_software

ROOT = Path(__file__).parents[2]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@cache
def document() -> dict[str, Any]:
    """
    The parsed document.
    """
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    return loaded


def resolve(node: Any) -> Any:
    """
    Follow a `$ref`, if the node is one.
    """
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document()
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """
    Every operation with its path and method.
    """
    for path, item in document()["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def events() -> Iterator[tuple[str, dict[str, Any]]]:
    """
    Every webhook by event type.
    """
    for event_type, item in document()["webhooks"].items():
        yield event_type, item["post"]


def in_the_sdk() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """
    Those that a method of one of the SDK's clients makes.
    """
    return (each for each in operations() if client_of(each[2]) in monetize_software.__all__)


def client_of(node: dict[str, Any]) -> str:
    """
    The class whose method makes an operation; empty when none does.
    """
    return str(node["x-sdk"].get("client", "BillingClient")) if "x-sdk" in node else ""


class ErrorExample(NamedTuple):
    """
    A documented error of an operation.
    """

    operation: str
    name: str
    status: int
    code: str
    body: Any


def error_examples() -> Iterator[ErrorExample]:
    """
    Every documented error body of every operation.
    """
    for _, _, operation in operations():
        for status, response in operation["responses"].items():
            if status.isdigit() and not status.startswith("2"):
                yield from _examples(operation["operationId"], int(status), resolve(response))


def _examples(operation: str, status: int, response: dict[str, Any]) -> Iterator[ErrorExample]:
    for name, example in response["content"]["application/json"]["examples"].items():
        resolved = resolve(example)
        yield ErrorExample(operation, name, status, resolved.get("x-code", ""), resolved["value"])


def walk_examples() -> list[tuple[str, Any]]:
    """
    Every example of a JSON body with the name of its schema.
    """
    nodes = [op for _, _, op in operations()] + [op for _, op in events()]
    bodies = [resolve(node["requestBody"]) for node in nodes if "requestBody" in node]
    bodies += [resolve(response) for node in nodes for response in node["responses"].values()]
    media = [body["content"]["application/json"] for body in bodies if "application/json" in body.get("content", {})]
    return [
        (entry["schema"]["$ref"].rpartition("/")[2], resolve(example)["value"])
        for entry in media
        if "$ref" in entry["schema"]
        for example in entry["examples"].values()
    ]
