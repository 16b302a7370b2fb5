"""
Compiles the specification's schemas, one validator per JSON pointer. Never decides what a failure means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from .document import Document

_ADDRESS = "urn:monetize-software:openapi"


class Schemas:
    """
    Validators over one document, compiled when first asked for.

    Args:
        document: The specification that every pointer points into.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._registry = jsonschema_rs.Registry([(_ADDRESS, dict(document.root))], draft=jsonschema_rs.Draft202012)
        self._compiled: dict[str, Schema] = {}

    def at(self, pointer: str) -> Schema:
        """
        Return the schema that stands at a JSON pointer, or that a `$ref` there names.
        """
        place, node = self._document.follow(pointer)
        if place not in self._compiled:
            self._compiled[place] = Schema(self._compile(place), node)
        return self._compiled[place]

    def _compile(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        reference = {"$ref": f"{_ADDRESS}#{quote(pointer, safe='/~')}"}
        try:
            return jsonschema_rs.Draft202012Validator(reference, registry=self._registry, validate_formats=True)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise self._document.error(pointer, f"not a schema: {str(error).splitlines()[0]}") from error


class Failure:
    """
    Why a value does not fit, as far as the answer depends on it.

    Attributes:
        place: Keys and indexes from the value's root; empty for the root itself.
        mistyped: The value at `place` is missing or of the wrong type.
        text: For people.
    """

    __slots__ = ("mistyped", "place", "text")

    def __init__(self, error: jsonschema_rs.ValidationError) -> None:
        kind = error.kind
        self.text = error.message
        self.place: tuple[str | int, ...] = tuple(error.instance_path)
        self.mistyped = isinstance(kind, ValidationErrorKind.Type)
        if isinstance(kind, ValidationErrorKind.Required):
            self.place = (*self.place, kind.property)
            self.mistyped = True


class Schema:
    """
    One compiled schema and the node it was compiled from.
    """

    __slots__ = ("_validator", "node")

    def __init__(self, validator: jsonschema_rs.Draft202012Validator, node: Any) -> None:
        self._validator = validator
        self.node: Any = node

    def accepts(self, value: object) -> bool:
        """
        Say whether a value fits.
        """
        return self._validator.is_valid(value)

    def failures(self, value: object) -> Iterator[Failure]:
        """
        Say why a value does not fit.
        """
        return (Failure(error) for error in self._validator.iter_errors(value))
