"""
Says where a body breaks the specification's schemas. Never quotes more of the body than one plain value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from .document import follow, walk
from .undeclared import undeclared

_ADDRESS = "urn:monetize-software:contract"
_LONGEST = 60


class Misfit(NamedTuple):
    """
    A place where a body breaks its schema; `place` is empty for the whole body.
    """

    place: str
    expected: str
    found: str


class Schemas:
    """
    Validators over one specification.

    Args:
        root: The specification.
    """

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = _opened(root)
        self._registry = jsonschema_rs.Registry([(_ADDRESS, self._root)], draft=jsonschema_rs.Draft202012)

    def at(self, pointer: str) -> Schema:
        """
        Return the schema at a JSON pointer.
        """
        place, _ = follow(self._root, pointer)
        reference = {"$ref": f"{_ADDRESS}#{quote(place, safe='/~')}"}
        validator = jsonschema_rs.Draft202012Validator(reference, registry=self._registry, validate_formats=True)
        return Schema(validator, partial(undeclared, self._root, place))


class Schema:
    """
    One compiled schema.

    Attributes:
        undeclared: Returns the places of fields that it does not declare.
    """

    def __init__(self, validator: jsonschema_rs.Draft202012Validator, undeclared: Callable[[Any], list[str]]) -> None:
        self._validator = validator
        self.undeclared = undeclared

    def misfits(self, body: Any) -> list[Misfit]:
        """
        Return every place where a body does not fit.
        """
        return [_misfit(error) for error in _leaves(self._validator.iter_errors(body))]


def _opened(root: dict[str, Any]) -> dict[str, Any]:
    """
    Drop the values of open enumerations (`x-open`), because more may appear.
    """
    copy = deepcopy(root)
    for _, node in walk(copy):
        if node.get("x-open") is True:
            node.pop("enum", None)
    return copy


def _leaves(errors: Iterable[jsonschema_rs.ValidationError]) -> Iterator[jsonschema_rs.ValidationError]:
    for error in errors:
        if isinstance(error.kind, Kind.AnyOf):
            yield from _leaves(min(error.kind.context, key=partial(_distance, error)))
        else:
            yield error


def _distance(whole: jsonschema_rs.ValidationError, branch: list[jsonschema_rs.ValidationError]) -> tuple[int, int]:
    """
    Tell how far an alternative is from what was meant: of another type, then by what is wrong at its top.
    """
    top = [error for error in branch if len(error.instance_path) == len(whole.instance_path)]
    return sum(isinstance(error.kind, Kind.Type) for error in top), len(top)


def _misfit(error: jsonschema_rs.ValidationError) -> Misfit:
    place = [str(each) for each in error.instance_path]
    match error.kind:
        case Kind.Required(property=name):
            return Misfit(".".join([*place, name]), "a value, because the field is required", "no such field")
        case Kind.Type(types=types):
            expected = " or ".join(sorted(types, key=lambda name: (name == "null", name)))
        case Kind.Format(format=name):
            expected = f"a {name}"
        case Kind.Enum(options=options):
            expected = f"one of {', '.join(map(shown, options))}"
        case other:
            expected = f"{other.name} {shown(other.value)}"
    return Misfit(".".join(place), expected, shown(error.instance))


def shown(value: Any) -> str:
    """
    Word a value in a few characters; of a list or an object only what it is.
    """
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
