# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""
What every model can do: leave as JSON, on demand or through a web framework. Loads no framework.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
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


def _printable(complete: Callable[[Any], str]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:
        try:
            return complete(self)
        except (
            AttributeError
        ):  # unpickled from a release with fewer fields, or met by an error reporter half-made
            return f"<{type(self).__name__}, not built>"

    return __repr__


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

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__repr__" in vars(
            cls
        ):  # on the second pass: attrs makes its slotted class anew, with the repr in it
            cls.__repr__ = _printable(cls.__repr__)  # type: ignore[method-assign]

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
