# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""
Tells pydantic how a model is read, written and described. Imported when pydantic asks, which is loaded by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields

from .json_model import Model

_EXTRAS = "additional_properties"


def core_schema_of(model: type[Model], handler: Any) -> Any:
    """
    Make pydantic's schema of a model: an instance or its JSON form goes in, the JSON form comes out.
    """
    from pydantic_core import core_schema

    def read(value: Any) -> Any:
        if isinstance(value, model):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"must be a {model.__name__} or its JSON form")
        return model.from_dict(value)

    return core_schema.no_info_plain_validator_function(
        read,
        ref=f"{model.__module__}.{model.__qualname__}:{id(model)}",
        json_schema_input_schema=_shape(model, handler),
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda value: value.to_dict()
        ),
        metadata={"pydantic_js_functions": [_describe(model)]},
    )


@cache
def serializer_of(model: type[Model]) -> Any:
    """
    Make what pydantic writes an object with.
    """
    from pydantic import TypeAdapter

    return TypeAdapter(model).serializer


def _describe(model: type[Model]) -> Any:
    about = (model.__doc__ or "").strip().partition("\n\n")[0]

    def describe(schema: Any, handler: Any) -> dict[str, Any]:
        described: dict[str, Any] = handler(schema["json_schema_input_schema"])
        described.update(title=model.__name__, description=" ".join(about.split()))
        return described

    return describe


def _shape(model: type[Model], handler: Any) -> Any:
    """
    The JSON form's own schema; an object without fields of its own is a map.
    """
    from pydantic_core import core_schema

    hints = {**get_type_hints(model), **model.json_types}
    extras = hints.pop(_EXTRAS, None)
    own = {field.name: field for field in fields(model) if field.name not in model.not_in_json}
    if not own and extras is not None:
        return _kind(extras, handler)
    return core_schema.typed_dict_schema(
        {
            model.wire_names.get(name, name): core_schema.typed_dict_field(
                _kind(hints[name], handler), required=field.default is NOTHING
            )
            for name, field in own.items()
        },
        extra_behavior="allow" if extras is not None else "ignore",
    )


def _kind(hint: Any, handler: Any) -> Any:
    """
    The schema of a field's type. Exact numbers are numbers, and enums are open: any text may come.
    """
    from pydantic_core import core_schema

    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        several = [_kind(each, handler) for each in inner if each is not NoneType]
        one = several[0] if len(several) == 1 else core_schema.union_schema(several)
        return core_schema.nullable_schema(one) if NoneType in inner else one
    if origin is list:
        return core_schema.list_schema(_kind(inner[0], handler))
    if origin is dict:
        return core_schema.dict_schema(core_schema.str_schema(), _kind(inner[1], handler))
    if hint is Decimal:
        return core_schema.float_schema()
    if hint is datetime:
        return core_schema.datetime_schema()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _open_enum(hint)
    return handler.generate_schema(hint)


def _open_enum(kind: type[Enum]) -> Any:
    from pydantic_core import core_schema

    known = [member.value for member in kind]
    whole = isinstance(known[0], int)
    return core_schema.int_schema() if whole else core_schema.str_schema(metadata=_examples(known))


def _examples(known: list[Any]) -> Any:
    return {
        "pydantic_js_functions": [lambda schema, handler: {**handler(schema), "examples": known}]
    }
