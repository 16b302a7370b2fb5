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

    json_types: ClassVar[Mapping[str, Any]] = {}
    """Types in the JSON form, where they are wider than here."""

    __pydantic_serializer__: ClassVar[Any] = _Serializer()

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
