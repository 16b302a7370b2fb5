# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""
What every model can do: leave as JSON, on demand or through a web framework. Loads no framework.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self


class _Serializer:
    """
    The attribute pydantic asks an object for whose type nobody declared, as behind `-> Any`. Made when it is asked for,
    and not there without pydantic.
    """

    def __get__(self, one: object, kind: Any = None) -> Any:
        if "pydantic" not in sys.modules:
            raise AttributeError("__pydantic_serializer__")
        from .pydantic_schema import serializer_of

        return serializer_of(kind)


class Model:
    """
    Something with a JSON form.

    `dict(model)` is its JSON form too, which is what FastAPI asks for where a route declares no type. With a type
    (`-> Price`, `list[Price]`, a field of a pydantic model) pydantic reads, writes and documents it.
    """

    __slots__ = (
        "__weakref__",
    )  # here and not in each model, because CPython lets only such classes be exchanged

    wire_names: ClassVar[Mapping[str, str]] = {}
    """Names on the wire, where they differ from those here."""

    not_in_json: ClassVar[frozenset[str]] = frozenset({"additional_properties"})
    """Attributes that are no fields of the JSON form."""

    TAG: ClassVar[tuple[str, Any] | None] = None
    """Name and value of the one field that is always the same, by which a union knows the model; None without one."""

    json_types: ClassVar[Mapping[str, Any]] = {}
    """Types in the JSON form, where they are wider than here."""

    __pydantic_serializer__: ClassVar[Any] = _Serializer()

    # Equality, hash and repr are here, once, and no model has attrs write its own: compiling them when a model is loaded
    # takes half of the time that loading it does.

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return all(
            getattr(self, each.name) == getattr(other, each.name)
            for each in _fields(self)
            if each.eq
        )

    def __hash__(self) -> int:
        hashed = (
            each.name for each in _fields(self) if (each.eq if each.hash is None else each.hash)
        )
        return hash((type(self), *(getattr(self, name) for name in hashed)))

    def __repr__(self) -> str:
        try:
            shown = [
                f"{each.name}={_shown(each, getattr(self, each.name))}"
                for each in _fields(self)
                if each.repr
            ]
        except (
            AttributeError
        ):  # unpickled from a release with fewer fields, or met by an error reporter half-made
            return f"<{type(self).__name__}, not built>"
        return f"{type(self).__name__}({', '.join(shown)})"

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form.
        """
        raise NotImplementedError

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.
        """
        raise NotImplementedError

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.to_dict().items())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from .pydantic_schema import core_schema_of

        return core_schema_of(cls, handler)


def _fields(model: Any) -> tuple[Any, ...]:
    fields: tuple[Any, ...] = model.__attrs_attrs__
    return fields


def _shown(field: Any, value: Any) -> str:
    return repr(value) if field.repr is True else str(field.repr(value))
